import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('variables and locks', () =>
    checkDiagnostics(`
var x = 0
lock l: mutex
thread t { x(); l(); t() }
//         ^ error[not-callable]: \`x\` is not a function.
//              ^ error[not-callable]: \`l\` is not a function.
//                   ^ error[not-callable]: \`t\` is not a function.
`));
