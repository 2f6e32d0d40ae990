import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('the circle is shown', () =>
    checkDiagnostics(`
var x = 0
fn even(n: int) { if n > 0 { odd(n - 1) } }
// ^^^^ error[recursion]: \`even\` calls itself: \`even\` → \`odd\` → \`even\`.
fn odd(n: int) { if n > 0 { even(n - 1) } }
// ^^^ error[recursion]: \`odd\` calls itself: \`odd\` → \`even\` → \`odd\`.
fn self() { self() }
// ^^^^ error[recursion]: \`self\` calls itself: \`self\` → \`self\`.
fn fine() { even(1); x = 1 }
`));
