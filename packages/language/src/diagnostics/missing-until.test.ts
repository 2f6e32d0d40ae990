import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a wait for something', () =>
    checkDiagnostics(`
var ready = false
thread t {
    wait ready
//  ^^^^ error[missing-until]: Write \`wait until\` and the condition.
    spin !ready
//  ^^^^ error[missing-until]: Write \`spin until\` and the condition.
    let r = wait_killable ready
//          ^^^^^^^^^^^^^ error[missing-until]: Write \`wait_killable until\` and the condition.
    wait = 1
//  ^^^^ error[unknown-name]: \`wait\` is not declared; a register begins with \`let wait = …\`.
}
`));
