// Chains of edges that close: each class on the way waits for the next one, and the last for the first.
//
// A chain counts only if somebody can be waited for at each of its places: who reads once more a lock that lets its readers pass does not
// wait for who reads it (the strong paths of Documentation/locking/lockdep-design.rst).
import type { Edge } from './collect.ts';

/** The shortest chain through each edge that closes one with a lock in it, each set of classes once; shorter ones first. */
export function closedChains(edges: readonly Edge[]): readonly (readonly Edge[])[] {
    const from = Map.groupBy(edges, edge => edge.from.key);
    const found = new Map<string, readonly Edge[]>();
    for (const edge of edges) {
        const chain = chainThrough(edge, from);
        if (chain === undefined || chain.every(one => one.from.kind === 'event')) continue;
        const key = chain
            .map(one => one.from.key)
            .sort()
            .join('\n');
        const known = found.get(key);
        if (known === undefined || threadsOf(chain) > threadsOf(known)) found.set(key, chain);
    }
    return [...found.values()].sort((a, b) => a.length - b.length);
}

/** Whether the second one's wait can be for the holder that the first one makes. */
function follows(first: Edge, second: Edge): boolean {
    return !(first.isRecursiveRead && second.heldMode === 'read');
}

/** Breadth first, other threads before the same one: the chain tells more of how it comes about. */
function chainThrough(first: Edge, from: ReadonlyMap<string, readonly Edge[]>): readonly Edge[] | undefined {
    const seen = new Set([stateOf(first)]);
    let ways: readonly (readonly Edge[])[] = [[first]];
    while (ways.length > 0) {
        const closed = ways.filter(way => way.at(-1)!.to.key === first.from.key && follows(way.at(-1)!, first));
        if (closed.length > 0) return closed.toSorted((a, b) => threadsOf(b) - threadsOf(a))[0];
        ways = ways.flatMap(way => {
            const last = way.at(-1)!;
            const next = (from.get(last.to.key) ?? []).filter(edge => follows(last, edge));
            const fresh = next.filter(edge => edge.to.key === first.from.key || !seen.has(stateOf(edge)));
            for (const edge of fresh) seen.add(stateOf(edge));
            return fresh.map(edge => [...way, edge]);
        });
        ways = ways.filter(way => new Set(way.map(edge => edge.from.key)).size === way.length);
    }
    return undefined;
}

/** The locks that whoever is at a place of the chain always holds for itself alone: then no two are there at a time. */
export function gatesOf(chain: readonly Edge[], edges: readonly Edge[]): readonly string[] {
    if (threadsOf(chain) < 2) return [];
    const alike = chain.flatMap(one =>
        edges.filter(({ from, to }) => from.key === one.from.key && to.key === one.to.key),
    );
    const [first, ...rest] = alike.map(({ under }) => under);
    return [...(first ?? [])].filter(lock => rest.every(under => under.has(lock)));
}

const stateOf = ({ to, isRecursiveRead, witness }: Edge): string => `${to.key} ${isRecursiveRead} ${witness.actor}`;

const threadsOf = (chain: readonly Edge[]): number => new Set(chain.map(({ witness }) => witness.actor)).size;

/** Whether one class leads to another, and by which edges. */
export function pathBetween(edges: readonly Edge[], start: string, end: string): readonly Edge[] | undefined {
    const from = Map.groupBy(edges, edge => edge.from.key);
    const seen = new Set([start]);
    let ways: readonly (readonly Edge[])[] = (from.get(start) ?? []).map(edge => [edge]);
    while (ways.length > 0) {
        const there = ways.find(way => way.at(-1)!.to.key === end);
        if (there !== undefined) return there;
        ways = ways.flatMap(way => {
            const { key } = way.at(-1)!.to;
            if (seen.has(key)) return [];
            seen.add(key);
            return (from.get(key) ?? []).map(edge => [...way, edge]);
        });
    }
    return undefined;
}
