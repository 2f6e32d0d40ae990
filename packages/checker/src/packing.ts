// A state vector in as few bits as its ranges leave: the form in which visited states are kept. Exact, both ways.
import { BrokenInvariant } from './broken-invariant.ts';
import type { Layout, Slot } from './layout.ts';

export interface Packing {
    /** The length of a packed state, in words of 32 bits. */
    readonly words: number;
    /** Throws where a value lies outside its range, which the compiler has to rule out. */
    readonly pack: (state: Int32Array, into: Int32Array) => void;
    /** Reads the packed state that begins at `offset`. */
    readonly unpack: (packed: Int32Array, offset: number, into: Int32Array) => void;
    /** One slot of the packed state that begins at `offset`. */
    readonly read: (packed: Int32Array, offset: number, slot: Slot) => number;
}

export function createPacking(layout: Layout): Packing {
    // A slot never straddles two words. First fit, widest first, wastes next to nothing.
    const free: number[] = [];
    const word = new Int32Array(layout.size);
    const shift = new Int32Array(layout.size);
    const low = new Int32Array(layout.size);
    const span = new Int32Array(layout.size);
    const spans = layout.ranges.map(range => range.high - range.low);
    const width = spans.map(highest => (highest === 0 ? 0 : 32 - Math.clz32(highest)));
    const order = layout.ranges.map((_, slot) => slot).sort((a, b) => width[b]! - width[a]! || a - b);
    for (const slot of order) {
        let place = free.findIndex(bits => bits >= width[slot]!);
        if (place < 0) place = free.push(32) - 1;
        word[slot] = place;
        shift[slot] = 32 - free[place]!;
        low[slot] = layout.ranges[slot]!.low;
        span[slot] = spans[slot]!;
        free[place] = free[place]! - width[slot]!;
    }
    const mask = Int32Array.from(width, bits => (bits === 32 ? -1 : (1 << bits) - 1));
    const words = Math.max(1, free.length);
    const { size } = layout;

    return {
        words,
        pack: (state, into) => {
            for (let i = 0; i < words; i++) into[i] = 0;
            for (let slot = 0; slot < size; slot++) {
                const value = state[slot]! - low[slot]!;
                if (value >>> 0 > span[slot]! >>> 0) {
                    throw new BrokenInvariant(`a value of slot ${slot} lies in its range (${state[slot]})`);
                }
                into[word[slot]!]! |= value << shift[slot]!;
            }
        },
        unpack: (packed, offset, into) => {
            for (let slot = 0; slot < size; slot++) {
                into[slot] = ((packed[offset + word[slot]!]! >>> shift[slot]!) & mask[slot]!) + low[slot]!;
            }
        },
        read: (packed, offset, slot) =>
            (((packed[offset + word[slot]!]! >>> shift[slot]!) & mask[slot]!) + low[slot]!) | 0,
    };
}
