import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a shared word', () =>
    checkDiagnostics(`
bits Pte { write: bool, pfn: int 0..3 }
var pte: Pte
thread t {
    pte.write = false
//  ^^^^^^^^^ info[bits-field-write]: This loads \`pte\` and stores it back, in two steps.
    pte.pfn = 1
//  ^^^^^^^ info[bits-field-write]: This loads \`pte\` and stores it back, in two steps.
    let p = READ_ONCE(pte)
    p.write = false
    atomic { pte.write = true }
}
`));
