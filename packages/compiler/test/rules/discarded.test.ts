// What an assumption leaves out says nothing about what it leaves: neither that it never ends nor that it gets on.
import { expect, test } from 'vitest';
import { unmet } from '../outcomes.ts';

test('finals are judged beside a daemon that discards its wrong guesses, at once or later', () =>
    expect(
        unmet(`
param late = false
var x = 0
thread p { WRITE_ONCE(x, 1) }
daemon d { loop {
    choose guess in 0..1
    if late { READ_ONCE(x) }
    assume guess == 0
    READ_ONCE(x)
} }
final zero: x == 0
check "at once" expects violation zero
check "later"   with late = true expects violation zero
`),
    ).toEqual([]));

test('finals are judged beside a daemon that may fail, and need not', () =>
    expect(
        unmet(`
var x = 0
thread p { WRITE_ONCE(x, 1) }
daemon d { loop {
    choose guess in 0..1
    assert right: guess == 0
    READ_ONCE(x)
} }
final zero: x == 0
check "both" expects violation right, violation zero
`),
    ).toEqual([]));

test('nothing ends before a daemon that must fail', () =>
    expect(
        unmet(`
var x = 0
thread p { WRITE_ONCE(x, 1) }
daemon d { wait until x == 1; assert two: READ_ONCE(x) == 2 }
final two_at_last: x == 2
check "the failure" expects violation two
`),
    ).toEqual([]));

test('two who wait for each other are a deadlock, whatever a third one discards', () =>
    expect(
        unmet(`
param late = false
var x = 0
lock a: mutex
lock b: mutex
thread p { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b) }
daemon d { loop {
    choose guess in 0..1
    if late { READ_ONCE(x) }
    assume guess == 0
    READ_ONCE(x)
} }
check "at once" expects deadlock
check "later"   with late = true expects deadlock
`),
    ).toEqual([]));

test('who waits for somebody whose execution is discarded is not stuck', () =>
    expect(
        unmet(`
var x = 0
lock a: mutex
thread p { mutex_lock(a); mutex_unlock(a) }
thread q { mutex_lock(a); READ_ONCE(x); READ_ONCE(x); assume false }
check "nothing is left" expects pass
`),
    ).toEqual([]));
