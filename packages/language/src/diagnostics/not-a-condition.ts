// # not-a-condition
//
// What it does: reports a condition that is not a `bool`.
//
// Why: what is tested is written out: whether a number is zero, whether a reference is null.
//
// Example:
//
//     let left = copy()
//     if left { return }
//
// Use instead: `if left != 0 { return }`; for a reference, `if p != null`.
import type { Expression } from '../generated/ast.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { truth } from './bad-operand.ts';

export const notACondition: Rule = {
    code: 'not-a-condition',
    severity: 'error',
    visit: {
        If: ({ condition }, context) => judge(condition, context),
        While: ({ condition }, context) => judge(condition, context),
        Wait: ({ condition }, context) => judge(condition, context),
        InterruptibleWait: ({ condition }, context) => judge(condition, context),
        Assert: ({ condition }, context) => judge(condition, context),
        Assume: ({ condition }, context) => judge(condition, context),
        Thread: ({ condition }, context) => judge(condition, context),
        Device: ({ condition }, context) => judge(condition, context),
        Event: ({ condition }, context) => judge(condition, context),
        Interrupt: function* ({ condition, when }, context) {
            yield* judge(when, context);
            yield* judge(condition, context);
        },
        Invariant: function* ({ condition, holds }, context) {
            yield* judge(condition, context);
            yield* judge(holds, context);
        },
        Final: function* ({ condition, holds }, context) {
            yield* judge(condition, context);
            yield* judge(holds, context);
        },
        Exists: function* ({ condition, holds }, context) {
            yield* judge(condition, context);
            yield* judge(holds, context);
        },
        Quantifier: ({ body }, context) => judge(body, context),
    },
};

function judge(condition: Expression | undefined, { typing }: Context): Iterable<Finding> {
    return condition === undefined ? [] : truth(condition, typing.typeOf(condition));
}
