// A state vector in as few bits as its ranges leave: the form in which visited states are kept. Exact, both ways.
import { BrokenInvariant } from './broken-invariant.ts';
import type { ActorLayout, Layout, Slot } from './layout.ts';

export interface Packing {
    /** The length of a packed state, in words of 32 bits. */
    readonly words: number;
    /** Where each slot lies, by slot. */
    readonly fields: Fields;
    /** Throws where a value lies outside its range, which the compiler has to rule out. */
    readonly pack: (state: Int32Array, into: Int32Array) => void;
    /** Reads the packed state that begins at `offset`. */
    readonly unpack: (packed: Int32Array, offset: number, into: Int32Array) => void;
    /** One slot of the packed state that begins at `offset`. */
    readonly read: (packed: Int32Array, offset: number, slot: Slot) => number;
    /** The program counters of all actors, which begin at 0, and the words that hold them. */
    readonly counters: (packed: Int32Array, offset: number, into: Int32Array) => void;
    readonly counterWords: Int32Array;
}

/** A slot holds `((packed[word] >>> shift) & mask) + low`, a number of at most `low + span`. */
export interface Fields {
    readonly word: Int32Array;
    readonly shift: Int32Array;
    readonly mask: Int32Array;
    readonly low: Int32Array;
    readonly span: Int32Array;
}

/** What there is to pack. */
export interface Packed extends Pick<Layout, 'size' | 'ranges'> {
    readonly actors: readonly Pick<ActorLayout, 'counter'>[];
}

export function createPacking(layout: Packed): Packing {
    // A slot never straddles two words. First fit, widest first, wastes next to nothing.
    const free: number[] = [];
    const word = new Int32Array(layout.size);
    const shift = new Int32Array(layout.size);
    const low = new Int32Array(layout.size);
    const span = new Int32Array(layout.size);
    const spans = layout.ranges.map(range => range.high - range.low);
    const width = spans.map(highest => (highest === 0 ? 0 : 32 - Math.clz32(highest)));
    const order = layout.ranges.map((_, slot) => slot).sort((a, b) => width[b]! - width[a]! || a - b);
    /** The first word that may have that many bits left. */
    const from = new Int32Array(33);
    for (const slot of order) {
        const bits = width[slot]!;
        let place = from[bits]!;
        while (place < free.length && free[place]! < bits) place++;
        from[bits] = place;
        if (place === free.length) free.push(32);
        word[slot] = place;
        // a slot of no bits may stand behind the last one, where no shift reaches
        shift[slot] = bits === 0 ? 0 : 32 - free[place]!;
        low[slot] = layout.ranges[slot]!.low;
        span[slot] = spans[slot]!;
        free[place] = free[place]! - bits;
    }
    const mask = Int32Array.from(width, bits => (bits === 32 ? -1 : (1 << bits) - 1));
    const words = Math.max(1, free.length);
    const { size } = layout;
    const slots = layout.actors.map(({ counter }) => counter);
    const counterWord = Int32Array.from(slots, slot => word[slot]!);
    const counterWords = Int32Array.from(new Set(counterWord));
    const counterShift = Int32Array.from(slots, slot => shift[slot]!);
    const counterMask = Int32Array.from(slots, slot => mask[slot]!);

    return {
        words,
        fields: { word, shift, mask, low, span },
        pack: (state, into) => {
            for (let i = 0; i < words; i++) into[i] = 0;
            for (let slot = 0; slot < size; slot++) {
                const value = state[slot]! - low[slot]!;
                if (value >>> 0 > span[slot]! >>> 0) outOfRange(slot, state[slot]!);
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
        counterWords,
        counters: (packed, offset, into) => {
            for (let actor = 0; actor < counterWord.length; actor++) {
                into[actor] = (packed[offset + counterWord[actor]!]! >>> counterShift[actor]!) & counterMask[actor]!;
            }
        },
    };
}

export function outOfRange(slot: Slot, value: number): never {
    throw new BrokenInvariant(`a value of slot ${slot} lies in its range (${value})`);
}
