// Store buffering with every operation in between: which of them wait for the own store buffer, and which do not.
import { expect, test } from 'vitest';
import { unmet } from '../outcomes.ts';

/** Whether one of two threads must see the other's store, if one has a barrier and the other one the operation. */
const isOrdered = (before: string, operation: string): boolean => {
    const script = `
lock s: spinlock
lock m: mutex
lock w: rwsem
lock c: completion
lock f: folio
lock q: seqcount
var x: int 0..9 = 0
var y: int 0..9 = 0
var z: int 0..9 = 0
var requests: list<int 0..9>[2]
thread p {
    WRITE_ONCE(x, 1)
    smp_mb()
    let r = READ_ONCE(y)
}
thread o {
    ${before}
    WRITE_ONCE(y, 1)
    ${operation}
    let r = READ_ONCE(x)
}
final one_sees_the_other: p.r == 1 || o.r == 1
`;
    const pass = unmet(`${script}check "ordered" under tso expects pass`);
    const fail = unmet(`${script}check "not ordered" under tso expects violation one_sees_the_other`);
    expect(pass.length + fail.length).toBe(1);
    return pass.length === 0;
};

test.each([
    ['smp_mb()'],
    ['smp_mb__before_atomic()'],
    ['smp_mb__after_atomic()'],
    ['spin_lock(s); spin_unlock(s)'],
    ['if spin_trylock(s) { spin_unlock(s) }'],
    ['mutex_lock(m); mutex_unlock(m)'],
    ['down_read(w); up_read(w)'],
    ['complete(c)'],
    ['let t = xchg(z, 1)'],
    ['let t = xchg_relaxed(z, 1)'],
    ['let t = cmpxchg(z, 0, 1)'],
    ['let t = cmpxchg_relaxed(z, 0, 1)'],
    ['let t = atomic_add_return(1, z)'],
    ['let t = atomic_add_return_relaxed(1, z)'],
    ['let t = atomic_add_unless(z, 1, 5)'],
    ['atomic { z = 1 }'],
    ['spin until z == 0'],
    ['wait until z == 0'],
    ['synchronize_rcu()'],
    ['send_signal(p, SIGUSR1, SI_USER)'],
])('%s drains', operation => expect(isOrdered('', operation)).toBe(true));

test.each([
    ['mutex_lock(m)', 'mutex_unlock(m)'],
    ['down_read(w)', 'up_read(w)'],
    ['down_write(w)', 'up_write(w)'],
    ['folio_lock(f)', 'folio_unlock(f)'],
    ['requests.push(1)', 'let t = requests.pop()'],
])('%s; %s drains', (before, operation) => expect(isOrdered(before, operation)).toBe(true));

test.each([
    ['', 'barrier()'],
    ['', 'smp_wmb()'],
    ['', 'smp_rmb()'],
    ['', 'atomic_inc(z)'],
    ['', 'smp_store_release(z, 1)'],
    ['', 'let t = cmpxchg(z, 1, 2)'],
    ['', 'let t = atomic_inc_not_zero(z)'],
    ['', 'let t = smp_load_acquire(z)'],
    ['', 'let t = read_seqcount_retry(q, 0)'],
    ['', 'let t = folio_test_locked(f)'],
    ['', 'requests.push(1)'],
    ['', 'rcu_read_lock(); rcu_read_unlock()'],
    ['', 'preempt_disable(); preempt_enable()'],
    ['', 'local_irq_disable(); local_irq_enable()'],
    ['spin_lock(s)', 'spin_unlock(s)'],
    ['write_seqcount_begin(q)', 'write_seqcount_end(q)'],
])('%s; %s does not', (before, operation) => expect(isOrdered(before, operation)).toBe(false));
