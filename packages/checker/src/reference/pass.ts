// The reference's states and transitions, for whoever asks a question of all of them: a second opinion on what a pass says.
import type { Pass, StateView } from '../pass.ts';
import type { Program } from '../program.ts';
import { awaitedIn, isBlockedIn } from './interpret.ts';
import type { Node } from './reference.ts';
import { referenceCheck } from './reference.ts';

/** Knows no ways to states. `undefined` if the program has more states than `maxStates`. */
export function referencePass(program: Program, maxStates: number): Omit<Pass, 'path'> | undefined {
    const { exhausted, graph, states } = referenceCheck(program, maxStates);
    if (!exhausted) return undefined;
    const viewOf = ({ id, state }: Node): StateView => ({
        id: () => id,
        value: (cell, index) => state.cells[cell]![index]!,
        stepOf: actor => state.at[actor],
        isBlocked: actor => isBlockedIn(program, state, actor),
        awaited: actor => awaitedIn(program, state, actor),
    });
    return {
        states,
        visit: visitor => {
            for (const node of graph.nodes) {
                visitor.state(viewOf(node));
                for (const { transition, target } of node.edges) {
                    const { mover } = transition;
                    if (typeof target === 'object' || mover.kind !== 'actor' || graph.nodes[target]!.isCut) continue;
                    visitor.transition(
                        mover.actor,
                        node.state.at[mover.actor]!,
                        viewOf(node),
                        viewOf(graph.nodes[target]!),
                    );
                }
            }
            return undefined;
        },
    };
}
