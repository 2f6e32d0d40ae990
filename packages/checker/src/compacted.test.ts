// Hash compaction against the search that keeps all states, and against the reference search; with hashes so narrow that states are merged
// all the time, too: then little is found, but nothing is told that does not happen, and nothing passes.
//
// `FAULTLINE_DIFFERENTIAL=2000` looks at that many programs of each kind, `FAULTLINE_SEED=123` at that one alone.
import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { createCompacted } from './compacted.ts';
import { createExecutable } from './executable.ts';
import { explore } from './explore.ts';
import { createLayout } from './layout.ts';
import { createPacking } from './packing.ts';
import type { Program } from './program.ts';
import { falsehoodsOf } from './reference/compare.ts';
import { generate, referenceCheck, SMALL_PROGRAMS } from './reference/index.ts';
import { KINDS } from './reference/kinds.ts';
import { buildProgram, int, thread, variable, waitUntil } from './testing/build-program.ts';
import type { Budget, CheckResult } from './verdict.ts';
import { REDUCTIONS } from './verdict.ts';
import { createWatch } from './watch.ts';

const { FAULTLINE_DIFFERENTIAL, FAULTLINE_SEED } = process.env;
const COUNT = Number(FAULTLINE_DIFFERENTIAL ?? 30);
const SEEDS =
    FAULTLINE_SEED === undefined ? Array.from({ length: COUNT }, (_, seed) => seed) : [Number(FAULTLINE_SEED)];
const MAX_STATES = 4_000;
const BUDGET: Budget = { maxStates: 2 * MAX_STATES, maxBytes: 2 ** 30, shouldStop: () => undefined };
const NARROW = [1, 3, 5, 7, 9];

describe('the visited set', () => {
    const cells = Object.fromEntries(['a', 'b', 'c'].map(name => [name, variable(0, int(0, 0x3fffffff))]));
    const packing = createPacking(createLayout(buildProgram({ cells, actors: [thread('T', [waitUntil('a == 1')])] })));
    const { words } = packing;
    const MANY = 1_000_000;

    /** Of a million states, each of which is inserted twice: how many are taken for another one. */
    function merged(bits: number): { readonly states: number; readonly again: number; readonly bytes: number } {
        const visited = createCompacted(packing, bits, () => {}, { tick: () => {} });
        const state = new Int32Array(words);
        const hashes = new Int32Array(1);
        const insert = (n: number): number => {
            // three bytes are in use, of different words
            for (let word = 0; word < words; word++) state[word] = ((n >>> (8 * word)) & 255) << (8 * word);
            visited.prepare(state, 1, hashes);
            return visited.insert(state, 0, hashes[0]!);
        };
        let states = 0;
        let again = 0;
        for (let n = 0; n < MANY; n++) {
            const found = insert(n);
            if (found >= 0) states++;
            else if (~found > 1000) visited.loadPacked(~found - 1000, state);
        }
        for (let n = 0; n < MANY; n++) if (insert(n) < 0) again++;
        return { states, again, bytes: visited.bytes };
    }

    test('has a million states each once, and needs fewer bytes than the states', () => {
        const { states, again, bytes } = merged(64);
        expect({ states, again }).toEqual({ states: 0, again: 0 });
        expect(bytes).toBeLessThan(16 * MANY);
    });

    test.each([
        [32, 80, 160],
        [28, 1600, 2100],
    ])('with hashes of %d bits merges about as many as chance would', (bits, least, most) => {
        const { states, again } = merged(bits);
        expect(again).toBe(0);
        expect(states).toBeGreaterThan(least);
        expect(states).toBeLessThan(most);
    });
});

describe('states are made again', () => {
    test.each(KINDS)('generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
        for (const seed of SEEDS.slice(0, 10)) {
            const executable = createExecutable(generate(seed, knobs));
            const watch = createWatch(BUDGET);
            const exact = explore(executable, BUDGET, watch);
            const { recall, graph } = explore(executable, { ...BUDGET, hashBits: 64 }, watch);
            const { size, actors } = executable.layout;
            const [made, kept] = [new Int32Array(size), new Int32Array(size)];
            const counters = new Int32Array(actors.length);
            // in an order that is none, and the counters in the other one
            for (let i = 0; i < graph.expanded; i++) {
                const state = (i * 7919) % graph.expanded;
                exact.visited.load(state, kept);
                recall!.load(state, made);
                expect(made).toEqual(kept);
                expect(recall!.wayTo(state)).toHaveLength(graph.layers.findLastIndex(first => first <= state));
                const other = graph.expanded - 1 - i;
                exact.visited.load(other, kept);
                recall!.counters(other, counters);
                expect([...counters]).toEqual(actors.map(({ counter }) => kept[counter]));
                expect(recall!.read(other, 0)).toBe(kept[0]);
            }
        }
    });
});

describe('with 64 bits all is as it is without', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => agrees(program));

    test.each(KINDS)('generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
        for (const seed of SEEDS) agrees(generate(seed, knobs), `seed ${seed}`);
    });
});

test('nothing is reduced, whatever may be', () => {
    const program = generate(2, { contention: true });
    const whole = check(program, BUDGET);
    const hashed = check(program, { ...BUDGET, hashBits: 64, reductions: REDUCTIONS, unreduced: 0 });
    expect([hashed.states, hashed.reductions]).toEqual([whole.states, []]);
    expect(check(program, { ...BUDGET, reductions: REDUCTIONS, unreduced: 0 }).reductions).not.toEqual([]);
});

describe('where states are merged, nothing false is told, and nothing passes', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => {
        for (const hashBits of NARROW) isTrue(program, hashBits);
    });

    test.each(KINDS)('generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
        let merged = 0;
        let told = 0;
        for (const seed of SEEDS) {
            for (const hashBits of NARROW) {
                const result = isTrue(generate(seed, knobs), hashBits, `seed ${seed}`);
                merged += result?.merged ?? 0;
                told += result?.told ?? 0;
            }
        }
        expect(merged).toBeGreaterThan(COUNT);
        expect(told).toBeGreaterThan(0);
    });
});

function agrees(program: Program, message?: string): void {
    const exact = check(program, BUDGET);
    const { omission, ...compacted } = check(program, { ...BUDGET, hashBits: 64 });
    expect(omission).toBe((exact.states * (exact.states + 1)) / 2 / 2 ** 64);
    const unreached = exact.witnesses.filter(({ trace }) => trace === undefined);
    expect({ ...compacted, bytes: 0 }, message).toEqual({ ...expected(exact, unreached, omission!), bytes: 0 });
}

/** That no state is one is not known where some may be missing; all else is the same. */
function expected(exact: CheckResult, unreached: CheckResult['witnesses'], omission: number): CheckResult {
    if (exact.verdict.kind === 'pass') return { ...exact, verdict: { kind: 'pass', omission } };
    if (unreached.length === 0) return exact;
    const witnesses = exact.witnesses.filter(({ trace }) => trace !== undefined);
    return {
        ...exact,
        witnesses,
        verdict:
            witnesses[0] === undefined
                ? { kind: 'inconclusive', limit: 'hashes' }
                : { kind: witnesses[0].outcome.kind, witness: witnesses[0] },
        exhausted: false,
        limit: 'hashes',
        undecided: unreached.map(({ outcome }) => outcome),
    };
}

function isTrue(
    program: Program,
    hashBits: number,
    message?: string,
): { readonly merged: number; readonly told: number } | undefined {
    const reference = referenceCheck(program, MAX_STATES);
    if (!reference.exhausted) return undefined;
    const { verdict, witnesses, states, omission, exhausted, hasTerminal } = check(program, { ...BUDGET, hashBits });
    const falsehoods = witnesses.flatMap(witness => falsehoodsOf(program, witness, reference));
    expect(falsehoods, `${message}, ${hashBits} bits`).toEqual([]);
    expect(verdict.kind, message).not.toBe('pass');
    expect(exhausted).toBe(false);
    if (hasTerminal !== undefined) expect(hasTerminal, message).toBe(reference.hasTerminal);
    expect(states).toBeLessThanOrEqual(Math.min(2 ** hashBits, reference.states));
    expect(omission).toBeGreaterThan(1e-3);
    return { merged: reference.states - states, told: witnesses.length };
}
