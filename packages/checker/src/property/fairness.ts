// What a fair execution owes everybody (language reference, verdicts), asked of a set of states and the transitions among them.
//
// Weak: whatever is able to step in every state steps. Strong: a blocking acquisition that is enabled in some state is taken.

import { agentOf, isAcquisition, isOptional } from '../graph.ts';
import type { StateId } from '../visited.ts';
import type { Space } from './space.ts';
import { include, selected } from './space.ts';

export type Judgement =
    | 'fair'
    /** Somebody is able to step in every state, and never does; so it is in every part. */
    | 'unfair'
    /** The states in which no acquisition is enabled that the component withholds. */
    | { readonly rest: Int32Array };

/** Whether the cycle through all the states given and the inner transitions between them is fair; of one state without any, whether one may stay there. */
type Judge = (states: Int32Array, isInner: (edge: number, target: number) => boolean) => Judgement;

export function createJudge(space: Space): Judge {
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
        const rest = selected(states, state => {
            watch.tick();
            for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
                const acquisition = acquisitionOf(space, state, labels[edge]!);
                if (acquisition !== undefined && takenIn[acquisition] !== judgements) return false;
            }
            return true;
        });
        return { rest };
    };
}

/** The acquisition that a transition is, as one number; `undefined` where nothing promises that it is granted. */
export function acquisitionOf({ executable, visited }: Space, state: StateId, label: number): number | undefined {
    if (!isAcquisition(label)) return undefined;
    const actor = agentOf(label);
    const { counter, steps } = executable.layout.actors[actor]!;
    return actor * executable.program.steps.length + steps[visited.read(state, counter) - 1]!;
}
