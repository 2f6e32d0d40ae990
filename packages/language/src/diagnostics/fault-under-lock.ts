// # fault-under-lock
//
// What it does: warns of an access of user memory that may fault while a lock is held which the handler of the fault may
// want: it names the lock, the access, and the handler's way to the lock.
//
// Why: the thread waits for itself. It needs the page to be away, and the mapping to be one whose handler takes the lock;
// both are up to user space. A read lock that is read again waits as soon as a writer has queued in between. What the
// memory maps is not known here: the handlers of all filesystems of the script count.
//
// Example:
//
//     down_read(current.mm.mmap_lock)
//     copy_from_user(a, 1)
//
// Use instead: `copy_from_user_nofault` (or `pagefault_disable()` around it), and where that comes short, let go of the
// lock, `fault_in_readable`, and begin again. A function that handles faults says so in its documentation, `/// Role: fault handler`.
//
// In the kernel: gfs2's glock until 00bfe02f4796 (v5.16); btrfs' tree lock until a48b73eca4ce; the comment on deadlocks
// in generic_perform_write(). lockdep knows it as might_fault(), for mmap_lock alone.

import { moduleOf } from '../environment.ts';
import { calleeOf } from '../expected.ts';
import type { Call } from '../generated/ast.ts';
import type { PathRule } from '../path-rule.ts';
import { isFaultHandler } from '../paths/functions.ts';
import { finding, gathered, holdName, namesOf } from '../paths/telling.ts';
import { violationsIn } from '../paths/violations.ts';
import { textOf } from '../place.ts';

export const faultUnderLock: PathRule = {
    code: 'fault-under-lock',
    severity: 'warning',
    *judge(module) {
        const faults = violationsIn(module, 'recursion').filter(({ violation }) => violation.through === 'fault');
        for (const told of gathered(faults, ({ violation }) => violation.hold.lock.declaration)) {
            const { hold, mode, isShared } = told.violation;
            const at = handlerIn(told.calls, hold.handlers);
            const access = accessBefore(told.calls, at);
            const way = namesOf(told.calls.slice(at)).map(name => `\`${name}\``);
            const wants = mode === '' ? 'wants it' : `wants it (${mode})`;
            const so = isShared
                ? 'it waits for itself as soon as somebody else waits in between'
                : 'it waits for itself';
            yield finding(told, {
                message: `\`${namesOf([access])[0]}\` may fault with ${holdName(hold)} held, and the fault ${wants}: ${so}. The fault goes through ${way.join(', ')} to \`${textOf(told.site)}\`.`,
                related: [
                    { node: hold.site, message: `${holdName(hold)} is taken here.` },
                    { node: access, message: 'The access of user memory.' },
                    { node: told.site, message: 'The handler of the fault takes it here.' },
                ],
            });
        }
    },
};

/** The first call of a handler of faults behind so many others. */
function handlerIn(calls: readonly Call[], behind: number): number {
    const handlers = calls.flatMap((call, index) => {
        const callee = calleeOf(call);
        return callee?.kind === 'function' && isFaultHandler(callee.fn) ? [index] : [];
    });
    return handlers[behind] ?? 0;
}

/** The call that enters the module of whoever calls the handler: `copy_from_user`, rather than what it is made of. */
function accessBefore(calls: readonly Call[], handler: number): Call {
    let at = handler;
    while (at > 0 && moduleOf(calls[at - 1]!) === moduleOf(calls[handler]!)) at--;
    return calls[Math.max(0, at - 1)]!;
}
