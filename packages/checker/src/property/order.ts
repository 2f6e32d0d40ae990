// States in an order in which every transition leads to a later one, where the control flow of a program tells.
//
// Where no actor can come back to a step, each transition takes one actor further, and leaves the others where they are. So the
// sum of how far they are is larger after it; and there are no cycles of states, and nothing to search for.
import type { Executable } from '../executable.ts';
import type { ActorId } from '../program.ts';
import { goesRound, successorsOf } from '../program-graph.ts';
import type { Visited } from '../visited.ts';
import type { Watch } from '../watch.ts';

/** `undefined`: some actor can come back, or there are store buffers. */
export function inOrderOfControl(
    executable: Executable,
    visited: Visited,
    states: Int32Array,
    watch: Watch,
): Int32Array | undefined {
    const { program, layout } = executable;
    if (program.memory.kind !== 'sc') return undefined;
    const actors = [...program.actors.keys()];
    if (actors.some(actor => goesRound(program, actor))) return undefined;
    const distances = actors.map(actor => distancesOf(executable, actor));
    const most = distances.reduce((sum, each) => sum + Math.max(...each), 0);
    const counters = new Int32Array(layout.actors.length);
    const ranks = new Int32Array(states.length);
    const begin = new Int32Array(most + 2);
    for (let place = 0; place < states.length; place++) {
        watch.tick();
        visited.counters(states[place]!, counters);
        let rank = 0;
        for (let actor = 0; actor < distances.length; actor++) rank += distances[actor]![counters[actor]!]!;
        ranks[place] = rank;
        begin[rank + 1]!++;
    }
    for (let rank = 0; rank <= most; rank++) begin[rank + 1]! += begin[rank]!;
    const ordered = new Int32Array(states.length);
    for (let place = 0; place < states.length; place++) ordered[begin[ranks[place]!]!++] = states[place]!;
    return ordered;
}

/** By program counter: how many steps an actor that rests there has behind it at most; 0, the end: more than all. */
function distancesOf({ program, layout }: Executable, actor: ActorId): Int32Array {
    const { steps, executes } = layout.actors[actor]!;
    /** How many steps lie ahead at most. */
    const ahead = new Map<number, number>();
    const path = [...executes];
    for (let id = path.pop(); id !== undefined; id = path.pop()) {
        if (ahead.has(id)) continue;
        const next = successorsOf(program.steps[id]!);
        const unknown = next.filter(step => !ahead.has(step));
        if (unknown.length > 0) path.push(id, ...unknown);
        else ahead.set(id, 1 + Math.max(0, ...next.map(step => ahead.get(step)!)));
    }
    const longest = Math.max(0, ...ahead.values());
    return Int32Array.from([longest, ...steps.map(step => longest - ahead.get(step)!)]);
}
