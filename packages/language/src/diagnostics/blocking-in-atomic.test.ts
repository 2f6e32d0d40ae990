import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('only the first operation may wait', () =>
    checkDiagnostics(`
lock l: mutex
var x = 0
fn take() { mutex_lock(l) }
fn pick(): int { choose n in 0..1; return n }
thread t {
    atomic { wait until x == 1; x = 2 }
    atomic { x = 1; wait until x == 2 }
//                  ^^^^^^^^^^^^^^^^^ error[blocking-in-atomic]: \`wait until\` may have to wait, so it can only be the first of the block.
    atomic { x = 1; mutex_lock(l) }
//                  ^^^^^^^^^^^^^ error[blocking-in-atomic]: \`mutex_lock\` may have to wait, so it can only be the first of the block.
    atomic { x = 1; take() }
//                  ^^^^^^ error[blocking-in-atomic]: \`take\` may have to wait, so it can only be the first of the block.
    atomic { take() }
    atomic { choose { x = 1 } or { x = 2 } }
//           ^^^^^^ error[blocking-in-atomic]: There is no \`choose\` inside \`atomic\`: a pick is a step by itself.
    atomic { x = pick() }
//               ^^^^^^ error[blocking-in-atomic]: There is no \`choose\` inside \`atomic\`: a pick is a step by itself.
}
`));
