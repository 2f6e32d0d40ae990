// # blind-retry
//
// What it does: warns of a loop that copies with page faults disabled, faults in what was missing, and copies again, where
// what faults in looks less closely than the copy (memory tags on, `machine { mte sync }`).
//
// Why: a copy can fail at each granule, for each has a tag of its own. What touches one granule of each page, or none at
// all, finds nothing wrong, and the next round fails where the last one did: a livelock that user space can bring about.
// A loop is fine if each round begins where the last one stopped, covers less, or has another way out; where what faults
// in touches no memory, beginning where the last one stopped is not enough.
//
// Example:
//
//     loop {
//         if fault_in_writeable(to, n) != 0 { return -EFAULT }
//         if copy_to_user_nofault(to, n) == 0 { return 0 }
//     }
//
// Use instead: `fault_in_subpage_writeable`, which looks at each granule; or go on from where the copy stopped, so that the
// granule that fails is the next one that is touched.
//
// In the kernel: search_ioctl() of btrfs until 18788e34642e; da32b5817253 added fault_in_subpage_writeable().
import type { Module } from '../generated/ast.ts';
import type { PathRule } from '../path-rule.ts';
import { finding } from '../paths/telling.ts';
import { retriesIn } from '../paths/violations.ts';
import { textOf } from '../place.ts';
import type { Finding } from '../rule.ts';

export const blindRetry: PathRule = {
    code: 'blind-retry',
    severity: 'warning',
    judge,
};

function* judge(module: Module): Iterable<Finding> {
    for (const told of retriesIn(module)) {
        const { copy, faultsIn, looks } = told.retry;
        const again = looks === 'page' ? 'tried again from the same place' : 'tried again';
        const how = looks === 'page' ? 'looks at one granule of a page' : 'touches no memory, and so looks at no tag';
        yield finding(told, {
            message: `\`${textOf(copy.callee)}\` is ${again}, and \`${textOf(faultsIn.callee)}\` ${how}: where the copy fails for a tag, this goes on for ever.`,
            related: [{ node: faultsIn, message: 'It faults in here.' }],
        });
    }
}
