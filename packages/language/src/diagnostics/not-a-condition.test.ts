import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('numbers and references', () =>
    checkDiagnostics(`
struct node { var v: int }
var p: ref node? = null
var n = 0
invariant i: n
//           ^ error[not-a-condition]: Expected a \`bool\`, found an \`int\`.
thread t if 3 {
//          ^ error[not-a-condition]: Expected a \`bool\`, found an \`int\`.
    if p { return }
//     ^ error[not-a-condition]: Expected a \`bool\`, found a \`node?\`.
    while (1) { n = 1 }
//        ^^^ error[not-a-condition]: Expected a \`bool\`, found an \`int\`.
    wait until n + 1
//             ^^^^^ error[not-a-condition]: Expected a \`bool\`, found an \`int\`.
    assert p
//         ^ error[not-a-condition]: Expected a \`bool\`, found a \`node?\`.
}
`));
