import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('the second declaration is the wrong one', () =>
    checkDiagnostics(`
lock l: mutex
lock l: rwsem
//   ^ error[duplicate-name]: \`l\` is already declared.
`));

test('members, parameters, labels, modes', () =>
    checkDiagnostics(`
struct s { var a: int; var a: bool }
//                         ^ error[duplicate-name]: \`a\` is already a member.
bits b { f: bool, f: bool }
//                ^ error[duplicate-name]: \`f\` is already a field.
enum e { one, one }
//            ^^^ error[duplicate-name]: \`one\` is already a name of the enum.
lock g: mode { SH: SH; SH: SH }
//                     ^^ error[duplicate-name]: \`SH\` is already a mode.
fn f(p: int, p: bool) { here: WRITE_ONCE(x, p); here: WRITE_ONCE(x, p) }
//           ^ error[duplicate-name]: \`p\` is already a parameter.
//                                              ^^^^ error[duplicate-name]: \`here\` is already a label.
var x = 0
`));

test('properties', () =>
    checkDiagnostics(`
var x = 0
invariant i: x == 0
final i: x == 0
//    ^ error[duplicate-name]: \`i\` is already the name of a property.
`));

test('a name of an imported file', () =>
    checkDiagnostics(`
import kernel.counter
var counter = 1
//  ^^^^^^^ error[duplicate-name]: \`counter\` is already declared in \`counter\`, which is imported.
thread t { count() }
`));
