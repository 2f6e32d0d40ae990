import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('some path', () =>
    checkDiagnostics(`
var x = 0
fn f(): bool {
// ^ error[missing-return]: \`f\` may end without returning its \`bool\`.
    if x == 1 { return true }
}
fn g(): int { loop { if x == 1 { return 2 } } }
fn h(): int { return }
//            ^^^^^^ error[missing-return]: \`return\` needs a value here: \`h\` returns \`int\`.
fn i() { return 3 }
//              ^ error[missing-return]: \`i\` returns nothing.
fn j(): int { match x { 1 => { return 1 } else => { return 2 } } }
event e times 1 { return 1 }
//                       ^ error[missing-return]: Only a thread or a function returns a value.
thread t { return 1 }
`));
