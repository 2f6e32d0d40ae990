import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

test('a comment that allows a finding', () =>
    checkFindings(`
lock l: rwsem
fn again() {
    down_read(l) // allow lock-recursion: nobody writes
    up_read(l)
}
thread t {
    down_read(l)
    // allow lock-recursion: nobody writes
    down_read(l)
    up_read(l)
    again()
    up_read(l)
}
`));

test('one that allows nothing', () =>
    checkFindings(`
lock l: rwsem
thread t {
    // allow lock-recursion
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[useless-allow]: It allows nothing without a reason.
    down_read(l)
    // allow lock-recursion: it is the first
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[useless-allow]: No \`lock-recursion\` is found on this line.
    up_read(l)
    // allow unused: no such thing
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[useless-allow]: \`unused\` cannot be allowed.
}
`));
