import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('labels without a step', () =>
    checkDiagnostics(`
var x = 0
thread t {
    idle: x = 1
//  ^^^^ warning[label-misuse]: Only a daemon or a device rests at \`idle\`; a thread must come to its end.
    progress
//  ^^^^^^^^ warning[label-misuse]: There is no loop around this \`progress\`.
    loop { progress; if x == 1 { break } }
    done:
//  ^^^^ error[label-misuse]: The label \`done\` names no step.
}
daemon d { loop { idle: wait until x == 1 } }
event e times 1 { idle: x = 1 }
//                ^^^^ warning[label-misuse]: Only a daemon or a device rests at \`idle\`.
`));
