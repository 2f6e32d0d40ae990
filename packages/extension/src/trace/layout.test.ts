// Script in, lanes out: the counterexample that the shipped server tells, drawn as text.
//
//     3 | ┃┏ lock(b) +b      |        | b: free → held by p
import type { TraceAnswer } from '@faultline/language-server/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BundledServer } from '../../test/bundled-server.ts';
import { startBundledServer } from '../../test/bundled-server.ts';
import type { Layout, Row } from './layout.ts';
import { foldsAtFirst, layoutOf } from './layout.ts';

let server: BundledServer;
beforeAll(async () => {
    server = await startBundledServer();
});
afterAll(() => server.stop());

const PARTS = { begins: '┏', 'goes-on': '┃', ends: '┗', both: '╸' } as const;

function drawn({ lanes, rows }: Layout): string {
    return rows
        .map(row => {
            const cells = lanes.map(({ tracks, thread }, lane) => {
                const bars = Array.from({ length: tracks }, (_, track) => {
                    const bar = row.bars[lane]!.findLast(one => one.track === track);
                    return bar === undefined ? ' ' : PARTS[bar.part];
                });
                return `${bars.join('')} ${textIn(row, lane, thread)}`.trimEnd();
            });
            return [numberOf(row), ...cells, changesOf(row)].join(' | ').trimEnd();
        })
        .join('\n');
}

function numberOf(row: Row): string {
    const cycle = row.isInCycle ? '↻' : '';
    switch (row.kind) {
        case 'step':
            return `${row.step.step}${cycle}`;
        case 'folded':
            return `${row.steps.map(({ step }) => step).join(',')}${cycle}`;
        case 'call':
        case 'cycle':
        case 'ending':
            return row.kind;
    }
}

function textIn(row: Row, lane: number, thread: string): string {
    if (row.kind === 'ending') {
        return row.endings
            .filter(one => one.thread === thread)
            .map(({ text, told }) => `${text}: ${told.join(', ')}`)
            .join('; ');
    }
    if (row.kind === 'cycle' || row.lane !== lane) return '';
    const indent = '  '.repeat(row.depth);
    const takes = row.bars[lane]!.filter(({ part }) => part === 'begins').map(
        ({ object, mode }) => ` +${object}${mode === '' ? '' : `(${mode})`}`,
    );
    switch (row.kind) {
        case 'step':
            return `${indent}${row.step.text}${takes.join('')}${row.step.isFault ? ' ✗' : ''}`;
        case 'call':
            return `${indent}${row.call.fn}()`;
        case 'folded':
            return `${indent}[${row.call.fn}: ${row.steps.length}]`;
    }
}

function changesOf(row: Row): string {
    const changes = row.kind === 'step' ? row.step.changes : row.kind === 'folded' ? row.changes : [];
    return changes.map(({ cell, before, after }) => `${cell}: ${before} → ${after}`).join(', ');
}

async function firstTrace(text: string): Promise<TraceAnswer> {
    const { verdicts, trace } = await server.check(text);
    return trace(verdicts.find(({ traces }) => traces > 0)!.title);
}

const callNamed = ({ calls }: Layout, fn: string) => new Set(calls.filter(call => call.fn === fn).map(({ id }) => id));

const ABBA = `
lock a: mutex
lock b: mutex
fn both() { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread p { both() }
thread q { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b) }
`;

test('a deadlock: what is held stands beside the steps, and at the end who waits', async () => {
    const trace = await firstTrace(ABBA);
    expect(drawn(layoutOf(trace, new Set()))).toMatchInlineSnapshot(`
      "call |   both() |  |
      1 | ┏   mutex_lock(a) +a |  | a: free → held by p
      2 | ┃ | ┏ mutex_lock(b) +b | b: free → held by q
      ending | ┃ mutex_lock(b): waits for b, held by q | ┃ mutex_lock(a): waits for a, held by p |"
    `);
});

test('a call that is folded is one row wherever its steps stand together', async () => {
    const trace = await firstTrace(`
lock a: mutex
lock b: mutex
var n = 0
fn inner() { mutex_lock(b); WRITE_ONCE(n, 1); WRITE_ONCE(n, 2); mutex_unlock(b) }
fn outer() { mutex_lock(a); inner(); mutex_unlock(a) }
thread p { outer(); assert never: false }
`);
    const open = layoutOf(trace, new Set());
    expect(drawn(open)).toMatchInlineSnapshot(`
      "call |    outer() |
      1 | ┏    mutex_lock(a) +a | a: free → held by p
      call | ┃    inner() |
      2 | ┃┏     mutex_lock(b) +b | b: free → held by p
      3 | ┃┃     WRITE_ONCE(n, 1) | n: 0 → 1
      4 | ┃┃     WRITE_ONCE(n, 2) | n: 1 → 2
      5 | ┃┗     mutex_unlock(b) | b: held by p → free
      6 | ┃    mutex_unlock(a) |
      ending | ┃  assert never: false: never |"
    `);
    expect(drawn(layoutOf(trace, callNamed(open, 'inner')))).toMatchInlineSnapshot(`
      "call |    outer() |
      1 | ┏    mutex_lock(a) +a | a: free → held by p
      2,3,4,5 | ┃╸   [inner: 4] | n: 0 → 2
      6 | ┃    mutex_unlock(a) |
      ending | ┃  assert never: false: never |"
    `);
    expect(drawn(layoutOf(trace, new Set(open.calls.map(({ id }) => id))))).toMatchInlineSnapshot(`
      "1,2,3,4,5,6 | ┏╸ [outer: 6] | a: free → held by p, n: 0 → 2
      ending | ┃  assert never: false: never |"
    `);
});

test('what repeats is marked from where it begins', async () => {
    const trace = await firstTrace(`
var s = 0
thread t { WRITE_ONCE(s, 1); loop { if READ_ONCE(s) == 0 { return } } }
`);
    expect(drawn(layoutOf(trace, new Set()))).toMatchInlineSnapshot(`
      "1 |  WRITE_ONCE(s, 1) | s: 0 → 1
      cycle |  |
      2↻ |  if READ_ONCE(s) == 0 | s: 1 → 1"
    `);
});

test('a lock that changes its mode keeps its place; one that is free leaves it to the next', async () => {
    const trace = await firstTrace(`
lock sem: rwsem
lock m: mutex
lock l: mutex
thread p {
    down_write(sem); mutex_lock(m); downgrade_write(sem); mutex_unlock(m)
    mutex_lock(l); mutex_unlock(l); up_read(sem); mutex_unlock(l)
}
`);
    expect(drawn(layoutOf(trace, new Set()))).toMatchInlineSnapshot(`
      "1 | ┏  down_write(sem) +sem(write) | sem: free → held by p (write)
      2 | ┃┏ mutex_lock(m) +m | m: free → held by p
      3 | ┏┃ downgrade_write(sem) +sem(read) | sem: held by p (write) → held by p (read)
      4 | ┃┗ mutex_unlock(m) | m: held by p → free
      5 | ┃┏ mutex_lock(l) +l | l: free → held by p
      6 | ┃┗ mutex_unlock(l) | l: held by p → free
      7 | ┗  up_read(sem) | sem: held by p (read) → free
      8 |    mutex_unlock(l) ✗ |"
    `);
});

test('stores that leave a buffer belong to no call', async () => {
    const trace = await firstTrace(`
var x = 0
var y = 0
fn put() { WRITE_ONCE(x, 1); let r = READ_ONCE(y); assert seen: r == 1 || READ_ONCE(y) == 1 || true }
thread p { put(); WRITE_ONCE(y, 2) }
final written: x == 2
check "c" under tso expects pass
`);
    const { rows } = layoutOf(trace, new Set());
    expect(
        rows.filter(row => row.kind === 'step' && row.step.kind === 'flush').map(row => 'depth' in row && row.depth),
    ).toEqual([0, 0]);
});

test('every step has one row, in order, and folds say how many they hide', async () => {
    const trace = await firstTrace(ABBA);
    const { calls } = layoutOf(trace, new Set());
    for (const folds of [new Set<string>(), new Set(calls.map(({ id }) => id))]) {
        const steps = layoutOf(trace, folds).rows.flatMap(row =>
            row.kind === 'step' ? [row.step.step] : row.kind === 'folded' ? row.steps.map(({ step }) => step) : [],
        );
        expect(steps).toEqual(trace.steps.map(({ step }) => step));
    }
});

test('of a long counterexample the library is folded at first, but for where it shows', async () => {
    const trace = await firstTrace(`
import kernel.wait
var head: wait_queue_head
var x = 0
fn pad() { ${'WRITE_ONCE(x, 1); '.repeat(30)} }
thread p {
    pad()
    stack entry: wait_queue_entry
    init_wait(entry)
    add_wait_queue(head, entry)
    set_current_state(TASK_UNINTERRUPTIBLE)
    schedule()
    finish_wait(head, entry)
}
`);
    const { calls } = layoutOf(trace, new Set());
    const folded = calls.filter(({ id }) => foldsAtFirst(trace).has(id)).map(({ fn }) => fn);
    expect(folded).toContain('add_wait_queue');
    expect(folded).not.toContain('pad');
    expect(folded).not.toContain('schedule');
    expect(foldsAtFirst(await firstTrace(ABBA)).size).toBe(0);
});
