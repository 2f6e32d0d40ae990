import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('signed and unsigned', () =>
    checkDiagnostics(`
var n = 0
var size: ulong = 1
var byte: u8 = 0
thread t {
    size = n
//         ^ error[needs-cast]: An \`int\` is no \`ulong\` without a conversion.
    n = size
//      ^^^^ error[needs-cast]: A \`ulong\` is no \`int\` without a conversion.
    byte = size
//         ^^^^ error[needs-cast]: A \`ulong\` is no \`u8\` without a conversion.
    size = byte
    assert n < size
//         ^ error[needs-cast]: \`<\` mixes a signed and an unsigned value.
    assert size + n == 1
//                ^ error[needs-cast]: \`+\` mixes a signed and an unsigned value.
    assert size == 1 && size + 1 == 2
    size = ulong(n)
}
`));
