// # unknown-override
//
// What it does: reports something left of the `=` in `with` that cannot be set.
//
// Why: `with` sets params of this file (`p = v`), params of an imported one (`wait.exclusive = v`), knobs of the machine
// (`machine.rwsem = v`) and policies of locks (`l.policy = v`).
//
// Example:
//
//     param fenced = true
//     check "no fence" with fence = false expects deadlock
//
// Use instead: the name of a param; a `var` becomes one by declaring it `param`.
import { environmentOf, moduleOf } from '../environment.ts';
import type { Override } from '../generated/ast.ts';
import { isConst, isParam, isVar } from '../generated/ast.ts';
import { nearest } from '../names.ts';
import { targetOfOverride } from '../override-target.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { codeList, replace } from '../rule.ts';
import { exportsOf } from '../scope.ts';

export const unknownOverride: Rule = {
    code: 'unknown-override',
    severity: 'error',
    visit: {
        Override: judge,
        Check: function* ({ overrides }) {
            const seen = new Set<string>();
            for (const { target } of overrides) {
                const name = target?.segments.join('.');
                if (name === undefined) continue;
                if (seen.has(name)) yield { place: placeOf(target), message: `\`${name}\` is set twice.` };
                seen.add(name);
            }
        },
    },
};

function* judge(override: Override): Iterable<Finding> {
    const target = targetOfOverride(override);
    const segments = override.target?.segments ?? [];
    if (target.kind !== 'unknown' || segments.length === 0) return;
    const isComplete = [...environmentOf(override).outcomes.values()].every(({ kind }) => kind === 'module');
    if (!isComplete) return;
    const place = placeOfProperty(override.target, 'segments', target.index);
    const name = segments[target.index] ?? segments.join('.');
    const near = nearest(name, target.among);
    if (near !== undefined) {
        yield {
            place,
            message: `${whatIs(override, target.index, name)}; did you mean \`${near}\`?`,
            fix: replace(`Write \`${near}\``, place, near),
        };
        return;
    }
    const missing = target.index > 0 ? undefined : environmentOf(override).declaring(segments.join('.'))[0];
    if (missing !== undefined) {
        const message = `${whatIs(override, target.index, name)}.`;
        yield { place, message, hint: `Write \`import ${missing}\`.` };
        return;
    }
    const full = inAnImport(override, name);
    const among = full ?? (target.index > 0 ? target.among : []);
    const hint =
        among.length === 0
            ? {}
            : { hint: full === undefined ? `There are ${codeList(among)}.` : `Write ${codeList(full)}.` };
    yield { place, message: `${whatIs(override, target.index, name)}.`, ...hint };
}

function whatIs(override: Override, index: number, name: string): string {
    const module = moduleOf(override);
    const [declared] = (module && exportsOf(module).get(name)) ?? [];
    if (index === 0 && isVar(declared)) return `\`${name}\` is a variable; a check can set params only`;
    if (index === 0 && isConst(declared)) return `\`${name}\` is a constant; a check can set params only`;
    const [first] = override.target.segments;
    if (index === 1 && first === 'machine') return `The machine has no knob \`${name}\``;
    if (index === 1) return `\`${first}\` has no \`${name}\` to set`;
    return override.target.segments.length === 1 ? `There is no param \`${name}\`` : `\`${name}\` is not imported`;
}

/** `wait.exclusive` for `exclusive`. */
function inAnImport(override: Override, name: string): readonly string[] | undefined {
    const { imports } = environmentOf(override);
    const found = imports.filter(({ module }) => module.declarations.some(each => isParam(each) && each.name === name));
    return found.length === 0 || override.target.segments.length > 1
        ? undefined
        : found.map(({ alias }) => `${alias}.${name}`);
}
