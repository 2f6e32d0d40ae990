// The states that lie on cycles of the graph.
import { createComponentFinder, SKIP_NONE } from './components.ts';
import type { Graph } from './graph.ts';
import type { Watch } from './watch.ts';

/** For each expanded state the number of its component if that has a cycle, from 1 on, else 0; `undefined`: there is no cycle. */
export function findCycles(graph: Graph, watch: Watch): Int32Array | undefined {
    if (!goesBack(graph, watch)) return undefined;
    const states = Int32Array.from({ length: graph.expanded }, (_, state) => state);
    const { count, members, start, isCyclic } = createComponentFinder(graph, watch)(states, SKIP_NONE);
    const cycleOf = new Int32Array(graph.expanded);
    for (let component = 0; component < count; component++) {
        if (isCyclic[component] === 0) continue;
        for (let place = start[component]!; place < start[component + 1]!; place++) {
            cycleOf[members[place]!] = component + 1;
        }
    }
    return cycleOf;
}

/** Whether a transition leads to a state that was found earlier than the one it comes from: every cycle has one. */
function goesBack({ transitions, expanded }: Graph, watch: Watch): boolean {
    for (let state = 0; state < expanded; state++) {
        watch.tick();
        for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
            const target = transitions.target(edge);
            if (target >= 0 && target <= state) return true;
        }
    }
    return false;
}
