import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('a handler that spins on a lock of the thread below it never returns', () =>
    expect(
        unmet(`
enum How { plain, irq, irqsave, late }
param how: How = plain
lock l: spinlock
thread p on cpu0 {
    let flags = 0
    if how == plain || how == late { spin_lock(l) }
    if how == irq { spin_lock_irq(l) }
    if how == irqsave { flags = spin_lock_irqsave(l) }
    if how == late { local_irq_disable() }
    if how == late || how == plain { spin_unlock(l) }
    if how == irq { spin_unlock_irq(l) }
    if how == irqsave { spin_unlock_irqrestore(l, flags) }
    if how == late { local_irq_enable() }
}
interrupt tick on cpu0 times 1 {
    spin_lock(l)
    spin_unlock(l)
}
check "irqs on"           expects deadlock
check "irqs on, TSO"      under tso expects deadlock
check "irqs off"          with how = irq expects pass
check "irqs off, TSO"     with how = irq under tso expects pass
check "irqs saved"        with how = irqsave expects pass
check "off after the lock" with how = late expects deadlock
`),
    ).toEqual([]));

test('a level-triggered handler must start, unless its condition falls first', () =>
    expect(
        unmet(`
enum Case { raised, masked, falls, ended }
param with_case: Case = raised
var pending = false
var served = false
var never = false
thread p on cpu0 {
    if with_case == masked { local_irq_disable() }
    WRITE_ONCE(pending, true)
    if with_case == masked { spin until never }
    if with_case == falls { WRITE_ONCE(pending, false) }
    if with_case == raised { wait until served }
}
interrupt tick on cpu0 when pending {
    WRITE_ONCE(pending, false)
    WRITE_ONCE(served, true)
}
final must if with_case == ended: served
final may if with_case == falls: served
check "raised"     expects pass
check "masked"     with with_case = masked expects deadlock
check "falls"      with with_case = falls expects violation may
check "ended"      with with_case = ended expects pass
`),
    ).toEqual([]));

test('in a thread it never starts after its end', () =>
    expect(
        unmet(`
var x = 0
thread p {
    WRITE_ONCE(x, 1)
    READ_ONCE(x)
}
interrupt tick in p times 2 {
    assert alive: !ended(p)
    WRITE_ONCE(x, 2)
}
exists twice: x == 2
exists never: x == 1
check "either" expects pass
`),
    ).toEqual([]));

test('it runs with irqs off, in atomic context, as the thread that it interrupted', () =>
    expect(
        unmet(`
enum Wrong { nothing, sleeps, enables }
param wrong: Wrong = nothing
var mine per thread: int 0..1 = 0
lock m: mutex
thread p on cpu0 { WRITE_ONCE(current.mine, 0) }
interrupt tick on cpu0 times 1 {
    assert context: irqs_disabled() && in_atomic()
    assert interrupted: current == p
    if wrong == sleeps { mutex_lock(m) }
    if wrong == enables { local_irq_enable() }
}
check "right"   expects pass
check "sleeps"  with wrong = sleeps expects bug sleep-in-atomic
check "enables" with wrong = enables expects bug unbalanced
`),
    ).toEqual([]));

test('what it interrupted stands still until it returns', () =>
    expect(
        unmet(`
param same_cpu = true
var a = 0
var b = 0
thread p on cpu0 {
    let y = READ_ONCE(b)
    let x = READ_ONCE(a)
}
interrupt here on cpu0 times 1 if same_cpu {
    WRITE_ONCE(b, 1)
    WRITE_ONCE(a, 1)
}
interrupt there on cpu1 times 1 if !same_cpu {
    WRITE_ONCE(b, 1)
    WRITE_ONCE(a, 1)
}
final whole: !(p.y == 1 && p.x == 0)
check "same CPU"  expects pass
check "other CPU" with same_cpu = false expects violation whole
`),
    ).toEqual([]));

test('an event need not begin, but ends once it has begun; one at a time', () =>
    expect(
        unmet(`
enum Case { fine, blocked, lock_left }
param with_case: Case = fine
lock m: mutex
var n: int 0..2 = 0
var never = false
thread p { READ_ONCE(n) }
event reclaim(page in 0..1) times 2 {
    mutex_lock(m)
    let old = READ_ONCE(n)
    WRITE_ONCE(n, old + page)
    if with_case == blocked { wait until never }
    if with_case != lock_left { mutex_unlock(m) }
}
exists none: n == 0
exists both if with_case == fine: n == 2
check "fine"       expects pass
check "fine, TSO"  under tso expects pass
check "blocked"    with with_case = blocked expects deadlock
check "lock left"  with with_case = lock_left expects bug lock-misuse
`),
    ).toEqual([]));

test('handlers of one CPU do not nest', () =>
    expect(
        unmet(`
var inside: int 0..2 = 0
thread p on cpu0 { READ_ONCE(inside) }
interrupt one on cpu0 times 1 { body() }
interrupt two on cpu0 times 1 { body() }
fn body() {
    atomic { inside = inside + 1 }
    atomic { inside = inside - 1 }
}
invariant alone: inside <= 1
check "one after the other" expects pass
`),
    ).toEqual([]));

test('a handler starts with an empty store buffer', () =>
    expect(
        unmet(`
var x = 0
var y = 0
thread p on cpu0 {
    WRITE_ONCE(x, 1)
    let r = READ_ONCE(y)
}
interrupt tick on cpu0 times 1 { assert drained: x == 1 || READ_ONCE(y) == 0 }
check "drained" under tso expects pass
`),
    ).toEqual([]));

test('each of several like threads has its own handler', () =>
    expect(
        unmet(`
param masked = true
var ticks per thread: int 0..1 = 0
thread t[2] {
    if masked { local_irq_disable() }
    let before = READ_ONCE(current.ticks)
    let after = READ_ONCE(current.ticks)
    if masked { local_irq_enable() }
    assert undisturbed: before == after
    wait until true
}
interrupt tick in t times 1 {
    assert alive: !ended(current)
    WRITE_ONCE(current.ticks, 1)
}
exists one_only: t[1].ticks == 1 && t[0].ticks == 0
exists both: t[1].ticks == 1 && t[0].ticks == 1
check "masked"     expects pass
check "not masked" with masked = false expects violation undisturbed
`),
    ).toEqual([]));
