import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('variables', () =>
    checkDiagnostics(`
int shared = 0;
// @1-11 error[c-declaration]: A shared variable is declared with \`var shared: …\`.
struct inode *i;
// @1-16 error[c-declaration]: A shared variable is declared with \`var i: inode\`.
static unsigned long flags;
// @1-27 error[c-declaration]: A shared variable is declared with \`var flags: …\`.
struct node { var v: int }
thread t {
    int x = 0;
//  ^^^^^ error[c-declaration]: A register is declared with \`let x = …\`.
    struct node *n
//  ^^^^^^^^^^^^^^ error[c-declaration]: A register is declared with \`let n = …\`.
    unsigned y
//  ^^^^^^^^^^ error[c-declaration]: A register is declared with \`let y = …\`.
    let int z = 1
//  ^^^^^^^^^ error[c-declaration]: The type comes behind the name: \`let z: …\`.
}
var int w = 0
// @1-10 error[c-declaration]: The type comes behind the name: \`var w: …\`.
`));

test('functions and parameters', () =>
    checkDiagnostics(`
var x = 0
void f() {
// @1-5 error[c-declaration]: A function is declared with \`fn f(…) { … }\`.
    x = 1
}
fn g(int a, bool b) { x = a }
//   ^^^^^ error[c-declaration]: A parameter is written \`a: int\`.
//          ^^^^^^ error[c-declaration]: A parameter is written \`b: bool\`.
thread t { x = true }
//             ^^^^ error[type-mismatch]: Expected an \`int\`, found a \`bool\`.
`));

test('the body of a function declared as in C keeps its meaning, and so do its parameters', () =>
    checkDiagnostics(`
struct inode { var size: int }
var x: inode
int longer(const struct inode *i, int by, unsigned long flags) {
// @1-4 error[c-declaration]: A function is declared with \`fn longer(…): int { … }\`.
//         ^^^^^^^^^^^^^^^^^^^^^ error[c-declaration]: A parameter is written \`i: ref inode\`.
//                                ^^^^^^ error[c-declaration]: A parameter is written \`by: int\`.
//                                        ^^^^^^^^^^^^^^^^^^^ error[c-declaration]: A parameter is written \`flags: type\`.
    let old = i.size
    if old < by { i.size = old + by }
    i.size = flag
//           ^^^^ error[unknown-name]: \`flag\` is not declared; did you mean \`flags\`?
}
thread t { longer(x, 1, 0) }
`));
