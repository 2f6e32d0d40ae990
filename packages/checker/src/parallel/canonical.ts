// The graph that one searcher alone would have made, of what several have found.
//
// Breadth first from the initial state, along the transitions in their order: so states have the numbers of their first
// arrival, and whatever is told of the graph is the same, however many searched and whoever came first.
import type { End } from '../ends.ts';
import type { Finding } from '../findings.ts';
import { createFindings } from '../findings.ts';
import type { Graph } from '../graph.ts';
import { agentOf, choiceOf, cutAt } from '../graph.ts';
import type { Program } from '../program.ts';
import { GrowingTransitions } from '../transitions.ts';
import type { StateId } from '../visited.ts';
import type { PartFinding } from './part.ts';
import { COLUMN_SHIFT } from './part.ts';
import { createRegion } from './region.ts';
import type { SharedSearch } from './shared-search.ts';
import type { SharedVisited } from './shared-visited.ts';

export interface Canonical {
    readonly graph: Graph;
    /** For each state its number in the shared memory. */
    readonly rawOf: Int32Array;
    /** The other way; -1 for a state that no transition of an expanded one leads to. */
    readonly idOf: (raw: number) => StateId;
}

const IN_COLUMN = (1 << COLUMN_SHIFT) - 1;

/** Where the search was stopped, the first state that was not expanded ends the expanded ones. */
export function canonicalGraph(
    search: SharedSearch,
    visited: SharedVisited,
    initial: number,
    found: number,
): Canonical {
    const columns = search.columns.map(column => createRegion(column, 1 << COLUMN_SHIFT));
    /** 1 + the state's number. */
    const known = new Int32Array(visited.bound());
    const rawOf = new Int32Array(found);
    const transitions = new GrowingTransitions(() => {});
    const broken = new Uint8Array(found);
    const layers: StateId[] = [];
    let count = 0;
    const arrive = (raw: number): StateId => {
        const id = known[raw]! - 1;
        if (id >= 0) return id;
        rawOf[count] = raw;
        known[raw] = ++count;
        return count - 1;
    };
    arrive(initial);
    let expanded = 0;
    for (let nextLayer = 0; expanded < count; expanded++) {
        const raw = rawOf[expanded]!;
        if (expanded === nextLayer) {
            layers.push(expanded);
            nextLayer = count;
        }
        if (visited.isBroken(raw)) broken[expanded] = 1;
        let at = visited.rowOf(raw);
        if (at < 0) break;
        transitions.beginRow();
        const column = columns[visited.expanderOf(raw)]!;
        let chunk = column.chunk(at >> COLUMN_SHIFT);
        const next = (): number => {
            const value = chunk[at & IN_COLUMN]!;
            at++;
            if ((at & IN_COLUMN) === 0) chunk = column.chunk(at >> COLUMN_SHIFT);
            return value;
        };
        for (let left = next(); left > 0; left--) {
            const target = next();
            const to = target >= 0 ? arrive(target) : target > CUT ? target : cutAt(arrive(CUT - target));
            transitions.push(to, next());
        }
    }
    transitions.beginRow();
    for (let id = expanded; id < count; id++) if (visited.isBroken(rawOf[id]!)) broken[id] = 1;
    return {
        graph: {
            states: count,
            expanded,
            transitions: transitions.finish(),
            layers,
            broken,
        },
        rawOf,
        idOf: raw => known[raw]! - 1,
    };
}

/** `cutAt(state)` is this less the state. */
const CUT = cutAt(0);

/** What the members found, as one who searched alone would have found it. */
export function canonicalFindings(
    program: Program,
    { graph, idOf }: Canonical,
    parts: readonly (readonly PartFinding[])[],
): readonly Finding[] {
    const rankOf = new Map(program.properties.map(({ outcome }, rank) => [`${outcome.kind} ${outcome.name}`, rank]));
    const all = parts.flat().flatMap(({ outcome, step, depth, ends }) =>
        ends.flatMap(end => {
            const state = idOf(end.state);
            const isThere = end.label === undefined || (state >= 0 && state < graph.expanded);
            const rank = rankOf.get(`${outcome.kind} ${outcome.name}`) ?? 0;
            return isThere ? [{ outcome, step, depth, end: { ...end, state }, rank }] : [];
        }),
    );
    all.sort((a, b) => a.end.state - b.end.state || inItsRow(a.end) - inItsRow(b.end) || a.rank - b.rank);
    const findings = createFindings(() => {});
    for (const found of all) findings.add(found);
    return findings.all();
}

/** Transitions come in the order of agents and choices; races after them, in the order of the second access, then of the first. */
function inItsRow({ label, race }: End): number {
    if (race !== undefined) return 2 ** 50 + race[1].actor * 2 ** 12 + race[0].actor;
    return label === undefined ? -1 : agentOf(label) * 2 ** 20 + choiceOf(label);
}
