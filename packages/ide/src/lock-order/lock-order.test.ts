import { examine } from '@faultline/checker';
import { referencePass } from '@faultline/checker/reference';
import { compile } from '@faultline/compiler';
import { createLanguage } from '@faultline/language';
import { describe, expect, test } from 'vitest';
import { checkQuestion } from '../check-question.ts';
import type { Collected } from './collect.ts';
import { collect } from './collect.ts';
import type { LockOrder } from './lock-order.ts';

const language = createLanguage({ library: new Map() });

/** Of the first check. */
function orderOf(text: string): LockOrder {
    const script = language.load('file:///test.race', text, () => undefined);
    expect(script.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const budget = { maxStates: 100_000, maxBytes: 2 ** 30, shouldStop: () => undefined };
    const checked = checkQuestion(script, script.checks[0]!, { model: undefined, params: [] }, budget, 'lock-order');
    if (checked.kind === 'errors' || checked.lockOrder === undefined) throw new Error('it cannot be searched');
    return checked.lockOrder(() => false);
}

/** `p: a → b (read) [fault]` */
function edgesOf(text: string): readonly string[] {
    const uses = ({ edges }: LockOrder): readonly string[] =>
        edges.map(({ thread, from, to, via }) => {
            const [held, wanted] = [from, to].map(
                ({ lock, name, mode }) => `${lock === '' ? name : lock}${mode === '' ? '' : ` (${mode})`}`,
            );
            return `${thread}: ${held} → ${wanted}${via === 'lock' ? '' : ` [${via}]`}`;
        });
    return [...uses(orderOf(text))].sort();
}

function inversionsOf(text: string): readonly string[] {
    return orderOf(text).inversions.map(({ sentence }) => sentence);
}

const BOTH_ORDERS = `
lock gate: mutex
lock a: mutex
lock b: mutex
thread p { mutex_lock(gate); mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); mutex_unlock(gate) }
thread q { mutex_lock(gate); mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); mutex_unlock(gate) }
check "no deadlock, for another lock is around both"
`;

describe('edges', () => {
    test('a lock under each that is held', () =>
        expect(edgesOf(BOTH_ORDERS)).toEqual([
            'p: a → b',
            'p: gate → a',
            'p: gate → b',
            'q: b → a',
            'q: gate → a',
            'q: gate → b',
        ]));
    test('who never gets it has tried', () =>
        expect(
            edgesOf(
                `
lock a: mutex
lock b: mutex
thread p { mutex_lock(b); wait until false }
thread q { wait until b.held; mutex_lock(a); mutex_lock(b) }
check "stuck" expects deadlock
`.replace('wait until b.held; ', ''),
            ),
        ).toEqual(['p: b → wait until false [event]', 'q: a → b']));
    test('a try waits for nobody, and holds', () =>
        expect(
            edgesOf(`
lock a: mutex
lock b: mutex
thread p { mutex_lock(a); if mutex_trylock(b) { mutex_unlock(b) }; mutex_unlock(a) }
thread q { if mutex_trylock(b) { mutex_lock(a); mutex_unlock(a); mutex_unlock(b) } }
`),
        ).toEqual(['q: b → a']));
    test('both steps of a request that queues', () =>
        expect(
            edgesOf(`
lock r: rwsem
lock m: mutex
thread p { mutex_lock(m); down_read(r); up_read(r); mutex_unlock(m) }
thread q { mutex_lock(m); down_write(r); up_write(r); mutex_unlock(m) }
`),
        ).toEqual(['p: m → r (read)', 'q: m → r (write)']));
    test('calls tell of both acquisitions', () => {
        const { edges } = orderOf(`
lock a: mutex
lock b: mutex
fn take_a() { mutex_lock(a) }
fn take_b() { mutex_lock(b) }
fn inner() { take_b() }
thread p { take_a(); inner(); mutex_unlock(b); mutex_unlock(a) }
`);
        expect(
            edges.map(({ from, to }) => [from.at, to.at].map(at => [at!.text, ...at!.stack.map(({ fn }) => fn)])),
        ).toEqual([
            [
                ['mutex_lock(a)', 'take_a'],
                ['mutex_lock(b)', 'inner', 'take_b'],
            ],
        ]);
    });
    test('in the handler of a fault', () =>
        expect(
            edgesOf(`
lock a: mutex
lock b: mutex
/// Role: fault handler
fn handle() { mutex_lock(b); mutex_unlock(b) }
thread p { mutex_lock(a); handle(); mutex_unlock(a) }
thread q { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
`),
        ).toEqual(['p: a → b [fault]', 'q: a → b']));
});

describe('chains that close', () => {
    test('although nobody deadlocks', () =>
        expect(inversionsOf(BOTH_ORDERS)).toEqual(['a → b → a: each is waited for by who holds the one before it.']));
    test('which lock keeps them apart, if it is around all of them', () => {
        const gates = (text: string) =>
            orderOf(text).inversions.map(inversion => (inversion.kind === 'circular' ? inversion.gates : []));
        expect(gates(BOTH_ORDERS)).toEqual([['gate']]);
        const other = 'thread r { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }\ncheck';
        expect(gates(BOTH_ORDERS.replace('check', other))).toEqual([[]]);
        const read = BOTH_ORDERS.replace('gate: mutex', 'gate: rwsem')
            .replaceAll('mutex_lock(gate)', 'down_read(gate)')
            .replaceAll('mutex_unlock(gate)', 'up_read(gate)');
        expect(gates(read)).toEqual([[]]);
    });
    test('three classes, the shortest way', () => {
        const ring = ['a b', 'b c', 'c a'].map((pair, at) => {
            const [one, other] = pair.split(' ');
            return `thread t${at} { mutex_lock(${one}); mutex_lock(${other}); mutex_unlock(${other}); mutex_unlock(${one}) }`;
        });
        const text = `lock a: mutex\nlock b: mutex\nlock c: mutex\n${ring.join('\n')}\ncheck "ring" expects deadlock\n`;
        expect(inversionsOf(text)).toHaveLength(1);
        expect(orderOf(text).inversions[0]!.chain).toHaveLength(3);
    });
    const READS = (policy: string) => `
lock r: rwsem${policy}
lock m: mutex
thread p { mutex_lock(m); down_read(r); up_read(r); mutex_unlock(m) }
thread q { down_read(r); mutex_lock(m); mutex_unlock(m); up_read(r) }
`;
    test('readers wait for readers behind a writer', () =>
        expect(inversionsOf(READS(''))).toEqual(['m → r → m: each is waited for by who holds the one before it.']));
    test('unless the lock lets readers pass', () => expect(inversionsOf(READS('(reader_pref)'))).toEqual([]));
    test('a writer waits for readers all the same', () =>
        expect(
            inversionsOf(READS('(reader_pref)').replace('down_read(r); up_read(r)', 'down_write(r); up_write(r)')),
        ).toHaveLength(1));
    test('a lock that is read twice', () => {
        const twice = (policy: string) =>
            `lock r: rwsem${policy}\nthread p { down_read(r); down_read(r); up_read(r); up_read(r) }`;
        expect(inversionsOf(twice(''))).toEqual(['p takes r again (read under read).']);
        expect(inversionsOf(twice('(reader_pref)'))).toEqual([]);
    });
    test('two of one class: in both orders, or always in the same', () => {
        const objects = (first: string) => `
struct node { lock lock: mutex }
var x: node
var y: node
fn both(a: node, b: node) { mutex_lock(a.lock); mutex_lock(b.lock); mutex_unlock(b.lock); mutex_unlock(a.lock) }
thread p { both(x, y) }
thread q { both(${first}) }
check "it" expects deadlock, ...
`;
        expect(inversionsOf(objects('y, x'))).toEqual([
            'x.lock → y.lock → x.lock: each is waited for by who holds the one before it.',
        ]);
        expect(inversionsOf(objects('x, y'))).toEqual([]);
    });
    test('what is lent can be taken away', () => {
        const lent = (lend: string) => `
lock g: mode { SH: SH; EX: }
lock m: mutex
thread p { let gh = mode_lock(g, EX); ${lend}; mutex_lock(m); mutex_unlock(m); mode_unlock_if_held(g, gh) }
thread q { mutex_lock(m); let gh = mode_lock(g, SH); mode_unlock(g, gh); mutex_unlock(m) }
check "it" expects deadlock, ...
`;
        expect(inversionsOf(lent('might_sleep()'))).toHaveLength(1);
        expect(inversionsOf(lent('allow_demote(g, gh)'))).toEqual([]);
    });
    test('an event: who brings it about wants the lock', () => {
        const waits = (signaller: string) => `
lock m: mutex
lock other: mutex
var done = false
thread p { mutex_lock(m); wait until done; mutex_unlock(m) }
thread q { ${signaller} }
check "it" expects deadlock, ...
`;
        expect(inversionsOf(waits('mutex_lock(m); WRITE_ONCE(done, true); mutex_unlock(m)'))).toEqual([
            'm → wait until done → m: each is waited for by who holds the one before it.',
        ]);
        expect(inversionsOf(waits('WRITE_ONCE(done, true); mutex_lock(m); mutex_unlock(m)'))).toEqual([]);
        expect(inversionsOf(waits('mutex_lock(other); WRITE_ONCE(done, true); mutex_unlock(other)'))).toEqual([]);
    });
});

describe('events', () => {
    const GATED = (wait: string, bring: string, declared: string) => `
lock m: mutex
lock l: mutex
lock gate: mutex
${declared}
thread p { mutex_lock(gate); mutex_lock(m); ${wait}; mutex_unlock(m); mutex_unlock(gate) }
thread q { mutex_lock(l); mutex_unlock(l); ${bring} }
thread r { mutex_lock(gate); mutex_lock(l); mutex_lock(m); mutex_unlock(m); mutex_unlock(l); mutex_unlock(gate) }
check "no deadlock, for the gate is around m"
`;
    const through = (event: string) => [`m → ${event} → l → m: each is waited for by who holds the one before it.`];
    test('a completion, although nobody deadlocks', () =>
        expect(inversionsOf(GATED('wait_for_completion(c)', 'complete(c)', 'lock c: completion'))).toEqual(
            through('wait_for_completion(c)'),
        ));
    test('a bit that somebody clears', () =>
        expect(
            inversionsOf(GATED('wait until !writeback', 'WRITE_ONCE(writeback, false)', 'var writeback = true')),
        ).toEqual(through('wait until !writeback')));
    test('a folio lock is held from a bit to its end', () =>
        expect(
            inversionsOf(`
lock f: folio
lock m: mutex
thread p { mutex_lock(m); folio_lock(f); folio_unlock(f); mutex_unlock(m) }
thread q { folio_lock(f); mutex_lock(m); mutex_unlock(m); folio_unlock(f) }
check "it" expects deadlock, ...
`),
        ).toEqual(['m → f → m: each is waited for by who holds the one before it.']));
    test('a grace period, and the reader that waits for somebody who wants the lock', () => {
        const period = (reader: string) => `
lock n: mutex
var go = false
thread updater { mutex_lock(n); synchronize_rcu(); mutex_unlock(n) }
thread reader { ${reader} }
thread third { mutex_lock(n); WRITE_ONCE(go, true); mutex_unlock(n) }
check "it" expects deadlock, ...
`;
        expect(inversionsOf(period('rcu_read_lock(); spin until go; rcu_read_unlock()'))).toEqual([
            'n → synchronize_rcu() → spin until go → n: each is waited for by who holds the one before it.',
        ]);
        expect(inversionsOf(period('spin until go; rcu_read_lock(); rcu_read_unlock()'))).toEqual([]);
    });
    test('who never comes to bring it about, but would', () => {
        const serves = (served: string) => `
lock m: mutex
var asked = false
var done = false
var other = false
thread user { mutex_lock(m); WRITE_ONCE(asked, true); wait until done; mutex_unlock(m) }
daemon server { idle: wait until asked; mutex_lock(m); WRITE_ONCE(${served}, true); mutex_unlock(m) }
check "it" expects deadlock
`;
        expect(inversionsOf(serves('done'))).toEqual([
            'm → wait until done → m: each is waited for by who holds the one before it.',
        ]);
        expect(inversionsOf(serves('other'))).toEqual([]);
    });
    test('a writer of a sequence, on its way', () => {
        const writes = (writer: string) => `
lock m: mutex
lock s: seqcount
thread w { ${writer} }
thread r { mutex_lock(m); let start = read_seqcount_begin(s); mutex_unlock(m) }
check "it" expects deadlock, ...
`;
        expect(
            inversionsOf(writes('write_seqcount_begin(s); mutex_lock(m); mutex_unlock(m); write_seqcount_end(s)')),
        ).toEqual(['m → let start = read_seqcount_begin(s) → m: each is waited for by who holds the one before it.']);
        expect(
            inversionsOf(writes('mutex_lock(m); write_seqcount_begin(s); write_seqcount_end(s); mutex_unlock(m)')),
        ).toEqual([]);
    });
    test('two who wait for each other without a lock are no chain of locks', () =>
        expect(
            orderOf(`
var a = false
var b = false
thread p { wait until a; WRITE_ONCE(b, true) }
thread q { wait until b; WRITE_ONCE(a, true) }
check "it" expects deadlock
`),
        ).toMatchObject({ edges: [], inversions: [] }));
});

describe('interrupts', () => {
    const IRQ = (thread: string, cpu: string) => `
lock l: spinlock
lock inner: spinlock
var n = 0
thread t on cpu0 { ${thread} }
interrupt tick on ${cpu} times 1 { spin_lock(l); n = n + 1; spin_unlock(l) }
thread other on cpu1 { data_race(n) }
check "it" expects deadlock, ...
`;
    test('a handler wants what a thread of its CPU holds with interrupts on', () =>
        expect(inversionsOf(IRQ('spin_lock(l); spin_unlock(l)', 'cpu0'))).toEqual([
            'tick is a handler and takes l; t, which it may interrupt, holds it with interrupts on.',
        ]));
    test('where it was taken', () => {
        const [inversion] = orderOf(IRQ('spin_lock(l); spin_unlock(l)', 'cpu0')).inversions;
        expect(inversion).toMatchObject({ holder: { at: { text: 'spin_lock(l)' } } });
    });
    test('who only tries waits for nobody', () =>
        expect(
            inversionsOf(`
lock l: spinlock
thread t { spin_lock(l); spin_unlock(l) }
interrupt tick in t times 1 { if spin_trylock(l) { spin_unlock(l) } }
`),
        ).toEqual([]));
    test('a handler of one thread does not come between others of its CPU', () =>
        expect(
            inversionsOf(`
lock l: spinlock
thread t on cpu0 { spin_lock_irq(l); spin_unlock_irq(l) }
thread u on cpu0 { spin_lock(l); spin_unlock(l) }
interrupt tick in t times 1 { spin_lock(l); spin_unlock(l) }
`),
        ).toEqual([]));
    test('interrupts off, or another CPU', () => {
        expect(inversionsOf(IRQ('let f = spin_lock_irqsave(l); spin_unlock_irqrestore(l, f)', 'cpu0'))).toEqual([]);
        expect(inversionsOf(IRQ('spin_lock(l); spin_unlock(l)', 'cpu1'))).toEqual([]);
    });
    test('a lock that leads to one that is held with interrupts on', () =>
        expect(
            inversionsOf(`
lock safe: spinlock
lock unsafe: spinlock
thread a on cpu0 { local_irq_disable(); spin_lock(safe); spin_lock(unsafe); spin_unlock(unsafe); spin_unlock(safe); local_irq_enable() }
thread b on cpu1 { spin_lock(unsafe); spin_unlock(unsafe) }
interrupt tick on cpu1 times 1 { spin_lock(safe); spin_unlock(safe) }
check "it" expects deadlock, ...
`),
        ).toEqual([
            'tick is a handler and takes safe, which leads to unsafe; b, which it may interrupt, holds that with interrupts on.',
        ]));
});

describe('the reference search sees the same', () => {
    const words = ({ edges, within, irq }: Collected): readonly string[] =>
        [
            ...[...edges, ...within].map(
                ({ from, to, heldMode, wantedMode, isRecursiveRead, via, witness }) =>
                    `${witness.actor} ${witness.step} ${from.key} ${heldMode} > ${to.key} ${wantedMode} ${isRecursiveRead} ${via}`,
            ),
            ...irq.map(({ node, context, witness }) => `${witness.actor} ${node.key} ${context}`),
        ]
            .map(text => text.replace(/^(\d+) \d+/, '$1'))
            .sort();
    test.each([
        BOTH_ORDERS,
        `lock r: rwsem
lock m: mutex
lock s: spinlock
var done = false
thread p[2] { mutex_lock(m); down_read(r); wait until done; up_read(r); mutex_unlock(m) }
thread q { down_write(r); let f = spin_lock_irqsave(s); WRITE_ONCE(done, true); spin_unlock_irqrestore(s, f); up_write(r) }
interrupt tick in q times 1 { spin_lock(s); spin_unlock(s) }
`,
        `lock g: mode { SH: SH; EX: }
lock m: mutex
thread p { let gh = mode_lock(g, EX); mutex_lock(m); allow_demote(g, gh); mutex_unlock(m); mode_unlock_if_held(g, gh) }
thread q { mutex_lock(m); let gh = mode_lock(g, SH); mode_unlock(g, gh); mutex_unlock(m) }
`,
    ])('%#', text => {
        const script = language.load('file:///test.race', text, () => undefined);
        const compiled = compile(script, script.checks[0]!);
        if (compiled.kind !== 'ok') throw new Error('it does not compile');
        const { program, sourceMap } = compiled;
        const pass = examine(program, { maxStates: 10_000, maxBytes: 2 ** 30, shouldStop: () => undefined }).pass();
        const reference = { ...referencePass(program, 10_000)!, path: pass.path };
        const ours = words(collect(program, sourceMap, pass, () => false));
        expect(ours.length).toBeGreaterThan(1);
        expect(words(collect(program, sourceMap, reference, () => false))).toEqual(ours);
    });
});
