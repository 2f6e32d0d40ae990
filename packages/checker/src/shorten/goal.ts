// What a run must come to, for it to be told instead of a longer one: the same outcome at the same steps.
import { buildTrace } from '../build-trace.ts';
import type { Executable } from '../executable.ts';
import { agentOf, choiceOf } from '../graph.ts';
import { buffersAreEmpty, elementAt, nameOfElement, restsAt } from '../layout.ts';
import { STATUS } from '../memory/memory.ts';
import type { ActorId } from '../program.ts';
import { followChain } from '../property/deadlock.ts';
import type { Outlook } from '../property/outlook.ts';
import { createWaitFinder } from '../property/wait-chain.ts';
import { refute } from '../replay.ts';
import type { Trace } from '../trace.ts';
import type { Witness } from '../verdict.ts';
import type { Move, Run } from './schedule.ts';
import { canBe, counterOf, labelsOf } from './schedule.ts';

export interface Told extends Witness {
    readonly trace: Trace;
}

type Claim = (state: Int32Array) => boolean;

/** What a run must come to. */
export interface Goal {
    /** Whether the outcome shows behind the moves, which lead to the state. */
    readonly isReached: (state: Int32Array, moves: readonly Move[]) => boolean;
    /** The moves that follow then, and show it. */
    readonly rest: (state: Int32Array) => readonly Move[];
}

/** What the run up to `end` comes to. Where that is known of its last state only, it is that state. */
export function goalOf(
    executable: Executable,
    outlook: Outlook,
    witness: Told,
    { moves, states }: Run,
    end: number,
    shortenTo: (run: Run, goal: Goal) => Run,
): Goal {
    const { program, layout } = executable;
    const last = states[end]!;
    const isLast = (state: Int32Array): boolean => isSame(state, last);
    if (witness.trace.cycleStart !== undefined) {
        const cycle = { moves: moves.slice(end), states: states.slice(end) };
        const rounds = createRounds(executable, outlook, witness);
        return entersCycle(rounds, witness, shortenTo(cycle, closesCycle(rounds, moves.slice(0, end), last)));
    }
    if (showsInMove(witness)) return showsIn(executable, witness, moves[end]!, last);
    const ends = (isReached: Claim): Goal => ({ isReached, rest: () => [] });
    if (witness.race !== undefined) {
        const racing = witness.race.map(({ actor, cell }) => accessesOf(executable, actor, last, cell));
        return ends(state => racing.every(claim => claim(state)));
    }
    if (witness.outcome.kind === 'deadlock') {
        const isSoElsewhere = isInDeadlock(executable, outlook, witness);
        return ends(state => isLast(state) || isSoElsewhere(state));
    }
    const { holds } = executable.properties[witness.property!]!;
    // where nobody can go on, nor has to, it is over
    return ends(
        state =>
            isLast(state) ||
            (buffersAreEmpty(layout, state) &&
                holds(state) === 0 &&
                !program.actors.some((_, actor) => outlook.isObliged(state, actor)) &&
                !outlook.canGoOn(state)),
    );
}

/** Whether it is the last move in which the outcome shows, and not the state behind it. */
export function showsInMove({ outcome: { kind }, property, race }: Witness): boolean {
    return (kind === 'bug' || kind === 'violation') && property === undefined && race === undefined;
}

/** The same step fails in the same way, or leads to a state that breaks the same property. */
function showsIn(executable: Executable, { outcome }: Witness, move: Move, from: Int32Array): Goal {
    const after = new Int32Array(executable.layout.size);
    const take = (state: Int32Array): number =>
        executable.fire(agentOf(move.label), choiceOf(move.label), state, after);
    const status = take(from);
    const broken = executable.properties.filter(
        ({ property }) =>
            property.kind === 'invariant' &&
            property.outcome.kind === outcome.kind &&
            property.outcome.name === outcome.name,
    );
    return {
        isReached: state =>
            canBe(executable, move, state) &&
            take(state) === status &&
            (status !== STATUS.done || broken.some(({ holds }) => holds(after) === 0)),
        rest: () => [move],
    };
}

/** That the actor can make the same accesses to the cell, at the same step. */
function accessesOf(executable: Executable, actor: ActorId, from: Int32Array, cell: string): Claim {
    const { program, layout, frame, choices, fire } = executable;
    const after = new Int32Array(layout.size);
    const accesses = (state: Int32Array): ReadonlySet<string> => {
        const found = new Set<string>();
        for (let choice = 0, count = choices(actor, state); choice < count; choice++) {
            if (fire(actor, choice, state, after) === STATUS.disabled || frame.element < 0) continue;
            const { cell: id, index } = elementAt(program, layout, frame.element);
            if (nameOfElement(program, id, index) === cell) found.add(`${frame.access}`);
        }
        return found;
    };
    const counter = counterOf(executable, actor, from);
    const asked = [...accesses(from)];
    return state => {
        if (counterOf(executable, actor, state) !== counter) return false;
        const found = accesses(state);
        return asked.every(access => found.has(access));
    };
}

/** The same chain of waiting, which closes among actors that are stuck, or ends at nobody. */
function isInDeadlock(executable: Executable, outlook: Outlook, { at, waits }: Witness): Claim {
    const { layout } = executable;
    const findWait = createWaitFinder(executable);
    const actors = waits.map(({ actor }) => actor);
    const isClosed = waits.every(({ holders }) => holders.every(holder => actors.includes(holder)));
    if (!isClosed || actors.length === 0) return () => false;
    return state => {
        if (!buffersAreEmpty(layout, state)) return false;
        if (at.some(({ actor, step }) => restsAt(layout, state, actor) !== step)) return false;
        const chain = followChain(findWait, actors[0]!, state, other => actors.includes(other));
        return JSON.stringify(chain.waits) === JSON.stringify(waits) && outlook.areStuck(actors, state) === 'yes';
    };
}

/** Ways round from a state, and back to it. */
interface Rounds {
    /** Whether they are fair, and those that are livelocked are obliged all the way, do not get on, and rest where they did. */
    readonly areLivelock: (stem: readonly Move[], entry: Int32Array, cycle: readonly Move[]) => boolean;
    readonly isOptional: (move: Move) => boolean;
}

function createRounds(executable: Executable, outlook: Outlook, witness: Told): Rounds {
    const { program, layout, fire } = executable;
    /** The states before each of the moves and behind the last, if they can happen one after another. */
    const statesAlong = (entry: Int32Array, cycle: readonly Move[]): readonly Int32Array[] | undefined => {
        const states = [entry];
        for (const move of cycle) {
            const state = states.at(-1)!;
            const after = new Int32Array(layout.size);
            if (!outlook.spend() || !canBe(executable, move, state)) return undefined;
            if (fire(agentOf(move.label), choiceOf(move.label), state, after) !== STATUS.done) return undefined;
            if (outlook.isBroken(after)) return undefined;
            states.push(after);
        }
        return states;
    };
    return {
        areLivelock: (stem, entry, cycle) => {
            const states = statesAlong(entry, cycle);
            if (states === undefined || cycle.length === 0 || !isSame(states.at(-1)!, entry)) return false;
            const isSo = witness.at.every(
                ({ actor, step }) =>
                    states.every(state => outlook.isObliged(state, actor)) &&
                    states.some(state => restsAt(layout, state, actor) === step),
            );
            if (!isSo) return false;
            const trace = buildTrace(executable, labelsOf([...stem, ...cycle]), stem.length);
            return refute(program, { ...witness, trace }) === undefined;
        },
        isOptional: ({ label, counter }) => {
            const step = layout.actors[agentOf(label)]?.steps[counter - 1];
            return step !== undefined && program.steps[step]!.optional;
        },
    };
}

/**
 * The cycle from the same state. Nobody is stuck in it who was not before: what can be reached from that state still can, if no start
 * was optional.
 */
function closesCycle({ areLivelock, isOptional }: Rounds, stem: readonly Move[], entry: Int32Array): Goal {
    return {
        isReached: (state, moves) => isSame(state, entry) && !moves.some(isOptional) && areLivelock(stem, entry, moves),
        rest: () => [],
    };
}

/**
 * Some state of the cycle, which is gone round from there; or another one from which it can be gone round. There nobody is known
 * not to be stuck but those that step.
 */
function entersCycle({ areLivelock }: Rounds, { at }: Witness, { moves, states }: Run): Goal {
    const places = new Map(moves.map((_, place) => [states[place]!.join(), place]));
    const allStep = at.every(({ actor }) => moves.some(({ label }) => agentOf(label) === actor));
    return {
        isReached: (state, stem) => places.has(state.join()) || (allStep && areLivelock(stem, state, moves)),
        rest: state => {
            const entry = places.get(state.join()) ?? 0;
            return [...moves.slice(entry), ...moves.slice(0, entry)];
        },
    };
}

function isSame(one: Int32Array, other: Int32Array): boolean {
    return one.every((value, slot) => value === other[slot]);
}
