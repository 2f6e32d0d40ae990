import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('a spin with preemption on may be preempted, with it off not', () =>
    expect(
        unmet(`
enum Off { nothing, preemption, irqs, spinlock_held }
param off: Off = nothing
param same_cpu = true
lock l: spinlock
var flag = false
fn body() {
    if off == preemption { preempt_disable() }
    if off == irqs { local_irq_disable() }
    if off == spinlock_held { spin_lock(l) }
    spin until flag
    if off == preemption { preempt_enable() }
    if off == irqs { local_irq_enable() }
    if off == spinlock_held { spin_unlock(l) }
}
thread a on cpu0 { body() }
thread b on cpu0 if same_cpu { WRITE_ONCE(flag, true) }
thread c on cpu1 if !same_cpu { WRITE_ONCE(flag, true) }
check "preemption on"       expects pass
check "preemption on, TSO"  under tso expects pass
check "preemption off"      with off = preemption expects deadlock
check "irqs off"            with off = irqs expects deadlock
check "spinlock held"       with off = spinlock_held expects deadlock
check "spinlock, TSO"       with off = spinlock_held under tso expects deadlock
check "another CPU"         with off = preemption, same_cpu = false expects pass
`),
    ).toEqual([]));

test('a spinlock is never waited for by who shares the CPU of its holder', () =>
    expect(
        unmet(`
lock l: spinlock
var n = 0
thread a on cpu0 { add() }
thread b on cpu0 { add() }
fn add() {
    spin_lock(l)
    n = n + 1
    spin_unlock(l)
}
final both: n == 2
check "SC"  expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));

test('who sleeps has left the CPU', () =>
    expect(
        unmet(`
lock m: mutex
var flag = false
thread a on cpu0 {
    mutex_lock(m)
    wait until flag
    mutex_unlock(m)
}
thread b on cpu0 {
    WRITE_ONCE(flag, true)
    mutex_lock(m)
    mutex_unlock(m)
}
check "SC"  expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));

test('threads of one CPU share its store buffer, which a switch empties', () =>
    expect(
        unmet(`
param same_cpu = true
var x = 0
var y = 0
thread a on cpu0 if same_cpu { a_body() }
thread b on cpu0 if same_cpu { b_body() }
thread c on cpu1 if !same_cpu { a_body() }
thread d on cpu2 if !same_cpu { b_body() }
var r = 0
var s = 0
fn a_body() {
    WRITE_ONCE(x, 1)
    let seen = READ_ONCE(y)
    smp_mb()
    WRITE_ONCE(r, seen + 1)
}
fn b_body() {
    WRITE_ONCE(y, 1)
    let seen = READ_ONCE(x)
    smp_mb()
    WRITE_ONCE(s, seen + 1)
}
final one_sees_the_other: r == 2 || s == 2
check "one CPU"   under tso expects pass
check "two CPUs"  with same_cpu = false under tso expects violation one_sees_the_other
`),
    ).toEqual([]));

test('a preemption between switching off and taking the lock is possible', () =>
    expect(
        unmet(`
lock l: spinlock
thread a on cpu0 {
    off: spin_lock(l)
    spin_unlock(l)
}
thread b on cpu0 { here: preempt_disable(); preempt_enable() }
invariant never_both: !(l.held && at(b, here))
check "b may rest while a holds it" expects violation never_both
`),
    ).toEqual([]));
