// Where a read section begins and ends: a grace period may fall between it and the steps around it, however the section is made.
import { expect, test } from 'vitest';
import { unmet } from '../outcomes.ts';

/** Enters a section, reads what is published in it, leaves. */
const SECTIONS = [
    ['rcu_read_lock', 'rcu_read_lock()', 'rcu_read_unlock()'],
    ['preemption off', 'preempt_disable()', 'preempt_enable()'],
    ['interrupts off', 'local_irq_disable()', 'local_irq_enable()'],
    ['a spinlock', 'spin_lock(s)', 'spin_unlock(s)'],
    ['a spinlock with interrupts off', 'let flags = spin_lock_irqsave(s)', 'spin_unlock_irqrestore(s, flags)'],
] as const;

const program = (reader: string, updater: string, check: string): string => `
struct node pool 1 { var value: int 0..3 }
var published: ref node? = null
var x: int 0..3 = 0
lock s: spinlock
thread reader { ${reader} }
thread updater {
    let n = alloc node
    WRITE_ONCE(published, n)
    ${updater}
    free n
}
check "it" ${check}`;

const USE = 'let p = READ_ONCE(published)\nif p != null { let seen = READ_ONCE(p.value) }';

test.each(SECTIONS)('%s: unpublished, then waited for', (_, enter, leave) => {
    const right = program(
        `${enter}\n${USE}\n${leave}`,
        'WRITE_ONCE(published, null); synchronize_rcu()',
        'expects pass',
    );
    expect(unmet(right)).toEqual([]);
    expect(unmet(right.replace('"it"', '"it" under tso'))).toEqual([]);
});

test.each(SECTIONS)(
    '%s: a section may begin after the grace period, although the step before it was seen',
    (_, enter, leave) =>
        expect(
            unmet(
                program(
                    `WRITE_ONCE(x, 1)\n${enter}\n${USE}\n${leave}`,
                    'spin until x == 1; synchronize_rcu(); WRITE_ONCE(published, null)',
                    'expects bug use-after-free',
                ),
            ),
        ).toEqual([]),
);

test.each(SECTIONS)('%s: nothing is safe behind its end', (_, enter, leave) =>
    expect(
        unmet(
            program(
                `${enter}\nlet p = READ_ONCE(published)\n${leave}\nif p != null { let seen = READ_ONCE(p.value) }`,
                'WRITE_ONCE(published, null); synchronize_rcu()',
                'expects bug use-after-free',
            ),
        ),
    ).toEqual([]),
);

test('with preemptible RCU only rcu_read_lock makes a section', () => {
    for (const [name, enter, leave] of SECTIONS) {
        const outcome = name === 'rcu_read_lock' ? 'pass' : 'bug use-after-free';
        const reader = `${enter}\n${USE}\n${leave}`;
        const updater = 'WRITE_ONCE(published, null); synchronize_rcu()';
        expect(unmet(program(reader, updater, `with machine.rcu = preempt expects ${outcome}`))).toEqual([]);
    }
});

test('an inner section does not end the outer one', () =>
    expect(
        unmet(
            program(
                `rcu_read_lock(); preempt_disable(); let p = READ_ONCE(published); rcu_read_unlock()
if p != null { let seen = READ_ONCE(p.value) }
preempt_enable()`,
                'WRITE_ONCE(published, null); synchronize_rcu()',
                'under tso expects pass',
            ),
        ),
    ).toEqual([]));
