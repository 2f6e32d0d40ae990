import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('assignments, first values, arguments, results', () =>
    checkDiagnostics(`
var flag = false
var n: int 0..3 = true
//                ^^^^ error[type-mismatch]: Expected an \`int 0..3\`, found a \`bool\`.
fn f(b: bool): int { return b }
//                          ^ error[type-mismatch]: Expected an \`int\`, found a \`bool\`.
thread t {
    flag = 1
//         ^ error[type-mismatch]: Expected a \`bool\`, found an \`int\`.
    f(2)
//    ^ error[type-mismatch]: Expected a \`bool\`, found an \`int\`.
    let r: bool = n
//                ^ error[type-mismatch]: Expected a \`bool\`, found an \`int 0..3\`.
    let s = f(flag) == 1
}
`));

test('enums and bits', () =>
    checkDiagnostics(`
enum colour { red, green }
bits word { flag: bool, n: int 0..3 }
var c: colour = red
var w: word = word(flag: 1, n: true)
//                       ^ error[type-mismatch]: Expected a \`bool\`, found an \`int\`.
//                             ^^^^ error[type-mismatch]: Expected an \`int 0..3\`, found a \`bool\`.
thread t {
    c = 1
//      ^ error[type-mismatch]: Expected a \`colour\`, found an \`int\`.
    w = 3
//      ^ error[type-mismatch]: Expected a \`word\`, found an \`int\`.
    match c { red => { } 2 => { } }
//                       ^ error[type-mismatch]: Expected a \`colour\`, found an \`int\`.
}
`));

test('references', () =>
    checkDiagnostics(`
struct node pool 1 { var v: int }
struct other pool 1 { var v: int }
var head: ref node? = null
thread t {
    head = alloc other
//         ^^^^^^^^^^^ error[type-mismatch]: Expected a \`node?\`, found an \`other?\`.
    head = 0
//         ^ error[type-mismatch]: Expected a \`node?\`, found an \`int\`.
    let p: ref node = null
//                    ^^^^ error[type-mismatch]: A \`ref node\` is never null.
}
`));

test('cells', () =>
    checkDiagnostics(`
var x = 0
fn set(cell: &int) { WRITE_ONCE(cell, 1) }
thread t { set(x); set(&x) }
//             ^ error[type-mismatch]: Expected a \`&int\`, found an \`int\`.
`));
