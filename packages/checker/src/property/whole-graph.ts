// The judgements that need the whole graph, in the order in which they build on each other.
import { depthOf } from '../graph.ts';
import type { ActorId, StepId } from '../program.ts';
import type { StateId } from '../visited.ts';
import type { Deadlock } from './deadlock.ts';
import { findDeadlocks } from './deadlock.ts';
import { createJudge } from './fairness.ts';
import type { Cycle } from './lasso.ts';
import { createCycleFinder } from './lasso.ts';
import type { Livelocks } from './livelock.ts';
import { findLivelocks, isAdvance } from './livelock.ts';
import type { Space } from './space.ts';
import { has } from './space.ts';
import type { Stuck } from './stuck.ts';
import { findStuck } from './stuck.ts';
import type { Terminal } from './terminal.ts';
import { judgeTerminalStates } from './terminal.ts';

export interface Judged {
    readonly stuck: Stuck;
    readonly deadlocks: readonly Deadlock[];
    readonly lassos: readonly Lasso[];
    readonly terminal: Terminal;
}

/** A fair cycle, and the actors that do not get on in it, with the steps at which they rest. */
export interface Lasso {
    readonly cycle: Cycle;
    readonly at: readonly { readonly actor: ActorId; readonly step: StepId }[];
}

export function judgeWholeGraph(space: Space): Judged {
    const depth = (state: StateId): number => depthOf(space.graph.layers, state);
    const judge = createJudge(space);
    const stuck = findStuck(space, judge);
    const livelocks = findLivelocks(space, stuck, judge);
    const deadlocks = findDeadlocks(space, stuck, livelocks, depth);
    return {
        stuck,
        deadlocks,
        lassos: chooseLassos(space, stuck, livelocks, depth),
        terminal: judgeTerminalStates(space, stuck, depth),
    };
}

/** Of so many livelocks, the shallowest, it is known before one is told which of them has the shortest lasso. */
const MOST_COMPARED = 64;
/** And only if they have no more states, all together. */
const MOST_STATES_COMPARED = 200_000;

/** Lassos, the shortest first, as long as they show a step at which an actor is livelocked and which none shows yet. */
function chooseLassos(
    space: Space,
    stuck: Stuck,
    livelocks: Livelocks,
    depth: (state: StateId) => number,
): readonly Lasso[] {
    if (livelocks.all.length === 0) return [];
    const lassos: Lasso[] = [];
    const covered = new Set<StepId>();
    const findCycle = createCycleFinder(space, depth);
    const inOrder = [...livelocks.all].sort(
        (a, b) => depth(a.states[0]!) - depth(b.states[0]!) || a.actor - b.actor || a.states[0]! - b.states[0]!,
    );
    const tell = (cycle: Cycle): void => {
        const at = livelockedAt(space, stuck, cycle);
        if (at.every(({ step }) => covered.has(step))) return;
        for (const { step } of at) covered.add(step);
        lassos.push({ cycle, at });
    };
    let compared = 0;
    for (let states = 0; compared < inOrder.length && compared < MOST_COMPARED; compared++) {
        states += inOrder[compared]!.states.length;
        if (states > MOST_STATES_COMPARED) break;
    }
    // those of several actors are often the same
    const different = new Map(inOrder.slice(0, compared).map(livelock => [livelock.states, livelock]));
    const cycles = [...different.values()].map(findCycle);
    for (const cycle of cycles.sort((a, b) => a.length - b.length || a.switches - b.switches)) tell(cycle);
    for (const livelock of inOrder.slice(compared)) {
        if (stepsOf(space, livelock.actor, livelock.states).some(step => !covered.has(step))) tell(findCycle(livelock));
    }
    return lassos;
}

function livelockedAt(space: Space, stuck: Stuck, { states, labels }: Cycle): Lasso['at'] {
    const { executable, words, obliged } = space;
    return executable.program.actors.flatMap((actor, id) => {
        const isLivelocked =
            actor.obliged &&
            actor.kind !== 'daemon' &&
            states.every(state => has(obliged, words, state, id) && stuck.isFree(stuck.componentOf[state]!, id)) &&
            !labels.some(label => isAdvance(label, id));
        return isLivelocked ? stepsOf(space, id, states).map(step => ({ actor: id, step })) : [];
    });
}

function stepsOf({ executable, visited, watch }: Space, actor: ActorId, states: Iterable<StateId>): readonly StepId[] {
    const { counter, steps } = executable.layout.actors[actor]!;
    const found = new Set<StepId>();
    for (const state of states) {
        watch.tick();
        found.add(steps[visited.read(state, counter) - 1]!);
    }
    return [...found];
}
