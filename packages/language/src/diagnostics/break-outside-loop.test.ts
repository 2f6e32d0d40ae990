import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('no loop, and no such loop', () =>
    checkDiagnostics(`
var x = 0
thread t {
    break
//  ^^^^^ error[break-outside-loop]: There is no loop around this \`break\`.
    outer: loop {
// @5-+3:25 warning[unreachable-code]: Nothing gets here.
        match x { 1 => { break outer } else => { continue } }
    }
    loop { break inner }
//               ^^^^^ error[unknown-name]: No loop around this has the label; the label \`inner\` is not declared.
}
`));
