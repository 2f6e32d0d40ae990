import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('a sleeping operation fails where it is entered, in whatever makes the context atomic', () =>
    expect(
        unmet(`
enum Outer { nothing, preemption, irqs, irqs_saved, section, spin }
param outer: Outer = nothing
lock s: spinlock
lock m: mutex
thread p {
    let flags = 0
    if outer == preemption { preempt_disable() }
    if outer == irqs { local_irq_disable() }
    if outer == irqs_saved { flags = local_irq_save() }
    if outer == section { rcu_read_lock() }
    if outer == spin { spin_lock(s) }
    here: mutex_lock(m)
    mutex_unlock(m)
    if outer == preemption { preempt_enable() }
    if outer == irqs { local_irq_enable() }
    if outer == irqs_saved { local_irq_restore(flags) }
    if outer == section { rcu_read_unlock() }
    if outer == spin { spin_unlock(s) }
}
check "nothing"        expects pass
check "preemption off" with outer = preemption expects bug sleep-in-atomic at p.here
check "irqs off"       with outer = irqs expects bug sleep-in-atomic at p.here
check "irqs saved"     with outer = irqs_saved expects bug sleep-in-atomic at p.here
check "read section"   with outer = section expects bug sleep-in-atomic at p.here
check "spinlock"       with outer = spin expects bug sleep-in-atomic at p.here
check "spinlock, TSO"  with outer = spin under tso expects bug sleep-in-atomic at p.here
`),
    ).toEqual([]));

test('every sleeping operation does', () =>
    expect(
        unmet(`
enum Sleep { wait, killable, grace, read, says_so, none }
param how: Sleep = wait
lock l: rwsem
var never = false
thread p {
    preempt_disable()
    here: if how == wait { wait until never }
    if how == killable { let error = wait_killable until never }
    if how == grace { synchronize_rcu() }
    if how == read { down_read(l) }
    if how == says_so { might_sleep() }
    preempt_enable()
}
check "wait until"      expects bug sleep-in-atomic
check "wait_killable"   with how = killable expects bug sleep-in-atomic
check "synchronize_rcu" with how = grace expects bug sleep-in-atomic
check "down_read"       with how = read expects bug sleep-in-atomic
check "might_sleep"     with how = says_so expects bug sleep-in-atomic
check "none"            with how = none expects pass
`),
    ).toEqual([]));

test('the call is the bug, whatever would come after it', () =>
    expect(
        unmet(`
lock s: spinlock
lock m: mutex
thread p {
    spin_lock(s)
    mutex_lock(m)
    mutex_unlock(m)
    spin_unlock(s)
}
thread q {
    mutex_lock(m)
    spin_lock(s)
    spin_unlock(s)
    mutex_unlock(m)
}
check "SC"  expects bug sleep-in-atomic
check "TSO" under tso expects bug sleep-in-atomic
`),
    ).toEqual([]));

test('what is switched off is switched on again, once', () =>
    expect(
        unmet(`
enum Wrong { preempt_left, preempt_extra, irq_left, irq_extra, fault_left, fault_extra, section_left, section_extra, none }
param wrong: Wrong = none
thread p {
    if wrong == preempt_left { preempt_disable() }
    if wrong == preempt_extra { preempt_enable() }
    if wrong == irq_left { local_irq_disable() }
    if wrong == irq_extra { local_irq_enable() }
    if wrong == fault_left { pagefault_disable() }
    if wrong == fault_extra { pagefault_enable() }
    if wrong == section_left { rcu_read_lock() }
    if wrong == section_extra { rcu_read_unlock() }
    if wrong == none {
        preempt_disable(); preempt_disable(); preempt_enable(); preempt_enable()
        rcu_read_lock(); rcu_read_lock(); rcu_read_unlock(); rcu_read_unlock()
        pagefault_disable(); pagefault_enable()
    }
}
check "right"                   expects pass
check "preemption left off"     with wrong = preempt_left expects bug unbalanced
check "preemption on too often" with wrong = preempt_extra expects bug unbalanced
check "irqs left off"           with wrong = irq_left expects bug unbalanced
check "irqs on too often"       with wrong = irq_extra expects bug unbalanced
check "faults left off"         with wrong = fault_left expects bug unbalanced
check "faults on too often"     with wrong = fault_extra expects bug unbalanced
check "section left open"       with wrong = section_left expects bug unbalanced
check "section left too often"  with wrong = section_extra expects bug unbalanced
`),
    ).toEqual([]));

test('one can ask', () =>
    expect(
        unmet(`
thread p {
    assert start: !in_atomic() && !irqs_disabled() && !faulthandler_disabled()
    pagefault_disable()
    assert faults: !in_atomic() && faulthandler_disabled()
    pagefault_enable()
    let outer = local_irq_save()
    let inner = local_irq_save()
    assert flags: outer == 0 && inner == 1 && irqs_disabled() && in_atomic() && faulthandler_disabled()
    local_irq_restore(inner)
    assert still: irqs_disabled()
    local_irq_restore(outer)
    assert over: !irqs_disabled() && !in_atomic()
}
check "answers" expects pass
`),
    ).toEqual([]));

test('page faults off and on are no steps', () =>
    expect(
        unmet(`
var x = 0
thread p {
    pagefault_disable()
    WRITE_ONCE(x, 1)
    pagefault_enable()
}
thread q { let r = READ_ONCE(x) }
exists seen: q.r == 1
check "as if they were not there" expects pass
`),
    ).toEqual([]));
