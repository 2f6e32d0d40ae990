import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a choice in an expression', () =>
    checkDiagnostics(`
var x = 0
thread t { x = x == 1 ? 2 : 3 }
//                    ^ error[c-ternary]: There is no \`c ? a : b\`; write an \`if\`.
`));
