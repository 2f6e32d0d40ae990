import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('steps in a condition', () =>
    checkDiagnostics(`
lock l: mutex
lock done: completion
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
}
invariant good: formula(2)
invariant i: f()
//           ^^^ error[impure-condition]: \`f\` has no place in a property.
`));
