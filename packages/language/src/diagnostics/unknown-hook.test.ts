import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('functions of a filesystem', () =>
    checkDiagnostics(`
struct inode { var x: int }
hook fault(inode: ref inode, page: int): int { return page }
hook sync(inode: ref inode) { inode.x = 1 }
hook wrong(page: int): int { return page }
//   ^^^^^ error[unknown-hook]: The first parameter of a hook is the inode: \`hook wrong(inode: ref inode)\`.
filesystem fs {
    fault(page) { return page + inode.x }
    sycn() { }
//  ^^^^ error[unknown-hook]: There is no hook \`sycn\`; did you mean \`sync\`?
}
filesystem other {
    fault() { return 1 }
//  ^^^^^ error[unknown-hook]: The hook \`fault\` takes (page) besides the inode.
    flush_everything() { }
//  ^^^^^^^^^^^^^^^^ error[unknown-hook]: There is no hook \`flush_everything\`.
}
`));
