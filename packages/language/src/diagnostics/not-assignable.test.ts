import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('what holds no value', () =>
    checkDiagnostics(`
const LIMIT = 3
param p = 1
enum e { one }
lock l: mutex
var a[2]: bool
struct node { var v: int }
var o: node
fn f() { }
thread t {
    LIMIT = 4
//  ^^^^^ error[not-assignable]: \`LIMIT\` is a constant; it cannot be assigned to.
    p = 2
//  ^ error[not-assignable]: \`p\` is a param; it cannot be assigned to.
    one = one
//  ^^^ error[not-assignable]: \`one\` is a constant; it cannot be assigned to.
    l = l
//  ^ error[not-assignable]: \`l\` is a lock; it cannot be assigned to.
    a = a
//  ^ error[not-assignable]: \`a\` is a whole array; it cannot be assigned to.
    o = o
//  ^ error[not-assignable]: \`o\` is an object; it cannot be assigned to.
    f = 1
//  ^ error[not-assignable]: \`f\` is a function; it cannot be assigned to.
    t.index = 1
//  ^^^^^^^ error[not-assignable]: \`t.index\` is not yours to change; it cannot be assigned to.
    f() = 2
//  ^^^ error[not-assignable]: \`f()\` is a value; it cannot be assigned to.
    let r = 1
    r = 2
    o.v = 3
    g(&1)
//     ^ error[not-assignable]: \`&\` passes a cell; \`1\` is no cell.
}
fn g(x: &int) { x = 1 }
`));
