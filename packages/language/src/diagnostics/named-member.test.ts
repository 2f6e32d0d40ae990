import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('one of several threads', () =>
    checkDiagnostics(`
param which = 1
var x = 0
thread t[3] { let n = xchg(x, 1) }
thread one { let n = 0 }
thread other {
    if READ_ONCE(x) == 1 { send_signal(t[0], SIGUSR1, SI_USER) }
}
final first: t[0].n == 0
//           ^^^^ info[named-member]: This names one of the threads \`t\`: they count no more as interchangeable.
invariant chosen: t[which].n == 0 || one.n == 0
//                ^^^^^^^^ info[named-member]: This names one of the threads \`t\`: they count no more as interchangeable.
exists someone: any(i in 0..2, t[i].n == 0)
`));
