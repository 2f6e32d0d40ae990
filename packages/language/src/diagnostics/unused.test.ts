import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('everything that can be unused', () =>
    checkDiagnostics(`
param p = 1
//    ^ hint[unused]: The param \`p\` is not used.
const C = 2
//    ^ hint[unused]: The constant \`C\` is not used.
var x = 0
lock l: mutex
//   ^ hint[unused]: The lock \`l\` is not used.
fn f(a: int, _b: int) { }
// ^ hint[unused]: The function \`f\` is not used.
//   ^ hint[unused]: The parameter \`a\` is not used.
thread t {
    let quiet = 1
//      ^^^^^ hint[unused]: The register \`quiet\` is not used.
    let step = READ_ONCE(x)
    here: x = 2
//  ^^^^ hint[unused]: The label \`here\` is not used.
    let written = 1
//      ^^^^^^^ hint[unused]: The register \`written\` is not used.
    written = 2
}
`));

test('what a hook is called with is prescribed', () =>
    checkDiagnostics(`
struct inode { var dirty = false }
hook open(inode: ref inode, flags: int): int { return 0 }
fn open_file(inode: ref inode, flags: int): bool { return inode.dirty }
//                             ^^^^^ hint[unused]: The parameter \`flags\` is not used.
filesystem ext4 { open(flags) { return 1 } }
`));
