import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('constants', () =>
    checkDiagnostics(`
var n: int 0..3 = 4
//                ^ error[out-of-range]: 4 is outside \`int 0..3\`.
var byte: u8 = 256
//             ^^^ error[out-of-range]: 256 is outside \`u8\`, which is 0..255.
var a[2]: bool
var none[0]: bool
//       ^ error[out-of-range]: An array has at least one element; this is 0.
var wrong: int 3..0
//             ^^^^ error[out-of-range]: The range 3..0 is empty.
thread t {
    n = 5
//      ^ error[out-of-range]: 5 is outside \`int 0..3\`.
    a[2] = true
//    ^ error[out-of-range]: The index 2 is outside the array, which has 0..1.
    byte = -1
//         ^^ error[out-of-range]: -1 is outside \`u8\`, which is 0..255.
    assert n / 0 == 1
//             ^ error[out-of-range]: Division by zero.
    choose x in 2..1
//              ^^^^ error[out-of-range]: The range 2..1 is empty.
}
event e times -1 { n = 1 }
//            ^^ error[out-of-range]: \`times\` is not negative; this is -1.
`));
