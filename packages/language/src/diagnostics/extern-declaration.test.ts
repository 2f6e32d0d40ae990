import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('only the language declares', () =>
    checkDiagnostics(`
extern fn f()
// @1-7 error[extern-declaration]: Only the language itself declares something \`extern\`.
extern lock mine
// @1-7 error[extern-declaration]: Only the language itself declares something \`extern\`.
extern struct s { }
// @1-7 error[extern-declaration]: Only the language itself declares something \`extern\`.
`));
