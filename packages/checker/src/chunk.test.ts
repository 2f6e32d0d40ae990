import { expect, test } from 'vitest';
import { Chunk } from './chunk.ts';
import { createHashing } from './hash.ts';
import { random } from './reference/random.ts';

const WORDS = 5;
const ROWS = 64;
const watch = { tick: () => {} };

/** Bytes that are the same in all rows but those given. */
function rowsThatDifferIn(bytes: readonly number[], seed: number): Int32Array<ArrayBuffer> {
    const { below } = random(seed);
    const common = Uint8Array.from({ length: 4 * WORDS }, () => below(256));
    const raw = new Uint8Array(4 * WORDS * ROWS);
    for (let row = 0; row < ROWS; row++) {
        raw.set(common, row * common.length);
        for (const byte of bytes) raw[row * common.length + byte] = below(256);
    }
    return new Int32Array(raw.buffer);
}

test.each([[[0]], [[3, 4, 7]], [[1, 2, 8, 13, 19]], [[16, 17, 18, 19]]])(
    'keeps bytes %j only, and forgets nothing',
    bytes => {
        const raw = rowsThatDifferIn(bytes, bytes.length);
        const hashing = createHashing(WORDS);
        const chunk = new Chunk(hashing, raw.slice());
        const room = chunk.compress(ROWS, watch);
        expect(room?.length).toBe(raw.length);
        expect(chunk.bytes).toBe(ROWS * bytes.length);
        const loaded = new Int32Array(WORDS);
        for (let row = 0; row < ROWS; row++) {
            const state = raw.slice(row * WORDS, (row + 1) * WORDS);
            chunk.load(row, loaded, 0);
            expect(loaded).toEqual(state);
            expect(state.map((_, word) => chunk.word(row, word))).toEqual(state);
            expect(chunk.holds(row, raw, row * WORDS)).toBe(true);
            expect(chunk.hash(row)).toBe(hashing.of(raw, row * WORDS));
            for (let bit = 0; bit < 32 * WORDS; bit += 3) {
                const other = state.slice();
                other[bit >> 5]! ^= 1 << (bit & 31);
                expect(chunk.holds(row, other, 0)).toBe(false);
            }
        }
    },
);

test('what differs almost everywhere stays as it is', () => {
    const raw = rowsThatDifferIn([...Array(4 * WORDS - 1).keys()], 1);
    const chunk = new Chunk(createHashing(WORDS), raw);
    expect(chunk.compress(ROWS, watch)).toBeUndefined();
    expect(chunk.bytes).toBe(raw.byteLength);
    expect(chunk.holds(1, raw, WORDS)).toBe(true);
});
