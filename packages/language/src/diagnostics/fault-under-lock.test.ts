import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

const LIBRARY = {
    'uaccess.race': `
lock mmap_lock: rwsem
/// Role: fault handler
fn handle() {
    if faulthandler_disabled() { return }
    down_read(mmap_lock)
    fill()
    up_read(mmap_lock)
}
hook fill_page(inode: ref inode) { }
lock file_lock: mutex
fn fill() { mutex_lock(file_lock); mutex_unlock(file_lock) }
fn copy_granule(ok: bool) { if !ok { handle() } }
fn copy(ok: bool) { copy_granule(ok) }
`.replace(/hook.*\n/, ''),
};

test('the lock, the access and the way of the handler', () =>
    checkFindings(
        `
import "uaccess.race"
var present = false
param nofault = false
lock other: mutex
thread writer {
    mutex_lock(file_lock)
    if nofault { pagefault_disable() }
    copy(READ_ONCE(present))
//  ^^^^^^^^^^^^^^^^^^^^^^^^ warning[fault-under-lock]: \`copy\` may fault with \`file_lock\` held, and the fault wants it: it waits for itself. The fault goes through \`handle\`, \`fill\` to \`mutex_lock(file_lock)\`. In check "it faults".
    if nofault { pagefault_enable() }
    mutex_unlock(file_lock)
    down_read(mmap_lock)
    copy(READ_ONCE(present))
//  ^^^^^^^^^^^^^^^^^^^^^^^^ warning[fault-under-lock]: \`copy\` may fault with \`mmap_lock\` (read) held, and the fault wants it (read): it waits for itself as soon as somebody else waits in between. The fault goes through \`handle\` to \`down_read(mmap_lock)\`.
    up_read(mmap_lock)
}
check "it faults"
check "it does not" with nofault = true
`,
        LIBRARY,
    ));

test('the fixed forms', () =>
    checkFindings(
        `
import "uaccess.race"
var present = false
lock other: mutex
thread careful {
    loop {
        mutex_lock(file_lock)
        pagefault_disable()
        copy(READ_ONCE(present))
        pagefault_enable()
        mutex_unlock(file_lock)
        if READ_ONCE(present) { break }
        copy(READ_ONCE(present))
    }
    mutex_lock(other)
    copy(READ_ONCE(present))
    mutex_unlock(other)
    copy(true)
    down_read(mmap_lock)
    copy(true)
    up_read(mmap_lock)
}
`,
        LIBRARY,
    ));

test('a hold that can be taken away', () =>
    checkFindings(`
lock g: mode { SH: SH; EX: }
/// Role: fault handler
fn handle() {
    let gh = mode_lock(g, SH)
    mode_unlock(g, gh)
}
fn copy() { handle() }
thread revocable {
    let gh = mode_lock(g, EX)
    allow_demote(g, gh)
    copy()
    disallow_demote(g, gh)
    mode_unlock_if_held(g, gh)
}
thread kept {
    let gh = mode_lock(g, EX)
    copy()
//  ^^^^^^ warning[fault-under-lock]: \`copy\` may fault with \`g\` (EX) held, and the fault wants it (SH): it waits for itself. The fault goes through \`handle\` to \`mode_lock(g, SH)\`.
    mode_unlock(g, gh)
}
`));
