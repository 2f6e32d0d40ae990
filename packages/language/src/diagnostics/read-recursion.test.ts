import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

const MESSAGE = 'is read here already: with a writer queued in between, this would be a deadlock.';

test('a lock that is read twice', () =>
    checkDiagnostics(`
lock l: rwsem
lock others[2]: rwsem
struct inode { lock i_rwsem: rwsem; var size: int }
var x: inode
var y: inode
fn size(i: inode): int {
    down_read(i.i_rwsem)
    let found = i.size
    up_read(i.i_rwsem)
    return found
}
fn lock_it(i: inode) { down_read(i.i_rwsem) }
fn unlock_it(i: inode) { up_read(i.i_rwsem) }
thread direct {
    down_read(l)
    down_read(l)
//  ^^^^^^^^^^^^ warning[read-recursion]: \`l\` ${MESSAGE}
    up_read(l)
    up_read(l)
    down_read(others[1])
    down_read(others[0])
    let failed = down_read_killable(others[1])
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[read-recursion]: \`others\` ${MESSAGE}
}
thread called {
    lock_it(x)
    let other = size(y)
    let found = size(x)
//              ^^^^^^^ warning[read-recursion]: \`i_rwsem\` ${MESSAGE}
    unlock_it(x)
    let later = size(x)
}
thread perhaps {
    choose n in 0..1
    if n == 0 { down_read(l) }
    if n == 1 { down_read(l) }
    up_read(l)
    while READ_ONCE(x.size) == 0 {
        down_read(l)
        if READ_ONCE(x.size) == 3 { break }
        up_read(l)
    }
    loop {
        down_read(l)
        if size(x) == 1 { up_read(l); return }
        down_read(l)
//      ^^^^^^^^^^^^ warning[read-recursion]: \`l\` ${MESSAGE}
        up_read(l)
    }
}
`));

test('where it does no harm, or the checks tell', () =>
    checkDiagnostics(`
lock passing: rwsem(reader_pref)
lock written: rwsem
fn write() { down_write(written); up_write(written) }
fn again() {
    up_read(written)
    down_read(written)
}
lock l: rwsem
fn drops() {
    up_read(l)
    down_read(l)
}
thread t {
    down_read(passing)
    down_read(passing)
    down_read(written)
    down_read(written)
    let got = down_read_trylock(l) && down_read_trylock(l)
    down_read(l)
    drops()
    up_read(l)
    write()
    again()
}
`));

test('the machine lets readers pass', () =>
    checkDiagnostics(`
machine { rwsem reader_pref }
lock l: rwsem
lock fair_one: rwsem(fair)
thread t {
    down_read(l)
    down_read(l)
    down_read(fair_one)
    down_read(fair_one)
//  ^^^^^^^^^^^^^^^^^^^ warning[read-recursion]: \`fair_one\` ${MESSAGE}
}
`));
