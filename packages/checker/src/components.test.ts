import { expect, test } from 'vitest';
import { createComponentFinder, SKIP_NONE } from './components.ts';
import type { Graph } from './graph.ts';
import { GrowingTransitions } from './transitions.ts';

/** 0 → 1 → … → n-1 → 0. */
function ring(size: number): Graph {
    const transitions = new GrowingTransitions(() => {});
    for (let state = 0; state < size; state++) {
        transitions.beginRow();
        transitions.push((state + 1) % size, 0);
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
