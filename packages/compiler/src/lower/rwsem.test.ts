import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('readers go together, a writer alone', () =>
    expect(
        unmet(`
lock l: rwsem
var inside: int 0..3 = 0
thread r[2] {
    down_read(l)
    in_r: READ_ONCE(inside)
    up_read(l)
}
thread w {
    down_write(l)
    in_w: READ_ONCE(inside)
    up_write(l)
}
invariant alone: !(at(w, in_w) && (at(r[0], in_r) || at(r[1], in_r)))
invariant never_together: !(at(r[0], in_r) && at(r[1], in_r))
check "SC" expects violation never_together
check "TSO" under tso expects violation never_together
`),
    ).toEqual([]));

const RECURSION = `
param writer = true
lock l: rwsem
thread reader {
    down_read(l)
    again: down_read(l)
    up_read(l)
    up_read(l)
}
thread writes if writer {
    down_write(l)
    up_write(l)
}
`;

test('a queued writer keeps readers out, unless readers are preferred', () =>
    expect(
        unmet(`${RECURSION}
check "fair"                      expects deadlock at reader.again
check "fair, TSO"                 under tso expects deadlock at reader.again
check "no writer"                 with writer = false expects pass
check "preferred, machine"        with machine.rwsem = reader_pref expects pass
check "preferred, this lock"      with l.policy = reader_pref expects pass
`),
    ).toEqual([]));

test('a trylock fails behind a writer that only waits', () =>
    expect(
        unmet(`
lock l: rwsem
var held = false
thread holder {
    down_read(l)
    WRITE_ONCE(held, true)
    while down_read_trylock(l) { up_read(l) }
    up_read(l)
}
thread writes {
    wait until held
    down_write(l)
    up_write(l)
}
check "the writer gets in the way" expects pass
check "readers preferred"          with l.policy = reader_pref expects livelock
`),
    ).toEqual([]));

test('first come, first served', () =>
    expect(
        unmet(`
lock l: rwsem
var held = false
var queued = false
var won: int 0..2 = 0
thread holder {
    down_read(l)
    WRITE_ONCE(held, true)
    while down_read_trylock(l) { up_read(l) }
    WRITE_ONCE(queued, true)
    up_read(l)
}
thread first {
    wait until held
    down_write(l)
    if READ_ONCE(won) == 0 { WRITE_ONCE(won, 1) }
    up_write(l)
}
thread second {
    wait until queued
    down_read(l)
    if READ_ONCE(won) == 0 { WRITE_ONCE(won, 2) }
    up_read(l)
}
final in_order: won == 1
check "SC" expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));

test('misuse: giving back what is not held, upgrading, leaving it held', () =>
    expect(
        unmet(`
enum Wrong { up_read_free, up_write_as_reader, up_read_as_writer, upgrade, left, downgrade_as_reader }
param wrong: Wrong = up_read_free
lock l: rwsem
thread p {
    if wrong == up_read_free { up_read(l) }
    if wrong == up_write_as_reader { down_read(l); up_write(l) }
    if wrong == up_read_as_writer { down_write(l); up_read(l) }
    if wrong == upgrade { down_read(l); down_write(l) }
    if wrong == left { down_read(l) }
    if wrong == downgrade_as_reader { down_read(l); downgrade_write(l) }
}
check "up_read, free"             expects bug lock-misuse
check "up_write as reader"        with wrong = up_write_as_reader expects bug lock-misuse
check "up_read as writer"         with wrong = up_read_as_writer expects bug lock-misuse
check "upgrade"                   with wrong = upgrade expects bug lock-misuse
check "left"                      with wrong = left expects bug lock-misuse
check "downgrade as reader"       with wrong = downgrade_as_reader expects bug lock-misuse
`),
    ).toEqual([]));

test('writing while writing, and reading while writing, wait for themselves', () =>
    expect(
        unmet(`
param read = false
lock l: rwsem
thread p {
    down_write(l)
    again: if read { down_read(l) } else { down_write(l) }
}
check "write" expects deadlock
check "read"  with read = true expects deadlock
`),
    ).toEqual([]));

test('a downgraded writer lets readers in and writers not', () =>
    expect(
        unmet(`
lock l: rwsem
var x = 0
thread p {
    down_write(l)
    WRITE_ONCE(x, 1)
    downgrade_write(l)
    down: assert unchanged: x == 1
    up_read(l)
}
thread r {
    down_read(l)
    in_r: READ_ONCE(x)
    up_read(l)
}
thread w {
    down_write(l)
    in_w: WRITE_ONCE(x, 2)
    up_write(l)
}
invariant no_writer: !(at(p, down) && at(w, in_w))
invariant no_reader: !(at(p, down) && at(r, in_r))
check "reader let in" expects violation no_reader
`),
    ).toEqual([]));

test('a killed writer leaves the queue, and the readers behind it go', () =>
    expect(
        unmet(`
param killable = true
lock l: rwsem
var held = false
var finished = false
thread holder {
    down_read(l)
    WRITE_ONCE(held, true)
    wait until finished
    up_read(l)
}
thread writes {
    wait until held
    if killable {
        if down_write_killable(l) == 0 { up_write(l) }
    } else {
        down_write(l)
        up_write(l)
    }
}
thread late {
    wait until held
    down_read(l)
    up_read(l)
    WRITE_ONCE(finished, true)
}
thread killer { send_signal(writes, SIGKILL, SI_USER) }
check "killed"     expects pass
check "not killed" with killable = false expects deadlock
`),
    ).toEqual([]));
