import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('counts', () =>
    checkDiagnostics(`
var x = 0
lock l: mutex
fn f(a: int, b: int) { x = a + b }
thread t {
    f(1)
//  ^^^^ error[wrong-arguments]: \`f\` takes 2 arguments, found 1.
    f(1, 2, 3)
//  ^^^^^^^^^^ error[wrong-arguments]: \`f\` takes 2 arguments, found 3.
    mutex_lock()
//  ^^^^^^^^^^^^ error[wrong-arguments]: \`mutex_lock\` takes one argument, found 0.
    smp_mb(1)
//  ^^^^^^^^^ error[wrong-arguments]: \`smp_mb\` takes no arguments, found 1.
}
`));

test('kinds', () =>
    checkDiagnostics(`
bits word { flag: bool }
var x = 0
var w: word
lock l: mutex
lock g: mode { SH: SH; EX: }
thread t {
    WRITE_ONCE(1, x)
//             ^ error[wrong-arguments]: \`WRITE_ONCE\` works on a shared cell; \`1\` is none.
    set_bit(x)
//          ^ error[wrong-arguments]: \`set_bit\` works on a \`bool\` cell or field; \`x\` is none.
    set_bit(w.flag)
    w = word(true)
//           ^^^^ error[wrong-arguments]: Fields are given by name: \`word(flag: …)\`.
    w = word(flag: true, flag: false)
//                       ^^^^^^^^^^^ error[wrong-arguments]: The field \`flag\` is given twice.
    mode_lock(g, 1)
//  ^^^^^^^^^^^^^^^ warning[unused-result]: The result of \`mode_lock\` is not looked at.
//               ^ error[wrong-arguments]: Expected a mode of the lock; it has \`SH\`, \`EX\`.
    mode_lock(g, SH)
//  ^^^^^^^^^^^^^^^^ warning[unused-result]: The result of \`mode_lock\` is not looked at.
    READ_ONCE(l)
//            ^ error[wrong-arguments]: \`READ_ONCE\` works on a single cell; \`l\` is none.
    call_rcu(null, x)
//                 ^ error[wrong-arguments]: \`call_rcu\` works on the name of a function; \`x\` is none.
}
`));
