// Who can never move again (SEMANTICS 33).
//
// An actor is stuck in a state iff in every state reachable from it without optional starts it is obliged and has no
// enabled step, and no cut is reachable so. It is free as soon as one of these fails somewhere ahead, so one pass over
// the components in reverse topological order carries "free" back from the states where it shows.

import type { Components } from '../components.ts';
import { createComponentFinder } from '../components.ts';
import { agentOf, isCut, isOptional } from '../graph.ts';
import type { ActorId } from '../program.ts';
import type { StateId } from '../visited.ts';
import type { Space } from './space.ts';
import { has, include, isKnown } from './space.ts';

export interface Stuck {
    /** Of the graph without optional starts. */
    readonly components: Components;
    readonly componentOf: Int32Array;
    /** Whether nothing but optional starts leads out of it, into a cut or into a state that is not expanded. */
    readonly isBottom: Uint8Array;
    /** Whether the actor is stuck in the states of the component. */
    readonly isStuck: (component: number, actor: ActorId) => boolean;
    /** Whether the actor is known not to be stuck there, whatever lies beyond a limit. */
    readonly isFree: (component: number, actor: ActorId) => boolean;
}

export function findStuck(space: Space): Stuck {
    const { graph, watch, words, states, obliged, executable } = space;
    const { first, targets, labels } = graph;
    const components = createComponentFinder(graph, watch)(
        states,
        (_, edge, target) => isKnown(space, target) && !isOptional(labels[edge]!),
    );
    const { count, members, start } = components;
    const componentOf = new Int32Array(graph.states).fill(-1);
    const isBottom = new Uint8Array(count).fill(1);
    /** The actors that are free, as far as is known. */
    const free = new Int32Array(count * words);
    /** The same, where everything may happen beyond a limit. */
    const maybeFree = new Int32Array(count * words);
    const obligable = executable.program.actors.map(({ obliged: can }) => can);

    const addState = (component: number, state: StateId): void => {
        for (let word = 0; word < words; word++) {
            free[component * words + word]! |= ~obliged[state * words + word]!;
        }
        for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
            const target = targets[edge]!;
            const label = labels[edge]!;
            include(free, words, component, agentOf(label));
            if (isOptional(label)) continue;
            const next = isKnown(space, target) ? componentOf[target]! : -1;
            if (next === component) continue;
            isBottom[component] = 0;
            for (let word = 0; word < words; word++) {
                const at = component * words + word;
                if (isCut(target)) free[at] = -1;
                else if (next < 0) maybeFree[at] = -1;
                else {
                    free[at]! |= free[next * words + word]!;
                    maybeFree[at]! |= maybeFree[next * words + word]!;
                }
            }
        }
    };
    for (let component = 0; component < count; component++) {
        for (let place = start[component]!; place < start[component + 1]!; place++) {
            componentOf[members[place]!] = component;
        }
        for (let place = start[component]!; place < start[component + 1]!; place++) {
            watch.tick();
            addState(component, members[place]!);
        }
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
