import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('before and behind', () =>
    checkDiagnostics(`
var x = 0
thread t {
    --x
//  ^^ error[c-increment]: There is no \`--\`; write \`x -= 1\`.
    x++
//   ^^ error[c-increment]: There is no \`++\`; write \`x += 1\`.
    x = x - -x
}
`));
