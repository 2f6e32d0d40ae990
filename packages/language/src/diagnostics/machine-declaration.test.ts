import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('outside of the machine', () =>
    checkDiagnostics(`
machine var v: int
// @1-8 error[machine-declaration]: Only a module of the machine has a variable of the machine.
var x = 0
machine actor tick per cpu { loop { x = 1 } }
// @1-8 error[machine-declaration]: Only a module of the machine has an actor of the machine.
thread t {
    hardware { x = 1 }
//  ^^^^^^^^ error[machine-declaration]: Only a module of the machine has a step of the hardware.
    atomic when x == 1 { x = 2 }
//  ^^^^^^ error[machine-declaration]: Only a module of the machine has a block that waits for a condition.
    atomic { x = 3 }
    fail stale-tlb
//  ^^^^ error[machine-declaration]: Only a module of the machine has \`fail\`.
}
`));
