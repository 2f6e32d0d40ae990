import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('and, or, not', () =>
    checkDiagnostics(`
var a = false
var b = false
thread t { if a and not b or a { a = 1 } choose { a = b } or { b = a } }
//              ^^^ error[word-operator]: \`and\` is written \`&&\`.
//                  ^^^ error[word-operator]: \`not\` is written \`!\`.
//                        ^^ error[word-operator]: \`or\` is written \`||\`.
`));

test('outcomes of a check are no operands', () =>
    checkDiagnostics(`
thread t { }
check "a" expects deadlock or livelock, pass
//                         ^^ error[word-operator]: The outcomes of a check are listed, \`deadlock, pass\`, and all of them must occur.
`));
