import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('the arms of C', () =>
    checkDiagnostics(`
var x = 0
thread t {
    switch (x) {
//  ^^^^^^ error[c-switch]: \`switch\` is written \`match\`.
        case 1: break
//      ^^^^ error[c-switch]: An arm is written \`value => { … }\`.
        default: break
//      ^^^^^^^^ error[c-switch]: The last arm is written \`else => { … }\`.
    }
}
`));
