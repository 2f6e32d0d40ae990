// # no-effect
//
// What it does: reports a statement that only computes a value.
//
// Why: nothing becomes of the value; mostly `=` was meant.
//
// Example:
//
//     x == 1
//
// Use instead: `x = 1`, or `let r = …`, or a call.
import { isCall, isGroup } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Rule } from '../rule.ts';

export const noEffect: Rule = {
    code: 'no-effect',
    severity: 'error',
    visit: {
        ExpressionStatement: function* ({ expression }, { typing }) {
            if (expression === undefined) return;
            const inner = isGroup(expression) ? expression.inner : expression;
            if (isCall(inner) || inner?.$type === 'InterruptibleWait' || inner?.$type === 'Alloc') return;
            if (typing.typeOf(expression).kind === 'error') return;
            const place = placeOf(expression);
            if (inner?.$type === 'BinaryExpression' && inner.operator === '==') {
                const hint = `To assign, write \`${textOf(inner.left)} = ${textOf(inner.right)}\`.`;
                yield { place, message: 'This comparison has no effect.', hint };
            } else yield { place, message: `\`${textOf(expression)}\` has no effect.` };
        },
    },
};
