// # seqcount-misuse
//
// What it does: warns of write sections of one sequence counter that nothing keeps apart; of a reader that spins where the
// writer may not get to run; and of a reference that is followed before `read_seqcount_retry` has said whether it is any good.
//
// Why: the counter excludes nobody. Two writers make it even while both write. `read_seqcount_begin` spins while it is odd:
// on the writer's own CPU, in an interrupt or in a thread of a higher priority, for ever. And what a reader has read may be
// half of one state and half of another: numbers are thrown away if the check says so, but a reference to what has been
// freed meanwhile is used before it. RCU keeps the object there until the check, a lock may. References to what no code
// frees do not count.
//
// Example:
//
//     let start = read_seqcount_begin(s)
//     let p = READ_ONCE(head)
//     let value = READ_ONCE(p.value)
//     if read_seqcount_retry(s, start) { … }
//
// Use instead: a spinlock around each write section, the same for all writers, and with interrupts off if an interrupt
// reads; `preempt_disable()` where there is one writer, or the lock is one that sleeps. `rcu_read_lock()` around the read
// section, and `kfree_rcu`; or follow the reference behind the check. A reader that does not spin takes
// `raw_read_seqcount`, and another way if the number is odd.
//
// In the kernel: seqcount_spinlock_t and its relatives have lockdep check the first; write_seqcount_begin() asserts that
// preemption is off since 859247d39fb0 (v5.9), and fork(), which holds mmap_lock, uses raw_write_seqcount_begin() for
// readers that do not spin. gup_fast, which reads mm->write_protect_seq, follows page tables with interrupts off.

import type { PathRule } from '../path-rule.ts';
import { finding, gathered, through } from '../paths/telling.ts';
import { violationsIn } from '../paths/violations.ts';

export const seqcountMisuse: PathRule = {
    code: 'seqcount-misuse',
    severity: 'warning',
    *judge(module) {
        for (const told of gathered(violationsIn(module, 'unordered'), ({ violation }) => violation.sequence)) {
            const { sequence, other } = told.violation;
            yield finding(told, {
                message: `\`${sequence.name}\` is written by several threads, and no lock keeps them apart.${through(told)}`,
                related: [
                    ...(other === told.at ? [] : [{ node: other, message: 'Another one begins to write here.' }]),
                    { node: sequence, message: 'The counter itself excludes nobody.' },
                ],
            });
        }
        // Of all counters: a place begins to write one.
        for (const told of gathered(violationsIn(module, 'stopped'), ({ violation }) => violation.by)) {
            const { sequence, reader, by } = told.violation;
            const how =
                by === 'interrupt'
                    ? 'the interrupt that comes in between spins until it is done'
                    : 'who runs instead may spin until it is done';
            yield finding(told, {
                message: `\`${sequence.name}\` is written here where ${by === 'interrupt' ? 'interrupts are on' : 'it may be preempted'}, and ${how}.${through(told)}`,
                related: [{ node: reader, message: 'It spins here.' }],
            });
        }
        for (const told of gathered(violationsIn(module, 'unchecked'), ({ violation }) => violation.sequence)) {
            const { sequence, read } = told.violation;
            yield finding(told, {
                message: `What was read in a section of \`${sequence.name}\` is followed before it is checked: it may have been freed.${through(told)}`,
                related: [
                    { node: read, message: 'It is read here.' },
                    ...(told.at === told.site ? [] : [{ node: told.site, message: 'It is followed here.' }]),
                ],
            });
        }
    },
};
