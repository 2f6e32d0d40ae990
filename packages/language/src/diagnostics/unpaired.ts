// # unpaired
//
// What it does: warns of a path on which a thread ends with a lock held or a context not left, gives back a lock that it
// does not hold, or leaves a context that it has not entered.
//
// Why: it is `bug lock-misuse` or `bug unbalanced` if memory allows the path, and often the path is one for errors that no
// check takes. A lock that others may give back (a folio's) does not count.
//
// Example:
//
//     down_read(l)
//     if find(a) == null { return -EFAULT }
//     up_read(l)
//
// Use instead: one way out that gives back what was taken. Where a flag says whether the lock is held, keep it in a
// register: the paths follow those, not what memory holds.
//
// In the kernel: fault handlers that return VM_FAULT_RETRY have let go of mmap_lock, and all others must not have; sparse's
// `__acquires` and `__releases` are for this.

import { placeOfName } from '../occurrences.ts';
import type { PathRule } from '../path-rule.ts';
import { finding, gathered, holdName, through } from '../paths/telling.ts';
import type { Context } from '../paths/violation.ts';
import { violationsIn } from '../paths/violations.ts';
import { textOf } from '../place.ts';
import type { Finding } from '../rule.ts';
import { nameOf } from '../scope.ts';
import { isActor } from '../threads.ts';

export const unpaired: PathRule = {
    code: 'unpaired',
    severity: 'warning',
    *judge(module) {
        for (const told of gathered(
            violationsIn(module, 'held-at-end'),
            ({ violation }) => violation.hold.lock.declaration,
        )) {
            const { hold } = told.violation;
            yield atName(
                finding(told, {
                    message: `${holdName(hold)} may still be held when \`${nameOf(told.at)}\` ends.`,
                    related: [{ node: hold.site, message: 'It is taken here.' }],
                }),
                told.at,
            );
        }
        for (const told of violationsIn(module, 'context-at-end')) {
            const { context } = told.violation;
            const message = `\`${nameOf(told.at)}\` may end ${WORDS[context].inside}.`;
            yield atName(finding(told, { message }), told.at);
        }
        for (const told of gathered(violationsIn(module, 'release'), ({ site }) => site)) {
            yield finding(told, {
                message: `\`${textOf(told.site)}\` may give back what is not held here.${through(told)}`,
            });
        }
        for (const told of gathered(violationsIn(module, 'leave'), ({ site }) => site)) {
            const { outside } = WORDS[told.violation.context];
            yield finding(told, { message: `\`${textOf(told.site)}\`, and ${outside} here.${through(told)}` });
        }
    },
};

function atName(found: Finding, node: Parameters<typeof nameOf>[0]): Finding {
    return isActor(node) ? { ...found, place: placeOfName(node) } : found;
}

const WORDS: Readonly<Record<Context, { readonly inside: string; readonly outside: string }>> = {
    preempt: { inside: 'with preemption off', outside: 'preemption may be on' },
    irq: { inside: 'with interrupts off', outside: 'interrupts may be on' },
    rcu: { inside: 'in an RCU read section', outside: 'it may be no RCU read section' },
    pagefault: { inside: 'with page faults disabled', outside: 'page faults may be enabled' },
};
