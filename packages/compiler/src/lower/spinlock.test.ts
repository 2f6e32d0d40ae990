import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('excludes, and is released to any waiter', () =>
    expect(
        unmet(`
param locked = true
lock l: spinlock
var n = 0
thread t[3] {
    if locked { spin_lock(l) }
    n = n + 1
    if locked { spin_unlock(l) }
}
final counted: n == 3
invariant alone: !(l.held_by(t[0]) && l.held_by(t[1]))
check "locked"      expects pass
check "locked, TSO" under tso expects pass
check "unlocked"    with locked = false expects bug data-race, violation counted
`),
    ).toEqual([]));

test('taken twice it waits for itself', () =>
    expect(
        unmet(`
lock l: spinlock
thread p {
    spin_lock(l)
    again: spin_lock(l)
}
check "SC"  expects deadlock at p.again
check "TSO" under tso expects deadlock at p.again
`),
    ).toEqual([]));

test('only the holder gives it back', () =>
    expect(
        unmet(`
enum Wrong { nothing, free, foreign, at_the_end, trylock_failed }
param wrong: Wrong = nothing
lock l: spinlock
var held = false
thread p {
    spin_lock(l)
    WRITE_ONCE(held, true)
    if wrong == foreign { spin until !held }
    if wrong != at_the_end { spin_unlock(l) }
    if wrong == free { spin_unlock(l) }
}
thread q if wrong == foreign {
    spin until held
    spin_unlock(l)
}
check "right"             expects pass
check "not held"          with wrong = free expects bug lock-misuse
check "held by another"   with wrong = foreign expects bug lock-misuse
check "held at the end"   with wrong = at_the_end expects bug lock-misuse
`),
    ).toEqual([]));

test('a trylock that fails leaves preemption as it was, and drains nothing', () =>
    expect(
        unmet(`
param fenced = false
lock l: spinlock
lock m: mutex
var x = 0
var y = 0
var held = false
daemon holder {
    spin_lock(l)
    WRITE_ONCE(held, true)
    idle: spin until false
}
thread p {
    wait until held
    WRITE_ONCE(x, 1)
    let got = spin_trylock(l)
    assert !got
    if fenced { smp_mb() }
    let r = READ_ONCE(y)
    mutex_lock(m)
    mutex_unlock(m)
}
thread q {
    WRITE_ONCE(y, 1)
    smp_mb()
    let r = READ_ONCE(x)
}
final seen: p.r == 1 || q.r == 1
check "SC"           expects pass
check "TSO"          under tso expects violation seen
check "TSO, fenced"  with fenced = true under tso expects pass
`),
    ).toEqual([]));

test('a release waits in the store buffer, an acquisition empties it', () =>
    expect(
        unmet(`
param acquire = false
lock l: spinlock
lock other: spinlock
var x = 0
var y = 0
thread p {
    spin_lock(l)
    WRITE_ONCE(x, 1)
    spin_unlock(l)
    if acquire {
        spin_lock(other)
        spin_unlock(other)
    }
    let r = READ_ONCE(y)
}
thread q {
    WRITE_ONCE(y, 1)
    smp_mb()
    let r = READ_ONCE(x)
}
final seen: p.r == 1 || q.r == 1
check "SC"                  expects pass
check "released"            under tso expects violation seen
check "taken again"         with acquire = true under tso expects pass
`),
    ).toEqual([]));

test('holding it is atomic context', () =>
    expect(
        unmet(`
enum Inside { sleep, trylock, spin }
param inside: Inside = sleep
lock l: spinlock
lock m: mutex
lock s: rwsem
thread p {
    spin_lock(l)
    if inside == sleep { asleep: down_read(s) }
    if inside == trylock { if mutex_trylock(m) { mutex_unlock(m) } }
    if inside == spin { spin until true }
    spin_unlock(l)
}
check "a sleeping lock" expects bug sleep-in-atomic at p.asleep
check "a trylock"       with inside = trylock expects pass
check "busy waiting"    with inside = spin expects pass
`),
    ).toEqual([]));

test('flags carry what interrupts were', () =>
    expect(
        unmet(`
param nested = true
lock l: spinlock
thread p {
    if nested { local_irq_disable() }
    let flags = spin_lock_irqsave(l)
    assert off: irqs_disabled()
    assert were: flags == 1 == nested
    spin_unlock_irqrestore(l, flags)
    assert as_before: irqs_disabled() == nested
    if nested { local_irq_enable() }
}
check "off before" expects pass
check "on before"  with nested = false expects pass
`),
    ).toEqual([]));

test('spin_unlock_irq switches interrupts on, whatever they were', () =>
    expect(
        unmet(`
lock l: spinlock
thread p {
    local_irq_disable()
    spin_lock_irq(l)
    spin_unlock_irq(l)
    assert off: irqs_disabled()
    local_irq_enable()
}
check "told" expects violation off
`),
    ).toEqual([]));

test('an array of locks is so many locks', () =>
    expect(
        unmet(`
lock l[2]: spinlock
var n[2]: int 0..1
thread t[2] {
    spin_lock(l[current.index])
    n[current.index] = 1
    spin_unlock(l[current.index])
}
final all_set: n[0] == 1 && n[1] == 1
exists both: n[0] == 1
check "each its own" expects pass
`),
    ).toEqual([]));
