// The hash of a packed state: a sum over the halves of its words, each times an odd number of its own, and then scrambled.
//
// A sum, so that bytes which many states have in common are added up once for all of them. Halves, so that states which
// differ only in the upper bits of words do not meet: what has low bits 0 keeps them 0 in any product.

export interface Hashing {
    readonly words: number;
    /** What the lower half of each word is multiplied by, and the upper one. */
    readonly lower: Int32Array;
    readonly upper: Int32Array;
    /** Of the state at the offset. */
    readonly of: (states: Int32Array, offset: number) => number;
}

export function createHashing(words: number): Hashing {
    const lower = new Int32Array(words);
    const upper = new Int32Array(words);
    for (let word = 0; word < words; word++) {
        lower[word] = scrambled(2 * word + 1) | 1;
        upper[word] = scrambled(2 * word + 2) | 1;
    }
    return {
        words,
        lower,
        upper,
        of: (states, offset) => {
            let sum = 0;
            for (let word = 0; word < words; word++) {
                const value = states[offset + word]!;
                sum = (sum + Math.imul(value & 0xffff, lower[word]!) + Math.imul(value >>> 16, upper[word]!)) | 0;
            }
            return scrambled(sum);
        },
    };
}

/** One to one: the finalizer of MurmurHash3 (Appleby). */
export function scrambled(sum: number): number {
    let h = sum;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
}
