import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('code cannot look', () =>
    checkDiagnostics(`
lock l: mutex
var x = 0
thread a { let r = 1; x = r; here: x = 2 }
thread b {
    if l.held { x = 1 }
//     ^^^^^^ error[only-in-properties]: Only a property may ask \`l.held\`.
    if l.held_by(a) { x = 1 }
//     ^^^^^^^^^ error[only-in-properties]: Only a property may ask \`l.held_by\`.
    if ended(a) { x = 1 }
//     ^^^^^ error[only-in-properties]: Only a property may ask \`ended\`.
    if at(a, here) { x = 1 }
//     ^^^^^^^^^^^ error[only-in-properties]: Only a property may ask where a thread is.
    let s = a.r
//          ^^^ error[only-in-properties]: Only a property may read \`a.r\`, a register of a thread.
    let u = a.result
//          ^^^^^^^^ error[only-in-properties]: Only a property may read \`a.result\`.
    assert !l.held && a.r == 1 && !ended(a)
}
final f: a.r == 1 && a.result == 0
`));
