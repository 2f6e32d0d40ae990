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

/** Rows of so many words have a function of their own. */
const MOST_UNROLLED = 16;

/** By number of words: it depends on nothing else. */
const made = new Map<number, Hashing>();

export function createHashing(words: number): Hashing {
    const hashing = made.get(words) ?? makeHashing(words);
    made.set(words, hashing);
    return hashing;
}

function makeHashing(words: number): Hashing {
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
        of:
            unrolled(lower, upper) ??
            ((states, offset) => {
                let sum = 0;
                for (let word = 0; word < words; word++) {
                    const value = states[offset + word]!;
                    sum = (sum + Math.imul(value & 0xffff, lower[word]!) + Math.imul(value >>> 16, upper[word]!)) | 0;
                }
                return scrambled(sum);
            }),
    };
}

/** The same without a loop: a search takes a twentieth less time. `undefined`: there are many words, or `new Function` is forbidden. */
function unrolled(lower: Int32Array, upper: Int32Array): Hashing['of'] | undefined {
    if (lower.length > MOST_UNROLLED) return undefined;
    const lines = Array.from(lower, (factor, word) => {
        const value = `states[offset + ${word}]`;
        return `sum = (sum + Math.imul(${value} & 0xffff, ${factor}) + Math.imul(${value} >>> 16, ${upper[word]})) | 0;`;
    });
    const text = `'use strict'; return (states, offset) => { let sum = 0;\n${lines.join('\n')}\nreturn scrambled(sum); };`;
    try {
        return new Function('scrambled', text)(scrambled);
    } catch (error) {
        if (error instanceof EvalError) return undefined;
        throw error;
    }
}

/** One to one: the finalizer of MurmurHash3 (Appleby). */
export function scrambled(sum: number): number {
    let h = sum;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
}
