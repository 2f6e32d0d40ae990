// # missing-pool
//
// What it does: reports `alloc` of a struct without a pool, and `free` of what came from none.
//
// Why: every object is declared: `pool n` says how many may be allocated at a time.
//
// Example:
//
//     struct node { var v: int 0..1 }
//     thread t { let n = alloc node }
//
// Use instead: `struct node pool 2 { … }`.
import { placeOf, placeOfProperty, textOf } from '../place.ts';
import type { Rule } from '../rule.ts';
import { showOne } from '../types.ts';

export const missingPool: Rule = {
    code: 'missing-pool',
    severity: 'error',
    visit: {
        Alloc: function* (node) {
            const struct = node.struct?.ref;
            if (struct === undefined || struct.pool !== undefined) return;
            yield {
                place: placeOfProperty(node, 'struct'),
                message: `\`${struct.name}\` has no pool to allocate from.`,
                hint: `Write \`struct ${struct.name} pool 2 { … }\`.`,
                related: [{ place: placeOfProperty(struct, 'name'), message: 'The struct.' }],
            };
        },
        Free: function* ({ value }, { typing }) {
            if (value === undefined) return;
            const type = typing.typeOf(value);
            if (type.kind === 'error' || type.kind === 'null') return;
            const place = placeOf(value);
            if (type.kind !== 'ref')
                yield {
                    place,
                    message: `Only a reference can be freed; \`${textOf(value)}\` is ${showOne(type)}.`,
                };
            else if (type.declaration.pool === undefined) {
                yield { place, message: `\`${type.declaration.name}\` has no pool, so its objects are never freed.` };
            }
        },
    },
};
