// Fair cycles on which an obliged actor neither ends nor makes progress (SEMANTICS 34).
//
// Fair: (a) whatever is able to step in every state of the cycle steps in it; (b) a blocking acquisition that is
// enabled somewhere in it is taken in it. For one actor at a time: the components of the graph without its progress,
// among the states where it is obliged and not stuck. If a component breaks (a), so does every cycle in it. If it breaks
// (b), the states where that acquisition is enabled can be on no fair cycle; they go, and what is left is split again
// (Streett; after Emerson and Lei, "Modalities for Model Checking", 1987).
//
// A handler that comes back to where it started has ended, even if it is due again at once.

import type { FindComponents } from '../components.ts';
import { createComponentFinder } from '../components.ts';
import { agentOf, isOptional, MARK } from '../graph.ts';
import type { ActorId, StepId } from '../program.ts';
import type { StateId } from '../visited.ts';
import type { Space } from './space.ts';
import { has, include, isKnown } from './space.ts';
import type { Stuck } from './stuck.ts';

/** States that a fair cycle can run through, all of them, with the actor never getting on. */
export interface Livelock {
    readonly actor: ActorId;
    /** In ascending order, so the shallowest first. */
    readonly states: Int32Array;
}

export interface Livelocks {
    readonly all: readonly Livelock[];
    /** For each expanded state, the actors that have one through it. */
    readonly livelocked: Int32Array;
}

export function findLivelocks(space: Space, stuck: Stuck): Livelocks {
    const { executable, graph, watch, words, states, obliged } = space;
    const { labels } = graph;
    const find = createComponentFinder(graph, watch);
    const all: Livelock[] = [];
    const livelocked = new Int32Array(graph.expanded * words);
    const candidates = executable.program.actors.flatMap((actor, id) =>
        actor.obliged && actor.kind !== 'daemon' ? [id] : [],
    );
    const judge = createJudge(space);
    /** Which part of the graph each state is in just now. */
    const region = new Int32Array(graph.states);
    let regions = 0;
    const enclose = (part: Int32Array): number => {
        regions++;
        for (const state of part) region[state] = regions;
        return regions;
    };
    const isWithin = (target: number, within: number): boolean => isKnown(space, target) && region[target] === within;

    /** The fair components of a part without the transitions that get the actor on. */
    const search = (part: Int32Array, actor: ActorId): readonly Int32Array[] => {
        const fair: Int32Array[] = [];
        const work = [part];
        for (let next = work.pop(); next !== undefined; next = work.pop()) {
            const within = enclose(next);
            const isIn = (_: StateId, edge: number, target: number): boolean =>
                isWithin(target, within) && !isAdvance(labels[edge]!, actor);
            for (const component of cyclicComponents(space, find, next, isIn)) {
                const inside = enclose(component);
                const judgement = judge(
                    component,
                    (edge, target) => isWithin(target, inside) && !isAdvance(labels[edge]!, actor),
                );
                if (judgement === 'fair') fair.push(component.sort());
                else if (judgement !== 'unfair') work.push(judgement.rest);
            }
        }
        return fair;
    };
    const note = (actor: ActorId, fair: readonly Int32Array[]): void => {
        for (const component of fair) {
            all.push({ actor, states: component });
            for (const state of component) include(livelocked, words, state, actor);
        }
    };

    const everywhere = cyclicComponents(space, find, states, (_, __, target) => isKnown(space, target));
    for (const component of everywhere) {
        const within = enclose(component);
        if (judge(component, (_, target) => isWithin(target, within)) === 'unfair') continue;
        const advancing = advancingIn(space, component, target => isWithin(target, within));
        /** For the actors that make no difference to it, which are most. */
        let undisturbed: readonly Int32Array[] | undefined;
        for (const actor of candidates) {
            const part = component.filter(
                state => has(obliged, words, state, actor) && stuck.isFree(stuck.componentOf[state]!, actor),
            );
            if (part.length === component.length && !has(advancing, words, 0, actor)) {
                undisturbed ??= search(component, NOBODY);
                note(actor, undisturbed);
            } else if (part.length > 0) {
                note(actor, search(part, actor));
            }
        }
    }
    return { all, livelocked };
}

const NOBODY = -1;

/** Whether the transition gets the actor on, so that no livelock of this actor contains it. */
export function isAdvance(label: number, actor: ActorId): boolean {
    return (label & MARK.advances) !== 0 && agentOf(label) === actor;
}

/** The acquisition that a transition is, as one number; `undefined` where nothing promises that it is granted. */
export function acquisitionOf({ executable, visited }: Space, state: StateId, label: number): number | undefined {
    const { program, layout } = executable;
    const actor = agentOf(label);
    const place = layout.actors[actor];
    if (place === undefined) return undefined;
    const step: StepId = place.steps[visited.read(state, place.counter) - 1]!;
    return program.steps[step]!.fairness === 'strong' ? actor * program.steps.length + step : undefined;
}

/** The actors that have transitions within the component that get them on. */
function advancingIn({ graph, words }: Space, states: Int32Array, isIn: (target: number) => boolean): Int32Array {
    const { first, targets, labels } = graph;
    const advancing = new Int32Array(words);
    for (const state of states) {
        for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
            const label = labels[edge]!;
            if ((label & MARK.advances) !== 0 && isIn(targets[edge]!)) include(advancing, words, 0, agentOf(label));
        }
    }
    return advancing;
}

/** The components of a part that have a cycle. */
function cyclicComponents(
    space: Space,
    find: FindComponents,
    part: Int32Array,
    follows: (source: StateId, edge: number, target: number) => boolean,
): readonly Int32Array[] {
    const { first, targets } = space.graph;
    const { count, members, start } = find(part, follows);
    const found: Int32Array[] = [];
    for (let component = 0; component < count; component++) {
        const states = members.subarray(start[component], start[component + 1]);
        const [only] = states;
        if (states.length > 1 || hasSelfLoop(only!)) found.push(states);
    }
    return found;

    function hasSelfLoop(state: StateId): boolean {
        for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
            if (targets[edge] === state && follows(state, edge, state)) return true;
        }
        return false;
    }
}

type Judgement =
    | 'fair'
    /** Somebody is able to step in every state, and never does; so it is in every part. */
    | 'unfair'
    /** The states in which no acquisition is enabled that the component withholds. */
    | { readonly rest: Int32Array };

/** Whether the cycle through all the states given and the inner transitions between them is fair. */
type Judge = (states: Int32Array, isInner: (edge: number, target: number) => boolean) => Judgement;

function createJudge(space: Space): Judge {
    const { graph, words, watch, executable } = space;
    const { first, targets, labels } = graph;
    const acquisitions = executable.program.actors.length * executable.program.steps.length;
    /** The number of the last judgement in which each acquisition was enabled, and taken. */
    const enabledIn = new Int32Array(acquisitions);
    const takenIn = new Int32Array(acquisitions);
    let judgements = 0;
    const able = new Int32Array(words);
    const ableHere = new Int32Array(words);
    const steps = new Int32Array(words);

    return (states, isInner) => {
        judgements++;
        able.fill(-1);
        steps.fill(0);
        const enabled: number[] = [];
        for (const state of states) {
            watch.tick();
            ableHere.fill(0);
            for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
                const label = labels[edge]!;
                const inner = isInner(edge, targets[edge]!);
                if (!isOptional(label)) include(ableHere, words, 0, agentOf(label));
                if (inner) include(steps, words, 0, agentOf(label));
                const acquisition = acquisitionOf(space, state, label);
                if (acquisition === undefined) continue;
                if (enabledIn[acquisition] !== judgements) enabled.push(acquisition);
                enabledIn[acquisition] = judgements;
                if (inner) takenIn[acquisition] = judgements;
            }
            for (let word = 0; word < words; word++) able[word]! &= ableHere[word]!;
        }
        if (able.some((always, word) => (always & ~steps[word]!) !== 0)) return 'unfair';
        if (enabled.every(acquisition => takenIn[acquisition] === judgements)) return 'fair';
        const rest = states.filter(state => {
            for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
                const acquisition = acquisitionOf(space, state, labels[edge]!);
                if (acquisition !== undefined && takenIn[acquisition] !== judgements) return false;
            }
            return true;
        });
        return { rest };
    };
}
