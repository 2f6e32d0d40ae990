// # unknown-flag
//
// What it does: reports a flag of a mapping, or a property of a file, that does not exist.
//
// Why: each flag is a field of `struct vma`, or says what is there in the beginning; a mistyped one would say nothing.
//
// Example:
//
//     mm P { vma buf = anon[1] rw populate }
//
// Use instead: `populated`.
import { isVar } from '../generated/ast.ts';
import { machineStruct, visibleMembers } from '../machine.ts';
import { fileProperties, uffdModes, vmaFlags } from '../mapping-words.ts';
import { nearest } from '../names.ts';
import { placeOfProperty } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { codeList, replace } from '../rule.ts';

const FLAGS = vmaFlags.map(({ name }) => name);
const UFFD = uffdModes.map(({ name }) => name);
const PROPERTIES = fileProperties.map(({ name }) => name);

export const unknownFlag: Rule = {
    code: 'unknown-flag',
    severity: 'error',
    visit: {
        VmaFlag: function* (node) {
            if (node.name === undefined) return;
            // Another module's fields of mappings are flags, too.
            const struct = machineStruct(node, 'vma');
            const fields =
                struct === undefined
                    ? []
                    : visibleMembers(struct, node)
                          .filter(isVar)
                          .map(({ name }) => name);
            const place = placeOfProperty(node, 'name');
            if (!FLAGS.includes(node.name) && !fields.includes(node.name)) {
                yield unknown('A mapping has no flag', node.name, [...FLAGS, ...fields], place);
            }
            for (const [index, word] of node.words.entries()) {
                const isKnown = node.name === 'uffd' ? UFFD.includes(word) : fields.includes(`${node.name}_${word}`);
                if (!isKnown)
                    yield unknown(
                        `There is no \`${node.name}\` for`,
                        word,
                        UFFD,
                        placeOfProperty(node, 'words', index),
                    );
            }
        },
        FileProperty: function* (node) {
            if (node.name === undefined || PROPERTIES.includes(node.name)) return;
            yield unknown('A file has no', node.name, PROPERTIES, placeOfProperty(node, 'name'));
        },
    },
};

function unknown(what: string, name: string, names: readonly string[], place: Finding['place']): Finding {
    const near = nearest(name, names);
    if (near === undefined) return { place, message: `${what} \`${name}\`.`, hint: `There are ${codeList(names)}.` };
    return {
        place,
        message: `${what} \`${name}\`; did you mean \`${near}\`?`,
        fix: replace(`Write \`${near}\``, place, near),
    };
}
