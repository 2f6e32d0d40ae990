import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('behind what does not go on', () =>
    checkDiagnostics(`
var x = 0
thread t {
    loop { x = 1 }
    x = 2
//  ^^^^^ warning[unreachable-code]: Nothing gets here.
}
fn f(): int {
    if x == 1 { return 1 } else { return 2 }
    x = 3
// @5-+1:10 warning[unreachable-code]: Nothing gets here.
    x = 4
}
fn g() { while true { if x == 1 { break } } x = 2 }
`));
