// Hashes of packed states that are kept instead of them.
//
// Simple tabulation: for each byte of a state a table of random words, and the hash is the sum, without carry, of the entries of its
// bytes (A. L. Zobrist, "A New Hashing Method with Application for Game Playing", 1970; J. L. Carter, M. N. Wegman, "Universal
// Classes of Hash Functions", JCSS 1979). So any two states have the same hash of `b` bits for one in 2^b of all tables, whatever the states
// are like: no assumption about them is needed. The tables are filled once and for all, by a generator of random numbers (Chris
// Doty-Humphrey's sfc32), so that a search is the same each time.

export interface Fingerprint {
    /** The first 32 bits of the hash of the packed state at the offset; those beyond its bits are 0. */
    readonly first: (states: Int32Array, offset: number) => number;
    /** The others. */
    readonly second: (states: Int32Array, offset: number) => number;
}

/** Of states of so many words, in 1 to 64 bits. */
export function createFingerprint(words: number, bits: number): Fingerprint {
    const random = createRandom();
    return {
        first: createLane(words, maskOf(Math.min(32, bits)), random),
        second: createLane(words, maskOf(Math.max(0, bits - 32)), random),
    };
}

/**
 * At most how probable it is that a search which has kept the hashes of so many states has left out another one: n (n + 1) / 2 pairs,
 * each of which has the same hash with probability 2^-bits (the bound behind P. Wolper, D. Leroy, "Reliable Hashing
 * without Collision Detection", CAV 1993, and U. Stern, D. Dill, "Improved Probabilistic Verification by Hash Compaction", CHARME
 * 1995). For up to the first omission a search meets the states that it would meet with all of them kept, in the same order, whatever
 * the tables; it has left one out by the time that it keeps n only if two of the first n + 1 of these have one hash.
 *
 * What is assumed: that the tables are as good as drawn at random, once, without a look at the program.
 */
export function omissionBound(states: number, bits: number): number {
    return Math.min(1, (states * (states + 1)) / 2 / 2 ** bits);
}

type Lane = (states: Int32Array, offset: number) => number;

function createLane(words: number, mask: number, random: () => number): Lane {
    const table = Int32Array.from({ length: words << 10 }, () => random() & mask);
    return (states, offset) => {
        let hash = 0;
        for (let word = 0, at = 0; word < words; word++, at += 1 << 10) {
            const value = states[offset + word]!;
            hash ^=
                table[at | (value & 255)]! ^
                table[at | 256 | ((value >>> 8) & 255)]! ^
                table[at | 512 | ((value >>> 16) & 255)]! ^
                table[at | 768 | (value >>> 24)]!;
        }
        return hash;
    };
}

/** The highest bits of a word. */
function maskOf(bits: number): number {
    return bits === 0 ? 0 : -1 << (32 - bits);
}

function createRandom(): () => number {
    let [a, b, c, counter] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 1];
    const next = (): number => {
        const sum = (((a + b) | 0) + counter) | 0;
        counter = (counter + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = ((c << 21) | (c >>> 11)) + sum;
        return sum;
    };
    for (let i = 0; i < 12; i++) next();
    return next;
}
