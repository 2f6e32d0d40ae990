// What new objects hold, also where stores to older ones still wait.
import { describe, expect, test } from 'vitest';
import { outcomesOf } from './testing/check-script.ts';

describe('under tso, what is left in the store buffer comes before the first values', () => {
    test('of a stack object', () =>
        expect(
            outcomesOf(`
struct s { var b: bool; var n: int 0..3 = 2; var a[2]: int 0..1 }
fn f(): bool { stack w: s
let v = READ_ONCE(w.b) || READ_ONCE(w.n) != 2 || READ_ONCE(w.a[1]) != 0
WRITE_ONCE(w.b, true)
WRITE_ONCE(w.n, 3)
WRITE_ONCE(w.a[1], 1)
return v }
thread t { let one = f()
let two = f()
assert fresh: !one && !two }
check "it" under tso expects pass`),
        ).toBe('pass'));

    test('of a stack object that others see', () =>
        expect(
            outcomesOf(`
struct s { var b: bool }
var q: ref s? = null
fn f(is_shown: bool) { stack w: s
if is_shown { WRITE_ONCE(q, &w)
wait until q == null } else { WRITE_ONCE(w.b, true) } }
thread t { f(false)
f(true) }
thread u { let w = READ_ONCE(q)
if w != null { let b = READ_ONCE(w.b)
assert fresh: !b
WRITE_ONCE(q, null) } else { assume false } }
check "it" under tso expects pass`),
        ).toBe('pass'));

    test('of an object of a pool that another CPU has freed', () =>
        expect(
            outcomesOf(`
struct o pool 1 { var v: int 0..1 }
var p: ref o? = null
thread a { let x = alloc o
if x == null { return }
WRITE_ONCE(p, x)
WRITE_ONCE(x.v, 1)
again: let y = alloc o
if y != null {
    let v = READ_ONCE(y.v)
    assert fresh: v == 0
    smp_mb()
    let w = READ_ONCE(y.v)
    assert settled: w == 0
    free y } }
thread b { let x = READ_ONCE(p)
assume x != null && at(a, again)
free x }
check "it" under tso expects pass`),
        ).toBe('pass'));
});

test('first values order nothing: a store before them still waits', () => {
    const sb = (body: string): string =>
        outcomesOf(`
struct s { var b: bool }
var x: bool
var y: bool
fn f() { ${body} }
thread t { WRITE_ONCE(x, true)
f()
let r = READ_ONCE(y) }
thread u { WRITE_ONCE(y, true)
f()
let r = READ_ONCE(x) }
final one: t.r || u.r
check "it" under tso expects violation one`);
    expect(sb('stack w: s')).toBe('violation one');
    expect(sb('smp_mb()')).toBe('pass');
});

describe('a reference that is never null', () => {
    const owned = (write: string, read: string): string =>
        outcomesOf(`
struct owner { var n: int 0..1 }
struct o pool 1 { var of: ref owner; var n = 0 }
var them: owner
var p: ref o? = null
thread t { let x = alloc o
if x == null { return }
WRITE_ONCE(p, x)
${write}
wait until p == null
free x }
thread u { let x = READ_ONCE(p)
if x != null { ${read} }
WRITE_ONCE(p, null)
assume x != null }`);
    test('is not read before it is written', () => {
        expect(owned('WRITE_ONCE(x.of, &them)', 'let n = READ_ONCE(x.n)')).toBe('pass');
        expect(owned('WRITE_ONCE(x.of, &them)', 'let of = READ_ONCE(x.of)')).toBe('bug uninitialized');
        expect(owned('WRITE_ONCE(x.of, &them)', 'assert it: x.of == &them')).toBe('bug uninitialized');
        expect(owned('WRITE_ONCE(x.of, &them)', 'let old = xchg(x.of, &them)')).toBe('bug uninitialized');
    });
    test('holds nothing again in the next object', () =>
        expect(
            outcomesOf(`
struct owner { var n: int 0..1 }
struct o pool 1 { var of: ref owner }
var them: owner
fn make(is_whole: bool) { let x = alloc o
if x == null { return }
if is_whole { x.of = &them }
let of = x.of
free x }
thread t { make(true)
make(false) }`),
        ).toBe('bug uninitialized'));
});

describe('an object that is a member of another', () => {
    const kept = (use: string, imported?: string): string =>
        outcomesOf(
            `
${imported === undefined ? MEMBERS : 'import "./members.race"'}
fn own() { stack o: outer
WRITE_ONCE(shown, &o)
WRITE_ONCE(shown, null) }
thread t { own() }
fn take(i: inner) { spin_lock(i.l)
spin_unlock(i.l) }
thread u { let o = READ_ONCE(shown)
if o != null { ${use} } }
check "it"`,
            imported,
        );
    const MEMBERS = `
struct inner { lock l: spinlock; var n: int 0..3 = 1; var q: list<int 0..1>[2] }
struct outer { var one: inner; var more[2]: inner }
var shown: ref outer? = null`;

    test('goes when that goes, however it is reached', () => {
        expect(kept('WRITE_ONCE(o.one.n, 1)')).toBe('bug use-after-free');
        expect(kept('WRITE_ONCE(o.more[1].n, 1)')).toBe('bug use-after-free');
        expect(kept('o.one.q.push(1)')).toBe('bug use-after-free');
        expect(kept('take(o.one)')).toBe('bug use-after-free');
        expect(kept('take(o.more[0])')).toBe('bug use-after-free');
        expect(kept('let i = &o.one\nWRITE_ONCE(i.n, 1)')).toBe('bug use-after-free');
        expect(kept('let i = &o.one')).toBe('pass');
    });

    test('goes when that is freed', () =>
        expect(
            outcomesOf(`
struct inner { var n: int 0..3 }
struct outer pool 1 { var i: inner }
var shown: ref inner? = null
thread t { let o = alloc outer
if o == null { return }
WRITE_ONCE(shown, &o.i)
free o }
thread u { let i = READ_ONCE(shown)
if i != null { WRITE_ONCE(i.n, 1) } }
check "it"`),
        ).toBe('bug use-after-free'));

    test('stays where the object around it stays', () =>
        expect(
            outcomesOf(`
struct inner { var n: int 0..3 }
struct outer { var i: inner }
var o: outer
fn f() { stack other: outer
WRITE_ONCE(other.i.n, 1) }
var shown: ref inner? = null
thread t { WRITE_ONCE(shown, &o.i)
f()
f() }
thread u { let i = READ_ONCE(shown)
if i != null { WRITE_ONCE(i.n, 1) } }
check "it"`),
        ).toBe('pass'));

    test('begins anew with that', () => {
        const anew = (how: string): string =>
            outcomesOf(`
struct inner { var n: int 0..3 = 2; var q: list<int 0..1>[2] }
struct outer pool 1 { var i: inner; var more[2]: inner }
fn use(o: outer): bool { let fresh = o.i.n == 2 && o.more[1].n == 2 && o.i.q.empty()
WRITE_ONCE(o.i.n, 3)
WRITE_ONCE(o.more[1].n, 3)
o.i.q.push(1)
return fresh }
fn on_stack(): bool { stack o: outer
return use(o) }
fn of_pool(): bool { let o = alloc outer
if o == null { return false }
let fresh = use(o)
free o
return fresh }
thread t { let one = ${how}()
let two = ${how}()
assert fresh: one && two }
check "sc"
check "tso" under tso`);
        expect(anew('on_stack')).toBe('pass; pass');
        expect(anew('of_pool')).toBe('pass; pass');
    });

    test('is an object of its own, also in a struct of another file that nobody names', () => {
        const text = (imported: boolean): string => `
${imported ? 'import "./members.race"' : MEMBERS}
var o: outer
fn set(i: inner, n: int) { WRITE_ONCE(i.n, n) }
thread t { set(o.one, 2)
set(o.more[0], 3)
assert apart: o.one.n == 2 && o.more[0].n == 3 && o.more[1].n == 1 }
check "it"`;
        expect(outcomesOf(text(false))).toBe('pass');
        expect(outcomesOf(text(true), MEMBERS)).toBe('pass');
        expect(kept('take(o.one)', MEMBERS)).toBe('bug use-after-free');
    });
});

describe('a lock that goes with its object', () => {
    const freed = (hold: string, other = ''): string =>
        outcomesOf(`
struct o pool 1 { lock m: mutex; lock both[2]: spinlock; lock sem: rwsem }
var shown: ref o? = null
thread a { let x = alloc o
if x == null { return }
${hold}
WRITE_ONCE(shown, x)
free x
let y = alloc o
if y == null { return }
mutex_lock(y.m)
mutex_unlock(y.m)
spin_lock(y.both[1])
spin_unlock(y.both[1])
down_write(y.sem)
up_write(y.sem)
free y }
${other}
check "it"`);

    test('is misused by whoever frees the object and holds it', () => {
        expect(freed('mutex_lock(x.m)')).toBe('bug lock-misuse');
        expect(freed('spin_lock(x.both[1])')).toBe('bug lock-misuse');
        expect(freed('down_read(x.sem)')).toBe('bug lock-misuse');
        expect(freed('mutex_lock(x.m)\nmutex_unlock(x.m)')).toBe('pass');
    });

    test('is free in the next object, and lost for whoever else holds it', () =>
        expect(
            freed(
                '',
                `thread b { let x = READ_ONCE(shown)
if x == null { return }
if mutex_trylock(x.m) { loop { progress } } }`,
            ),
        ).toBe('bug use-after-free'));

    test('is free in the next object where its holder never says so', () =>
        expect(
            outcomesOf(`
struct o pool 1 { lock m: mutex }
var shown: ref o? = null
var has_it = 0
thread a { let x = alloc o
if x == null { return }
WRITE_ONCE(shown, x)
wait until has_it == 1
free x
let y = alloc o
if y == null { return }
mutex_lock(y.m)
mutex_unlock(y.m)
free y }
daemon b { wait until shown != null
let x = READ_ONCE(shown)
if x == null { return }
mutex_lock(x.m)
WRITE_ONCE(has_it, 1)
idle: wait until false }
check "it"`),
        ).toBe('pass'));

    test('is misused by a function that returns with its own object locked', () => {
        const returns = (unlock: string): string =>
            outcomesOf(`
struct o { lock m: mutex; var n: int 0..3 }
fn f() { stack x: o
mutex_lock(x.m)
${unlock} }
thread t { f()
f() }
check "it"`);
        expect(returns('')).toBe('bug lock-misuse');
        expect(returns('mutex_unlock(x.m)')).toBe('pass');
    });
});
