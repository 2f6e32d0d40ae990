import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

const UPDATE = `
struct node pool 1 { var value: int 0..1 }
var published: ref node? = null
fn take_away(): ref node? {
    let old = alloc node
    if old != null {
        rcu_assign_pointer(published, old)
        rcu_assign_pointer(published, null)
    }
    return old
}
`;

test('a grace period waits for the sections that had begun', () =>
    expect(
        unmet(`${UPDATE}
enum Section { rcu, preemption, irqs, spin, none, nested_unlock }
param section: Section = rcu
param waits = true
lock l: spinlock
thread updater {
    let old = take_away()
    if waits { synchronize_rcu() }
    if old != null { free old }
}
thread reader {
    if section == rcu || section == nested_unlock { rcu_read_lock() }
    if section == nested_unlock { rcu_read_lock() }
    if section == preemption { preempt_disable() }
    if section == irqs { local_irq_disable() }
    if section == spin { spin_lock(l) }
    let p = rcu_dereference(published)
    if section == nested_unlock { rcu_read_unlock() }
    if p != null { READ_ONCE(p.value) }
    if section == rcu || section == nested_unlock { rcu_read_unlock() }
    if section == preemption { preempt_enable() }
    if section == irqs { local_irq_enable() }
    if section == spin { spin_unlock(l) }
}
check "read section"            expects pass
check "read section, TSO"       under tso expects pass
check "nested"                  with section = nested_unlock expects pass
check "preemption off"          with section = preemption expects pass
check "preemption off, TSO"     with section = preemption under tso expects pass
check "irqs off"                with section = irqs expects pass
check "spinlock held"           with section = spin expects pass
check "spinlock held, TSO"      with section = spin under tso expects pass
check "no section"              with section = none expects bug use-after-free
check "no grace period"         with waits = false expects bug use-after-free
check "preempt, section"        with machine.rcu = preempt expects pass
check "preempt, preemption off" with machine.rcu = preempt, section = preemption expects bug use-after-free
check "preempt, spinlock"       with machine.rcu = preempt, section = spin expects bug use-after-free
`),
    ).toEqual([]));

test('it does not wait for sections that begin later', () =>
    expect(
        unmet(`
thread updater {
    synchronize_rcu()
}
thread reader {
    loop {
        rcu_read_lock()
        rcu_read_unlock()
        progress
    }
}
check "SC"  expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));

test('a reader that never leaves keeps it for ever, and is told as who is waited for', () =>
    expect(
        unmet(`
var never = false
daemon reader {
    rcu_read_lock()
    idle: spin until never
}
thread updater {
    here: synchronize_rcu()
}
check "for ever" expects deadlock at updater.here
`),
    ).toEqual([]));

test('inside a section it is the bug', () =>
    expect(
        unmet(`
thread p {
    rcu_read_lock()
    here: synchronize_rcu()
    rcu_read_unlock()
}
check "inside" expects bug sleep-in-atomic at p.here
`),
    ).toEqual([]));

test('the end of a section counts when the stores before it have reached memory', () =>
    expect(
        unmet(`
var x = 0
var inside = false
thread reader {
    rcu_read_lock()
    WRITE_ONCE(inside, true)
    WRITE_ONCE(x, 1)
    rcu_read_unlock()
}
thread updater {
    wait until inside
    synchronize_rcu()
    assert stored: READ_ONCE(x) == 1
}
check "SC"  expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));

test('a handler is a section from its start to its return', () =>
    expect(
        unmet(`${UPDATE}
param sched = true
thread victim on cpu0 { READ_ONCE(published) }
interrupt reads on cpu0 times 1 {
    let p = rcu_dereference(published)
    if p != null { READ_ONCE(p.value) }
}
thread updater on cpu1 {
    let old = take_away()
    synchronize_rcu()
    if old != null { free old }
}
check "sched"      expects pass
check "sched, TSO" under tso expects pass
check "preempt"    with machine.rcu = preempt expects bug use-after-free
`),
    ).toEqual([]));

test('a callback runs after a grace period, and must come to its end', () =>
    expect(
        unmet(`${UPDATE}
enum Callback { frees, sleeps, free_at_once, kfree }
param callback: Callback = frees
lock m: mutex
var freed = false
fn free_node(p: ref node) {
    if callback == sleeps { mutex_lock(m) }
    free p
    WRITE_ONCE(freed, true)
}
thread updater {
    let old = take_away()
    if old == null { return }
    if callback == free_at_once { free old }
    if callback == kfree { kfree_rcu old }
    if callback == frees || callback == sleeps { call_rcu(old, free_node) }
}
thread reader {
    rcu_read_lock()
    let p = rcu_dereference(published)
    if p != null { READ_ONCE(p.value) }
    rcu_read_unlock()
}
final it_ran if callback == frees: freed
check "frees"        expects pass
check "frees, TSO"   under tso expects pass
check "kfree_rcu"    with callback = kfree expects pass
check "kfree_rcu, TSO" with callback = kfree under tso expects pass
check "at once"      with callback = free_at_once expects bug use-after-free
check "sleeps"       with callback = sleeps expects bug sleep-in-atomic
`),
    ).toEqual([]));

test('what a callback is for may be the field of a word, in a cell or not', () =>
    expect(
        unmet(`
struct node pool 2 { var v = 0 }
bits word { n: ref node; mark: bool }
enum Callback { kfree, call, of_a_cell, twice }
param callback: Callback = kfree
var shared: word
fn free_node(p: ref node) { free p }
thread updater {
    let p = alloc node
    if p == null { return }
    shared = word(n: p, mark: true)
    let taken = xchg(shared, word())
    if callback == of_a_cell { shared = taken }
    match callback {
        kfree => { kfree_rcu taken.n }
        call => { call_rcu(taken.n, free_node) }
        of_a_cell => { call_rcu(shared.n, free_node); shared = word() }
        twice => { kfree_rcu taken.n; free taken.n }
    }
}
thread reader {
    rcu_read_lock()
    let seen = READ_ONCE(shared)
    if seen.n != null { READ_ONCE(seen.n.v) }
    rcu_read_unlock()
}
check "kfree_rcu"     expects bug data-race
check "call_rcu"      with callback = call expects bug data-race
check "still in a cell" with callback = of_a_cell expects bug data-race, bug use-after-free
check "freed already" with callback = twice expects bug double-free, bug data-race, bug use-after-free
`),
    ).toEqual([]));

test('a callback waits for a reader that never leaves', () =>
    expect(
        unmet(`
struct node pool 1 { var value: int 0..1 }
fn free_node(p: ref node) { free p }
var held = false
var never = false
daemon reader {
    rcu_read_lock()
    WRITE_ONCE(held, true)
    idle: spin until never
}
thread updater {
    wait until held
    let p = alloc node
    if p != null { call_rcu(p, free_node) }
}
check "for ever" expects deadlock
`),
    ).toEqual([]));

test('asking again from the same place before the callback has run is a bound', () =>
    expect(
        unmet(`
struct node pool 2 { var value: int 0..1 }
param rounds = 2
thread updater {
    let i = 0
    while i < rounds {
        i += 1
        let p = alloc node
        if p != null { kfree_rcu p }
    }
}
check "one"  with rounds = 1 expects pass
check "two"  expects bug range
`),
    ).toEqual([]));

test('several wait at once', () =>
    expect(
        unmet(`
var x = 0
thread updater[2] { synchronize_rcu() }
thread reader {
    rcu_read_lock()
    READ_ONCE(x)
    rcu_read_unlock()
    rcu_read_lock()
    READ_ONCE(x)
    rcu_read_unlock()
}
check "SC"  expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));
