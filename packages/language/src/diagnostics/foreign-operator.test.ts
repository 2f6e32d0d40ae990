import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('operators of other languages', () =>
    checkDiagnostics(`
var x = 0
thread t {
    r := 1
//    ^^ error[foreign-operator]: A register is declared with \`let r = …\`.
    if x <> 1 { x = true }
//       ^^ error[foreign-operator]: \`<>\` is written \`!=\`.
    if x === 1 { x = true }
//       ^^^ error[foreign-operator]: \`===\` is written \`==\`.
}
`));
