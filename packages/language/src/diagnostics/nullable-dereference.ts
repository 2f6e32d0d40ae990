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
    visit: { Fn: judge, Thread: judge, Device: judge, Interrupt: judge, Event: judge },
};

function* judge(code: Code, { typing }: Context): Iterable<Finding> {
    for (const expression of uncheckedIn(code.body, typing)) {
        const text = textOf(expression);
        yield {
            place: placeOf(expression),
            message: `\`${text}\` may be null here.`,
            hint: `Check \`${text} != null\` first.`,
        };
    }
}
