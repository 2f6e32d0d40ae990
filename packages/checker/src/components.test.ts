import { expect, test } from 'vitest';
import { createComponentFinder, SKIP_NONE } from './components.ts';
import type { Graph } from './graph.ts';

/** 0 → 1 → … → n-1 → 0. */
function ring(size: number): Graph {
    const first = Int32Array.from({ length: size + 1 }, (_, state) => state);
    const targets = Int32Array.from({ length: size }, (_, state) => (state + 1) % size);
    const labels = new Int32Array(size);
    return { states: size, expanded: size, first, targets, labels, layers: [0], broken: new Uint8Array(size) };
}

test('a descent without an end in sight can be stopped, too', () => {
    let ticks = 0;
    const states = Int32Array.from({ length: 10_000 }, (_, state) => state);
    const { count, isCyclic } = createComponentFinder(ring(states.length), { tick: () => ticks++ })(states, SKIP_NONE);
    expect({ count, isCyclic: isCyclic[0] }).toEqual({ count: 1, isCyclic: 1 });
    expect(ticks).toBeGreaterThan(states.length);
});
