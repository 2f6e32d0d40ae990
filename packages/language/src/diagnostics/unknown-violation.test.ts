import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('properties', () =>
    checkDiagnostics(`
var x = 0
invariant alone: x == 0
thread t { assert named: x == 0 }
check "a" expects violation alnoe
//                          ^^^^^ error[unknown-violation]: There is no property \`alnoe\`; did you mean \`alone\`?
check "b" expects violation named
check "c" expects violation
//                ^^^^^^^^^ error[unknown-violation]: Every assertion here has a name; say which: \`violation NAME\`.
check "d" expects violation alone, ...
check "e" expects violation zzz
//                          ^^^ error[unknown-violation]: There is no property \`zzz\`.
`));
