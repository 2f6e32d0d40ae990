// Small programs that tell readings of the rules apart: another one gives another verdict.
import { expect, test } from 'vitest';
import { outcomesOf } from './testing/check-script.ts';

test('an unlock is a store: the load behind it may overtake it, and a wake-up is lost', () => {
    const wakeup = (fence: string): string => `
lock l: spinlock
var pte = 0
var queued = false
var woken = false
thread waiter {
    WRITE_ONCE(queued, true)
    smp_mb()
    if READ_ONCE(pte) == 0 { wait until woken }
}
thread waker {
    spin_lock(l)
    WRITE_ONCE(pte, 1)
    spin_unlock(l)
    ${fence}
    if READ_ONCE(queued) { WRITE_ONCE(woken, true) }
}
check "it" under tso expects pass`;
    expect(outcomesOf(wakeup(''))).toBe('deadlock');
    expect(outcomesOf(wakeup('smp_mb()'))).toBe('pass');
});

test('store buffering, a fence on one side, an atomic operation on the other', () => {
    const program = (operation: string): string => `
var x = 0
var y = 0
var tokens: int 0..3 = 0
thread p { WRITE_ONCE(x, 1)
smp_mb()
let r = READ_ONCE(y) }
thread q { WRITE_ONCE(y, 1)
${operation}
let r = READ_ONCE(x) }
final forbidden: p.r == 1 || q.r == 1
check "it" under tso expects pass`;
    expect(outcomesOf(program('atomic_add_unless(tokens, 1, 0)'))).toBe('violation forbidden');
    expect(outcomesOf(program('atomic_add_unless(tokens, 1, 1)'))).toBe('pass');
    expect(outcomesOf(program('atomic_inc(tokens)'))).toBe('violation forbidden');
    expect(outcomesOf(program('let t = atomic_inc_return(tokens)'))).toBe('pass');
    expect(outcomesOf(program('let t = READ_ONCE(tokens)'))).toBe('violation forbidden');
});

test('a store buffer is finite', () =>
    expect(
        outcomesOf(`
var x = 0
var y = false
thread p { loop { WRITE_ONCE(x, 1)
if READ_ONCE(y) { break } } }
thread q { WRITE_ONCE(y, true) }
check "it" under tso expects pass`),
    ).toBe('pass'));

test('a grace period begins with an empty store buffer', () =>
    expect(
        outcomesOf(`
struct node pool 1 { var v = 0 }
var p: ref node? = null
thread updater {
    let n = alloc node
    rcu_assign_pointer(p, n)
    rcu_assign_pointer(p, null)
    synchronize_rcu()
    free n
}
thread reader {
    rcu_read_lock()
    let n = rcu_dereference(p)
    if n != null { let v = READ_ONCE(n.v) }
    rcu_read_unlock()
}
check "it" under tso expects pass`),
    ).toBe('pass'));

test('a spin with preemption on may be preempted', () =>
    expect(
        outcomesOf(`
var f = false
thread a on cpu0 { spin until f }
thread b on cpu0 { WRITE_ONCE(f, true) }`),
    ).toBe('pass'));

test('with preemption off it may not', () =>
    expect(
        outcomesOf(`
var f = false
thread a on cpu0 { preempt_disable()
spin until f
preempt_enable() }
thread b on cpu0 { WRITE_ONCE(f, true) }`),
    ).toBe('deadlock'));

test('a sleeping operation in atomic context fails on entry', () =>
    expect(
        outcomesOf(`
lock s: spinlock
lock m: mutex
thread a { spin_lock(s)
mutex_lock(m)
mutex_unlock(m)
spin_unlock(s) }
thread b { mutex_lock(m)
spin_lock(s)
spin_unlock(s)
mutex_unlock(m) }`),
    ).toBe('bug sleep-in-atomic'));

test('a state that breaks an invariant has no successors, and manufactures no deadlock', () =>
    expect(
        outcomesOf(`
var x = 0
var go = false
thread a { WRITE_ONCE(x, 1)
WRITE_ONCE(go, true) }
thread b { wait until go }
invariant zero: x == 0`),
    ).toBe('violation zero'));

test('a begun event must come to its end', () => {
    expect(
        outcomesOf('var never = false\nvar x = 0\nthread t { READ_ONCE(x) }\nevent e times 1 { wait until never }'),
    ).toBe('deadlock');
    expect(outcomesOf('var x = 0\nthread t { wait until x == 1 }\nevent e times 1 { WRITE_ONCE(x, 1) }')).toBe(
        'deadlock',
    );
    expect(
        outcomesOf(
            'var x: int 0..9 = 0\nevent e(v in 2..3) times 2 { WRITE_ONCE(x, v) }\nexists two: x == 2\nexists three: x == 3',
        ),
    ).toBe('pass');
});

test('a deadlock of some is a deadlock, whatever others do', () => {
    const abba = (other: string): string => `
lock a: mutex
lock b: mutex
var x = 0
thread p { mutex_lock(a)
mutex_lock(b)
mutex_unlock(b)
mutex_unlock(a) }
thread q { mutex_lock(b)
mutex_lock(a)
mutex_unlock(a)
mutex_unlock(b) }
${other}`;
    expect(outcomesOf(abba('thread r { loop { READ_ONCE(x)\nprogress } }'))).toBe('deadlock');
    expect(outcomesOf(abba('daemon r { loop { READ_ONCE(x) } }'))).toBe('deadlock');
});

test('the end waits for a daemon to be idle', () =>
    expect(
        outcomesOf(`
var req = 0
var done = 0
thread t { WRITE_ONCE(req, 1) }
daemon d { loop {
    idle: wait until req == 1
    WRITE_ONCE(req, 0)
    WRITE_ONCE(done, 1)
} }
final served: done == 1`),
    ).toBe('pass'));

test('a daemon that rests elsewhere than at idle is stuck', () =>
    expect(
        outcomesOf(`
var req = 0
var never = 0
thread t { WRITE_ONCE(req, 1) }
daemon d { loop {
    idle: wait until req == 1
    wait until never == 1
} }`),
    ).toBe('deadlock'));

test('the store buffers of the language page', () => {
    const program = (fence: string, model: string): string => `
var queued = false
var pte_set = false
var woken = false
thread waiter { WRITE_ONCE(queued, true)
${fence}
if !READ_ONCE(pte_set) { wait until woken } }
thread waker { WRITE_ONCE(pte_set, true)
${fence}
if READ_ONCE(queued) { WRITE_ONCE(woken, true) } }
check "it" under ${model} expects pass`;
    expect(outcomesOf(program('', 'sc'))).toBe('pass');
    expect(outcomesOf(program('', 'tso'))).toBe('deadlock');
    expect(outcomesOf(program('smp_mb()', 'tso'))).toBe('pass');
});

test('philosophers', () => {
    const table = (last: string): string => `
lock fork[3]: mutex
fn eat(left: int, right: int) { mutex_lock(fork[left])
mutex_lock(fork[right])
mutex_unlock(fork[right])
mutex_unlock(fork[left]) }
thread one { eat(0, 1) }
thread two { eat(1, 2) }
thread three { eat(${last}) }`;
    expect(outcomesOf(table('2, 0'))).toBe('deadlock');
    expect(outcomesOf(table('0, 2'))).toBe('pass');
});

test.each([
    ['mutex', 'mutex_lock(l); mutex_unlock(l)', '!mutex_is_locked(l)'],
    ['spinlock', 'spin_lock(l); spin_unlock(l)', '!spin_is_locked(l)'],
    ['rwsem', 'down_read(l); up_read(l)', '!rwsem_is_locked(l)'],
    ['folio', 'folio_lock(l); folio_unlock(l)', '!folio_test_locked(l)'],
    ['completion', 'complete(l)', 'completion_done(l)'],
    ['seqcount', 'write_seqcount_begin(l); write_seqcount_end(l)', 'raw_read_seqcount(l) == 2'],
    ['seqcount', 'write_seqcount_begin(l); write_seqcount_end(l)', 'read_seqcount_retry(l, 1)'],
])('whoever waits until a %s is as asked asks again and again', (kind, use, question) => {
    const script = (rest: string): string => `
lock l: ${kind}
thread p { ${use} }
thread q { wait until ${question} }
${rest}`;
    expect(outcomesOf(script(''))).toBe('pass');
    expect(outcomesOf(script('check "tso" under tso expects pass'))).toBe('pass');
    expect(outcomesOf(script(`final so: ${question}`))).toBe('pass');
    expect(outcomesOf(script(`final not_so: !(${question})`))).toBe('violation not_so');
});

test('a question about a lock sees what the lock is while the rest of the condition holds', () => {
    const script = (question: string): string => `
lock l: mutex
var inside = false
var through = false
thread p {
    mutex_lock(l)
    WRITE_ONCE(inside, true)
    WRITE_ONCE(inside, false)
    mutex_unlock(l)
}
thread q {
    wait until inside && ${question}
    WRITE_ONCE(through, true)
}`;
    // While somebody is inside it is locked, always: q may come too late for that, and never comes when it is not.
    expect(outcomesOf(`${script('!mutex_is_locked(l)')}\ninvariant never: !through`)).toBe('deadlock');
    expect(outcomesOf(`${script('mutex_is_locked(l)')}\nexists sometimes: through`)).toBe('deadlock');
});

test('the first of a list is looked at in the step in which the condition holds', () =>
    expect(
        outcomesOf(`
var q: list<int 0..9>[2]
thread t { q.push(4)
q.push(5)
q.pop() }
thread u { wait until !q.empty() && q.first() == 5 }`),
    ).toBe('pass'));
