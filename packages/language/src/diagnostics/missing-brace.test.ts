import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('the next declaration keeps its meaning', () =>
    checkDiagnostics(`
var x = 0
thread a {
    if x == 1 { x = 2
thread b { x = true }
// @1-7 error[missing-brace]: Expected \`}\` before \`thread\`.
`));
