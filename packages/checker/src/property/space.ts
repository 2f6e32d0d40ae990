// What the judgements about the whole graph share: the graph, and for each state who is obliged to go on.
//
// Sets of agents are bits: `words` words for each state (or component), one after another.

import type { Executable } from '../executable.ts';
import type { Evaluate } from '../expression.ts';
import { compileExpression, toEvaluate } from '../expression.ts';
import type { Graph } from '../graph.ts';
import type { ActorId } from '../program.ts';
import type { StateId, Visited } from '../visited.ts';
import type { Watch } from '../watch.ts';

export interface Space {
    readonly executable: Executable;
    readonly graph: Graph;
    readonly visited: Visited;
    readonly watch: Watch;
    readonly words: number;
    /** For each expanded state, the actors that are obliged there. */
    readonly obliged: Int32Array;
    /** The states that are judged at all: expanded, and no cut themselves. */
    readonly states: Int32Array;
}

export function has(sets: Int32Array, words: number, place: number, member: number): boolean {
    return (sets[place * words + (member >> 5)]! & (1 << (member & 31))) !== 0;
}

export function include(sets: Int32Array, words: number, place: number, member: number): void {
    sets[place * words + (member >> 5)]! |= 1 << (member & 31);
}

export function createSpace(executable: Executable, graph: Graph, visited: Visited, watch: Watch): Space {
    const { layout, agents, program } = executable;
    const words = (agents + 31) >> 5;
    const states = Int32Array.from({ length: graph.expanded }, (_, state) => state).filter(
        state => graph.broken[state] === 0,
    );
    const obliged = new Int32Array(graph.expanded * words);
    const rules = program.actors.map((_, actor) => obligationsOf(executable, actor));
    const state = new Int32Array(layout.size);
    for (const id of states) {
        watch.tick();
        visited.load(id, state);
        for (const [actor, rule] of rules.entries()) {
            const obligation = rule[state[layout.actors[actor]!.counter]!]!;
            if (obligation === 0 || (typeof obligation === 'function' && obligation(state) === 0)) continue;
            include(obliged, words, id, actor);
        }
    }
    return { executable, graph, visited, watch, words, obliged, states };
}

/** Whether a state's transition leads to another state that has all its transitions. */
export function isKnown({ graph }: Pick<Space, 'graph'>, target: number): target is StateId {
    return target >= 0 && target < graph.expanded;
}

/** For each program counter of the actor whether it is obliged to go on there (SEMANTICS 33). */
function obligationsOf({ program, layout, scopeOf }: Executable, actor: ActorId): readonly (0 | 1 | Evaluate)[] {
    const resting = layout.actors[actor]!.steps.map(id => {
        const { rest } = program.steps[id]!;
        if (!program.actors[actor]!.obliged || rest?.kind === 'always') return 0;
        return rest === undefined ? 1 : toEvaluate(compileExpression(rest.raised, scopeOf(actor)));
    });
    return [0, ...resting];
}
