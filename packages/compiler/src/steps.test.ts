// What is one step: each test has a program whose verdict would be another one if the rule were read otherwise.
import { describe, expect, test } from 'vitest';
import { checkScript, outcomesOf } from './testing/check-script.ts';

test('an unprotected increment is a load and a store', () =>
    expect(
        outcomesOf(`
var x: int 0..4 = 0
thread p { x = x + 1 }
thread q { x = x + 1 }
final no_lost_update: x == 2`),
    ).toBe('bug data-race, violation no_lost_update'));

test('a compound assignment is a load and a store, too', () =>
    expect(
        outcomesOf(`
var x: int 0..4 = 0
thread p[2] { x += 1 }
final no_lost_update: x == 2`),
    ).toBe('bug data-race, violation no_lost_update'));

test('two increments in atomic blocks lose nothing and race with nobody', () =>
    expect(
        outcomesOf(`
var x: int 0..4 = 0
thread p { atomic { x = x + 1 } }
thread q { atomic { x += 1 } }
final sum: x == 2`),
    ).toBe('pass'));

test('accesses are made from left to right', () => {
    const order = (expression: string): string =>
        outcomesOf(`
var a = 0
var b = 0
thread writer { WRITE_ONCE(a, 1)
WRITE_ONCE(b, 1) }
thread reader { let r = ${expression}
assert seen: r != 1 }`);
    // b after a: whoever reads a first can miss a and see b.
    expect(order('READ_ONCE(a) * 2 + READ_ONCE(b)')).toBe('violation seen');
    // a after b: whoever sees b sees a.
    expect(order('READ_ONCE(b) + READ_ONCE(a) * 2')).toBe('pass');
});

test('what && and || skip is not read', () =>
    expect(
        outcomesOf(`
struct node { var v = 1 }
var p: ref node? = null
thread t { if p != null && p.v == 1 { cover never } }
thread u { let q = p
if q == null || q.v == 0 { return } }`),
    ).toBe('pass'));

test('a choice does not look at which branch is enabled', () =>
    expect(
        outcomesOf(`
lock a: mutex
lock b: mutex
daemon holder { mutex_lock(a)
wait until false }
thread t { choose { mutex_lock(a)
mutex_unlock(a) } or { mutex_lock(b)
mutex_unlock(b) } }`),
    ).toBe('deadlock'));

test('a chosen value takes each value of its range', () => {
    const [checked] = checkScript(`
var seen: int 0..7 = 0
thread t { choose x in 2..4
seen = x
cover chosen }
exists two: seen == 2
exists three: seen == 3
exists four: seen == 4`);
    expect(checked?.outcomes).toBe('pass');
    expect(checked?.result.covered).toEqual([true]);
});

test('an assertion that reads a cell is not fused to the store before it', () =>
    expect(
        outcomesOf(`
var x = 0
thread t { WRITE_ONCE(x, 1)
assert mine: x == 1 }
thread u { WRITE_ONCE(x, 2) }`),
    ).toBe('violation mine'));

test('an assertion reads all its cells at once', () =>
    expect(
        outcomesOf(`
var x = 0
var y = 0
thread t { atomic { x = 1
y = 1 }
atomic { x = 2
y = 2 } }
thread u { assert same: x == y }`),
    ).toBe('pass'));

test('an assertion races with nobody', () =>
    expect(
        outcomesOf(`
var x: int 0..3 = 0
thread t { x = 1 }
thread u { assert x <= 1 }`),
    ).toBe('pass'));

test('an assertion over registers belongs to the step before', () => {
    const [checked] = checkScript(`
var x = 0
thread t { let r = READ_ONCE(x)
assert zero: r == 0 }
thread u { WRITE_ONCE(x, 1) }`);
    expect(checked?.outcomes).toBe('violation zero');
    expect(checked?.result.witnesses[0]?.trace?.events.length).toBe(2);
});

test('with no step before it, it is a step of its own', () => {
    const [checked] = checkScript(`
thread t { assert never: 1 == 2 }`);
    expect(checked?.outcomes).toBe('violation never');
    expect(checked?.result.witnesses[0]?.trace?.events.length).toBe(1);
});

test('the calls inside an assertion run before it', () =>
    expect(
        outcomesOf(`
var x = 0
fn take(): int { let r = READ_ONCE(x)
WRITE_ONCE(x, r + 1)
return r }
thread t { assert first: take() == 0 }
thread u { assert first: take() == 0 }
final both: x >= 1`),
    ).toBe('violation first'));

test('a ghost belongs to the step before it', () =>
    expect(
        outcomesOf(`
var x = 0
ghost var seen = 0
thread t { WRITE_ONCE(x, 1)
seen = x
WRITE_ONCE(x, 2)
seen = x }
invariant same: x == seen`),
    ).toBe('pass'));

test('behind a call it belongs to the last step of the call', () =>
    expect(
        outcomesOf(`
var x = 0
ghost var seen = 0
fn set(v: int) { WRITE_ONCE(x, v) }
thread t { set(1)
seen = 1 }
invariant same: x == seen`),
    ).toBe('pass'));

test('with no step before it, a ghost is a step', () =>
    expect(
        outcomesOf(`
ghost var g = 0
thread t { g = 1 }
invariant zero: g == 0`),
    ).toBe('violation zero'));

test('local computation at the beginning is no step', () => {
    const [checked] = checkScript(`
var x = 0
thread t { let a = 1
let b = a + 1
if b == 2 { WRITE_ONCE(x, b) } }`);
    expect(checked?.result.states).toBe(2);
});

test('a loop that would take no step takes one each time round', () =>
    expect(outcomesOf('thread t { loop { } }')).toBe('livelock'));

test('a loop with a way round that takes no step takes one there', () =>
    expect(
        outcomesOf(`
thread t { let n = 0
loop { n = n + 1
if n == 3 { break } }
assert n == 3 }`),
    ).toBe('pass'));

test('a loop with an access does not get another step', () => {
    const [checked] = checkScript(`
var x = 0
thread t { while READ_ONCE(x) == 0 { } }
thread u { WRITE_ONCE(x, 1) }`);
    expect(checked?.outcomes).toBe('pass');
    expect(checked?.result.states).toBe(3);
});

test('inside atomic a loop is bounded, and asserts are judged in place', () => {
    expect(
        outcomesOf(`
var x: int 0..20 = 0
thread t { atomic { let i = 0
while i < 5 { x = x + 2
i += 1 }
assert ten: x == 10
x = 0 } }
invariant zero: x == 0`),
    ).toBe('pass');
});

describe('atomic may begin with a lock', () => {
    test.each([
        ['mutex', 'mutex_lock', 'mutex_unlock'],
        ['rwsem', 'down_write', 'up_write'],
        ['spinlock', 'spin_lock', 'spin_unlock'],
        ['spinlock', 'spin_lock_irq', 'spin_unlock_irq'],
    ])('%s: %s, of an object that has to be looked at', (kind, take, give) =>
        expect(
            outcomesOf(`
struct o { lock l: ${kind}; var x = 0 }
var a: o
var p: ref o? = &a
thread t[2] { let q = READ_ONCE(p)
if q != null {
    atomic { ${take}(q.l)
    q.x += 1 }
    assert mine: q.x == 1
    q.x -= 1
    ${give}(q.l) } }
thread u { ${take}(a.l)
assert alone: a.x == 0
${give}(a.l) }`),
        ).toBe('pass'),
    );

    test('mode lock', () =>
        expect(
            outcomesOf(`
lock g: mode { SH: SH; EX: }
var n = 0
thread t[2] { atomic { let h = mode_lock(g, EX)
n += 1
mode_unlock(g, h) } }
thread u { let h = mode_lock(g, SH)
mode_unlock(g, h) }
final both: n == 2`),
        ).toBe('pass'));

    test('it waits where the lock is held, and for a signal where that may end the wait', () => {
        const waiter = (operation: string): string =>
            outcomesOf(`
lock l: rwsem
var is_held = false
thread holder { down_write(l)
is_held = true
wait until signal_pending(waiter)
up_write(l) }
thread waiter { let error = 0
wait until is_held
atomic { ${operation} }
if error == 0 { up_read(l) } }
thread killer { wait until is_held
send_signal(waiter, SIGKILL, SI_USER) }`);
        expect(waiter('error = down_read_killable(l)')).toBe('pass');
        expect(waiter('down_read(l)')).toBe('pass');
        expect(outcomesOf('lock l: rwsem\nthread a { down_write(l)\natomic { down_read(l) }\nup_write(l) }')).toBe(
            'deadlock',
        );
    });

    test('of nobody', () =>
        expect(
            outcomesOf(
                'struct o { lock l: mutex }\nvar p: ref o? = null\nthread t { let q = READ_ONCE(p)\natomic { mutex_lock(q.l) } }',
            ),
        ).toBe('bug null-deref'));

    test('but not go on with one', () =>
        expect(() => outcomesOf('lock l: rwsem\nvar x = 0\nthread a { atomic { x = 1\ndown_read(l) } }')).toThrow(
            'blocking-in-atomic',
        ));
});

test('atomic may begin with something that waits', () => {
    expect(
        outcomesOf(`
lock l: mutex
var turn = 0
thread a { atomic { wait until turn == 1
turn = 2 } }
thread b { atomic { mutex_lock(l)
turn = 1 }
mutex_unlock(l) }
final turned: turn == 2`),
    ).toBe('pass');
    expect(() => outcomesOf('lock l: mutex\nvar x = 0\nthread a { atomic { x = 1\nmutex_lock(l) } }')).toThrow(
        'blocking-in-atomic',
    );
});

test('writing a field of a word loads and stores the whole word', () =>
    expect(
        outcomesOf(`
bits Pte { dirty: bool
write: bool }
var pte: Pte = Pte(write: true)
thread cpu { pte.write = false }
thread hardware { set_bit(pte.dirty) }
final dirty_kept: pte.dirty`),
    ).toBe('bug data-race, violation dirty_kept'));

test('an atomic change of a field keeps the others', () =>
    expect(
        outcomesOf(`
bits Pte { dirty: bool
write: bool
pfn: int 0..3 }
var pte: Pte = Pte(write: true, pfn: 2)
thread cpu { clear_bit(pte.write) }
thread hardware { set_bit(pte.dirty) }
final kept: pte.dirty && !pte.write && pte.pfn == 2`),
    ).toBe('pass'));
