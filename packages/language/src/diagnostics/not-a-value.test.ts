import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('types and functions', () =>
    checkDiagnostics(`
enum e { one }
bits b { f: bool }
struct s { var v: int }
var state per thread: int
var count per cpu: int
var a[2]: int
fn f() { }
thread t {
    let x = e
//          ^ error[not-a-value]: \`e\` is a type; a value is \`e.…\`.
    let y = b
//          ^ error[not-a-value]: \`b\` is a type; a value is \`b(…)\`.
    let z = s
//          ^ error[not-a-value]: \`s\` is a type, not an object.
    let w = f
//          ^ error[not-a-value]: \`f\` is a function; call it: \`f(…)\`.
    let v = f()
//          ^^^ error[not-a-value]: This function has no value.
    let u = a
//          ^ error[not-a-value]: A register holds no array; name an element.
    let n = null
//          ^^^^ error[not-a-value]: The type of \`null\` must be written: \`let p: T? = null\`.
    state = 1
//  ^^^^^ error[not-a-value]: \`state\` exists once for each thread; write \`current.state\`.
    count = 2
//  ^^^^^ error[not-a-value]: \`count\` exists once for each CPU; write \`this_cpu.count\`.
    current.state = 1
    this_cpu.count = 2
}
`));
