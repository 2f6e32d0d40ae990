// # lock-recursion
//
// What it does: warns where a thread waits for a lock that it holds itself.
//
// Why: nobody else will give it back. The same lock counts where it is the same for sure: of the same declared object, or of
// what one register names. Two that only read go together, until a writer queues in between: then the second read waits
// for the writer, and the writer for the first. No check shows that in a file without a writer.
//
// Example:
//
//     lock l: rwsem
//     fn size(): int { down_read(l); let s = READ_ONCE(n); up_read(l); return s }
//     thread t { down_read(l); let s = size(); up_read(l) }
//
// Use instead: a function that expects the lock to be held, or is told that it is. `rwsem(reader_pref)` lets readers pass.
//
// In the kernel: lockdep's "possible recursive locking detected". A page fault under mmap_lock is one
// (`faultline explain fault-under-lock`), and find_extend_vma() under mmap_lock was.

import type { PathRule } from '../path-rule.ts';
import { finding, gathered, holdName, through } from '../paths/telling.ts';
import { violationsIn } from '../paths/violations.ts';
import { placeOf, textOf } from '../place.ts';

export const lockRecursion: PathRule = {
    code: 'lock-recursion',
    severity: 'warning',
    *judge(module) {
        const calls = violationsIn(module, 'recursion').filter(({ violation }) => violation.through === 'calls');
        for (const told of gathered(calls, ({ violation }) => violation.hold.lock.declaration)) {
            const { hold, mode, isShared } = told.violation;
            const again = mode === '' ? 'waited for again' : `waited for again (${mode})`;
            const so = isShared ? 'a deadlock as soon as somebody else waits in between' : 'a deadlock';
            yield finding(told, {
                message: `${holdName(hold)} is held here already, and ${again}: ${so}.${through(told)}`,
                related: [
                    { node: hold.site, message: 'It is taken here.' },
                    ...(placeOf(told.at).start === placeOf(told.site).start
                        ? []
                        : [{ node: told.site, message: `\`${textOf(told.site)}\` waits for it.` }]),
                ],
            });
        }
    },
};
