import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('words of other languages', () =>
    checkDiagnostics(`
var x = 0
func f() { x = true }
// @1-5 error[foreign-keyword]: A function is declared with \`fn\`.
thread t { if x == 1 { x = 2 } elif x == 2 { x = 3 } }
//                             ^^^^ error[foreign-keyword]: \`elif\` is written \`else if\`.
`));
