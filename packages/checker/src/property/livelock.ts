// Fair cycles on which an obliged actor neither ends nor makes progress (language reference, verdicts).
//
// Fair: (a) whatever is able to step in every state of the cycle steps in it; (b) a blocking acquisition that is
// enabled somewhere in it is taken in it. For one actor at a time: the components of the graph without its progress,
// among the states where it is obliged and not stuck. If a component breaks (a), so does every cycle in it. If it breaks
// (b), the states where that acquisition is enabled can be on no fair cycle; they go, and what is left is split again
// (Streett; after Emerson and Lei, "Modalities for Model Checking", 1987).
//
// Most actors cannot go round without getting on: their control flow has no such cycle. Around a cycle that starves one of
// them it rests at one step, unable somewhere and nowhere granted anything; so only states like that are split.
//
// A handler that comes back to where it started has ended, even if it is due again at once.

import type { Graph } from '../graph.ts';
import { agentOf, isAcquisition, isOptional, MARK } from '../graph.ts';
import type { ActorId } from '../program.ts';
import { hasIdleCycle } from '../program-graph.ts';
import type { StateId } from '../visited.ts';
import type { Watch } from '../watch.ts';
import { createJudge } from './fairness.ts';
import type { Space } from './space.ts';
import { has, include, isKnown, selected } from './space.ts';
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
        for (const state of part) {
            watch.tick();
            region[state] = regions;
        }
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
            for (const component of cyclicComponents(space, next, isIn)) {
                const inside = enclose(component);
                const judgement = judge(
                    component,
                    (edge, target) => isWithin(target, inside) && !isAdvance(labels[edge]!, actor),
                );
                if (judgement === 'fair') fair.push(inAscendingOrder(component, watch));
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

    const mayGoRound = executable.program.actors.map((_, actor) => hasIdleCycle(executable.program, actor));
    /** What of a part is left for an actor that cannot go round: a fair cycle around which it rests. */
    const whereItRests = (part: Int32Array, actor: ActorId): Int32Array => {
        const slot = executable.layout.actors[actor]!.counter;
        const sometimesUnable = new Uint8Array(executable.layout.actors[actor]!.steps.length + 1);
        const kept = selected(part, state => {
            watch.tick();
            const how = abilityOf(graph, state, actor);
            if (how === 'unable') sometimesUnable[space.visited.read(state, slot)] = 1;
            return how !== 'acquires';
        });
        return selected(kept, state => sometimesUnable[space.visited.read(state, slot)] === 1);
    };

    const everywhere = cyclicComponents(space, states, (_, __, target) => isKnown(space, target));
    for (const component of everywhere) {
        const within = enclose(component);
        if (judge(component, (_, target) => isWithin(target, within)) === 'unfair') continue;
        const advancing = advancingIn(space, component, target => isWithin(target, within));
        /** For the actors that make no difference to it, which are most. */
        let undisturbed: readonly Int32Array[] | undefined;
        for (const actor of candidates) {
            const part = selected(component, state => {
                watch.tick();
                return has(obliged, words, state, actor) && stuck.isFree(stuck.componentOf[state]!, actor);
            });
            if (part.length === component.length && !has(advancing, words, 0, actor)) {
                undisturbed ??= search(component, NOBODY);
                note(actor, undisturbed);
            } else if (part.length > 0) {
                note(actor, search(mayGoRound[actor]! ? part : whereItRests(part, actor), actor));
            }
        }
    }
    return { all, livelocked };
}

const NOBODY = -1;

/** Whether the actor has a transition there that it owes, and one that must be granted. */
function abilityOf({ first, labels }: Graph, state: StateId, actor: ActorId): 'unable' | 'able' | 'acquires' {
    let how: 'unable' | 'able' = 'unable';
    for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
        const label = labels[edge]!;
        if (agentOf(label) !== actor) continue;
        if (isAcquisition(label)) return 'acquires';
        if (!isOptional(label)) how = 'able';
    }
    return how;
}

/** Whether the transition gets the actor on, so that no livelock of this actor contains it. */
export function isAdvance(label: number, actor: ActorId): boolean {
    return (label & MARK.advances) !== 0 && agentOf(label) === actor;
}

/** The actors that have transitions within the component that get them on. */
function advancingIn(
    { graph, words, watch }: Space,
    states: Int32Array,
    isIn: (target: number) => boolean,
): Int32Array {
    const { first, targets, labels } = graph;
    const advancing = new Int32Array(words);
    for (const state of states) {
        watch.tick();
        for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
            const label = labels[edge]!;
            if ((label & MARK.advances) !== 0 && isIn(targets[edge]!)) include(advancing, words, 0, agentOf(label));
        }
    }
    return advancing;
}

/** Sorts. What is too long for one go is ordered by the lower halves of its numbers, then by the upper ones. */
function inAscendingOrder(states: Int32Array, watch: Watch): Int32Array {
    if (states.length <= DIGITS) return states.sort();
    let from = states;
    for (const shift of [0, 16]) {
        const place = new Int32Array(DIGITS + 1);
        for (const state of from) place[((state >>> shift) % DIGITS) + 1]!++;
        for (let digit = 0; digit < DIGITS; digit++) place[digit + 1]! += place[digit]!;
        const to = new Int32Array(from.length);
        for (const state of from) {
            watch.tick();
            to[place[(state >>> shift) % DIGITS]!++] = state;
        }
        from = to;
    }
    return from;
}

const DIGITS = 1 << 16;

/** The components of a part that have a cycle. */
function cyclicComponents(
    space: Space,
    part: Int32Array,
    follows: (source: StateId, edge: number, target: number) => boolean,
): readonly Int32Array[] {
    const { first, targets } = space.graph;
    const { count, members, start } = space.findComponents(part, follows);
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
