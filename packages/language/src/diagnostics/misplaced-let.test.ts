import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('registers outside, variables inside', () =>
    checkDiagnostics(`
let x = 0
// @1-4 error[misplaced-let]: A shared variable is declared with \`var\`; \`let\` stands in code.
thread t {
    var y = 1
//  ^^^ error[misplaced-let]: A register is declared with \`let\`; \`var\` stands outside of code.
    x = y == 1
//      ^^^^^^ error[type-mismatch]: Expected an \`int\`, found a \`bool\`.
}
`));
