// # nullable-dereference
//
// What it does: warns where a reference that may be null is used without a check.
//
// Why: it is `bug null-deref` in the executions in which it is null. After `if p == null { return }`, inside
// `if p != null { … }` and behind `p != null &&` it counts as checked, until it is assigned to.
//
// Example:
//
//     let p = READ_ONCE(head)
//     p.value = 1
//
// Use instead: check first; a shared reference is best loaded into a register and checked there.
import { uncheckedIn } from '../null-flow.ts';
import { placeOf, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import type { Code } from '../threads.ts';

export const nullableDereference: Rule = {
    code: 'nullable-dereference',
    severity: 'warning',
    needsWholeSyntax: true,
    visit: {
        Fn: judge,
        Thread: judge,
        Device: judge,
        Interrupt: function* (node, context) {
            yield* judgeCode(node.when, context);
            yield* judge(node, context);
        },
        Event: judge,
        MachineActor: judge,
    },
};

function judge({ body }: Code, context: Context): Iterable<Finding> {
    return judgeCode(body, context);
}

function* judgeCode(code: Parameters<typeof uncheckedIn>[0], { typing }: Context): Iterable<Finding> {
    for (const expression of uncheckedIn(code, typing)) {
        const text = textOf(expression);
        yield {
            place: placeOf(expression),
            message: `\`${text}\` may be null here.`,
            hint: `Check \`${text} != null\` first.`,
        };
    }
}
