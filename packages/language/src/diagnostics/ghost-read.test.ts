import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('code must not depend on it', () =>
    checkDiagnostics(`
ghost var g = 0
ghost var h = 0
var x = 0
thread t {
    g = 1
    h = g + 1
    assert g == 1
    if g == 1 { x = g }
//     ^ error[ghost-read]: \`g\` is a ghost; code must not depend on it.
//                  ^ error[ghost-read]: \`g\` is a ghost; code must not depend on it.
}
invariant i: g <= 1
`));
