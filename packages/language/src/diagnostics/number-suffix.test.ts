import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('the suffixes of C', () =>
    checkDiagnostics(`
var x: ulong = 1UL
//             ^^^ error[number-suffix]: A number has no suffix.
`));
