import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('a reader that tries again sees a pair; one that does not may not', () =>
    expect(
        unmet(`
enum Reader { retries, looks_once, raw }
param reader_is: Reader = retries
lock s: seqcount
var a = 0
var b = 0
thread writer {
    write_seqcount_begin(s)
    WRITE_ONCE(a, 1)
    WRITE_ONCE(b, 1)
    write_seqcount_end(s)
}
thread reader {
    let x = 0
    let y = 0
    loop {
        let start = read_seqcount_begin(s)
        x = READ_ONCE(a)
        y = READ_ONCE(b)
        if reader_is != retries || !read_seqcount_retry(s, start) { break }
    }
    assert pair: x == y
}
check "retries"       expects pass
check "retries, TSO"  under tso expects pass
check "looks once"    with reader_is = looks_once expects violation pair
`),
    ).toEqual([]));

test('a reader waits for a writer that never ends', () =>
    expect(
        unmet(`
lock s: seqcount
daemon writer {
    write_seqcount_begin(s)
    idle: wait until false
}
thread reader {
    let raw = raw_read_seqcount(s)
    stuck: read_seqcount_begin(s)
}
check "for ever" expects deadlock at reader.stuck
`),
    ).toEqual([]));

test('it does not keep writers apart, and counts what each has begun', () =>
    expect(
        unmet(`
enum Wrong { end_without_begin, begin_twice, left }
param wrong: Wrong = left
lock s: seqcount
thread p {
    if wrong != end_without_begin { write_seqcount_begin(s) }
    if wrong == begin_twice { write_seqcount_begin(s) }
    if wrong == end_without_begin { write_seqcount_end(s) }
}
check "left open"          expects bug lock-misuse
check "begun twice"        with wrong = begin_twice expects bug lock-misuse
check "ended, not begun"   with wrong = end_without_begin expects bug lock-misuse
`),
    ).toEqual([]));

test('two writers at once make the number even, and a torn pair is seen', () =>
    expect(
        unmet(`
param exclusive = false
lock l: spinlock
lock s: seqcount
var a: int 0..2 = 0
var b: int 0..2 = 0
fn put(value: int 1..2) {
    if exclusive { spin_lock(l) }
    write_seqcount_begin(s)
    WRITE_ONCE(a, value)
    WRITE_ONCE(b, value)
    write_seqcount_end(s)
    if exclusive { spin_unlock(l) }
}
thread first { put(1) }
thread second { put(2) }
thread reader {
    let x = 0
    let y = 0
    loop {
        let start = read_seqcount_begin(s)
        x = READ_ONCE(a)
        y = READ_ONCE(b)
        if !read_seqcount_retry(s, start) { break }
    }
    assert pair: x == y
}
check "two at once" expects violation pair
check "locked"      with exclusive = true expects pass
`),
    ).toEqual([]));

test('the begin of a read does not empty the store buffer', () =>
    expect(
        unmet(`
param fenced = false
lock s: seqcount
var x = 0
thread p {
    WRITE_ONCE(x, 1)
    if fenced { smp_mb() }
    let seen = read_seqcount_begin(s)
}
thread q {
    write_seqcount_begin(s)
    write_seqcount_end(s)
    smp_mb()
    let r = READ_ONCE(x)
}
final seen: p.seen != 0 || q.r == 1
check "SC"          expects pass
check "TSO"         under tso expects violation seen
check "TSO, fenced" with fenced = true under tso expects pass
`),
    ).toEqual([]));
