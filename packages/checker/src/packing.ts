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
    /** The same where `into` is what `known` was unpacked to: only words that differ are looked at, and put into `known`. */
    readonly unpackChanges: (packed: Int32Array, known: Int32Array, into: Int32Array) => void;
    /** The same as `pack` where `before` is what `packed` was packed from. */
    readonly packChanges: (before: Int32Array, packed: Int32Array, after: Int32Array, into: Int32Array) => void;
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

export function createPacking(layout: Layout | Packed): Packing {
    const low = Int32Array.from(layout.ranges, range => range.low);
    const spans = layout.ranges.map(range => range.high - range.low);
    const width = spans.map(highest => (highest === 0 ? 0 : 32 - Math.clz32(highest)));
    const span = Int32Array.from(spans);
    const narrow = placed([layout.ranges.map((_, slot) => slot)], width);
    const isNarrow = narrow.words <= FEW_WORDS || !('elements' in layout);
    const { word, shift, words } = isNarrow ? narrow : placed(groupsOf(layout), width);
    const mask = Int32Array.from(width, bits => (bits === 32 ? -1 : (1 << bits) - 1));
    const { size } = layout;
    /** The slots in the order of their words, and where those of a word begin. */
    const byWord = Int32Array.from(word.keys()).sort((a, b) => word[a]! - word[b]! || a - b);
    const first = new Int32Array(words + 1);
    for (const at of word) first[at + 1]!++;
    for (let at = 0; at < words; at++) first[at + 1]! += first[at]!;
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
        unpackChanges: (packed, known, into) => {
            for (let at = 0; at < words; at++) {
                const value = packed[at]!;
                if (value === known[at]) continue;
                known[at] = value;
                for (let i = first[at]!, end = first[at + 1]!; i < end; i++) {
                    const slot = byWord[i]!;
                    into[slot] = ((value >>> shift[slot]!) & mask[slot]!) + low[slot]!;
                }
            }
        },
        packChanges: (before, packed, after, into) => {
            into.set(packed);
            for (let slot = 0; slot < size; slot++) {
                const wanted = after[slot]!;
                if (wanted === before[slot]) continue;
                const value = wanted - low[slot]!;
                if (value >>> 0 > span[slot]! >>> 0) outOfRange(slot, wanted);
                const at = word[slot]!;
                into[at] = (into[at]! & ~(mask[slot]! << shift[slot]!)) | (value << shift[slot]!);
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

/** So many words are looked through faster than it is worth to keep together what changes together. */
const FEW_WORDS = 12;

/**
 * Where slots of these widths, in bits, lie: those of a group near each other. A slot never straddles two words. First fit,
 * widest first, wastes next to nothing.
 */
function placed(
    groups: readonly (readonly Slot[])[],
    width: readonly number[],
): { readonly word: Int32Array; readonly shift: Int32Array; readonly words: number } {
    const free: number[] = [];
    const word = new Int32Array(width.length);
    const shift = new Int32Array(width.length);
    for (const group of groups) {
        /** The first word that may have that many bits left: what the group before has left over, too. */
        const from = new Int32Array(33).fill(Math.max(0, free.length - 1));
        for (const slot of group.toSorted((a, b) => width[b]! - width[a]! || a - b)) {
            const bits = width[slot]!;
            let place = from[bits]!;
            while (place < free.length && free[place]! < bits) place++;
            from[bits] = place;
            if (place === free.length) free.push(32);
            word[slot] = place;
            // a slot of no bits may stand behind the last one, where no shift reaches
            shift[slot] = bits === 0 ? 0 : 32 - free[place]!;
            free[place] = free[place]! - bits;
        }
    }
    return { word, shift, words: Math.max(1, free.length) };
}

/** What changes together: an actor's program counter and registers, some cells one after another, a store buffer. */
function groupsOf({ size, elements, actors, buffers }: Layout): readonly (readonly Slot[])[] {
    const starts = [
        ...Array.from({ length: Math.ceil(elements / CELLS) }, (_, part) => part * CELLS),
        ...actors.map(({ counter }) => counter),
        ...buffers.flatMap(buffer => (buffer === undefined ? [] : [buffer.length])),
        size,
    ];
    return starts.slice(1).map((end, group) => {
        const start = starts[group]!;
        return Array.from({ length: end - start }, (_, at) => start + at);
    });
}

/** How many elements of cells make a group. */
const CELLS = 32;

export function outOfRange(slot: Slot, value: number): never {
    throw new BrokenInvariant(`a value of slot ${slot} lies in its range (${value})`);
}
