import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('comparisons and values', () =>
    checkDiagnostics(`
var x = 0
thread t {
    x == 1
//  ^^^^^^ error[no-effect]: This comparison has no effect.
    x
//  ^ error[no-effect]: \`x\` has no effect.
    (x + 1)
//  ^^^^^^^ error[no-effect]: \`(x + 1)\` has no effect.
    READ_ONCE(x)
}
`));
