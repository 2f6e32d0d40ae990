// What a fair execution owes everybody (language reference, verdicts), asked of a set of states and the transitions among them.
//
// Weak: whatever is able to step in every state steps. Strong: a blocking acquisition that is enabled in some state is taken.
//
// Of the weak part almost everything is known without a look at transitions; so it is asked first.

import type { Skip } from '../components.ts';
import { SKIP_NONE } from '../components.ts';
import { agentOf, isAcquisition, MARK } from '../graph.ts';
import type { StateId } from '../visited.ts';
import type { Space } from './space.ts';
import { has, hasAny, selected } from './space.ts';

export interface Judge {
    /**
     * Whether somebody is able to step in every state, and never does: then so it is in every part. Asked of the cycle through
     * all the states given and the transitions among them but those to skip; of one state without any, whether one may not stay.
     */
    readonly isUnfair: (states: Int32Array, skip: Skip) => boolean;
    /** The states in which no acquisition is enabled that is not taken; all of them: the cycle is fair, if it is not unfair. */
    readonly granted: (states: Int32Array, skip: Skip) => Int32Array;
    /** Those of the actors asked for that some transition among the states gets on. */
    readonly advancing: (states: Int32Array, asked: Int32Array) => Int32Array;
}

export function createJudge(space: Space): Judge {
    const { graph, words, watch, able, acquiring, executable } = space;
    const { transitions } = graph;
    const acquisitions = executable.program.actors.length * executable.program.steps.length;
    /** The number of the last judgement in which each acquisition was enabled, and taken. */
    const enabledIn = new Int32Array(acquisitions);
    const takenIn = new Int32Array(acquisitions);
    /** The number of the last judgement about each state. */
    const judgedIn = new Int32Array(graph.states);
    let judgements = 0;
    const pending = new Int32Array(words);
    const enclose = (states: Int32Array): void => {
        judgements++;
        for (const state of states) {
            watch.tick();
            judgedIn[state] = judgements;
        }
    };
    const isInner = (edge: number, { mask, value }: Skip): boolean => {
        const target = transitions.target(edge);
        return target >= 0 && judgedIn[target] === judgements && (transitions.label(edge) & mask) !== value;
    };

    return {
        isUnfair: (states, skip) => {
            pending.fill(-1);
            for (const state of states) {
                watch.tick();
                for (let word = 0; word < words; word++) pending[word]! &= able[state * words + word]!;
                if (!hasAny(pending, words, 0)) return false;
            }
            enclose(states);
            for (const state of states) {
                watch.tick();
                for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                    const agent = agentOf(transitions.label(edge));
                    if (!has(pending, words, 0, agent) || !isInner(edge, skip)) continue;
                    pending[agent >> 5]! &= ~(1 << (agent & 31));
                    if (!hasAny(pending, words, 0)) return false;
                }
            }
            return true;
        },
        granted: (states, skip) => {
            enclose(states);
            const enabled: number[] = [];
            for (const state of states) {
                watch.tick();
                if (!hasAny(acquiring, words, state)) continue;
                for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                    const acquisition = acquisitionOf(space, state, transitions.label(edge));
                    if (acquisition === undefined) continue;
                    if (enabledIn[acquisition] !== judgements) enabled.push(acquisition);
                    enabledIn[acquisition] = judgements;
                    if (isInner(edge, skip)) takenIn[acquisition] = judgements;
                }
            }
            if (enabled.every(acquisition => takenIn[acquisition] === judgements)) return states;
            return selected(states, state => {
                watch.tick();
                if (!hasAny(acquiring, words, state)) return true;
                for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                    const acquisition = acquisitionOf(space, state, transitions.label(edge));
                    if (acquisition !== undefined && takenIn[acquisition] !== judgements) return false;
                }
                return true;
            });
        },
        advancing: (states, asked) => {
            enclose(states);
            pending.set(asked);
            search: for (const state of states) {
                watch.tick();
                for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                    const label = transitions.label(edge);
                    if ((label & MARK.advances) === 0 || !isInner(edge, SKIP_NONE)) continue;
                    const agent = agentOf(label);
                    pending[agent >> 5]! &= ~(1 << (agent & 31));
                    if (!hasAny(pending, words, 0)) break search;
                }
            }
            return asked.map((actors, word) => actors & ~pending[word]!);
        },
    };
}

/** The acquisition that a transition is, as one number; `undefined` where nothing promises that it is granted. */
export function acquisitionOf({ executable, visited }: Space, state: StateId, label: number): number | undefined {
    if (!isAcquisition(label)) return undefined;
    const actor = agentOf(label);
    const { counter, steps } = executable.layout.actors[actor]!;
    return actor * executable.program.steps.length + steps[visited.read(state, counter) - 1]!;
}

/** Those that can be had in the state. */
export function acquisitionsIn(space: Space, state: StateId): readonly number[] {
    const { transitions } = space.graph;
    const found: number[] = [];
    for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
        const acquisition = acquisitionOf(space, state, transitions.label(edge));
        if (acquisition !== undefined) found.push(acquisition);
    }
    return found;
}
