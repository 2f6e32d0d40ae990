import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a title', () =>
    checkDiagnostics(`
check 'it is "fine"' expects pass
//    ^^^^^^^^^^^^^^ error[single-quotes]: A text is written in double quotes.
`));
