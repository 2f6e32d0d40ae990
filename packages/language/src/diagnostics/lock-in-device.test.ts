import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a device takes no locks and does not sleep', () =>
    checkDiagnostics(`
lock l: spinlock
lock m: mutex
var x = 0
fn twice() { inner() }
fn inner() { mutex_lock(m); x = 1; mutex_unlock(m) }
fn fine() { x = 2 }
device nic {
    loop {
        wait until x == 1
        spin until x == 2
        fine()
        WRITE_ONCE(x, 3)
        atomic { x = x + 1 }
        spin_lock(l)
//      ^^^^^^^^^^^^ error[lock-in-device]: A device takes no locks and does not sleep: \`spin_lock\` is for the kernel's own code.
        spin_unlock(l)
//      ^^^^^^^^^^^^^^ error[lock-in-device]: A device takes no locks and does not sleep: \`spin_unlock\` is for the kernel's own code.
        if mutex_trylock(m) { x = 0 }
//         ^^^^^^^^^^^^^^^^ error[lock-in-device]: A device takes no locks and does not sleep: \`mutex_trylock\` is for the kernel's own code.
        twice()
//      ^^^^^^^ error[lock-in-device]: A device takes no locks and does not sleep: \`mutex_lock\` is for the kernel's own code, through \`twice\`.
        synchronize_rcu()
//      ^^^^^^^^^^^^^^^^^ error[lock-in-device]: A device takes no locks and does not sleep: \`synchronize_rcu\` is for the kernel's own code.
        preempt_disable()
//      ^^^^^^^^^^^^^^^^^ error[lock-in-device]: A device takes no locks and does not sleep: \`preempt_disable\` is for the kernel's own code.
    }
}
thread t { spin_lock(l); spin_unlock(l); inner() }
`));
