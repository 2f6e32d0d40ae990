import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('names of CPUs', () =>
    checkDiagnostics(`
machine { cpus 2 }
var x = 0
thread a on cpu0 { x = 1 }
thread b on cpu2 { x = 1 }
//          ^^^^ error[unknown-cpu]: There is no \`cpu2\`: the machine has 2 CPUs.
thread c on big { x = 1 }
//          ^^^ error[unknown-cpu]: A CPU is called \`cpu0\`, \`cpu1\` and so on; \`big\` is none.
`));
