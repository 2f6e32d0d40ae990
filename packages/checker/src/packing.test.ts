import { expect, test } from 'vitest';
import { createLayout } from './layout.ts';
import { createPacking } from './packing.ts';
import { random } from './reference/random.ts';
import type { CellSpec } from './testing/build-program.ts';
import { buildProgram, int, thread, variable, waitUntil } from './testing/build-program.ts';

/** Of as many cells, of all widths, and two actors. */
function layoutOf(cells: number) {
    const { below } = random(cells);
    const all: Record<string, CellSpec> = {};
    for (let cell = 0; cell < cells; cell++) {
        const low = below(3) - 2;
        all[`c${cell}`] = variable(low, int(low, low + (below(4) === 0 ? below(0x7fffffff) : below(20))));
    }
    const actor = (name: string) =>
        thread(name, [waitUntil('c0 == 1')], { registers: { r: int(-1, 6), s: int(0, 1) } });
    return createLayout(buildProgram({ cells: all, actors: [actor('A'), actor('B')] }));
}

test.each([2, 30, 200])('%d cells: what is packed is unpacked, at once and change by change', cells => {
    const layout = layoutOf(cells);
    const { words, pack, unpack, packChanges, unpackChanges } = createPacking(layout);
    const { below } = random(7);
    let state = layout.initial.slice();
    let packed = new Int32Array(words);
    pack(state, packed);
    const known = new Int32Array(words);
    const shown = new Int32Array(layout.size);
    unpack(known, 0, shown);
    for (let round = 0; round < 300; round++) {
        const after = state.slice();
        for (let change = below(4); change > 0; change--) {
            const slot = below(layout.size);
            const { low, high } = layout.ranges[slot]!;
            after[slot] = low + below(high - low + 1);
        }
        const whole = new Int32Array(words);
        pack(after, whole);
        const changed = new Int32Array(words);
        packChanges(state, packed, after, changed);
        expect(changed).toEqual(whole);
        const back = new Int32Array(layout.size);
        unpack(changed, 0, back);
        expect(back).toEqual(after);
        unpackChanges(changed, known, shown);
        expect(shown).toEqual(after);
        state = after;
        packed = changed;
    }
    const wrong = state.slice();
    wrong[0] = layout.ranges[0]!.high + 1;
    expect(() => packChanges(state, packed, wrong, new Int32Array(words))).toThrow('lies in its range');
});
