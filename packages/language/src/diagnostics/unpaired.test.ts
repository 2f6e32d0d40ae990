import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

test('a path on which something is left over, or missing', () =>
    checkFindings(`
lock m: mutex
lock f: folio
var x = 0
fn find(): int {
    mutex_lock(m)
    if READ_ONCE(x) == 1 { return -ENOENT }
    mutex_unlock(m)
    return 0
}
thread leaves {
//     ^^^^^^ warning[unpaired]: \`m\` may still be held when \`leaves\` ends.
    let found = find()
}
thread gives {
    if READ_ONCE(x) == 1 { mutex_lock(m) }
    mutex_unlock(m)
//  ^^^^^^^^^^^^^^^ warning[unpaired]: \`mutex_unlock(m)\` may give back what is not held here.
}
thread contexts {
//     ^^^^^^^^ warning[unpaired]: \`contexts\` may end with preemption off.
    preempt_disable()
    if READ_ONCE(x) == 1 { return }
    preempt_enable()
    rcu_read_unlock()
//  ^^^^^^^^^^^^^^^^^ warning[unpaired]: \`rcu_read_unlock()\`, and it may be no RCU read section here.
}
thread folio { folio_unlock(f); folio_lock(f) }
`));

test('the fixed forms', () =>
    checkFindings(`
lock m: mutex
lock l: spinlock
enum result { DONE, LOCKED, RETRY }
var x = 0
fn fill(): result {
    let dropped = false
    if READ_ONCE(x) == 1 {
        mutex_unlock(m)
        dropped = true
    }
    if dropped { return RETRY }
    return DONE
}
fn find(): int {
    mutex_lock(m)
    let error = 0
    if READ_ONCE(x) == 1 { error = -ENOENT }
    if error == 0 { return 0 }
    mutex_unlock(m)
    return error
}
thread retries {
    loop {
        mutex_lock(m)
        if fill() == RETRY { continue }
        mutex_unlock(m)
        break
    }
    if find() == 0 { mutex_unlock(m) }
    let error = mutex_lock_killable(m)
    if error != 0 { return }
    let flags = spin_lock_irqsave(l)
    spin_unlock_irqrestore(l, flags)
    mutex_unlock(m)
}
`));

test('locked, or null: a reference that cannot be null tells the two apart', () =>
    checkFindings(`
struct table pool 1 { lock ptl: spinlock }
bits entry { there: bool, table: ref table }
var root: entry
fn lock_table(): ref table? {
    let found = READ_ONCE(root)
    if !found.there { return null }
    spin_lock(found.table.ptl)
    return found.table
}
thread gives_back {
    let locked = lock_table()
    if locked != null { spin_unlock(locked.ptl) }
}
thread forgets {
//     ^^^^^^^ warning[unpaired]: \`found.table.ptl\` may still be held when \`forgets\` ends.
    let locked = lock_table()
    if locked == null { return }
}
`));
