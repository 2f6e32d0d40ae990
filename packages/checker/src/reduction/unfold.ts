// The transitions that were taken in one go, one by one: for stories, and for who looks for cycles.
import { BrokenInvariant, invariant } from '../broken-invariant.ts';
import type { AgentId, Executable } from '../executable.ts';
import type { Exploration } from '../explore.ts';
import { agentOf, choiceOf, createLabel, runsOn } from '../graph.ts';
import { STATUS } from '../memory/memory.ts';
import type { StateId } from '../visited.ts';

/** The path with these labels from the initial state, with all transitions. */
export function unfold(
    executable: Executable,
    { graph, visited }: Pick<Exploration, 'graph' | 'visited'>,
    labels: readonly number[],
): readonly number[] {
    if (!labels.some(runsOn)) return labels;
    const { transitions } = graph;
    const vector = new Int32Array(executable.layout.size);
    let state: StateId = 0;
    return labels.flatMap(label => {
        const source = state;
        let edge = transitions.start(source);
        const last = transitions.start(source + 1);
        while (edge < last && transitions.label(edge) !== label) edge++;
        invariant(edge < last, 'a path is made of transitions');
        state = transitions.target(edge);
        if (!runsOn(label)) return [label];
        visited.load(source, vector);
        const end = new Int32Array(executable.layout.size);
        visited.load(state, end);
        return runOf(executable, vector, label, end).map(({ label: one }) => one);
    });
}

/** A transition, and the state that it is taken in. */
export interface Taken {
    readonly label: number;
    readonly state: Int32Array;
}

/** The transitions that a label stands for, from one state to another. */
export function runOf(
    { choices, fire }: Executable,
    from: Int32Array,
    label: number,
    end: Int32Array,
): readonly Taken[] {
    const agent = agentOf(label);
    const isEnd = (state: Int32Array): boolean => state.every((value, slot) => value === end[slot]);
    const run: Taken[] = [];
    let state: Int32Array = from.slice();
    let next = choiceAfter(state, agent, label);
    while (!isEnd(next.state)) {
        run.push({ label: next.label, state });
        state = next.state;
        next = onlyOne(state);
    }
    return [...run, { label: next.label, state }];

    function choiceAfter(before: Int32Array, by: AgentId, taken: number): Taken {
        const into = before.slice();
        const status = fire(by, choiceOf(taken), before, into);
        invariant(status === STATUS.done, 'a transition that was taken can be taken again');
        return { label: createLabel(by, choiceOf(taken), 0), state: into };
    }

    /** After the first one, the agent has one transition only. */
    function onlyOne(before: Int32Array): Taken {
        const into = before.slice();
        const count = choices(agent, before);
        for (let choice = 0; choice < count; choice++) {
            if (fire(agent, choice, before, into) === STATUS.done) {
                return { label: createLabel(agent, choice, 0), state: into };
            }
        }
        throw new BrokenInvariant('an agent that runs on is able to step');
    }
}
