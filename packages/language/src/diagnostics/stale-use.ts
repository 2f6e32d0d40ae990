// # stale-use
//
// What it does: warns where a value that was read from a guarded variable without its lock is relied on with the lock
// held, and nobody has compared it with what the variable holds now.
//
// Why: in between others may have changed the variable. Under the lock it cannot change any more: there one look says
// whether the value is still true. Relying on it is writing it back, writing something made of it, or going where a
// reference in it leads, or writing the variable without a look, for a caller who has one.
//
// Example:
//
//     let entry = ptep_get(&t.entries[0])
//     spin_lock(t.ptl)
//     entry.write = true
//     set_pte(&t.entries[0], entry)
//     spin_unlock(t.ptl)
//
// Use instead: compare first, `if ptep_get(&t.entries[0]) == entry { … }`, or read it under the lock.
//
// In the kernel: pte_same() behind pte_offset_map_lock() everywhere in mm/memory.c; finish_fault() without it maps over
// what another fault has mapped.

import type { PathRule } from '../path-rule.ts';
import { finding, gathered, through } from '../paths/telling.ts';
import { violationsIn } from '../paths/violations.ts';

export const staleUse: PathRule = {
    code: 'stale-use',
    severity: 'warning',
    *judge(module) {
        for (const told of gathered(violationsIn(module, 'stale'), ({ violation }) => violation.read)) {
            const { variable, guard, read } = told.violation;
            yield finding(told, {
                message: `A value of \`${variable.name}\` that was read without \`${guard.name}\` is used with it held, unchecked.${through(told)}`,
                related: [
                    { node: read, message: 'It is read here.' },
                    ...(told.at === told.site ? [] : [{ node: told.site, message: 'It is used here.' }]),
                ],
            });
        }
    },
};
