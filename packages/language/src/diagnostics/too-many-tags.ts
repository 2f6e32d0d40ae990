// # too-many-tags
//
// What it does: reports tags for more granules than a mapping has, tags that are none, and tags of memory that has none.
//
// Why: each granule has one tag of four bits; `tags [a, b, …]` gives those of the first granules in their order. Only the
// memory of a mapping with `mte`, and populated, has tags in the beginning.
//
// Example:
//
//     machine { granules 2 }
//     mm P { vma buf = anon[1] rw mte populated tags [1, 1, 2] }
//
// Use instead: `tags [1, 1]`, or `granules 3`.
import { pagesOf } from '../machine.ts';
import { placeOf } from '../place.ts';
import type { Rule } from '../rule.ts';

const MOST = 15;

export const tooManyTags: Rule = {
    code: 'too-many-tags',
    severity: 'error',
    visit: {
        Vma: function* (vma, { typing, machine }) {
            const flag = vma.flags.find(each => each.name === 'tags');
            if (flag === undefined) return;
            const missing = ['mte', 'populated'].find(name => !vma.flags.some(each => each.name === name));
            if (missing !== undefined) {
                const message = `The memory of \`${vma.name}\` has no tags in the beginning: it is not \`${missing}\`.`;
                yield { place: placeOf(flag), message };
            }
            const granules = pagesOf(vma, typing.constant) * (machine('granules') ?? 1);
            const over = flag.values[granules];
            if (over !== undefined) {
                const count = granules === 1 ? 'one granule' : `${granules} granules`;
                yield { place: placeOf(over), message: `\`${vma.name}\` has ${count}; this is tag ${granules + 1}.` };
            }
            for (const value of flag.values) {
                const tag = typing.constant(value);
                if (tag !== undefined && (tag < 0 || tag > MOST)) {
                    yield { place: placeOf(value), message: `A tag is a number from 0 to ${MOST}; ${tag} is none.` };
                }
            }
        },
    },
};
