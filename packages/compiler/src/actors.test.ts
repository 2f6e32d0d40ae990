// Actors, labels, overrides and what a compilation tells besides the program.
import { createLanguage, overrideFromText } from '@faultline/language';
import { expect, test } from 'vitest';
import { compile } from './compile.ts';
import { checkScript, outcomesOf } from './testing/check-script.ts';

test('members of a group know their place, and properties can name one', () =>
    expect(
        outcomesOf(`
var a[3] = 0
thread t[3] { a[current.index] = current.index + 1
let r = READ_ONCE(a[current.index])
return r }
final set: a[0] == 1 && a[2] == 3 && t[1].r == 2 && t[2].result == 3 && all(i in 0..2, ended(t[i]))`),
    ).toBe('pass'));

test('a device reads and writes memory at once, and does not race', () =>
    expect(
        outcomesOf(`
var x = 0
var y = 0
device dma { x = 1
let r = y }
thread t { WRITE_ONCE(y, 1)
let r = READ_ONCE(x) }
final seen: dma.r == 1 || t.r == 1 || true
check "it" under tso expects pass`),
    ).toBe('pass'));

test('an interrupt is taken with interrupts on, between two steps', () => {
    const program = (off: string, on: string): string => `
var x: int 0..3 = 0
interrupt tick on cpu0 times 1 { let r = READ_ONCE(x)
WRITE_ONCE(x, r + 1) }
thread t on cpu0 { ${off}
let r = READ_ONCE(x)
WRITE_ONCE(x, r + 1)
${on} }
final sum: x >= 1
exists both: x == 2
final lost: ended(t) && x == 2 || x == 1`;
    expect(outcomesOf(program('local_irq_disable()', 'local_irq_enable()'))).toBe('pass');
    expect(
        outcomesOf(`
var x: int 0..3 = 0
var taken = 0
interrupt tick on cpu0 times 1 { let r = READ_ONCE(x)
WRITE_ONCE(x, r + 1)
WRITE_ONCE(taken, 1) }
thread t on cpu0 { let r = READ_ONCE(x)
WRITE_ONCE(x, r + 1) }
final sum: x == 1 + taken`),
    ).toBe('violation sum');
});

test('a level-triggered interrupt must be served', () =>
    expect(
        outcomesOf(`
var raised = false
var served = false
interrupt irq on cpu0 when raised { WRITE_ONCE(raised, false)
WRITE_ONCE(served, true) }
thread t on cpu0 { WRITE_ONCE(raised, true) }
final done: served`),
    ).toBe('pass'));

test('labels: the bare one, with its function, with its thread; in conditions, too', () => {
    const [checked] = checkScript(`
var x = 0
fn f() { here: WRITE_ONCE(x, 1) }
thread t { f()
last: READ_ONCE(x) }
thread u { f() }
invariant never_both: !(at(t, f.here) && at(t, last))
exists never: at(t, last)
check "it" expects violation never`);
    expect(checked?.outcomes).toBe('violation never');
    const labels = checked?.compilation.sourceMap.steps
        .map(({ labels }) => labels.join(' '))
        .filter(text => text !== '');
    expect(labels).toContain('here f.here t.here t.f.here');
    expect(labels).toContain('here f.here u.here u.f.here');
    expect(labels).toContain('last t.last');
});

test('an inlined step carries its calls', () => {
    const text = 'var x = 0\nfn inner() { WRITE_ONCE(x, 1) }\nfn outer() { inner() }\nthread t { outer() }';
    const [checked] = checkScript(text);
    const step = checked?.compilation.sourceMap.steps.find(origin => origin.text.startsWith('WRITE_ONCE'));
    expect(step?.fn).toBe('inner');
    expect(step?.stack.map(({ fn, place }) => `${fn} at ${text.slice(place.start, place.end)}`)).toEqual([
        'outer at outer()',
        'inner at inner()',
    ]);
});

test('params fold: what they prune is not there', () => {
    const [off, on] = checkScript(`
param fix = false
var x = 0
thread t { if fix { WRITE_ONCE(x, 1) } else { WRITE_ONCE(x, 2) } }
thread extra if fix { WRITE_ONCE(x, 3) }
check "off" expects pass
check "on" with fix = true expects pass`);
    expect(off?.compilation.program.steps.length).toBeLessThan(on?.compilation.program.steps.length ?? 0);
    expect(off?.compilation.program.actors.length).toBe(1);
    expect(on?.compilation.program.actors.length).toBe(2);
});

test('overrides from outside, and the policy of a lock', () => {
    const text = `
lock l: rwsem
thread r { down_read(l)
down_read(l)
up_read(l)
up_read(l) }
thread w { down_write(l)
up_write(l) }`;
    const script = createLanguage({ library: new Map() }).load('file:///t.race', text, () => undefined);
    const overrides = overrideFromText(script, 'l.policy=reader_pref');
    if (typeof overrides === 'string') throw new Error(overrides);
    expect(outcomesOf(text)).toBe('deadlock');
    const [question] = script.checks;
    const compiled = compile(script, { ...question!, overrides });
    expect(compiled.kind === 'ok' && compiled.program.assumptions.some(line => line.includes('reader_pref'))).toBe(
        true,
    );
});

test('a model that cannot be searched yet is told apart, an error is not compiled', () => {
    const language = createLanguage({ library: new Map() });
    const relaxed = language.load(
        'file:///a.race',
        'var x = 0\nthread t { x = 1 }\ncheck "a" under lkmm expects pass',
        () => undefined,
    );
    expect(compile(relaxed, relaxed.checks[0]!)).toEqual({ kind: 'undecidable', model: 'lkmm' });
    const broken = language.load('file:///b.race', 'thread t { y = 1 }', () => undefined);
    expect(compile(broken, broken.checks[0]!).kind).toBe('errors');
});

test('signals end a killable wait', () =>
    expect(
        outcomesOf(`
var never = false
thread t { let r = wait_killable until never
assert interrupted: r == -EINTR }
thread killer { send_signal(t, SIGKILL, 0) }`),
    ).toBe('pass'));

test('a callback runs after the readers', () =>
    expect(
        outcomesOf(`
struct node pool 1 { var v = 0 }
var p: ref node? = null
thread updater { let n = alloc node
rcu_assign_pointer(p, n)
WRITE_ONCE(p, null)
kfree_rcu n }
thread reader { rcu_read_lock()
let n = rcu_dereference(p)
if n != null { let v = READ_ONCE(n.v) }
rcu_read_unlock() }`),
    ).toBe('pass'));

test('freed at once, the object is gone under the reader', () =>
    expect(
        outcomesOf(`
struct node pool 1 { var v = 0 }
var p: ref node? = null
thread updater { let n = alloc node
rcu_assign_pointer(p, n)
WRITE_ONCE(p, null)
free n }
thread reader { rcu_read_lock()
let n = rcu_dereference(p)
if n != null { let v = READ_ONCE(n.v) }
rcu_read_unlock() }`),
    ).toBe('bug use-after-free'));

test('a comparison in a property that would follow null is false', () => {
    const program = (property: string): string =>
        outcomesOf(`struct node { var v = 0 }\nvar p: ref node? = null\nthread t { }\nfinal it: ${property}`);
    expect(program('p.v == 0')).toBe('violation it');
    expect(program('!(p.v == 0)')).toBe('pass');
    expect(program('p == null || p.v == 0')).toBe('pass');
});

test('a false assumption discards the execution', () =>
    expect(
        outcomesOf(`
var x: int 0..3 = 0
thread t { choose v in 0..3
x = v
assume v < 2
assert small: x < 2 }`),
    ).toBe('pass'));

test('a read marked data_race does not race; a plain one does', () => {
    const program = (read: string): string => outcomesOf(`var x = 0\nthread a { x = 1 }\nthread b { let r = ${read} }`);
    expect(program('data_race(x)')).toBe('pass');
    expect(program('READ_ONCE(x)')).toBe('bug data-race');
    expect(program('x')).toBe('bug data-race');
});

test('what data_race reads is an access: of a field the field, and in the order of the store buffer', () =>
    expect(
        outcomesOf(`
bits Word { low: int 0..3; high: int 0..3 }
var w: Word = Word(high: 2)
var n = 0
thread a { atomic_inc(n)
WRITE_ONCE(w, Word(low: 1, high: 3))
assert own: data_race(w.high) == 3 && data_race(n) == 1
let high = data_race(w.high)
assert field: high == 3
let seen = data_race(n)
assert left: seen == 1 }
invariant at_once: !ended(a) || n == 1
check "it" under tso expects pass`),
    ).toBe('pass'));

test('the label of a call is that of the waits inside', () => {
    const text = (property: string): string => `
lock l: mutex
var go = 0
fn inner() { mutex_lock(l)
go += 1
mutex_unlock(l) }
fn outer() { inside: inner() }
thread t { asleep: outer()
mutex_lock(l)
mutex_unlock(l) }
${property}`;
    const never = (what: string): string => outcomesOf(text(`invariant never: !(${what})`));
    expect(never('at(t, asleep)')).toBe('violation never');
    expect(never('at(t, t.asleep)')).toBe('violation never');
    expect(never('at(t, outer.inside)')).toBe('violation never');
    // Only where it waits, not where the callee does something else, nor behind the call.
    expect(never('at(t, asleep) && (l.held || go != 0)')).toBe('pass');
});

test('a thread that does nothing has no step', () => {
    const [checked] = checkScript('lock l: mutex\nthread t { }\nthread u { mutex_lock(l)\nmutex_unlock(l) }');
    expect(checked?.outcomes).toBe('pass');
    expect(checked?.result.states).toBe(3);
});

test('a program that calls written out make too large is told so, once', () => {
    const chain = Array.from({ length: 30 }, (_, i) => `fn f${i + 1}() { f${i}()\nf${i}() }`).join('\n');
    expect(refusal(`var x = 0\nfn f0() { READ_ONCE(x) }\n${chain}\nthread t { atomic { f30() } }`)).toEqual([
        'program-too-large: With all calls written out, the program has more than 100000 steps.',
    ]);
});

test.each([
    [
        `fn f0() { }\n${Array.from({ length: 999 }, (_, i) => `fn f${i + 1}() { f${i}() }`).join('\n')}\nthread t { f999() }`,
        'Calls nest more than 200 deep.',
    ],
    [
        `${Array.from({ length: 40 }, (_, i) => `struct s${i} { var a: s${i + 1}\nvar b: s${i + 1} }`).join('\n')}\nstruct s40 { var x: int }\nvar root: s0\nthread t { }`,
        'All in all `a` takes 131072 places; at most 65536 can be checked.',
    ],
    [
        'var q[1000]: list<int>[1000]\nthread t { q[0].empty() }',
        'All in all `q` takes 1000000 places; at most 65536 can be checked.',
    ],
    ['thread t[600] { }\nthread u[600] { }', 'There are 1200 actors; at most 1000 can be checked.'],
    ['thread t { choose x in 0..1000000 }', 'This chooses among 1000001 values; at most 65536 can be checked.'],
    ['event e(x in 0..1000000) times 1 { }', 'This chooses among 1000001 values; at most 65536 can be checked.'],
])('what is too large is told, and not tried: %#', (text, message) =>
    expect(refusal(text)).toEqual([`program-too-large: ${message}`]),
);

function refusal(text: string): readonly string[] {
    const script = createLanguage({ library: new Map() }).load('file:///t.race', text, () => undefined);
    const compiled = compile(script, script.checks[0]!);
    return compiled.kind === 'errors' ? compiled.diagnostics.map(({ code, message }) => `${code}: ${message}`) : [];
}
