// Who can never move again (language reference, verdicts).
//
// An actor is stuck in a state iff in every state reachable from it without optional starts it is obliged and has no
// enabled step, and no failure is reachable so. It is free as soon as one of these fails somewhere ahead, so one pass over
// the components in reverse topological order carries "free" back from the states where it shows.
//
// A component is doomed if no fair execution stays in it and all ways out of it end in cuts. Nobody is stuck there, and nothing ends
// there. Executions that an assumption discards say nothing about the others, so what is doomed to that counts for nothing.

import type { Components } from '../components.ts';
import { agentOf, DISCARDED, isCut, isOptional } from '../graph.ts';
import type { ActorId } from '../program.ts';
import { createJudge } from './fairness.ts';
import type { Space } from './space.ts';
import { has, include, isKnown } from './space.ts';

export interface Stuck {
    /** Of the graph without optional starts. */
    readonly components: Components;
    readonly componentOf: Int32Array;
    /** Whether an execution may stay in it, and nothing leads out of it but optional starts and what is doomed. */
    readonly isBottom: Uint8Array;
    /** Whether the actor is stuck in the states of the component. */
    readonly isStuck: (component: number, actor: ActorId) => boolean;
    /** Whether the actor is known not to be stuck there, whatever lies beyond a limit. */
    readonly isFree: (component: number, actor: ActorId) => boolean;
}

export function findStuck(space: Space): Stuck {
    const { graph, watch, words, states, obliged, executable } = space;
    const { first, targets, labels } = graph;
    const components = space.findComponents(
        states,
        (_, edge, target) => isKnown(space, target) && !isOptional(labels[edge]!),
    );
    const { count, members, start } = components;
    const componentOf = new Int32Array(graph.states).fill(-1);
    const isBottom = new Uint8Array(count).fill(1);
    const isDoomed = new Uint8Array(count);
    /** Whether a failure lies ahead. */
    const mayFail = new Uint8Array(count);
    const judge = createJudge(space);
    /** The actors that are free, as far as is known. */
    const free = new Int32Array(count * words);
    /** The same, where everything may happen beyond a limit. */
    const maybeFree = new Int32Array(count * words);
    const obligable = executable.program.actors.map(({ obliged: can }) => can);
    const setFree = (component: number): void => void free.fill(-1, component * words, (component + 1) * words);

    /** Whether a transition out of the component leads to what is doomed; what lies beyond it is carried back. */
    const leaveBy = (component: number, target: number): 'alive' | 'doomed' => {
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
        for (let word = 0; word < words; word++) {
            free[component * words + word]! |= free[next * words + word]!;
            maybeFree[component * words + word]! |= maybeFree[next * words + word]!;
        }
        return 'alive';
    };

    const addComponent = (component: number): void => {
        const own = components.members.subarray(start[component], start[component + 1]);
        const isInner = (edge: number, target: number): boolean =>
            isKnown(space, target) && componentOf[target] === component && !isOptional(labels[edge]!);
        let isLeft = false;
        for (const state of own) {
            watch.tick();
            for (let word = 0; word < words; word++) {
                free[component * words + word]! |= ~obliged[state * words + word]!;
            }
            for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
                const target = targets[edge]!;
                include(free, words, component, agentOf(labels[edge]!));
                if (isOptional(labels[edge]!) || isInner(edge, target)) continue;
                isLeft = true;
                if (leaveBy(component, target) === 'alive') isBottom[component] = 0;
            }
        }
        if (isLeft && isBottom[component] === 1 && judge(own, isInner) === 'unfair') {
            isDoomed[component] = 1;
            isBottom[component] = 0;
        }
        if (isDoomed[component] === 1 || mayFail[component] === 1) setFree(component);
    };
    for (let component = 0; component < count; component++) {
        for (let place = start[component]!; place < start[component + 1]!; place++) {
            watch.tick();
            componentOf[members[place]!] = component;
        }
        addComponent(component);
    }
    const isFree = (component: number, actor: ActorId): boolean => has(free, words, component, actor);
    return {
        components,
        componentOf,
        isBottom,
        isFree,
        isStuck: (component, actor) =>
            obligable[actor]! && !isFree(component, actor) && !has(maybeFree, words, component, actor),
    };
}
