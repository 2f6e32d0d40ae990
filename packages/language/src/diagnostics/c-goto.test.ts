import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a jump', () =>
    checkDiagnostics(`
var x = 0
thread t {
    retry: x = 1
    goto retry
//  ^^^^^^^^^^ error[c-goto]: There is no \`goto\`.
}
`));
