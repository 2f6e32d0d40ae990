// # unreachable-code
//
// What it does: points at statements behind a `return`, `break`, `continue` or a `loop` that nothing leaves.
//
// Why: they are no part of the program, and no check will ever say anything about them.
//
// Example:
//
//     return 1
//     mutex_unlock(l)
//
// Use instead: the statement before the `return`, or none.
import { statementCompletes } from '../flow.ts';
import { isLabel } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Rule } from '../rule.ts';

export const unreachableCode: Rule = {
    code: 'unreachable-code',
    severity: 'warning',
    needsWholeSyntax: true,
    visit: {
        Block: function* ({ statements }) {
            const end = statements.findIndex(statement => !statementCompletes(statement));
            const first = statements[end + 1];
            if (end < 0 || first === undefined) return;
            const rest = statements.slice(end + 1).filter(statement => !isLabel(statement));
            if (rest.length === 0) return;
            yield { place: { ...placeOf(first), end: placeOf(rest.at(-1)!).end }, message: 'Nothing gets here.' };
        },
    },
};
