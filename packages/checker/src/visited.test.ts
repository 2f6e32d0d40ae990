import { expect, test } from 'vitest';
import { createLayout } from './layout.ts';
import { createPacking } from './packing.ts';
import { buildProgram, int, thread, variable, waitUntil } from './testing/build-program.ts';
import { createVisited } from './visited.ts';

test.each([3, 40])(
    'a million states of %d cells are each there once, under their numbers, whatever became of their chunk',
    many => {
        const names = Array.from({ length: many }, (_, at) => `c${at}`);
        const cells = Object.fromEntries(names.map(name => [name, variable(0, int(0, 0x3fffffff))]));
        const packing = createPacking(
            createLayout(buildProgram({ cells, actors: [thread('T', [waitUntil('c0 == 1')])] })),
        );
        const { words } = packing;
        const visited = createVisited(packing, () => {}, { tick: () => {} });
        const states = new Int32Array(words);
        const hashes = new Int32Array(1);
        const insert = (n: number): number => {
            // three bytes are in use, of different words
            for (const [at, byte] of [0, words >> 1, words - 1].entries())
                states[byte] = ((n >>> (8 * at)) & 255) << (8 * at);
            visited.announce?.(states, 0, undefined);
            visited.prepare(states, 1, hashes);
            return visited.insert(states, 0, hashes[0]!);
        };
        const count = 1_000_000;
        let wrong = 0;
        for (let n = 0; n < count; n++) if (insert(n) !== ~n) wrong++;
        for (let n = 0; n < count; n++) if (insert(n) !== n) wrong++;
        expect({ wrong, count: visited.count }).toEqual({ wrong: 0, count });
        expect(visited.bytes).toBeLessThan(count * 4 * words);
        const loaded = new Int32Array(words);
        for (const n of [0, 1, 255, 256, 65_535, 65_536, 654_321, count - 1]) {
            insert(n);
            visited.loadPacked(n, loaded);
            expect(loaded).toEqual(states);
        }
    },
);
