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
