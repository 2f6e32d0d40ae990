import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

const AGAIN = 'waited for again (read): a deadlock as soon as somebody else waits in between.';

test('a lock that is waited for twice', () =>
    checkFindings(`
lock l: rwsem
lock m: mutex
lock others[2]: rwsem
struct inode { lock i_rwsem: rwsem; var size: int }
var x: inode
var y: inode
fn size(i: inode): int {
    down_read(i.i_rwsem)
    let found = i.size
    up_read(i.i_rwsem)
    return found
}
fn lock_it(i: inode) { down_read(i.i_rwsem) }
fn unlock_it(i: inode) { up_read(i.i_rwsem) }
thread direct {
    down_read(l)
    down_read(l)
//  ^^^^^^^^^^^^ warning[lock-recursion]: \`l\` (read) is held here already, and ${AGAIN}
    up_read(l)
    up_read(l)
    mutex_lock(m)
    mutex_lock(m)
//  ^^^^^^^^^^^^^ warning[lock-recursion]: \`m\` is held here already, and waited for again: a deadlock.
    mutex_unlock(m)
    mutex_unlock(m)
    down_read(others[1])
    down_read(others[0])
    let failed = down_read_killable(others[1])
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[lock-recursion]: \`others[1]\` (read) is held here already, and ${AGAIN}
    if failed == 0 { up_read(others[1]) }
    up_read(others[0])
    up_read(others[1])
    down_read(l)
    down_write(l)
//  ^^^^^^^^^^^^^ warning[lock-recursion]: \`l\` (read) is held here already, and waited for again (write): a deadlock.
    up_write(l)
    up_read(l)
}
thread called {
    lock_it(x)
    let other = size(y)
    let found = size(x)
//              ^^^^^^^ warning[lock-recursion]: \`x.i_rwsem\` (read) is held here already, and waited for again (read): a deadlock as soon as somebody else waits in between. Through \`size\`.
    unlock_it(x)
    let later = size(x)
}
`));

test('where it does no harm', () =>
    checkFindings(`
lock passing: rwsem(reader_pref)
lock l: rwsem
lock m: mutex
struct node pool 2 { lock lock: mutex }
var head: ref node? = null
param locked = true
fn find(held: bool) {
    if !held { mutex_lock(m) }
    if !held { mutex_unlock(m) }
}
thread t {
    down_read(passing)
    down_read(passing)
    up_read(passing)
    up_read(passing)
    if mutex_trylock(m) { mutex_unlock(m) }
    mutex_lock(m)
    find(locked)
    mutex_unlock(m)
    find(false)
    loop {
        down_read(l)
        choose n in 0..1
        if n == 0 { break }
        up_read(l)
    }
    up_read(l)
    let a = READ_ONCE(head)
    let b = READ_ONCE(head)
    if a == null || b == null { return }
    mutex_lock(a.lock)
    mutex_lock(b.lock)
    mutex_unlock(b.lock)
    mutex_unlock(a.lock)
}
`));

test('the machine lets readers pass, in one check', () =>
    checkFindings(`
lock l: rwsem
thread t {
    down_read(l)
    down_read(l)
//  ^^^^^^^^^^^^ warning[lock-recursion]: \`l\` (read) is held here already, and waited for again (read): a deadlock as soon as somebody else waits in between. In check "fair".
    up_read(l)
    up_read(l)
}
check "fair"
check "readers pass" with machine.rwsem = reader_pref
`));
