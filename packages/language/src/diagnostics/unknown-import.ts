// # unknown-import
//
// What it does: reports an import of a file that is not there, or that has errors itself.
//
// Why: `import kernel.wait` names a file of the library; `import "./mine.race"` one of your own, by its path from the
// importing file.
//
// Example:
//
//     import kernel.wiat
//
// Use instead: the name of a module of the library, or a path in quotes that begins with `./` or `../`.
import { environmentOf } from '../environment.ts';
import { nearest } from '../names.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';
import { replace } from '../rule.ts';

export const unknownImport: Rule = {
    code: 'unknown-import',
    severity: 'error',
    visit: {
        Import: function* (node) {
            const outcome = environmentOf(node).outcomes.get(node);
            const place = node.path === undefined ? placeOfProperty(node, 'module') : placeOfProperty(node, 'path');
            if (outcome?.kind === 'module' && outcome.firstError !== undefined) {
                const { place: there, message } = outcome.firstError;
                yield { place, message: 'The imported file has errors.', related: [{ place: there, message }] };
            }
            if (outcome?.kind !== 'missing') return;
            if (node.path !== undefined) {
                const isRelative = /^\.{0,2}\//.test(node.path);
                const hint = isRelative ? {} : { hint: `A path begins with \`./\`: \`import "./${node.path}"\`.` };
                yield { place, message: `There is no file \`${node.path}\`.`, ...hint };
                return;
            }
            const full = outcome.among.find(each => each.endsWith(`.${node.module}`));
            const near = full ?? nearest(node.module ?? '', outcome.among);
            const message = `The library has no module \`${node.module}\``;
            if (near === undefined) yield { place, message: `${message}.` };
            else
                yield {
                    place,
                    message: `${message}; did you mean \`${near}\`?`,
                    fix: replace(`Write \`${near}\``, place, near),
                };
        },
        Module: function* (module) {
            const seen = new Set<unknown>();
            for (const node of module.imports) {
                const outcome = environmentOf(module).outcomes.get(node);
                if (outcome?.kind !== 'module') continue;
                if (seen.has(outcome.module))
                    yield { place: placeOf(node), message: 'This file is imported twice.', severity: 'warning' };
                seen.add(outcome.module);
            }
        },
    },
};
