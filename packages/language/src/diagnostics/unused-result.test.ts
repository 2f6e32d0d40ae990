import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('trylocks and killable waits', () =>
    checkDiagnostics(`
struct node pool 1 { var v: int }
lock l: mutex
var x = 0
thread t {
    mutex_trylock(l)
//  ^^^^^^^^^^^^^^^^ warning[unused-result]: The result of \`mutex_trylock\` is not looked at.
    mutex_lock_killable(l)
//  ^^^^^^^^^^^^^^^^^^^^^^ warning[unused-result]: The result of \`mutex_lock_killable\` is not looked at.
    wait_killable until x == 1
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unused-result]: Whether the wait was interrupted is not looked at.
    alloc node
//  ^^^^^^^^^^ warning[unused-result]: Nothing refers to the new object.
    mutex_lock(l)
    if mutex_trylock(l) { x = 1 }
}
`));
