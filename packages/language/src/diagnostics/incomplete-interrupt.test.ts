import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('how often may it start?', () =>
    checkDiagnostics(`
var x = 0
interrupt a on cpu0 { x = 1 }
//        ^ error[incomplete-interrupt]: \`a\` needs \`times n\` or \`when e\`: how often may it start?
interrupt b on cpu0 times 1 { x = 1 }
interrupt c on cpu0 when x == 0 { x = 1 }
`));
