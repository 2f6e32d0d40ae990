import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('excludes; a waiter is served in the end', () =>
    expect(
        unmet(`
lock m: mutex
var n = 0
thread t[3] {
    mutex_lock(m)
    n = n + 1
    mutex_unlock(m)
}
daemon busy {
    loop {
        mutex_lock(m)
        mutex_unlock(m)
    }
}
final counted: n == 3
check "SC"  expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));

test('two in opposite order deadlock, and taking one twice does', () =>
    expect(
        unmet(`
param twice = false
lock a: mutex
lock b: mutex
thread p {
    mutex_lock(a)
    second: if twice { mutex_lock(a) } else { mutex_lock(b) }
    mutex_unlock(b)
    mutex_unlock(a)
}
thread q if !twice {
    mutex_lock(b)
    mutex_lock(a)
    mutex_unlock(a)
    mutex_unlock(b)
}
check "opposite order" expects deadlock
check "twice"          with twice = true expects deadlock
`),
    ).toEqual([]));

test('only the owner unlocks, and not at its end', () =>
    expect(
        unmet(`
enum Wrong { free, foreign, at_the_end }
param wrong: Wrong = free
lock m: mutex
var held = false
thread p {
    if wrong != free { mutex_lock(m) }
    WRITE_ONCE(held, true)
    if wrong == foreign { wait until !held }
    if wrong == free { mutex_unlock(m) }
}
thread q if wrong == foreign {
    wait until held
    mutex_unlock(m)
}
check "not locked"      expects bug lock-misuse
check "another owner"   with wrong = foreign expects bug lock-misuse
check "held at the end" with wrong = at_the_end expects bug lock-misuse
`),
    ).toEqual([]));

test('a daemon may keep it', () =>
    expect(
        unmet(`
lock m: mutex
daemon d { mutex_lock(m) }
check "kept" expects pass
`),
    ).toEqual([]));

test('a fatal signal ends a killable wait, any an interruptible one', () =>
    expect(
        unmet(`
enum Wait { plain, killable, interruptible }
param wait_as: Wait = plain
param fatal = true
lock m: mutex
var held = false
daemon owner {
    mutex_lock(m)
    WRITE_ONCE(held, true)
    idle: wait until false
}
thread waiter {
    wait until held
    if wait_as == plain { mutex_lock(m) }
    if wait_as == killable { let error = mutex_lock_killable(m); assert error == -EINTR }
    if wait_as == interruptible { let error = mutex_lock_interruptible(m); assert error == -EINTR }
}
thread killer {
    if fatal { send_signal(waiter, SIGKILL, SI_USER) } else { send_signal(waiter, SIGUSR1, SI_USER) }
}
check "plain"                     expects deadlock
check "killable, SIGKILL"         with wait_as = killable expects pass
check "killable, SIGUSR1"         with wait_as = killable, fatal = false expects deadlock
check "interruptible, SIGUSR1"    with wait_as = interruptible, fatal = false expects pass
`),
    ).toEqual([]));

test('a free mutex is taken even with a signal pending', () =>
    expect(
        unmet(`
lock m: mutex
thread p {
    send_signal(current, SIGKILL, SI_USER)
    let error = mutex_lock_killable(m)
    assert taken: error == 0 && m.held_by(current)
    mutex_unlock(m)
}
check "taken" expects pass
`),
    ).toEqual([]));

test('a trylock says whether it took it', () =>
    expect(
        unmet(`
lock m: mutex
var n: int 0..2 = 0
thread t[2] {
    if mutex_trylock(m) {
        assert mine: m.held_by(current)
        n = n + 1
        mutex_unlock(m)
    }
}
exists one: n == 1
exists both: n == 2
final some: n >= 1
check "either" expects pass
`),
    ).toEqual([]));

test('of replicated threads a quantifier asks each, not the first one each time', () =>
    expect(
        unmet(`
lock m: mutex
var x = 0
thread t[3] {
    let first = xchg(x, 1)
    mutex_lock(m)
    mutex_unlock(m)
}
invariant one_holder: count(i in 0..2, m.held_by(t[i])) <= 1
final one_is_first: count(i in 0..2, t[i].first == 0) == 1
final all_over: all(i in 0..2, ended(t[i]))
exists the_second_holds: any(i in 1..1, m.held_by(t[i])) || any(i in 1..1, t[i].first == 0)
check "all" expects pass
`),
    ).toEqual([]));
