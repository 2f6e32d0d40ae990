import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('one line and several', () =>
    checkDiagnostics(`
/* a comment */
// @1-16 error[block-comment]: A comment is written with \`//\`.
var x = 0 /* two
// @11-+1:9 error[block-comment]: A comment is written with \`//\`.
lines */
var y: bool = 1
//            ^ error[type-mismatch]: Expected a \`bool\`, found an \`int\`.
`));
