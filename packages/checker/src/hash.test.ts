import { expect, test } from 'vitest';
import { createHashing, scrambled } from './hash.ts';
import { random } from './reference/random.ts';

test.each([1, 3, 16, 17])(
    'the hash of %d words is the sum of their halves, each times its factor, scrambled',
    words => {
        const { below } = random(words);
        const states = Int32Array.from({ length: 2 * words }, () => below(2 ** 32) | 0);
        const { of, lower, upper } = createHashing(words);
        for (const offset of [0, 1, words]) {
            let sum = 0n;
            for (let word = 0; word < words; word++) {
                const value = BigInt(states[offset + word]! >>> 0);
                sum += (value & 0xffffn) * BigInt(lower[word]!) + (value >> 16n) * BigInt(upper[word]!);
            }
            expect(of(states, offset)).toBe(scrambled(Number(BigInt.asIntN(32, sum))));
        }
    },
);
