import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('steps in a condition', () =>
    checkDiagnostics(`
lock l: mutex
var x = 0
fn f(): bool { return true }
thread t {
    wait until mutex_trylock(l)
//             ^^^^^^^^^^^^^^^^ error[impure-condition]: \`mutex_trylock\` has no place in the condition of a wait.
    wait until f() && READ_ONCE(x) == 1
//             ^^^ error[impure-condition]: \`f\` has no place in the condition of a wait.
    wait until signal_pending(current)
}
invariant i: f()
//           ^^^ error[impure-condition]: \`f\` has no place in a property.
`));
