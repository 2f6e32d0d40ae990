import { expect, test } from 'vitest';
import { createLayout } from './layout.ts';
import { createPacking } from './packing.ts';
import { buildProgram, int, thread, variable, waitUntil } from './testing/build-program.ts';
import { createVisited } from './visited.ts';

test('a million states are each there once, under their numbers, whatever became of their chunk', () => {
    const cells = Object.fromEntries(['a', 'b', 'c'].map(name => [name, variable(0, int(0, 0x3fffffff))]));
    const packing = createPacking(createLayout(buildProgram({ cells, actors: [thread('T', [waitUntil('a == 1')])] })));
    const { words } = packing;
    const visited = createVisited(packing, () => {}, { tick: () => {} });
    const states = new Int32Array(words);
    const hashes = new Int32Array(1);
    const insert = (n: number): number => {
        // three bytes are in use, of different words
        for (let word = 0; word < words; word++) states[word] = ((n >>> (8 * word)) & 255) << (8 * word);
        visited.prepare(states, 1, hashes);
        return visited.insert(states, 0, hashes[0]!);
    };
    const many = 1_000_000;
    let wrong = 0;
    for (let n = 0; n < many; n++) if (insert(n) !== ~n) wrong++;
    for (let n = 0; n < many; n++) if (insert(n) !== n) wrong++;
    expect({ wrong, count: visited.count }).toEqual({ wrong: 0, count: many });
    expect(visited.bytes).toBeLessThan(many * 4 * words);
    const loaded = new Int32Array(words);
    for (const n of [0, 1, 255, 256, 65_535, 65_536, 654_321, many - 1]) {
        insert(n);
        visited.loadPacked(n, loaded);
        expect(loaded).toEqual(states);
    }
});
