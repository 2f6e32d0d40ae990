// The lock-order report of a check, for programs: part of the schema faultline-check/1, documented in README.md beside this package.
import type { LockOrder, OrderEdge, OrderUse, Spot } from '@faultline/ide';
import type { Documents } from '../documents.ts';
import { placeJson } from './place-json.ts';

export function lockOrderJson(documents: Documents, { gap, edges, inversions }: LockOrder) {
    const spot = ({ thread, place, text, stack, fn }: Spot) => ({
        thread,
        ...placeJson(documents, place),
        text,
        fn: fn ?? null,
        stack: stack.map(one => ({ fn: one.fn, ...placeJson(documents, one.place) })),
    });
    const use = ({ kind, name, lock, mode, at }: OrderUse) => ({
        kind,
        class: name,
        lock: lock === '' ? null : lock,
        mode,
        at: at === undefined ? null : spot(at),
    });
    const numbers = new Map<OrderEdge, number>(edges.map((edge, number) => [edge, number]));
    const chainJson = (chain: readonly OrderEdge[]) => chain.map(edge => numbers.get(edge) ?? -1);
    return {
        complete: gap === undefined,
        gap: gap ?? null,
        edges: edges.map(edge => ({ thread: edge.thread, via: edge.via, from: use(edge.from), to: use(edge.to) })),
        inversions: inversions.map(inversion => ({
            kind: inversion.kind,
            sentence: inversion.sentence,
            chain: chainJson(inversion.chain),
            ...(inversion.kind === 'circular'
                ? { gates: inversion.gates }
                : {
                      handler: { lock: inversion.handler.lock, at: spot(inversion.handler.at) },
                      holder: { lock: inversion.holder.lock, at: spot(inversion.holder.at) },
                  }),
        })),
    };
}
