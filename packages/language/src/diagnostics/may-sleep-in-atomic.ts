// # may-sleep-in-atomic
//
// What it does: warns of an operation that may sleep, on a path on which it is atomic: with a spinlock held, preemption
// or interrupts off, in an RCU read section or in an interrupt handler.
//
// Why: it is `bug sleep-in-atomic` whether or not it would have had to wait. Who sleeps with a spinlock held keeps others
// spinning for it, on the CPU that would have to run it on. The paths lead through all that is called, and through
// what is known of registers; what memory holds is not known.
//
// Example:
//
//     fn grow() { mutex_lock(m); mutex_unlock(m) }
//     thread t { spin_lock(l); grow(); spin_unlock(l) }
//
// Use instead: take the sleeping lock first, or let go of the spinlock around it; in a handler, a `trylock`. An access of
// user memory that must not sleep has page faults disabled (`copy_from_user_nofault`).
//
// In the kernel: CONFIG_DEBUG_ATOMIC_SLEEP tells it at run time, where the path is taken.

import type { PathRule } from '../path-rule.ts';
import { finding, gathered, holdName, through } from '../paths/telling.ts';
import type { Atomicity } from '../paths/violation.ts';
import { violationsIn } from '../paths/violations.ts';
import { placeOf, textOf } from '../place.ts';

export const maySleepInAtomic: PathRule = {
    code: 'may-sleep-in-atomic',
    severity: 'warning',
    *judge(module) {
        for (const told of gathered(
            violationsIn(module, 'sleep'),
            ({ violation }) => violation.hold?.lock.declaration ?? violation.why,
        )) {
            const { why, hold } = told.violation;
            const where = hold === undefined ? WORDS[why] : `with ${holdName(hold)} held`;
            const [what = ''] = textOf(told.site).split('\n');
            yield finding(told, {
                message: `\`${what}\` may sleep, ${where}.${through(told)}`,
                related: [
                    ...(hold === undefined ? [] : [{ node: hold.site, message: 'From here on it must not sleep.' }]),
                    ...(placeOf(told.at).start === placeOf(told.site).start
                        ? []
                        : [{ node: told.site, message: 'It may sleep here.' }]),
                ],
            });
        }
    },
};

const WORDS: Readonly<Record<Atomicity, string>> = {
    handler: 'in an interrupt handler',
    lock: 'with a spinlock held',
    irq: 'with interrupts off',
    preempt: 'with preemption off',
    rcu: 'in an RCU read section',
};
