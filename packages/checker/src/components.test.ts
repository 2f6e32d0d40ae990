import { expect, test } from 'vitest';
import type { Components } from './components.ts';
import { componentsFromFirst, createComponentFinder, SKIP_NONE } from './components.ts';
import type { Graph } from './graph.ts';
import { random } from './reference/random.ts';
import { GrowingTransitions } from './transitions.ts';

/** 0 → 1 → … → n-1 → 0. */
function ring(size: number): Graph {
    return graphOf(Array.from({ length: size }, (_, state) => [(state + 1) % size]));
}

function graphOf(targets: readonly (readonly number[])[]): Graph {
    const size = targets.length;
    const transitions = new GrowingTransitions(() => {});
    for (const row of targets) {
        transitions.beginRow();
        for (const target of row) transitions.push(target, 0);
    }
    transitions.beginRow();
    return {
        states: size,
        expanded: size,
        transitions: transitions.finish(),
        layers: [0],
        broken: new Uint8Array(size),
    };
}

test('a descent without an end in sight can be stopped, too', () => {
    let ticks = 0;
    const states = Int32Array.from({ length: 10_000 }, (_, state) => state);
    const { count, isCyclic } = createComponentFinder(ring(states.length), { tick: () => ticks++ })(states, SKIP_NONE);
    expect({ count, isCyclic: isCyclic[0] }).toEqual({ count: 1, isCyclic: 1 });
    expect(ticks).toBeGreaterThan(states.length);
});

test('from the first state on they are the same, each behind those that it leads to', () => {
    const watch = { tick: () => {} };
    const { below } = random(1);
    let together = 0;
    for (let round = 0; round < 300; round++) {
        const size = 1 + below(40);
        // all are reached from the first one
        const targets = Array.from({ length: size }, (): number[] => []);
        for (let state = 1; state < size; state++) targets[below(state)]!.push(state);
        for (let edge = below(size); edge > 0; edge--) {
            targets[below(size)]!.push(below(below(2) === 0 ? 1 : size));
        }
        const graph = graphOf(targets);
        const states = Int32Array.from(targets.keys());
        const find = createComponentFinder(graph, watch);
        const found = componentsFromFirst(graph, states, find, watch);
        const parts = partsOf(found);
        const inParts = (all: readonly (readonly number[])[]) =>
            all.map(part => part.toSorted((a, b) => a - b).join(' ')).toSorted();
        const others = find(states, SKIP_NONE);
        expect(inParts(parts)).toEqual(inParts(partsOf(others)));
        expect(found.start.at(-1)).toBe(size);
        const cyclic = (components: typeof found) =>
            inParts(partsOf(components).filter((_, component) => components.isCyclic[component] === 1));
        expect(cyclic(found)).toEqual(cyclic(others));
        const partOf = new Map(parts.flatMap((part, number) => part.map(state => [state, number] as const)));
        for (const [state, row] of targets.entries()) {
            for (const target of row) expect(partOf.get(target)).toBeLessThanOrEqual(partOf.get(state)!);
        }
        if (parts.at(-1)!.length > 1) together++;
    }
    expect(together).toBeGreaterThan(0);
});

test('a long way without a way back is no component', () => {
    const graph = graphOf(Array.from({ length: 10_000 }, (_, state) => (state < 9_999 ? [state + 1] : [])));
    const states = Int32Array.from({ length: 10_000 }, (_, state) => state);
    const watch = { tick: () => {} };
    expect(componentsFromFirst(graph, states, createComponentFinder(graph, watch), watch).count).toBe(10_000);
});

function partsOf({ count, members, start }: Components): readonly (readonly number[])[] {
    return Array.from({ length: count }, (_, component) => [
        ...members.subarray(start[component], start[component + 1]),
    ]);
}
