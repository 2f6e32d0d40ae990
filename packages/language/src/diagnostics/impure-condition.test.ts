import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('steps in a condition', () =>
    checkDiagnostics(`
lock l: mutex
lock done: completion
lock seq: seqcount
lock glock: mode { EX: }
var x = 0
fn f(): bool {
    x = 1
    return true
}
fn formula(v: int): bool {
    let doubled = v + v
    if doubled > 2 { return READ_ONCE(x) == 1 }
    return x == 0
}
thread t {
    wait until mutex_trylock(l)
//             ^^^^^^^^^^^^^^^^ error[impure-condition]: \`mutex_trylock\` has no place in the condition of a wait.
    wait until try_wait_for_completion(done)
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[impure-condition]: \`try_wait_for_completion\` has no place in the condition of a wait.
    wait until f() && READ_ONCE(x) == 1
//             ^^^ error[impure-condition]: \`f\` has no place in the condition of a wait.
    wait until signal_pending(current) && formula(1)
    wait until !mutex_is_locked(l) && completion_done(done) && raw_read_seqcount(seq) == 0
    wait until read_seqcount_begin(seq) == 0
//             ^^^^^^^^^^^^^^^^^^^^^^^^ error[impure-condition]: \`read_seqcount_begin\` has no place in the condition of a wait.
    let h = mode_lock(glock, EX)
    wait until mode_held(glock, h)
//             ^^^^^^^^^^^^^^^^^^^ error[impure-condition]: \`mode_held\` has no place in the condition of a wait.
    mode_unlock_if_held(glock, h)
}
invariant free: !mutex_is_locked(l)
invariant good: formula(2)
invariant i: f()
//           ^^^ error[impure-condition]: \`f\` has no place in a property.
`));
