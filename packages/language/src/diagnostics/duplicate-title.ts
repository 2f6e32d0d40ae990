// # duplicate-title
//
// What it does: reports two checks of one file with the same title.
//
// Why: the title is how a check is asked for (`--only`) and how its result is found again.
//
// Use instead: another title.

import type { Check } from '../generated/ast.ts';
import { isCheck } from '../generated/ast.ts';
import { placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';

export const duplicateTitle: Rule = {
    code: 'duplicate-title',
    severity: 'error',
    visit: {
        Module: function* ({ declarations }) {
            const first = new Map<string, Check>();
            for (const check of declarations.filter(isCheck)) {
                const known = first.get(check.title);
                if (known === undefined) first.set(check.title, check);
                else {
                    yield {
                        place: placeOfProperty(check, 'title'),
                        message: `There is already a check "${check.title}".`,
                        related: [{ place: placeOfProperty(known, 'title'), message: 'It is here.' }],
                    };
                }
            }
        },
    },
};
