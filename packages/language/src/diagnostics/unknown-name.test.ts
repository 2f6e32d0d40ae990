import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a near name is offered', () =>
    checkDiagnostics(`
var flag = false
thread t { flg = true }
//         ^^^ error[unknown-name]: \`flg\` is not declared; did you mean \`flag\`?
`));

test('a register begins with let', () =>
    checkDiagnostics(`
thread t { total = 1 }
//         ^^^^^ error[unknown-name]: \`total\` is not declared; a register begins with \`let total = …\`.
`));

test('words of C have their own', () =>
    checkDiagnostics(`
struct node { var next: ref node? }
var head: ref node? = null
var word: unsigned = 0
//        ^^^^^^^^ error[unknown-name]: \`unsigned\` is written \`u32\` here.
thread t { if head == NULL { head = nil } }
//                    ^^^^ error[unknown-name]: \`NULL\` is written \`null\` here.
//                                  ^^^ error[unknown-name]: \`nil\` is written \`null\` here.
`));

test('a function that is not there', () =>
    checkDiagnostics(`
thread t { frobnicate(1) }
//         ^^^^^^^^^^ error[unknown-name]: There is no function \`frobnicate\`.
`));

test('members', () =>
    checkDiagnostics(`
struct node { var value: int }
var n: node
var x = 0
thread t {
    n.valu = 1
//    ^^^^ error[unknown-name]: \`node\` has no member \`valu\`; did you mean \`value\`?
    n.colour = 2
//    ^^^^^^ error[unknown-name]: \`node\` has no member \`colour\`.
    x.y = 3
//    ^ error[unknown-name]: A value of type \`int\` has no members.
}
`));

test('registers are known to the end of their block', () =>
    checkDiagnostics(`
thread t {
    if true { let inner = 1; assert inner == 1 }
    assert inner == 1
//         ^^^^^ error[unknown-name]: The name \`inner\` is not declared.
}
`));

test('a missing import explains everything', () =>
    checkDiagnostics(`
import kernel.conter
//     ^^^^^^^^^^^^^ error[unknown-import]: The library has no module \`kernel.conter\`; did you mean \`kernel.counter\`?
thread t { count() }
`));

test('a name of a module that is not imported', () =>
    checkDiagnostics(`
thread t { count() }
//         ^^^^^ error[unknown-name]: \`count\` is declared in \`kernel.counter\`, which is not imported.
thread u { counter += 1 }
//         ^^^^^^^ error[unknown-name]: \`counter\` is declared in \`kernel.counter\`, which is not imported.
`));

test('a name is not written with its module', () =>
    checkDiagnostics(
        `
import "./gup.race"
fn gup() { }
thread t { let x = gup.FAST; gup() }
//                 ^^^^^^^^ error[unknown-name]: \`FAST\` of \`gup\` is written without its module here: \`FAST\`.
check "a" with gup.flags = gup.SLOW expects pass
//                         ^^^^^^^^ error[unknown-name]: \`SLOW\` of \`gup\` is written without its module here: \`SLOW\`.
`,
        { 'gup.race': 'enum kind { FAST, SLOW }\nparam flags: kind = FAST\n' },
    ));

test('where little can stand, that is what is told', () =>
    checkDiagnostics(`
enum how { quick, slow }
param way: how = quick
var now: how = slow
lock glock: mode {
    SH: SH
    EX:
}
thread t {
    if now == fast { now = hurried }
//            ^^^^ error[unknown-name]: \`fast\` is no \`how\`; there are \`quick\`, \`slow\`.
//                         ^^^^^^^ error[unknown-name]: \`hurried\` is no \`how\`; there are \`quick\`, \`slow\`.
    let before = now
    if now != befor { now = quik }
//            ^^^^^ error[unknown-name]: \`befor\` is not declared; did you mean \`before\`?
//                          ^^^^ error[unknown-name]: \`quik\` is not declared; did you mean \`quick\`?
    let h = mode_lock(glock, XE)
//                           ^^ error[unknown-name]: \`XE\` is no mode of \`glock\`; there are \`SH\`, \`EX\`.
    mode_unlock(glock, h)
}
check "a" with way = fast expects pass
//                   ^^^^ error[unknown-name]: \`fast\` is no \`how\`; there are \`quick\`, \`slow\`.
`));

test('what a mistake drags along is not told', () =>
    checkDiagnostics(`
local struct iter { count: int }
struct node {
    lock glock: mode {
        SH: SH
        EX:
    }
}
var f: node
thread t {
    advance(itre(count: 3))
//  ^^^^^^^ error[unknown-name]: There is no function \`advance\`.
//          ^^^^ error[unknown-name]: \`itre\` is not declared; did you mean \`iter\`?
    let h = mode_lok(f.glock, EX)
//          ^^^^^^^^ error[unknown-name]: \`mode_lok\` is not declared; did you mean \`mode_lock\`?
    let g = mode_lock(f.glok, EX)
//                      ^^^^ error[unknown-name]: \`node\` has no member \`glok\`; did you mean \`glock\`?
    mode_unlock(f.glock, h); mode_unlock(f.glock, g)
}
`));

test('registers of a thread are told by its name', () =>
    checkDiagnostics(`
thread t { let n = 1 }
final f: t.m == 1
//         ^ error[unknown-name]: \`t\` has no member \`m\`.
`));
