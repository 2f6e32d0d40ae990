// # unused-result
//
// What it does: warns where the result of a trylock or of a wait that a signal may end is thrown away.
//
// Why: without the result the code does not know whether it holds the lock.
//
// Example:
//
//     mutex_trylock(l)
//
// Use instead: `if mutex_trylock(l) { … }`; `let error = mutex_lock_killable(l)`.
import { calleeOf } from '../expected.ts';
import { isCall } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Rule } from '../rule.ts';

export const unusedResult: Rule = {
    code: 'unused-result',
    severity: 'warning',
    visit: {
        ExpressionStatement: function* ({ expression }) {
            if (expression?.$type === 'InterruptibleWait') {
                yield { place: placeOf(expression), message: 'Whether the wait was interrupted is not looked at.' };
            }
            if (expression?.$type === 'Alloc') {
                yield { place: placeOf(expression), message: 'Nothing refers to the new object.' };
            }
            const callee = isCall(expression) ? calleeOf(expression) : undefined;
            if (callee?.kind !== 'lock' || callee.operation.result === 'void') return;
            if (callee.operation.effect !== 'try-acquire' && callee.operation.effect !== 'acquire') return;
            yield {
                place: placeOf(expression),
                message: `The result of \`${callee.operation.name}\` is not looked at.`,
            };
        },
    },
};
