// An execution that another tool found, taken up again on the plain semantics.
//
// The other tool says of each transition what it knows: who stepped, perhaps which step, perhaps what came of it. Where
// that leaves more than one (the value that was chosen), all that fit are tried in order, until one leads to the end.
// Invariant: what is answered is an execution of the program, by the interpreter alone, and its witness is not refuted.
import { createExecutable } from './executable.ts';
import type { Attempt } from './interpreter.ts';
import { choicesOf, evaluateIn, initialState, isEnabled, takeStep } from './interpreter.ts';
import type { ActorId, Outcome, Program, StepId } from './program.ts';
import { followChain } from './property/deadlock.ts';
import { createOutlook } from './property/outlook.ts';
import { createWaitFinder } from './property/wait-chain.ts';
import { refute } from './replay.ts';
import type { Trace, TraceState } from './trace.ts';
import { fromTraceState } from './trace-state.ts';
import type { Witness } from './verdict.ts';

/** One transition, as far as it is known. */
export interface Hint {
    /** Absent: any. */
    readonly actor?: ActorId;
    readonly step?: StepId;
    readonly choice?: number;
    /** Whether it may lead to this state; `undefined`: to none, for it is cut. */
    readonly leadsTo?: (after: TraceState | undefined) => boolean;
    /** Hints with the same number mean the same move, and a greater one a later in the order of actors, steps and choices. */
    readonly number?: number;
}

export interface Clue {
    readonly hints: readonly Hint[];
    /** For a lasso: which hint is the first of its cycle; the last one leads back to the state before it. */
    readonly cycleStart?: number;
}

export type Followed =
    | { readonly kind: 'witness'; readonly witness: Witness }
    /** It is an execution, at whose end nothing is wrong. */
    | { readonly kind: 'no-outcome'; readonly trace: Trace }
    /** It comes as far as this hint; `why` is a clause about it. */
    | { readonly kind: 'astray'; readonly hint: number; readonly why: string }
    /** It may be more than one execution, and they come out differently. */
    | { readonly kind: 'ambiguous'; readonly outcomes: readonly Outcome[]; readonly hint: number };

/** How often one goes back for another move, where hints leave several. */
const MOST_RETRIED = 10_000;

/** Finds the execution under `sc`, and what it comes to. */
export function follow(program: Program, { hints, cycleStart }: Clue): Followed {
    const found: { readonly end: Followed; readonly outcome: Outcome | undefined }[] = [];
    let furthest = { hint: 0, why: 'does not happen' };
    let choicePoint = 0;
    const stray = (hint: number, why: string): void => {
        if (hint >= furthest.hint) furthest = { hint, why };
    };
    for (const way of waysAlong(program, hints, stray)) {
        const end = judge(program, way.trace, cycleStart);
        if (end.kind === 'astray') {
            furthest = { hint: end.hint, why: end.why };
            continue;
        }
        choicePoint = way.firstChoice ?? choicePoint;
        found.push({ end, outcome: end.kind === 'witness' ? end.witness.outcome : undefined });
    }
    const failing = found.filter(({ outcome }) => outcome !== undefined);
    const [first] = failing.length > 0 ? failing : found;
    if (first === undefined) return { kind: 'astray', ...furthest };
    const outcomes = distinct(failing.map(({ outcome }) => outcome!));
    return outcomes.length > 1 ? { kind: 'ambiguous', outcomes, hint: choicePoint } : first.end;
}

interface Way {
    readonly trace: Trace;
    /** The first hint that left more than one move. */
    readonly firstChoice: number | undefined;
}

interface Move {
    readonly actor: ActorId;
    readonly step: StepId;
    readonly choice: number | undefined;
    readonly attempt: Exclude<Attempt, { kind: 'disabled' }>;
}

/** Depth first; `stray` hears how far one came and why no further. */
function* waysAlong(
    program: Program,
    hints: readonly Hint[],
    stray: (hint: number, why: string) => void,
): Iterable<Way> {
    const path: Move[] = [];
    /** The initial state, and the one after each move but a cut. */
    const states: TraceState[] = [initialState(program)];
    /** For each place on the path, the moves that are still to be tried there, the next one last. */
    const untried: Move[][] = [];
    const numbered = new Map<number, Move>();
    let retried = 0;
    let firstChoice: number | undefined;

    const goOn = (): boolean => {
        for (let isRetry = false; untried.length > 0; isRetry = true) {
            const place = untried.length - 1;
            for (const { number } of hints.slice(place, path.length)) {
                const isStill = hints.slice(0, place).some(other => other.number === number);
                if (number !== undefined && !isStill) numbered.delete(number);
            }
            path.length = place;
            states.length = place + 1;
            const next = untried[place]!.pop();
            if (next === undefined) {
                untried.pop();
                continue;
            }
            if (isRetry) retried++;
            const { number } = hints[place]!;
            if (number !== undefined) numbered.set(number, next);
            path.push(next);
            if (next.attempt.kind === 'done') states.push(next.attempt.state);
            return true;
        }
        return false;
    };

    for (;;) {
        const place = path.length;
        if (place === hints.length) {
            yield { trace: { events: path.map(toEvent), cycleStart: undefined, states: [...states] }, firstChoice };
        } else {
            const isCut = states.length === place;
            const { moves, why } = isCut
                ? { moves: [], why: 'comes after the end: the execution is cut before' }
                : movesFor(program, states[place]!, hints[place]!, numbered);
            if (moves.length === 0) stray(place, why);
            if (moves.length > 1) firstChoice ??= place;
            untried.push(moves.toReversed());
        }
        if (!goOn() || retried > MOST_RETRIED) return;
    }
}

function movesFor(
    program: Program,
    state: TraceState,
    hint: Hint,
    numbered: ReadonlyMap<number, Move>,
): { readonly moves: readonly Move[]; readonly why: string } {
    let why = 'nobody can step then';
    const isPossible = (move: Omit<Move, 'attempt'> & { readonly attempt: Attempt }): move is Move => {
        const { name } = program.actors[move.actor]!;
        if (move.attempt.kind === 'disabled') {
            why = `${name} cannot step there`;
            return false;
        }
        const after = move.attempt.kind === 'done' ? move.attempt.state : undefined;
        if (hint.leadsTo?.(after) === false) {
            why = 'no step leads to the state that it shows';
            return false;
        }
        if (!isInOrder(hint, numbered, move)) {
            why = `${name} is at another step then`;
            return false;
        }
        return true;
    };
    const moves = [...program.actors.entries()].flatMap(([actor, { name }]): readonly Move[] => {
        if (hint.actor !== undefined && hint.actor !== actor) return [];
        const { step } = state.actors[actor]!;
        if (step === undefined || (hint.step !== undefined && hint.step !== step)) {
            if (hint.actor !== undefined)
                why = `${name} ${step === undefined ? 'has ended' : 'is at another step'} then`;
            return [];
        }
        return choicesOf(program, state, actor)
            .filter(choice => hint.choice === undefined || hint.choice === choice)
            .map(choice => ({ actor, step, choice, attempt: takeStep(program, state, actor, choice) }))
            .filter(isPossible);
    });
    return { moves, why };
}

/** Whether the numbers of the hints so far are in the order of their moves. */
function isInOrder({ number }: Hint, numbered: ReadonlyMap<number, Move>, move: Omit<Move, 'attempt'>): boolean {
    if (number === undefined) return true;
    return [...numbered].every(([other, earlier]) => Math.sign(number - other) === Math.sign(compare(move, earlier)));
}

const compare = (a: Omit<Move, 'attempt'>, b: Omit<Move, 'attempt'>): number =>
    a.actor - b.actor || a.step - b.step || (a.choice ?? 0) - (b.choice ?? 0);

const toEvent = ({ actor, step, choice, attempt: { locals } }: Move) =>
    ({ kind: 'step', actor, step, choice, locals }) as const;

// ------------------------------------------------------------------------------------------- what it comes to

function judge(program: Program, path: Trace, cycleStart: number | undefined): Followed {
    const trace = { ...path, cycleStart };
    const witnesses = candidates(program, trace);
    const sound = witnesses.find(witness => refute(program, witness) === undefined);
    if (sound !== undefined) return { kind: 'witness', witness: sound };
    if (cycleStart === undefined) return { kind: 'no-outcome', trace };
    const why = witnesses[0] === undefined ? undefined : refute(program, witnesses[0]);
    return { kind: 'astray', hint: path.events.length - 1, why: `ends in no livelock: ${why ?? 'nobody is obliged'}` };
}

/** What may be wrong with it, before anybody has checked. */
function candidates(program: Program, trace: Trace): readonly Witness[] {
    if (trace.cycleStart !== undefined) return livelock(program, trace);
    const failed = failureOf(program, trace);
    if (failed !== undefined) return [{ outcome: failed.outcome, at: [failed.at], trace, waits: [] }];
    if (trace.states.length <= trace.events.length) return [];
    const last = trace.states.at(-1)!;
    const invariants = brokenOnes(program, 'invariant', trace, last);
    if (invariants.length > 0) return invariants;
    if (program.actors.some((_, actor) => isDemanded(program, last, actor))) return [];
    const stuck = [...program.actors.keys()].filter(actor => isObliged(program, last, actor));
    return stuck.length > 0 ? [deadlock(program, trace, last, stuck)] : brokenOnes(program, 'final', trace, last);
}

function failureOf(program: Program, { events, states }: Trace) {
    const event = events.at(-1);
    if (event?.kind !== 'step' || states.length > events.length) return undefined;
    const attempt = takeStep(program, states.at(-1)!, event.actor, event.choice);
    return attempt.kind === 'failed'
        ? { outcome: attempt.outcome, at: { actor: event.actor, step: attempt.step } }
        : undefined;
}

function brokenOnes(program: Program, kind: 'invariant' | 'final', trace: Trace, last: TraceState): readonly Witness[] {
    return program.properties.flatMap(({ kind: own, holds, outcome }, property) =>
        own === kind && evaluateIn(program, last, holds) === 0
            ? [{ outcome, at: [], trace, waits: [], ...(kind === 'final' && { property }) }]
            : [],
    );
}

/** These can never move again. Told along the shortest chain. */
function deadlock(program: Program, trace: Trace, last: TraceState, stuck: readonly ActorId[]): Witness {
    const executable = createExecutable(program);
    const findWait = createWaitFinder(executable);
    const vector = fromTraceState(executable.layout, last);
    const [waits] = stuck
        .map(actor => followChain(findWait, actor, vector, other => stuck.includes(other)).waits)
        .sort((a, b) => a.length - b.length);
    const at = waits!.map(({ actor, step }) => ({ actor, step }));
    return { outcome: { kind: 'deadlock', name: '' }, at, trace, waits: waits! };
}

/**
 * A cycle in which some are obliged and do not get on. Who can never move again, also off the cycle, is in a deadlock,
 * and that shows where the cycle begins. Else each way to blame the others is one, the whole crowd first.
 */
function livelock(program: Program, trace: Trace): readonly Witness[] {
    const start = trace.cycleStart!;
    const cycle = trace.states.slice(start);
    const obliged = [...program.actors.keys()].filter(actor => cycle.every(state => isObliged(program, state, actor)));
    const first = trace.states[start]!;
    const executable = createExecutable(program);
    const { areStuck } = createOutlook(executable, () => true);
    const vector = fromTraceState(executable.layout, first);
    const stuck = obliged.filter(actor => areStuck([actor], vector) !== 'no');
    const stem = {
        events: trace.events.slice(0, start),
        states: trace.states.slice(0, start + 1),
        cycleStart: undefined,
    };
    const at = obliged
        .filter(actor => program.actors[actor]!.kind !== 'daemon' && !stuck.includes(actor))
        .map(actor => ({ actor, step: first.actors[actor]!.step! }));
    return [
        ...(stuck.length > 0 ? [deadlock(program, stem, first, stuck)] : []),
        ...[...(at.length > 1 ? [at] : []), ...at.map(one => [one])].map(blamed => ({
            outcome: { kind: 'livelock', name: '' } as const,
            at: blamed,
            trace,
            waits: [],
        })),
    ];
}

/** Whether the actor can step, and that is not optional. */
function isDemanded(program: Program, state: TraceState, actor: ActorId): boolean {
    const { step } = state.actors[actor]!;
    return step !== undefined && !program.steps[step]!.optional && isEnabled(program, state, actor);
}

function isObliged(program: Program, state: TraceState, actor: ActorId): boolean {
    const { step } = state.actors[actor]!;
    if (step === undefined || !program.actors[actor]!.obliged) return false;
    const { rest } = program.steps[step]!;
    if (rest === undefined) return true;
    return rest.kind === 'unless' && evaluateIn(program, state, rest.raised, actor) !== 0;
}

function distinct(outcomes: readonly Outcome[]): readonly Outcome[] {
    return outcomes.filter(
        (one, place) => outcomes.findIndex(({ kind, name }) => kind === one.kind && name === one.name) === place,
    );
}
