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

test('a fault handler that takes user faults itself', () =>
    checkDiagnostics(`
extensible struct inode { var x: int }
hook fault(inode: ref inode): int { return 0 }
fn copy_from_user(inode: ref inode): int { return handle_fault(inode) }
fn handle_fault(inode: ref inode): int { return inode.fault() }
filesystem fs {
    fault() { return copy_from_user(inode) }
//  ^^^^^ error[recursion]: \`fault\` calls itself: \`fault\` → \`copy_from_user\` → \`handle_fault\` → \`fault\`.
}
`));
