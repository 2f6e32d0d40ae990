import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a name of two enums', () =>
    checkDiagnostics(`
enum a { on, off }
enum b { on, auto }
var x = on
//      ^^ error[ambiguous-name]: \`on\` may be \`a.on\`, \`b.on\`.
var y: a = a.on
`));
