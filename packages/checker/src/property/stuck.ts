// Who can never move again (language reference, verdicts).
//
// An actor is stuck in a state iff in every state reachable from it without optional starts it is obliged and has no
// enabled step, and no failure is reachable so. It is free as soon as one of these fails somewhere ahead, so one pass over
// the components in reverse topological order carries "free" back from the states where it shows.
//
// A component is doomed if no fair execution stays in it and all ways out of it end in cuts. Nobody is stuck there, and nothing ends
// there. Executions that an assumption discards say nothing about the others, so what is doomed to that counts for nothing.

import type { Components } from '../components.ts';
import { componentsFromFirst } from '../components.ts';
import { DISCARDED, isCut, isOptional } from '../graph.ts';
import type { ActorId } from '../program.ts';
import type { StateId } from '../visited.ts';
import type { Judge } from './fairness.ts';
import type { Space } from './space.ts';
import { carryBack, has, isKnown, SKIP_OPTIONAL } from './space.ts';

export interface Stuck {
    /** Of the graph without optional starts. */
    readonly components: Components;
    readonly componentOf: Int32Array;
    /** Whether an execution may stay in it, and nothing leads out of it but optional starts and what is doomed. */
    readonly isBottom: Uint8Array;
    /** For each component, the actors that are stuck in its states. */
    readonly stuck: Int32Array;
    /** Whether the actor is stuck in the states of the component. */
    readonly isStuck: (component: number, actor: ActorId) => boolean;
    /** Whether the actor is known not to be stuck there, whatever lies beyond a limit. */
    readonly isFree: (component: number, actor: ActorId) => boolean;
    /** For each component, those of whom that is known. */
    readonly free: Int32Array;
}

export function findStuck(space: Space, judge: Judge): Stuck {
    const { graph, watch, words, obliged, moving, executable } = space;
    const { transitions } = graph;
    const components = componentsOf(space);
    const { count, members, start } = components;
    const componentOf = new Int32Array(graph.states).fill(-1);
    const isBottom = new Uint8Array(count).fill(1);
    const isDoomed = new Uint8Array(count);
    /** Whether a failure lies ahead. */
    const mayFail = new Uint8Array(count);
    /** The actors that are free, as far as is known. */
    const free = new Int32Array(count * words);
    /** The same, where everything may happen beyond a limit. */
    const maybeFree = new Int32Array(count * words);
    const setFree = (component: number): void => void free.fill(-1, component * words, (component + 1) * words);
    const isAllFree = (component: number): boolean => {
        for (let word = 0; word < words; word++) if (free[component * words + word] !== -1) return false;
        return true;
    };

    /** Whether a transition out of the component leads to what is doomed; what lies beyond it is carried back. */
    const leaveBy = (component: number, state: StateId, edge: number): 'alive' | 'doomed' => {
        const target = transitions.target(edge);
        if (isCut(target)) {
            if (target !== DISCARDED) mayFail[component] = 1;
            return 'doomed';
        }
        if (!isKnown(space, target)) {
            maybeFree.fill(-1, component * words, (component + 1) * words);
            return 'alive';
        }
        const next = componentOf[target]!;
        mayFail[component]! |= mayFail[next]!;
        if (isDoomed[next] === 1) return 'doomed';
        carryBack(space, { state, edge }, free, next, free, component);
        carryBack(space, { state, edge }, maybeFree, next, maybeFree, component);
        return 'alive';
    };

    /** Whether something leads out of the component. Once all are free and it is no bottom, nothing else matters. */
    const lookOut = (component: number): boolean => {
        let isLeft = false;
        let isAsked = !isAllFree(component);
        for (let place = start[component]!; place < start[component + 1]!; place++) {
            const state = members[place]!;
            watch.tick();
            for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                const target = transitions.target(edge);
                if (target >= 0 && componentOf[target] === component) continue;
                if (isOptional(transitions.label(edge))) continue;
                isLeft = true;
                if (leaveBy(component, state, edge) === 'doomed') continue;
                isBottom[component] = 0;
                isAsked &&= !isAllFree(component);
                if (!isAsked) return isLeft;
            }
        }
        return isLeft;
    };

    for (let component = 0; component < count; component++) {
        const end = start[component + 1]!;
        for (let place = start[component]!; place < end; place++) {
            watch.tick();
            const state = members[place]!;
            componentOf[state] = component;
            for (let word = 0; word < words; word++) {
                const at = state * words + word;
                free[component * words + word]! |= ~obliged[at]! | moving[at]!;
            }
        }
        const isLeft = lookOut(component);
        if (isLeft && isBottom[component] === 1) {
            if (judge.isUnfair(members.subarray(start[component], end), SKIP_OPTIONAL)) {
                isDoomed[component] = 1;
                isBottom[component] = 0;
            }
        }
        if (isDoomed[component] === 1 || mayFail[component] === 1) setFree(component);
    }

    const obligable = new Int32Array(words);
    for (const [actor, { obliged: can }] of executable.program.actors.entries()) {
        if (can) obligable[actor >> 5]! |= 1 << (actor & 31);
    }
    const stuck = maybeFree;
    for (let at = 0; at < stuck.length; at++) stuck[at] = obligable[at % words]! & ~(free[at]! | maybeFree[at]!);
    return {
        components,
        componentOf,
        isBottom,
        stuck,
        free,
        isStuck: (component, actor) => has(stuck, words, component, actor),
        isFree: (component, actor) => has(free, words, component, actor),
    };
}

/** Where no transition leads back, each state is one, and there is nothing to search for. */
function componentsOf({ graph, states, order, hasOptional, findComponents, watch }: Space): Components {
    if (order === undefined && hasOptional) return findComponents(states, SKIP_OPTIONAL);
    if (order === undefined) return componentsFromFirst(graph, states, findComponents, watch);
    const start = new Int32Array(order.length + 1);
    for (let component = 0; component < start.length; component++) start[component] = component;
    return { count: order.length, members: order.slice().reverse(), start, isCyclic: new Uint8Array(order.length) };
}
