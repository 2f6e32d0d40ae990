import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('truths', () =>
    checkDiagnostics(`
struct node { var v: int }
var p: ref node? = null
var n = 0
var flag = false
thread t {
    if !p { return }
//      ^ error[bad-operand]: Expected a \`bool\`, found a \`node?\`.
    if !n { return }
//      ^ error[bad-operand]: Expected a \`bool\`, found an \`int\`.
    if n && flag { return }
//     ^ error[bad-operand]: Expected a \`bool\`, found an \`int\`.
}
`));

test('numbers', () =>
    checkDiagnostics(`
enum colour { red }
var n = 0
var flag = false
var c: colour
thread t {
    let a = flag + 1
//          ^^^^ error[bad-operand]: \`+\` needs numbers, found a \`bool\`.
    let b = flag & flag
//          ^^^^ error[bad-operand]: \`&\` needs numbers, found a \`bool\`.
    let d = c < red
//          ^ error[bad-operand]: \`<\` needs numbers, found a \`colour\`.
    let e = n & 4 == 0
//              ^^^^^^ error[bad-operand]: \`&\` needs numbers, found a \`bool\`.
    n += flag
//       ^^^^ error[bad-operand]: \`+=\` needs numbers, found a \`bool\`.
}
`));

test('comparisons', () =>
    checkDiagnostics(`
enum colour { red }
struct node { var v: int }
lock l: mutex
var n: node
thread t {
    assert red == 1
//         ^^^^^^^^ error[bad-operand]: A \`colour\` cannot be compared with an \`int\`.
    assert n == 0
//         ^^^^^^ error[bad-operand]: A \`node\` cannot be compared with an \`int\`.
    assert l == l
//         ^^^^^^ error[bad-operand]: A \`mutex\` cannot be compared with a \`mutex\`.
    assert true == 1
//         ^^^^^^^^^ error[bad-operand]: A \`bool\` cannot be compared with an \`int\`.
    assert n == n
}
`));
