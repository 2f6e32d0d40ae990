// The judgements that need the whole graph, in the order in which they build on each other.
import { depthOf } from '../graph.ts';
import type { ActorId, StepId } from '../program.ts';
import type { StateId } from '../visited.ts';
import type { Deadlock } from './deadlock.ts';
import { findDeadlocks } from './deadlock.ts';
import { createJudge } from './fairness.ts';
import type { Cycle } from './lasso.ts';
import { findCycle } from './lasso.ts';
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

/** Livelocks, shallowest first, as long as they show a step at which an actor is livelocked and which none shows yet. */
function chooseLassos(
    space: Space,
    stuck: Stuck,
    livelocks: Livelocks,
    depth: (state: StateId) => number,
): readonly Lasso[] {
    const lassos: Lasso[] = [];
    const covered = new Set<StepId>();
    const inOrder = [...livelocks.all].sort(
        (a, b) => depth(a.states[0]!) - depth(b.states[0]!) || a.actor - b.actor || a.states[0]! - b.states[0]!,
    );
    for (const livelock of inOrder) {
        if (stepsOf(space, livelock.actor, livelock.states).every(step => covered.has(step))) continue;
        const cycle = findCycle(space, livelock, depth);
        const at = livelockedAt(space, stuck, cycle);
        if (at.every(({ step }) => covered.has(step))) continue;
        for (const { step } of at) covered.add(step);
        lassos.push({ cycle, at });
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
