// What of a component a fair cycle may run through around which an actor rests: unable somewhere, and nowhere granted anything.
//
// That is much more than such a cycle is made of, for around one that waits all others may go round for a long time. But a
// cycle of states is for each actor a cycle of its control flow, or it rests, too. Where an actor waits at some step, others
// cannot take the steps that would end the wait; without these, some have no cycle left that they could go round. So they
// rest as well, and only the states are left in which all of these do. That is found out for many waiting actors at
// once, as bits, in a pass over the component, and again while it pays.

import type { Executable } from '../executable.ts';
import { agentOf } from '../graph.ts';
import type { ActorId } from '../program.ts';
import { hasCycle } from '../program-graph.ts';
import type { StateId } from '../visited.ts';
import type { Space } from './space.ts';

export interface Remainder {
    readonly actor: ActorId;
    /** Those of its fair cycles, and maybe others; in the order of the component. */
    readonly states: Int32Array;
}

/** An actor that rests at a step. */
interface Wait {
    readonly actor: ActorId;
    readonly counter: number;
}

/** How many waits are looked at together. */
const BITS = 32;

/** For each of the actors, which cannot go round without getting on, what is left of the component. */
export type FindRemainders = (component: Int32Array, actors: readonly ActorId[]) => Iterable<Remainder>;

/** `dutiesIn` answers which actors may be livelocked in a state, one word of them; `buffer` has room for all states. */
export function createRemainderFinder(
    space: Space,
    dutiesIn: (state: StateId, word: number) => number,
    buffer: Int32Array,
): FindRemainders {
    const { executable, graph, watch, words, able, moving, acquiring } = space;
    const { layout } = executable;
    const { transitions } = graph;
    const actorCount = layout.actors.length;
    const control = createControl(executable);
    const { visited } = space;
    const { offsets } = control;
    /** Of the state that is looked at. */
    const counters = new Int32Array(actorCount);
    /** The places at which an actor is unable in some state of the component. */
    const isUnableAt = new Uint8Array(control.places);
    /** For each state of the component the agents that may rest in it all along a fair cycle. */
    const resting = new Int32Array(graph.expanded * words);
    /** The waits of a group that a cycle through the state may be around; none, outside the component. */
    const around = new Int32Array(graph.states);
    /** The states in which there are some. */
    const within = new Int32Array(space.states.length);
    let live = 0;
    /** For each place the bit of a wait of the group. */
    const bitAt = new Int32Array(control.places);
    /** For each place the waits around which its step can be taken; maybe it ends them. */
    const leaving = new Int32Array(control.places);

    return function* (component, actors) {
        const waits = findWaits(component);
        const asked = waits.filter(({ actor }) => actors.includes(actor));
        for (let begin = 0; begin < asked.length; begin += BITS) {
            const group = asked.slice(begin, begin + BITS);
            const isLittle = group.length * control.places;
            let left = enclose(component, group);
            // what is little is as quickly split as looked at
            if (left > isLittle) left = withhold(restingUnder(group, leaving));
            for (let before = Number.POSITIVE_INFINITY; left > isLittle && left * 2 < before; ) {
                before = left;
                left = withhold(restingUnder(group, takenAround()));
            }
            for (const actor of new Set(group.map(wait => wait.actor))) {
                const states = gather(maskOf(group, actor));
                if (states.length > 0) yield { actor, states };
            }
            for (let place = 0; place < live; place++) around[within[place]!] = 0;
            for (const { actor, counter } of group) bitAt[offsets[actor]! + counter] = 0;
        }
        for (const { actor, counter } of waits) isUnableAt[offsets[actor]! + counter] = 0;
    };

    /** Where actors are unable somewhere in the component. */
    function findWaits(component: Int32Array): readonly Wait[] {
        const waits: Wait[] = [];
        for (const state of component) {
            watch.tick();
            visited.counters(state, counters);
            for (let word = 0; word < words; word++) {
                const at = state * words + word;
                for (let rest = actorsOf(word) & ~(able[at]! | acquiring[at]!); rest !== 0; rest &= rest - 1) {
                    const actor = 32 * word + lowestOf(rest);
                    const counter = counters[actor]!;
                    const place = offsets[actor]! + counter;
                    if (isUnableAt[place] === 1) continue;
                    isUnableAt[place] = 1;
                    waits.push({ actor, counter });
                }
            }
        }
        return waits;
    }

    /** The agents of one word that may rest in the state at hand all along a fair cycle. */
    function restingIn(state: StateId, word: number): number {
        const at = state * words + word;
        let rest = ~acquiring[at]!;
        for (let others = actorsOf(word) & rest & able[at]!; others !== 0; others &= others - 1) {
            const bit = lowestOf(others);
            const actor = 32 * word + bit;
            if (isUnableAt[offsets[actor]! + counters[actor]!] === 0) rest &= ~(1 << bit);
        }
        return rest;
    }

    /** The agents of one word that are actors: store buffers never have to rest. */
    function actorsOf(word: number): number {
        const left = actorCount - 32 * word;
        return left >= 32 ? -1 : left <= 0 ? 0 : (1 << left) - 1;
    }

    /** Notes who may rest where, where the waits are, and which steps lead on from there; answers for how many pairs of a state and a wait. */
    function enclose(component: Int32Array, group: readonly Wait[]): number {
        const waiting = new Int32Array(words);
        group.forEach(({ actor, counter }, bit) => {
            bitAt[offsets[actor]! + counter] = 1 << bit;
            waiting[actor >> 5]! |= 1 << (actor & 31);
        });
        leaving.fill(0);
        let pairs = 0;
        live = 0;
        for (const state of component) {
            watch.tick();
            let bits = 0;
            visited.counters(state, counters);
            for (let word = 0; word < words; word++) {
                const mayRest = restingIn(state, word);
                resting[state * words + word] = mayRest;
                let mayWait = waiting[word]! & mayRest;
                if (mayWait !== 0) mayWait &= dutiesIn(state, word);
                for (; mayWait !== 0; mayWait &= mayWait - 1) {
                    const actor = 32 * word + lowestOf(mayWait);
                    bits |= bitAt[offsets[actor]! + counters[actor]!]!;
                }
            }
            if (bits === 0) continue;
            for (let word = 0; word < words; word++) {
                for (let on = actorsOf(word) & moving[state * words + word]!; on !== 0; on &= on - 1) {
                    const actor = 32 * word + lowestOf(on);
                    leaving[offsets[actor]! + counters[actor]!]! |= bits;
                }
            }
            around[state] = bits;
            within[live++] = state;
            pairs += countOf(bits);
        }
        return pairs;
    }

    /** For each place the waits around which some transition takes its step, and does not end them. */
    function takenAround(): Int32Array {
        const taken = new Int32Array(control.places);
        for (let place = 0; place < live; place++) {
            watch.tick();
            const state = within[place]!;
            const here = around[state]!;
            visited.counters(state, counters);
            for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                const target = transitions.target(edge);
                const both = target < 0 ? 0 : here & around[target]!;
                const agent = agentOf(transitions.label(edge));
                if (both !== 0 && agent < actorCount) taken[offsets[agent]! + counters[agent]!]! |= both;
            }
        }
        return taken;
    }

    /** For each wait the actors that rest on each cycle around it, where no other steps are taken than these. */
    function restingUnder(group: readonly Wait[], taken: Int32Array): Int32Array {
        const rest = new Int32Array(group.length * words);
        for (let bit = 0; bit < group.length; bit++) {
            for (let actor = 0; actor < actorCount; actor++) {
                watch.tick();
                if (control.mayGoRound(actor, place => (taken[place]! & (1 << bit)) !== 0)) continue;
                rest[bit * words + (actor >> 5)]! |= 1 << (actor & 31);
            }
        }
        return rest;
    }

    /** Takes the waits from the states in which not all of these rest; answers how many pairs are left. */
    function withhold(rest: Int32Array): number {
        const before = live;
        let pairs = 0;
        live = 0;
        for (let place = 0; place < before; place++) {
            watch.tick();
            const state = within[place]!;
            let bits = around[state]!;
            for (let others = bits; others !== 0; others &= others - 1) {
                const bit = lowestOf(others);
                for (let word = 0; word < words; word++) {
                    if ((rest[bit * words + word]! & ~resting[state * words + word]!) !== 0) bits &= ~(1 << bit);
                }
            }
            around[state] = bits;
            if (bits !== 0) within[live++] = state;
            pairs += countOf(bits);
        }
        return pairs;
    }

    function gather(mask: number): Int32Array {
        let count = 0;
        for (let place = 0; place < live; place++) {
            watch.tick();
            const state = within[place]!;
            if ((around[state]! & mask) !== 0) buffer[count++] = state;
        }
        return buffer.slice(0, count);
    }
}

function maskOf(group: readonly Wait[], actor: ActorId): number {
    return group.reduce((mask, wait, bit) => (wait.actor === actor ? mask | (1 << bit) : mask), 0);
}

function lowestOf(bits: number): number {
    return 31 - Math.clz32(bits & -bits);
}

function countOf(bits: number): number {
    let count = 0;
    for (let left = bits; left !== 0; left &= left - 1) count++;
    return count;
}

interface Control {
    /** The place of an actor's program counter 0; the others follow. */
    readonly offsets: Int32Array;
    /** Whether the control flow has a cycle on which all visible steps are at places that are taken. */
    readonly mayGoRound: (actor: ActorId, isTaken: (place: number) => boolean) => boolean;
    readonly places: number;
}

function createControl({ program, layout }: Executable): Control {
    const offsets = new Int32Array(layout.actors.length);
    let places = 0;
    for (const [actor, { steps }] of layout.actors.entries()) {
        offsets[actor] = places;
        places += steps.length + 1;
    }
    return {
        offsets,
        places,
        mayGoRound: (actor, isTaken) => {
            const { steps, counters } = layout.actors[actor]!;
            return hasCycle(program, steps, step => {
                const counter = counters[step]!;
                return program.steps[step]!.local || (counter > 0 && isTaken(offsets[actor]! + counter));
            });
        },
    };
}
