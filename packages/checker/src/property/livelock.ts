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

import type { Components, Skip } from '../components.ts';
import { SKIP_NONE } from '../components.ts';
import { agentOf, createLabel, MARK, MOST_AGENTS } from '../graph.ts';
import type { ActorId } from '../program.ts';
import { hasIdleCycle } from '../program-graph.ts';
import type { StateId } from '../visited.ts';
import type { Watch } from '../watch.ts';
import type { Judge } from './fairness.ts';
import type { FindRemainders } from './resting.ts';
import { createRemainderFinder } from './resting.ts';
import type { Space } from './space.ts';
import { has, include } from './space.ts';
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

export function findLivelocks(space: Space, stuck: Stuck, judge: Judge): Livelocks {
    const { executable, graph, watch, words, obliged } = space;
    const all: Livelock[] = [];
    const livelocked = new Int32Array(graph.expanded * words);
    const candidates = executable.program.actors.flatMap((actor, id) =>
        actor.obliged && actor.kind !== 'daemon' ? [id] : [],
    );

    /** The fair components of a part without the transitions that get the actor on. */
    const search = (part: Int32Array, skip: Skip): readonly Int32Array[] => {
        const fair: Int32Array[] = [];
        const work = [part];
        for (let next = work.pop(); next !== undefined; next = work.pop()) {
            for (const component of cyclicComponents(space, next, skip)) {
                if (judge.isUnfair(component, skip)) continue;
                const granted = judge.granted(component, skip);
                if (granted === component) fair.push(inAscendingOrder(component, watch));
                else work.push(granted);
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

    /** Who is obliged and not stuck in every state of a component, and who is in some. */
    const always = new Int32Array(words);
    const sometimes = new Int32Array(words);
    const noteDuties = (component: Int32Array): void => {
        always.fill(-1);
        sometimes.fill(0);
        for (const state of component) {
            watch.tick();
            for (let word = 0; word < words; word++) {
                const duties = dutiesIn(state, word);
                always[word]! &= duties;
                sometimes[word]! |= duties;
            }
        }
    };
    const dutiesIn = (state: StateId, word: number): number =>
        obliged[state * words + word]! & stuck.free[stuck.componentOf[state]! * words + word]!;

    const buffer = new Int32Array(space.order === undefined ? space.states.length : 0);
    const whereItMust = (component: Int32Array, actor: ActorId): Int32Array => {
        let count = 0;
        for (const state of component) {
            watch.tick();
            if ((dutiesIn(state, actor >> 5) & (1 << (actor & 31))) !== 0) buffer[count++] = state;
        }
        return buffer.slice(0, count);
    };
    const mayGoRound = executable.program.actors.map((_, actor) => hasIdleCycle(executable.program, actor));
    let findRemainders: FindRemainders | undefined;

    for (const component of cyclesOf(space, stuck)) {
        if (judge.isUnfair(component, SKIP_NONE)) continue;
        noteDuties(component);
        const disturbed = judge.advancing(component, always);
        /** For the actors that make no difference to it, which are most. */
        let undisturbed: readonly Int32Array[] | undefined;
        const waiters: ActorId[] = [];
        for (const actor of candidates) {
            if (!has(sometimes, words, 0, actor)) continue;
            if (has(always, words, 0, actor) && !has(disturbed, words, 0, actor)) {
                undisturbed ??= search(component, SKIP_NONE);
                note(actor, undisturbed);
            } else if (mayGoRound[actor]!) {
                note(actor, search(whereItMust(component, actor), advancesOf(actor)));
            } else {
                waiters.push(actor);
            }
        }
        if (waiters.length === 0) continue;
        findRemainders ??= createRemainderFinder(space, dutiesIn, buffer);
        for (const { actor, states } of findRemainders(component, waiters)) {
            note(actor, search(states, advancesOf(actor)));
        }
    }
    return { all, livelocked };
}

/** The labels of transitions that get the actor on. */
function advancesOf(actor: ActorId): Skip {
    return { mask: MARK.advances | (MOST_AGENTS - 1), value: createLabel(actor, 0, MARK.advances) };
}

/** Whether the transition gets the actor on, so that no livelock of this actor contains it. */
export function isAdvance(label: number, actor: ActorId): boolean {
    return (label & MARK.advances) !== 0 && agentOf(label) === actor;
}

/** The components of the whole graph that have a cycle, each in ascending order. */
function cyclesOf(space: Space, { components }: Stuck): readonly Int32Array[] {
    if (space.order !== undefined) return [];
    const found = space.hasOptional ? space.findComponents(space.states, SKIP_NONE) : components;
    return cyclesAmong(found).map(component => inAscendingOrder(component, space.watch));
}

/** Sorts. What is too long for one go is ordered by the lower halves of its numbers, then by the upper ones. */
function inAscendingOrder(states: Int32Array, watch: Watch): Int32Array {
    if (states.every((state, place) => place === 0 || state > states[place - 1]!)) return states;
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
function cyclicComponents(space: Space, part: Int32Array, skip: Skip): readonly Int32Array[] {
    return part.length === 0 ? [] : cyclesAmong(space.findComponents(part, skip));
}

function cyclesAmong({ count, members, start, isCyclic }: Components): readonly Int32Array[] {
    const found: Int32Array[] = [];
    for (let component = 0; component < count; component++) {
        if (isCyclic[component] === 1) found.push(members.subarray(start[component], start[component + 1]));
    }
    return found;
}
