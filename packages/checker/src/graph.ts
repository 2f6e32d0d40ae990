// The state graph: for each state its transitions, in the order of agents and choices.
//
// States are numbered in breadth-first order. Of a transition is kept where it leads, and what it is.
import type { AgentId } from './executable.ts';
import type { Transitions } from './transitions.ts';
import type { StateId } from './visited.ts';

export interface Graph {
    /** How many states were visited. */
    readonly states: number;
    /** States below this have all their transitions here; what lies beyond the others is not known. */
    readonly expanded: number;
    /** A row for each state `s < expanded`. What leads to no state is negative: a cut ({@link isCut}). */
    readonly transitions: Transitions;
    /** The first state of each layer: layer `d` holds the states at distance `d`. */
    readonly layers: readonly StateId[];
    /** 1 for a state that breaks an invariant. Such a state is a cut: transitions to it are marked so, and it has none. */
    readonly broken: Uint8Array;
}

/** The targets of transitions that have no state after them. */
export const FAILED = -1;
export const DISCARDED = -2;

/** The target of a transition into a state that is a cut itself. */
export function cutAt(state: StateId): number {
    return -3 - state;
}

export function isCut(target: number): boolean {
    return target < 0;
}

const AGENT_BITS = 12;
const MARK_BITS = 3;
const CHOICE_SHIFT = AGENT_BITS + MARK_BITS;
export const MOST_AGENTS = 1 << AGENT_BITS;
/** How many sets of {@link MARK} there are. */
export const MOST_MARKS = 1 << MARK_BITS;
export const MOST_CHOICES = 1 << (31 - CHOICE_SHIFT);
export const MARK = {
    /** The actor made progress, or came to a place where it may stay: a handler that is over, a daemon at `idle`. */
    advances: 1 << AGENT_BITS,
    /** The optional start of something. */
    optional: 2 << AGENT_BITS,
    /** A blocking acquisition: strongly fair. */
    acquires: 4 << AGENT_BITS,
    /** The agent goes on from there, through states that are not kept, as long as nothing else need be taken. */
    runsOn: 1 << 31,
} as const;

/** `marks` are bits of {@link MARK}. */
export function createLabel(agent: AgentId, choice: number, marks: number): number {
    return agent | marks | (choice << CHOICE_SHIFT);
}

export function agentOf(label: number): AgentId {
    return label & (MOST_AGENTS - 1);
}

/** Marks, below {@link MOST_MARKS}, and the choice above them. */
export function withoutAgent(label: number): number {
    return label >>> AGENT_BITS;
}

export function choiceOf(label: number): number {
    return (label >>> CHOICE_SHIFT) & (MOST_CHOICES - 1);
}

export function isOptional(label: number): boolean {
    return (label & MARK.optional) !== 0;
}

export function isAcquisition(label: number): boolean {
    return (label & MARK.acquires) !== 0;
}

export function runsOn(label: number): boolean {
    return (label & MARK.runsOn) !== 0;
}

/** The distance of a state from the initial one. */
export function depthOf(layers: readonly StateId[], state: StateId): number {
    let low = 0;
    let high = layers.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (layers[middle]! <= state) low = middle;
        else high = middle - 1;
    }
    return low;
}
