// A run as a schedule: who moves, one after another, each from where he rests.
import { invariant } from '../broken-invariant.ts';
import type { AgentId, Executable } from '../executable.ts';
import { agentOf, choiceOf, createLabel } from '../graph.ts';
import { STATUS } from '../memory/memory.ts';
import type { Trace } from '../trace.ts';

/** One transition of a schedule. */
export interface Move {
    readonly label: number;
    /** The actor's program counter: at another step it is another move. Of a store buffer 0. */
    readonly counter: number;
}

/** Moves that can happen one after another, and the states before each of them, and behind the last unless that is a cut. */
export interface Run {
    readonly moves: readonly Move[];
    readonly states: readonly Int32Array[];
}

/** The moves of a trace that replays. */
export function runAlong(executable: Executable, { events }: Trace): Run {
    const { program, layout, choices, choiceValue, fire } = executable;
    const moves: Move[] = [];
    const states = [layout.initial.slice()];
    for (const event of events) {
        const state = states.at(-1)!;
        const agent = event.kind === 'step' ? event.actor : program.actors.length + event.cpu;
        let choice = 0;
        if (event.kind === 'step' && event.choice !== undefined) {
            const count = choices(agent, state);
            while (choice < count && choiceValue(agent, choice, state) !== event.choice) choice++;
        }
        moves.push({ label: createLabel(agent, choice, 0), counter: counterOf(executable, agent, state) });
        const after = new Int32Array(layout.size);
        if (fire(agent, choice, state, after) !== STATUS.done) break;
        states.push(after);
    }
    invariant(moves.length === events.length, 'only the last event of a trace is a cut');
    return { moves, states };
}

/** Whether the actor rests where it did, and has that choice; a guard on what it chooses may still say no. */
export function canBe(executable: Executable, { label, counter }: Move, state: Int32Array): boolean {
    const agent = agentOf(label);
    return counterOf(executable, agent, state) === counter && choiceOf(label) < executable.choices(agent, state);
}

export function counterOf({ layout }: Executable, agent: AgentId, state: Int32Array): number {
    const actor = layout.actors[agent];
    return actor === undefined ? 0 : state[actor.counter]!;
}

export function labelsOf(moves: readonly Move[]): readonly number[] {
    return moves.map(({ label }) => label);
}
