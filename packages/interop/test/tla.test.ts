// The modules for TLC, by an interpreter of TLA+ that knows nothing of programs: as many states as the reference search
// has, the same bugs, invariants, deadlocks and ends, and the same answer for fair executions.
// FAULTLINE_TLA is how many random programs, FAULTLINE_SEED the first seed.
import type { Expr, Program, Step } from '@faultline/checker';
import { follow } from '@faultline/checker';
import type { ReferenceResult } from '@faultline/checker/reference';
import {
    bound,
    dump,
    eq,
    fail,
    generate,
    isObliged,
    isTrueIn,
    load,
    mem,
    nameOf,
    num,
    op,
    operand,
    quantify,
    referenceCheck,
    reg,
    SMALL_PROGRAMS,
    self,
    set,
    store,
    when,
    write,
} from '@faultline/checker/reference';
import { describe, expect, test } from 'vitest';
import { readTlcTrace, toTla } from '../src/index.ts';
import type { TlaExport } from '../src/tla.ts';
import { branch, build, cell, R, register, S } from './build.ts';
import { checkTla, printedAsByTlc } from './tla-check.ts';
import { interpret, readModule, TlcStops } from './tla-interpreter.ts';

const COUNT = Number(process.env['FAULTLINE_TLA'] ?? 25);
const FIRST = Number(process.env['FAULTLINE_SEED'] ?? 1);
const MOST_STATES = 800;
/** At least this part of the programs is small enough, and says nothing that the export cannot. */
const LEAST_COMPARED = 0.5;

const mangled = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, '_');

/** What TLC must find, read off the graph of the reference search. */
function expectedOf(program: Program, { graph, outcomes }: ReferenceResult) {
    const cuts = new Set<string>();
    const came = new Set<string>();
    const broken = new Set<string>();
    for (const { id, state, isCut, edges } of graph.nodes) {
        for (const { kind, outcome, holds } of program.properties) {
            if (kind === 'invariant' && !isTrueIn(program, state, holds))
                broken.add(`invariant_${mangled(outcome.name)}`);
        }
        for (const { target } of edges) {
            if (typeof target !== 'object') continue;
            const name = target.outcome === undefined ? 'discarded' : nameOf(target.outcome);
            cuts.add(`${id} ${name}`);
            came.add(name);
            if (name !== 'discarded') broken.add('NoBug');
        }
        const isOver = !isCut && edges.every(({ transition }) => transition.optional);
        if (!isOver) continue;
        if (program.actors.some((_, actor) => isObliged(program, state, actor))) {
            broken.add('NoDeadlock');
            continue;
        }
        for (const { kind, outcome, holds } of program.properties) {
            if (kind === 'final' && !isTrueIn(program, state, holds)) broken.add(`final_${mangled(outcome.name)}`);
            if (kind === 'exists' && isTrueIn(program, state, holds)) broken.add(`exists_${mangled(outcome.name)}`);
        }
    }
    const isStuck = outcomes.has('deadlock') || outcomes.has('livelock');
    return {
        states: graph.nodes.length,
        cuts: cuts.size,
        outcomes: [...came].toSorted(),
        broken: [...broken].toSorted(),
        goesOn: !isStuck,
    };
}

function answerOf(exported: TlaExport) {
    const answer = checkTla(exported, MOST_STATES * 4);
    if (answer === undefined) throw new Error('too many states');
    const { states, cuts, outcomes, broken, violated } = answer;
    return { states: states - cuts, cuts, outcomes, broken: broken.toSorted(), goesOn: violated.length === 0 };
}

function compare(program: Program, about: string): 'compared' | 'too large' | 'not expressible' | 'stopped' {
    const exported = toTla(program);
    if (exported.kind !== 'tla') return 'not expressible';
    const reference = referenceCheck(program, MOST_STATES);
    if (!reference.exhausted) return 'too large';
    let answer: ReturnType<typeof answerOf> | undefined;
    try {
        answer = answerOf(exported);
    } catch (error) {
        if (error instanceof TlcStops) return 'stopped';
        throw new Error(`${about}\n${exported.text}`, { cause: error });
    }
    expect(answer, about).toEqual(expectedOf(program, reference));
    return 'compared';
}

test(`${COUNT} random programs from seed ${FIRST} on`, { timeout: 60_000 + COUNT * 2000 }, () => {
    const seen = { compared: 0, 'too large': 0, 'not expressible': 0, stopped: 0 };
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const program = generate(seed, { memory: 'sc' });
        seen[compare(program, `seed ${seed}\n${dump(program)}`)]++;
    }
    console.info(`TLA+: ${JSON.stringify(seen)}`);
    expect(seen.compared).toBeGreaterThanOrEqual(Math.floor(COUNT * LEAST_COMPARED));
});

describe('programs that tell a right reading of the rules from a wrong one', () => {
    const programs = SMALL_PROGRAMS.filter(({ program }) => program.memory.kind === 'sc');
    test.each(programs)('$title', ({ title, program }) => {
        expect(compare(program, title)).toBe('compared');
    });
});

test(`what TLC prints of an execution is told again, for ${COUNT} random programs`, {
    timeout: 60_000 + COUNT * 2000,
}, () => {
    const told = new Set<string>();
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const program = generate(seed, { memory: 'sc' });
        const exported = toTla(program);
        if (exported.kind !== 'tla') continue;
        const printed = printedOrStopped(exported);
        for (const { invariants, outcome, text } of printed) {
            const read = readTlcTrace(text, exported);
            if (read?.kind !== 'hints') throw new Error(`seed ${seed}: ${read?.why}\n${text}`);
            const followed = follow(program, read);
            const about = `seed ${seed}, ${invariants.join()}\n${dump(program)}\n${text}`;
            if (followed.kind !== 'witness') throw new Error(`${about}\n${JSON.stringify(followed)}`);
            const bare = (name: string): string => mangled(name).replace(/^(violation|bug|invariant|final)_/, '');
            const expected = invariants.map(name =>
                bare(name === 'NoBug' ? outcome : name === 'NoDeadlock' ? 'deadlock' : name),
            );
            expect(expected, about).toContain(bare(nameOf(followed.witness.outcome)));
            for (const name of invariants) told.add(name.replace(/_.*/, ''));
        }
    }
    expect([...told].toSorted()).toEqual(['NoBug', 'NoDeadlock', 'final', 'invariant']);
});

function printedOrStopped(exported: TlaExport): ReturnType<typeof printedAsByTlc> {
    try {
        return printedAsByTlc(exported, MOST_STATES);
    } catch (error) {
        if (error instanceof TlcStops) return [];
        throw error;
    }
}

test('the bits of a negative number make TLC stop, and none of them a wrong value', () => {
    const signed = { kind: 'int', low: -2, high: 2 } as const;
    const program = (value: number) =>
        build({
            cells: [cell('x', { domain: signed, initial: [value] }), cell('y')],
            actors: [
                {
                    registers: [register('r', { domain: signed }), register('s')],
                    code: [{ actions: [load(R, 0)] }, { actions: [store(1, op(reg(R), '|', num(1)))] }],
                },
            ],
        });
    expect(compare(program(2), 'two')).toBe('compared');
    expect(compare(program(-2), 'minus two')).toBe('stopped');
});

const LOCKED = build({
    cells: [cell('x'), cell('x.lock', { class: 'machine', valueNames: ['free', 'writer'] })],
    actors: [
        {
            name: 'writer',
            code: [
                { guard: eq(mem(1), num(0)), actions: [write(1, op(self, '+', num(1)))], live: [], fairness: 'strong' },
                { choose: { register: R, low: num(1), high: num(2) }, actions: [store(0, reg(R))], live: [] },
                { actions: [write(1, num(0))], live: [] },
            ],
            registers: [register('r')],
        },
    ],
    properties: [{ kind: 'invariant', outcome: { kind: 'violation', name: 'small' }, holds: op(mem(0), '<=', num(1)) }],
});
const STATEMENTS = ['spin_lock(x.lock)', 'x = choose 1..2 (* why *)', 'spin_unlock(x.lock)'];

function exportedLocked(): TlaExport {
    const result = toTla(LOCKED, { module: 'a-lock', describeStep: step => STATEMENTS[step] });
    if (result.kind !== 'tla') throw new Error(result.reasons.join());
    return result;
}

test('one action for each step, with the names people know', () => {
    const { text, safety, liveness } = exportedLocked();
    expect(text.slice(text.indexOf('---- MODULE'))).toMatchInlineSnapshot(`
      "---- MODULE a_lock ----
      EXTENDS Integers, FiniteSets

      \\* TRUE: progress, and steps that lead back to themselves, are noted for the properties of fair executions.
      CONSTANT Liveness

      VARIABLES
          x,
          x_lock,  \\* x.lock, 0: free, 1: writer
          writer,
          outcome  \\* how the execution was cut

      vars == <<x, x_lock, writer, outcome>>

      Init ==
          /\\ x = 0
          /\\ x_lock = 0
          /\\ writer = [pc |-> "writer_1", r |-> 0]
          /\\ outcome = "none"

      invariant_small ==
          x <= 1

      \\* The execution goes on: it is not cut, and no invariant is broken.
      Running ==
          /\\ outcome = "none"
          /\\ invariant_small

      (* ------------------------------------------------------------
         writer (thread) *)

      \\* spin_lock(x.lock)
      writer_1 ==
          /\\ Running
          /\\ writer.pc = "writer_1"
          /\\ x_lock = 0
          /\\ x_lock' = 1
          /\\ writer' = [writer EXCEPT !.pc = "writer_2"]
          /\\ UNCHANGED <<x, outcome>>

      \\* x = choose 1..2 ( * why * )
      writer_2 ==
          /\\ Running
          /\\ writer.pc = "writer_2"
          /\\ \\E picked \\in 1..2 :
                 /\\ x' = picked
                 /\\ writer' = [writer EXCEPT !.pc = "writer_3"]
          /\\ UNCHANGED <<x_lock, outcome>>

      \\* spin_unlock(x.lock)
      writer_3 ==
          /\\ Running
          /\\ writer.pc = "writer_3"
          /\\ x_lock' = 0
          /\\ writer' = [writer EXCEPT !.pc = "ENDED"]
          /\\ UNCHANGED <<x, outcome>>

      \\* Whether it can step at all, and where that is not optional.
      writer_can_step ==
          /\\ ~(writer.pc = "ENDED")
          /\\ (writer.pc = "writer_1" => (x_lock = 0))
          /\\ (writer.pc = "writer_2" => (\\E picked \\in 1..2 : TRUE))

      writer_demanded ==
          /\\ writer_can_step

      writer_moves ==
          \\/ writer_1
          \\/ writer_2
          \\/ writer_3

      \\* Acquisitions that are granted at last to who waits for them.
      writer_granted ==
          \\/ writer_1

      \\* Whether it need not go on.
      writer_at_rest ==
          writer.pc = "ENDED"

      (* ------------------------------------------------------------
         What is asked *)

      \\* Nothing that cuts an execution is a failure.
      NoBug == outcome \\in {"none", "discarded"}

      \\* Nothing is left to do but what is optional.
      Over ==
          /\\ Running
          /\\ ~writer_demanded

      \\* Where nothing is left to do, nobody is obliged to do something.
      NoDeadlock ==
          Over =>
              /\\ writer_at_rest

      Next ==
          \\/ writer_moves

      Spec == Init /\\ [][Next]_vars

      FairSpec ==
          /\\ Spec
          /\\ WF_vars(writer_demanded /\\ writer_moves)
          /\\ SF_vars(writer_granted)

      writer_goes_on ==
          []<>(~Running \\/ writer_at_rest)

      ====
      "
    `);
    expect(safety).toMatchInlineSnapshot(`
      "\\* About states.
      SPECIFICATION Spec
      CONSTANT Liveness = FALSE
      \\* what the end of all is, NoDeadlock says
      CHECK_DEADLOCK FALSE
      INVARIANT NoBug
      INVARIANT NoDeadlock
      INVARIANT invariant_small
      "
    `);
    expect(liveness).toMatchInlineSnapshot(`
      "\\* About fair executions.
      SPECIFICATION FairSpec
      CONSTANT Liveness = TRUE
      CHECK_DEADLOCK FALSE
      PROPERTY writer_goes_on
      "
    `);
});

const TOLD = `
Error: Invariant invariant_small is violated.
Error: The behavior up to this point is:
State 1: <Initial predicate>
/\\ x = 0
/\\ x_lock = 0
/\\ writer = [pc |-> "writer_1", r |-> 0]
/\\ outcome = "none"

State 2: <writer_1 line 29, col 5 to line 34, col 31 of module a_lock>
/\\ x = 0
/\\ x_lock = 1
/\\ writer = [ pc |-> "writer_2",
  r |-> 0 ]
/\\ outcome = "none"

State 3: <writer_2 line 38, col 5 to line 44, col 31 of module a_lock>
/\\ x = 2
/\\ x_lock = 1
/\\ writer = [pc |-> "writer_3", r |-> 0]
/\\ outcome = "none"

5 states generated, 4 distinct states found, 0 states left on queue.
`;

test('the value that was chosen is the one that leads to the state that TLC shows', () => {
    const read = readTlcTrace(TOLD, exportedLocked());
    expect(read?.kind).toBe('hints');
    if (read?.kind !== 'hints') return;
    expect(follow(LOCKED, read)).toMatchObject({
        kind: 'witness',
        witness: {
            outcome: { kind: 'violation', name: 'small' },
            trace: { events: [{ step: 0 }, { step: 1, choice: 2 }] },
        },
    });
});

test.each([
    [TOLD.replaceAll('a_lock', 'other'), 10, 'This is of the module other; the check is a_lock.'],
    [TOLD.replace('/\\ x_lock = 0\n', ''), 4, 'The state says nothing of x_lock: it is not of this check.'],
    [TOLD.replace('/\\ x = 0', '/\\ x = 1'), 4, 'The check does not begin in this state.'],
    [`${TOLD}\nBack to state 9: <writer_1 line 1 of module a_lock>\n`, 25, 'There is no state 9.'],
])('what is not of the module is told at its line', (text, line, why) => {
    expect(readTlcTrace(text, exportedLocked())).toEqual({ kind: 'unreadable', line, why });
});

test('a step that does not happen is told', () => {
    const read = readTlcTrace(TOLD.replace('x = 2', 'x = 3'), exportedLocked());
    if (read?.kind !== 'hints') throw new Error(read?.why);
    expect(follow(LOCKED, read)).toEqual({ kind: 'astray', hint: 1, why: 'no step leads to the state that it shows' });
    expect(read.hints[1]!.line).toBe(17);
});

/** `a` waits for what never comes; `b` goes round for ever, and is said to make progress. */
const WAITS = build({
    cells: [cell('x')],
    actors: [
        { name: 'a', code: [{ guard: eq(mem(0), num(1)) }] },
        {
            name: 'b',
            code: [{ actions: [{ kind: 'progress' }], next: { kind: 'goto', step: 1 } }],
        },
    ],
});
/** The same, but `a` looks again and again. */
const SPINS = build({
    cells: [cell('x')],
    actors: [
        {
            name: 'a',
            code: [
                {
                    next: { kind: 'branch', condition: eq(mem(0), num(1)), then: 1, else: 0 },
                },
                {},
            ],
        },
        { name: 'b', code: [{ actions: [{ kind: 'progress' }], next: { kind: 'goto', step: 2 } }] },
    ],
});

test.each([
    ['a deadlock of one while another goes on', WAITS, 'deadlock', 'b_1'],
    ['a livelock', SPINS, 'livelock', 'a_1'],
])('a lasso is %s', (_, program, kind, action) => {
    const exported = toTla(program);
    if (exported.kind !== 'tla') throw new Error(exported.reasons.join());
    const answer = checkTla(exported, MOST_STATES);
    expect(answer).toMatchObject({ broken: [], violated: ['a_goes_on'] });
    const state = (n: number, head: string): string =>
        `State ${n}: <${head}>\n/\\ x = 0\n/\\ a = [pc |-> "a_1"]\n/\\ b = [pc |-> "b_1"]\n/\\ outcome = "none"\n\n`;
    const step = (name: string): string => `${name} line 1, col 1 to line 2, col 2 of module ${exported.module}`;
    const loop = kind === 'deadlock' ? ['b_1'] : ['b_1', action];
    const text = `${state(1, 'Initial predicate')}${loop
        .slice(0, -1)
        .map((name, i) => state(i + 2, step(name)))
        .join('')}Back to state 1: <${step(loop.at(-1)!)}>\n`;
    const read = readTlcTrace(text, exported);
    if (read?.kind !== 'hints') throw new Error(read?.why ?? text);
    expect(follow(program, read)).toMatchObject({
        kind: 'witness',
        witness: { outcome: { kind }, at: [{ actor: 0, step: 0 }] },
    });
});

test('ways that meet, with and without values that differ', () => {
    const goOn = (condition: Expr, then: number, otherwise: number): Partial<Step> => ({
        local: true,
        next: branch(condition, then, otherwise),
    });
    const program = build({
        cells: [cell('x'), cell('y')],
        actors: [
            {
                code: [
                    { choose: { register: R, low: num(0), high: num(3) } },
                    { actions: [set(S, num(0))], next: branch(eq(reg(R), num(0)), 2, 3) },
                    { ...goOn(eq(mem(1), num(0)), 4, 5), actions: [set(S, num(7))] },
                    goOn(eq(reg(R), num(1)), 4, 5),
                    { local: true, actions: [write(0, reg(S))], next: { kind: 'goto', step: 6 } },
                    { local: true, actions: [write(1, num(1))], next: { kind: 'goto', step: 6 } },
                    { local: true, next: { kind: 'goto', step: 7 } },
                    { live: [] },
                ],
            },
            { code: [{ actions: [write(1, num(1))] }] },
        ],
    });
    expect(compare(program, 'meetings')).toBe('compared');
});

test('an operation that may fail in two ways', () => {
    const mayFail = (value: number, name: string) => when(eq(operand, num(value)), [fail('bug', name)]);
    const program = build({
        cells: [cell('x')],
        deferred: [
            {
                operand: { kind: 'int', low: 0, high: 255 },
                actions: [mayFail(1, 'one'), mayFail(2, 'two'), write(0, operand)],
                text: 'put',
                step: 1,
            },
        ],
        actors: [
            {
                code: [
                    { choose: { register: R, low: num(0), high: num(3) } },
                    { actions: [{ kind: 'defer', deferred: 0, operand: reg(R) }] },
                    { live: [] },
                ],
            },
        ],
    });
    expect(compare(program, 'two ways to fail')).toBe('compared');
});

test('names of bound variables do not get into each other', () => {
    const count = quantify('count', 0, 2, eq(mem(0, bound(0)), num(0)));
    const references = { kind: 'ref', class: 0 } as const;
    const program = build({
        classes: [{ name: 'page', size: 3, objects: ['p0', 'p1', 'p2'] }],
        cells: [
            cell('i', { length: 3 }),
            cell('slots', { length: 3, domain: references, initial: [1, 3, 5] }),
            cell('place', { domain: references, initial: [3] }),
        ],
        actors: [
            {
                name: 'j',
                registers: [register('i'), register('place', { domain: references, initial: 5 })],
                code: [
                    { actions: [{ kind: 'set', register: R, value: count }] },
                    {
                        actions: [
                            { kind: 'set', register: R, value: count },
                            {
                                kind: 'write',
                                cell: 0,
                                index: num(1),
                                value: quantify('any', 0, 2, eq(mem(0, bound(0)), reg(R))),
                            },
                            { kind: 'retire', class: 0, index: op(count, '-', num(1)) },
                        ],
                        next: {
                            kind: 'branch',
                            condition: { kind: 'is-referenced', class: 0, index: op(count, '-', num(1)) },
                            then: 2,
                            else: 0,
                        },
                    },
                    { actions: [] },
                ],
            },
        ],
    });
    expect(compare(program, 'bound variables')).toBe('compared');
});

test('store buffers are not expressible', () =>
    expect(toTla({ ...LOCKED, memory: { kind: 'tso', entries: 2 } })).toEqual({
        kind: 'not-expressible',
        reasons: ['store buffers (tso) are not exported; check under sc'],
    }));

describe('the interpreter of TLA+ does not take', () => {
    const module = (body: string): string => `---- MODULE M ----\nVARIABLES x\n${body}\n====\n`;
    test.each([
        ['a name that nothing defines', 'Init == x = y', 'y is not defined'],
        ['a name twice', 'Init == x = 0\nInit == x = 1', 'Init is defined twice'],
        ['a bound variable that is something else', 'Init == \\A x \\in 0..1 : TRUE', 'x is defined twice'],
        ['operators without precedence', 'Init == x = 1 - 2 - 3 + 4', 'no precedence'],
        ['a conjunction that ends too early', 'Init == /\\ x =\n/\\ TRUE', 'ends too early'],
    ])('%s', (_, body, message) => expect(() => readModule(module(body))).toThrow(message));

    test('a next state that says nothing of a variable', () => {
        const text = "---- MODULE M ----\nVARIABLES x, y\nInit == /\\ x = 0\n        /\\ y = 0\nNext == x' = 1\n====\n";
        const { successors, initial } = interpret(readModule(text), new Map());
        expect(() => successors('Next', initial)).toThrow('says nothing of y');
    });
});
