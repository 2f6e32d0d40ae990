import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('another kind', () =>
    checkDiagnostics(`
lock l: rwsem
lock locks[2]: mutex
var x = 0
thread t {
    mutex_lock(l)
//             ^ error[wrong-lock]: \`mutex_lock\` is for a \`mutex\`; \`l\` is a \`rwsem\`.
    mutex_lock(x)
//             ^ error[wrong-lock]: \`mutex_lock\` is for a \`mutex\`; \`x\` is an \`int\`.
    mutex_lock(locks)
//             ^^^^^ error[wrong-lock]: \`mutex_lock\` is for a \`mutex\`; \`locks\` is an array.
    mutex_lock(&locks[0])
}
`));
