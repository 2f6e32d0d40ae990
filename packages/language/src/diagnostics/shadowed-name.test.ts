import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a register hides a shared variable', () =>
    checkDiagnostics(`
var done = false
lock l: mutex
thread t { let done = true; assert done }
//             ^^^^ warning[shadowed-name]: This hides the shared variable \`done\`.
fn f(l: int) { assert l == 1 }
//   ^ warning[shadowed-name]: This hides the lock \`l\`.
`));
