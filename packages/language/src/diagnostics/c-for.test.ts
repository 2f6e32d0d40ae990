import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('for and do', () =>
    checkDiagnostics(`
var x = 0
thread t {
    for (int i = 0; i < 3; i++) { x = i }
//  ^^^ error[c-for]: There is no \`for\`.
//                          ^^ error[c-increment]: There is no \`++\`; write \`i += 1\`.
    do { x = 1; break }
//  ^^ error[c-for]: There is no \`do\`.
    x = true
//      ^^^^ error[type-mismatch]: Expected an \`int\`, found a \`bool\`.
}
`));
