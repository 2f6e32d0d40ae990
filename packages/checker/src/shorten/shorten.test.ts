// Runs that are longer than they need be: those of the reduced search, and random walks as another tool might have made
// them. What is left of them is judged by the reference search, and compared with the shortest ones.
//
// `FAULTLINE_DIFFERENTIAL=2000` looks at that many programs of each kind.
import { describe, expect, test } from 'vitest';
import { check, conclude } from '../check.ts';
import { createExecutable } from '../executable.ts';
import type { Clue, Hint } from '../follow.ts';
import { follow } from '../follow.ts';
import { choicesOf, evaluateIn, initialState, takeStep } from '../interpreter.ts';
import type { Program } from '../program.ts';
import { createReducedSearch } from '../reduction/explore-reduced.ts';
import { falsehoodsOf } from '../reference/compare.ts';
import { generate, random, referenceCheck } from '../reference/index.ts';
import { KINDS } from '../reference/kinds.ts';
import type { ProgramSpec } from '../testing/build-program.ts';
import {
    bug,
    buildProgram,
    daemon,
    event,
    jump,
    load,
    lock,
    lockCell,
    step,
    store,
    thread,
    unlock,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { movesOf } from '../testing/check-program.ts';
import type { TraceState } from '../trace.ts';
import type { Budget, Witness } from '../verdict.ts';
import { createWatch } from '../watch.ts';
import { createShortener } from './shorten.ts';

const COUNT = Number(process.env.FAULTLINE_DIFFERENTIAL ?? 15);
const MOST_STATES = 1500;
const BUDGET: Budget = { maxStates: 2 * MOST_STATES, maxBytes: 2 ** 30, shouldStop: () => undefined };
const WALKS = 5;
const LONGEST_WALK = 200;

describe('of generated programs', () => {
    test.each(KINDS)('%s', { timeout: 3_600_000 }, (_, knobs) => {
        let before = 0;
        let after = 0;
        for (let seed = 0; seed < COUNT; seed++) {
            const program = generate(seed, knobs);
            const reference = referenceCheck(program, MOST_STATES);
            if (!reference.exhausted) continue;
            const shortest = new Map(check(program, BUDGET).witnesses.map(one => [keyOf(one), lengthOf(one)]));
            for (const witness of [...reduced(program), ...wandered(program, seed)]) {
                if (witness.trace === undefined) continue;
                const told = createShortener(program, () => false)(witness);
                const about = `seed ${seed}: ${keyOf(witness)}`;
                expect(falsehoodsOf(program, told, reference), about).toEqual([]);
                expect({ ...told, trace: undefined }, about).toEqual({ ...witness, trace: undefined });
                expect(lengthOf(told), about).toBeLessThanOrEqual(lengthOf(witness));
                // a lasso with the same steps need not be one of the same actors
                const isLasso = told.outcome.kind === 'livelock';
                const least = isLasso ? 1 : (shortest.get(keyOf(witness)) ?? 1);
                expect(lengthOf(told), about).toBeGreaterThanOrEqual(least);
                expect(createShortener(program, () => false)(witness), about).toEqual(told);
                before += lengthOf(witness);
                after += lengthOf(told);
            }
        }
        expect(after).toBeLessThan(before);
    });
});

/** Each rule, with the schedule that it is to make shorter: who steps, in order. */
describe('left out are', () => {
    const spec = (actors: ProgramSpec['actors'], more: Partial<ProgramSpec> = {}): ProgramSpec => ({
        cells: { x: 0, y: 0, z: 0, a: lockCell(), b: lockCell() },
        actors,
        ...more,
    });
    const fails = thread('F', [load('r', 'x'), jump('out', 'r == 0'), step(bug('seen')), 'out:'], {
        registers: { r: 0 },
    });
    const idles = thread('I', [store('z', 1), store('z', 2), store('z', 3)]);

    test('the steps of a thread that has nothing to do with it', () => {
        expect(shortened(spec([thread('W', [store('x', 1)]), fails, idles]), 'I W I F I F')).toBe('W F F');
    });
    test('what a thread does after it has done its part', () => {
        const writes = thread('W', [store('y', 1), store('x', 1), store('y', 2), store('y', 3)]);
        expect(shortened(spec([writes, fails]), 'W W W W F F')).toBe('W W F F');
    });
    test('a lock that is taken and given back, with what others do for it', () => {
        const takes = (name: string) => thread(name, [lock('a'), store('z', 1), unlock('a')]);
        const actors = [takes('A'), takes('B'), thread('W', [store('x', 1)]), fails];
        expect(shortened(spec(actors), 'A A A B W B B F F')).toBe('W F F');
    });
    test('no steps without which it shows elsewhere', () => {
        const two = thread(
            'F',
            [load('r', 'x'), jump('two', 'r == 2'), step(bug('one')), jump('out'), 'two:', step(bug('two')), 'out:'],
            {
                registers: { r: 0 },
            },
        );
        expect(shortened(spec([thread('W', [store('x', 1), store('x', 2)]), two]), 'W W F F')).toBe('W W F F');
    });
    test('no steps without which an invariant breaks before', () => {
        const guarded = spec([thread('W', [store('x', 1)]), thread('Z', [store('z', 1)]), fails], {
            invariants: { after: 'x == 0 || z == 1' },
        });
        expect(shortened(guarded, 'Z W F F')).toBe('Z W F F');
    });
    test('steps on the way to a data race, but the accesses are of the same element', () => {
        const plain = (name: string, ...before: readonly string[]) =>
            thread(name, [
                ...before.map(cell => store(cell, 1)),
                step({ kind: 'store', to: 'x', value: '1', mark: 'plain' }),
            ]);
        const program = buildProgram(spec([plain('A', 'y'), plain('B', 'z'), idles], { detectRaces: true }));
        const [witness] = check(program, BUDGET).witnesses;
        const longer = prefixed(program, witness!, 'I I');
        expect(movesOf(program, createShortener(program, () => false)(longer))).toBe('A B');
    });
    test('who has nothing to do with a deadlock, also where he could go on', () => {
        const takes = (name: string, one: string, two: string) =>
            thread(name, [lock(one), lock(two), unlock(two), unlock(one)]);
        const actors = [takes('A', 'a', 'b'), takes('B', 'b', 'a'), idles];
        const program = buildProgram(spec(actors));
        const [witness] = check(program, BUDGET).witnesses;
        expect(movesOf(program, createShortener(program, () => false)(prefixed(program, witness!, 'I I I')))).toBe(
            'A B',
        );
    });
    test('but not who could still help', () => {
        // W stores y unless it sees z
        const actors = [
            thread('Z', [store('z', 1)]),
            thread('W', [load('r', 'z'), jump('out', 'r == 1'), store('y', 1), 'out:'], { registers: { r: 0 } }),
            thread('T', [waitUntil('y == 1')]),
            thread('I', [store('x', 1), store('x', 2), store('x', 3)]),
        ];
        expect(shortened(spec(actors), 'I Z I W I')).toBe('Z');
    });
    test('an event that need not have happened before the end', () => {
        const happens = event('E', [{ optional: true, rest: 'always', actions: [write('z', 1)] }]);
        const ends = spec([happens, thread('W', [store('x', 1)])], { finals: { never: 'x == 0' } });
        expect(shortened(ends, 'E W')).toBe('W');
    });
    test('what a lasso does not need, on its way and going round', () => {
        const spinner = thread('S', ['top:', load('r', 'x'), jump('top')], { registers: { r: 0 } });
        const dancer = daemon('D', ['top:', waitUntil('y == 0'), store('y', 1), store('y', 0), jump('top')]);
        const guest = daemon('G', [waitUntil('y == 1'), waitUntil('0')]);
        const danced = spec([spinner, dancer, idles, guest]);
        expect(shortened(danced, 'I I I (S D D D S D D D)')).toBe('I I I (D D D S)');
        expect(shortened(danced, 'I I D D G I (D D D S)')).toBe('I I I (S D D D)');
    });
});

describe('brought together are', () => {
    const stores = (name: string, cell: string) => thread(name, [store(cell, 1), store(cell, 2)]);
    const ends: ProgramSpec = {
        cells: { x: 0, y: 0 },
        actors: [stores('A', 'x'), stores('B', 'y')],
        finals: { never: 'x == 0' },
    };
    test('the steps of an actor', () => {
        expect(shortened(ends, 'A B A B')).toBe('A A B B');
    });
    test('but not what somebody waits for', () => {
        const waits: ProgramSpec = {
            ...ends,
            actors: [
                thread('A', [store('x', 1), waitUntil('y == 1'), store('x', 2)]),
                thread('B', [waitUntil('x == 1'), store('y', 1), waitUntil('x == 2')]),
            ],
        };
        expect(shortened(waits, 'A B B A A B')).toBe('A B B A A B');
    });
});

test('where there is no time, a run stays as it is', () => {
    const program = buildProgram({
        cells: { x: 0, y: 0 },
        actors: [thread('A', [store('x', 1), store('x', 2)]), thread('B', [store('y', 1), store('y', 2)])],
        finals: { never: 'x == 0' },
    });
    const witness = followed(program, 'A B A B');
    expect(createShortener(program, () => false, 0)(witness)).toEqual(witness);
    expect(createShortener(program, () => true, 1000)(witness)).toEqual(witness);
});

/** Makes the run of these moves shorter. */
function shortened(spec: ProgramSpec, moves: string): string {
    const program = buildProgram(spec);
    return movesOf(program, createShortener(program, () => false)(followed(program, moves)));
}

/** The outcome of the run in which the actors with these names step, in this order; a cycle stands in parentheses. */
function followed(program: Program, moves: string): Witness {
    const words = moves.split(' ');
    const start = words.findIndex(word => word.startsWith('('));
    const hints = words.map(word => {
        const name = word.replace(/[()]/g, '');
        return { actor: program.actors.findIndex(actor => actor.name === name) };
    });
    return witnessAlong(program, { hints, ...(start >= 0 && { cycleStart: start }) });
}

function witnessAlong(program: Program, clue: Clue): Witness {
    const end = follow(program, clue);
    if (end.kind !== 'witness') throw new Error(JSON.stringify(end));
    return end.witness;
}

/** The witness, with moves of others before it. */
function prefixed(program: Program, witness: Witness, moves: string): Witness {
    const first = moves.split(' ').map(name => program.actors.findIndex(actor => actor.name === name));
    const rest = witness.trace!.events.flatMap(one => (one.kind === 'step' ? [one.actor] : []));
    const states = [initialState(program)];
    const events = [...first, ...rest].map(actor => {
        const state = states.at(-1)!;
        const attempt = takeStep(program, state, actor, undefined);
        if (attempt.kind !== 'done') throw new Error(`${program.actors[actor]!.name} cannot step`);
        states.push(attempt.state);
        return {
            kind: 'step',
            actor,
            step: state.actors[actor]!.step!,
            choice: undefined,
            locals: attempt.locals,
        } as const;
    });
    return { ...witness, trace: { events, states, cycleStart: undefined } };
}

function reduced(program: Program): readonly Witness[] {
    const executable = createExecutable(program);
    const watch = createWatch(BUDGET);
    return conclude(executable, createReducedSearch(executable, BUDGET, watch).run(), BUDGET, watch).witnesses;
}

/** What random walks come to. */
function wandered(program: Program, seed: number): readonly Witness[] {
    if (program.memory.kind !== 'sc') return [];
    return Array.from({ length: WALKS }, (_, walk) => {
        const clue = wander(program, WALKS * seed + walk);
        const end = clue.hints.length === 0 ? undefined : follow(program, clue);
        return end?.kind === 'witness' ? [end.witness] : [];
    }).flat();
}

/** A walk until nobody can go on or something fails, or round a cycle. */
function wander(program: Program, seed: number): Clue {
    const { pick, chance } = random(seed);
    const hints: Hint[] = [];
    const places = new Map<string, number>();
    const isBroken = (state: TraceState): boolean =>
        program.properties.some(({ kind, holds }) => kind === 'invariant' && evaluateIn(program, state, holds) === 0);
    for (let state = initialState(program); !isBroken(state) && hints.length < LONGEST_WALK; ) {
        const key = JSON.stringify(state);
        const before = places.get(key);
        if (before !== undefined && chance(0.2)) return { hints, cycleStart: before };
        if (before === undefined) places.set(key, hints.length);
        const moves = [...program.actors.keys()].flatMap(actor => {
            if (state.actors[actor]!.step === undefined) return [];
            return choicesOf(program, state, actor).flatMap(choice => {
                const attempt = takeStep(program, state, actor, choice);
                return attempt.kind === 'disabled'
                    ? []
                    : [{ hint: { actor, ...(choice !== undefined && { choice }) }, attempt }];
            });
        });
        if (moves.length === 0) break;
        const { hint, attempt } = pick(moves);
        hints.push(hint);
        if (attempt.kind !== 'done') break;
        state = attempt.state;
    }
    return { hints };
}

function keyOf({ outcome, at, race, property }: Witness): string {
    const steps = at.map(({ actor, step: id }) => `${actor}@${id}`).sort();
    return `${outcome.kind} ${outcome.name} ${race === undefined ? '' : 'race'} ${property ?? ''} ${steps}`;
}

function lengthOf({ trace }: Witness): number {
    return trace?.events.length ?? Number.POSITIVE_INFINITY;
}
