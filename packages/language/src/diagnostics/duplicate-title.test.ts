import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('the second check', () =>
    checkDiagnostics(`
check "a" expects pass
check "a" expects deadlock
//    ^^^ error[duplicate-title]: There is already a check "a".
`));
