// Shortest paths through the state graph; of those, one with the fewest context switches; of those, the one whose
// first step is of the lowest agent (then choice), then the second, and so on (language reference, verdicts).
//
// Layers are distances, so every shortest path to an end goes from layer to layer. Backwards from the ends, each state
// on such a path learns what the rest costs. That depends on the actor that ran last, but only by one switch: it is
// `cost` for the actors in `without` and `cost + 1` for all others. Forwards, the first transition that keeps to the
// cost is the right one, because transitions are kept in the order of agents and choices.
import { invariant } from './broken-invariant.ts';
import type { End } from './ends.ts';
import type { AgentId, Executable } from './executable.ts';
import type { Graph } from './graph.ts';
import { agentOf, depthOf } from './graph.ts';
import { isContext } from './switches.ts';
import type { StateId } from './visited.ts';
import type { Watch } from './watch.ts';

export interface Path {
    /** The transitions, from the initial state. */
    readonly labels: readonly number[];
    /** The end it reaches. */
    readonly end: End;
}

/** A path to one of the ends, which all lie at the same depth and are expanded states (or transitions out of them). */
export type FindPath = (ends: Iterable<End>) => Path;

export function createPathFinder(executable: Executable, graph: Graph, watch: Watch): FindPath {
    const { program } = executable;
    const { transitions, layers } = graph;
    /** Bit `actors` stands for "nobody yet". */
    const words = (program.actors.length >> 5) + 1;
    const nobody = program.actors.length;
    const takesTurns = (agent: AgentId): boolean => isContext(program, agent);
    /** 1 + the place of a state among the states on shortest paths; 0: not on one. */
    let places = new Int32Array(0);

    return ends => {
        const [some] = ends;
        invariant(some !== undefined, 'there is an end to find a path to');
        if (places.length === 0) places = new Int32Array(graph.states);
        const depth = depthOf(layers, some.state);
        const onPath: StateId[] = [];
        const cost: number[] = [];
        const without: number[] = [];

        const offer = (state: StateId, offered: number, set: (word: number) => number): void => {
            let place = places[state]! - 1;
            if (place < 0) {
                place = onPath.push(state) - 1;
                places[state] = place + 1;
                cost.push(Number.POSITIVE_INFINITY);
                for (let word = 0; word < words; word++) without.push(0);
            }
            if (offered > cost[place]!) return;
            for (let word = 0; word < words; word++) {
                const at = place * words + word;
                without[at] = offered < cost[place]! ? set(word) : without[at]! | set(word);
            }
            cost[place] = offered;
        };
        const bit = (actor: number, word: number): number => (actor >> 5 === word ? 1 << (actor & 31) : 0);
        const offerStep = (state: StateId, agent: AgentId, rest: number): void =>
            offer(state, rest, word => bit(agent, word) | bit(nobody, word));
        const costAfter = (place: number, last: number): number =>
            cost[place]! + ((without[place * words + (last >> 5)]! & (1 << (last & 31))) === 0 ? 1 : 0);

        for (const { state, label } of ends) {
            invariant(depthOf(layers, state) === depth, 'all ends of a search for a path lie at the same depth');
            if (label !== undefined && takesTurns(agentOf(label))) offerStep(state, agentOf(label), 0);
            else offer(state, 0, () => -1);
        }
        for (let layer = depth - 1; layer >= 0; layer--) {
            const below = layers[layer + 1]!;
            for (let state = layers[layer]!; state < below; state++) {
                watch.tick();
                for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                    const target = transitions.target(edge);
                    if (target < below || places[target] === 0) continue;
                    const place = places[target]! - 1;
                    const agent = agentOf(transitions.label(edge));
                    if (takesTurns(agent)) offerStep(state, agent, costAfter(place, agent));
                    else offer(state, cost[place]!, word => without[place * words + word]!);
                }
            }
        }

        const path: number[] = [];
        let state = 0;
        let last = nobody;
        for (let layer = 0; layer < depth; layer++) {
            const budget = costAfter(places[state]! - 1, last);
            let edge = transitions.start(state);
            for (; ; edge++) {
                invariant(edge < transitions.start(state + 1), 'a state on a shortest path has a next one');
                const target = transitions.target(edge);
                if (target < layers[layer + 1]! || places[target] === 0) continue;
                const agent = agentOf(transitions.label(edge));
                const switches = takesTurns(agent) && agent !== last && last !== nobody ? 1 : 0;
                const next = takesTurns(agent) ? agent : last;
                if (switches + costAfter(places[target]! - 1, next) > budget) continue;
                last = next;
                state = target;
                break;
            }
            path.push(transitions.label(edge));
        }
        const switchesTo = ({ label }: End): boolean =>
            label !== undefined && takesTurns(agentOf(label)) && agentOf(label) !== last && last !== nobody;
        let end: End | undefined;
        for (const each of ends) {
            if (each.state !== state) continue;
            end ??= each;
            if (switchesTo(each)) continue;
            end = each;
            break;
        }
        invariant(end !== undefined, 'a shortest path leads to an end');
        if (end.label !== undefined) path.push(end.label);
        for (const each of onPath) places[each] = 0;
        return { labels: path, end };
    };
}
