import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

test('on some path it is atomic', () =>
    checkFindings(
        `
lock m: mutex
lock l: spinlock
param drops = false
var x = 0
fn grow() {
    mutex_lock(m)
    mutex_unlock(m)
}
fn perhaps(locked: bool) {
    if locked { spin_lock(l) }
    might_sleep()
//  ^^^^^^^^^^^^^ warning[may-sleep-in-atomic]: \`might_sleep()\` may sleep, with \`l\` held.
    if locked { spin_unlock(l) }
}
thread t {
    spin_lock(l)
    if drops { spin_unlock(l) }
    grow()
//  ^^^^^^ info[may-sleep-in-atomic]: \`mutex_lock(m)\` may sleep, with \`l\` held. Through \`grow\`. In check "kept".
    if !drops { spin_unlock(l) }
    rcu_read_lock()
    wait until x == 0
//  ^^^^^^^^^^^^^^^^^ warning[may-sleep-in-atomic]: \`wait until x == 0\` may sleep, in an RCU read section.
    rcu_read_unlock()
    preempt_disable()
    synchronize_rcu()
//  ^^^^^^^^^^^^^^^^^ warning[may-sleep-in-atomic]: \`synchronize_rcu()\` may sleep, with preemption off.
    preempt_enable()
    perhaps(true)
    perhaps(false)
    let flags = local_irq_save()
    mutex_lock(m)
//  ^^^^^^^^^^^^^ warning[may-sleep-in-atomic]: \`mutex_lock(m)\` may sleep, with interrupts off.
    local_irq_restore(flags)
    mutex_unlock(m)
}
interrupt tick in t times 1 {
    mutex_lock(m)
//  ^^^^^^^^^^^^^ warning[may-sleep-in-atomic]: \`mutex_lock(m)\` may sleep, in an interrupt handler.
    mutex_unlock(m)
}
check "kept" expects bug sleep-in-atomic
check "dropped" with drops = true expects bug sleep-in-atomic
`.replaceAll('warning', 'info'),
    ));

test('the fixed forms', () =>
    checkFindings(`
lock m: mutex
lock l: spinlock
var x = 0
fn flag(): bool { return READ_ONCE(x) == 1 }
thread t {
    mutex_lock(m)
    spin_lock(l)
    spin_unlock(l)
    mutex_unlock(m)
    let locked = flag()
    if locked { spin_lock(l) }
    if !locked { mutex_lock(m); mutex_unlock(m) }
    if locked { spin_unlock(l) }
    if spin_trylock(l) { spin_unlock(l) } else { might_sleep() }
    loop {
        spin_lock(l)
        if READ_ONCE(x) == 1 {
            spin_unlock(l)
            might_sleep()
            continue
        }
        break
    }
    if !in_atomic() { might_sleep() }
    let got = mutex_trylock(m)
    if got { mutex_unlock(m) }
    spin_unlock(l)
    spin until x == 1
}
`));
