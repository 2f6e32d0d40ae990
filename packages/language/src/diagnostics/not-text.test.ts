import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('zero bytes', () =>
    checkDiagnostics(
        `var x = 0
a\0b
//^ error[not-text]: This is not a text: it holds zero bytes.
`.replace('//^', '// @2-3'),
    ));
