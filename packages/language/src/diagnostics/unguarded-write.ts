// # unguarded-write
//
// What it does: warns where a variable is written that a lock guards (`/// Guarded by: ptl`) and no lock of that
// declaration is held. Steps of the hardware do not count.
//
// Why: others look under the lock and rely on what they have seen until they let go of it. A page-table entry is written
// under the page table's lock (process_addrs.rst): two faults that both find it empty would each map a page there.
// Which object's lock is held is not compared.
//
// Example:
//
//     struct table { lock ptl: spinlock
//         /// Guarded by: ptl
//         var entry: int }
//     fn clear(t: ref table) { WRITE_ONCE(t.entry, 0) }
//
// Use instead: take the lock around looking and writing. Where nobody else can reach the object yet, or any more, say so:
// `// allow unguarded-write: not mapped yet`.
//
// In the kernel: populating and clearing entries without the PTL is right in exit_mmap() alone, behind the last user;
// ba470de43188 is one of several commits that mended others.

import type { PathRule } from '../path-rule.ts';
import { finding, gathered, through } from '../paths/telling.ts';
import { violationsIn } from '../paths/violations.ts';

export const unguardedWrite: PathRule = {
    code: 'unguarded-write',
    severity: 'warning',
    *judge(module) {
        for (const told of gathered(violationsIn(module, 'unguarded'), ({ violation }) => violation.variable)) {
            const { variable, guard } = told.violation;
            yield finding(told, {
                message: `\`${variable.name}\` is written without \`${guard.name}\`.${through(told)}`,
                related: [
                    { node: guard, message: `The lock that guards it.` },
                    ...(told.at === told.site ? [] : [{ node: told.site, message: 'It is written here.' }]),
                ],
            });
        }
    },
};
