import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('one for each line', () =>
    checkDiagnostics(`
var x = 0
thread t {
    x = ]
//      ^ error[syntax-error]: Expected an expression, found \`]\`.
    x = let y
//      ^^^ error[syntax-error]: Expected an expression, found \`let\`.
    foo(1, ]
//         ^ error[syntax-error]: Expected \`)\`, found \`]\`.
    if x == { x = 1 }
//          ^ error[syntax-error]: Expected an expression, found \`{\`.
    if x == 1 return
//            ^^^^^^ error[syntax-error]: Expected \`{\`, found \`return\`: a body is always in braces.
    if x = 1 { return }
//       ^ error[syntax-error]: Expected \`{\`, found \`=\`; to compare, write \`==\`.
    x y
//    ^ error[syntax-error]: Expected the end of the statement, found \`y\`.
    let = 3
//      ^ error[syntax-error]: Expected a name, found \`=\`.
    assert x = 1
//           ^ error[syntax-error]: Expected the end of the statement, found \`=\`; an assignment is no expression, and to compare one writes \`==\`.
    let good: bool = 3
//                   ^ error[type-mismatch]: Expected a \`bool\`, found an \`int\`.
}
`));

test('the end of the file', () =>
    checkDiagnostics(`
thread t {
//       ^ error[syntax-error]: Expected a statement or \`}\`, found the end of the file.
`));

test('unclosed everything', () =>
    checkDiagnostics(`
thread t { if (x[1
//               ^ error[syntax-error]: Expected \`]\`, found the end of the line.
`));

test('characters', () =>
    checkDiagnostics(`
var x = 1 @ 2
//        ^ error[syntax-error]: \`@\` has no meaning here.
`));

test('an unclosed text', () =>
    checkDiagnostics(`
check "title
//    ^ error[syntax-error]: This text has no closing \`"\`.
`));

test('a check that stops in its middle does not take in the next one', () =>
    checkDiagnostics(`
var x = 0
thread t { x = 1 }
check "a" expects
//              ^ error[syntax-error]: Expected \`pass\`, \`deadlock\`, \`livelock\`, \`violation NAME\` or \`bug KIND\`, found the end of the line.
check "b" under
//            ^ error[syntax-error]: Expected a name, found the end of the line.
check "c" with
//           ^ error[syntax-error]: Expected an expression, found the end of the line.
check "d" expects violation v,
//                           ^ error[syntax-error]: Expected \`...\`, found the end of the line.
check "e"
    expects
    pass
`));

test('the parts of a check have an order', () =>
    checkDiagnostics(`
param p = true
thread t { l: smp_mb() }
check "a" p = false
//        ^ error[syntax-error]: Expected the end of the check, found \`p\`; behind its title may stand \`with p = v, …\`, \`under MODEL\`, \`expects OUTCOMES\`, \`at LABEL\`, in this order.
check "b" expects pass with p = false
//                     ^^^^ error[syntax-error]: Expected the end of the check, found \`with\`; behind its title may stand \`with p = v, …\`, \`under MODEL\`, \`expects OUTCOMES\`, \`at LABEL\`, in this order.
check "c" expects deadlock at t.l under tso
//                                ^^^^^ error[syntax-error]: Expected the end of the check, found \`under\`; behind its title may stand \`with p = v, …\`, \`under MODEL\`, \`expects OUTCOMES\`, \`at LABEL\`, in this order.
check "d" with p = false under tso expects deadlock at t.l
`));
