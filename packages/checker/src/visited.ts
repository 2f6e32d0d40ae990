// The visited set: every state once, exactly, numbered in the order of arrival.
//
// Open addressing with linear probing over a table of state numbers; the packed states lie one after another in a
// column, so that number `n` is also where its state is. The column grows by chunks; the table doubles. The bits of an entry that the
// number leaves are bits of the state's hash, so that few states are looked at in vain.
//
// Almost every look-up misses the caches. States come in batches (`prepare`), whose places are read in one loop before
// they are needed: so the misses overlap (measured: 1.4 times as many states a second at 7 million states).
import type { Reserve } from './growing.ts';
import { enlarged } from './growing.ts';
import type { Packing } from './packing.ts';
import type { Watch } from './watch.ts';

export type StateId = number;

export interface Visited {
    readonly count: number;
    readonly load: (id: StateId, into: Int32Array) => void;
    /** The same, as it is packed. */
    readonly loadPacked: (id: StateId, into: Int32Array) => void;
    readonly read: (id: StateId, slot: number) => number;
    /** The program counters of all actors. */
    readonly counters: (id: StateId, into: Int32Array) => void;
    readonly bytes: number;
}

export interface GrowingVisited extends Visited {
    /** Puts the hashes of the first `count` of these packed states into `hashes`. */
    readonly prepare: (states: Int32Array, count: number, hashes: Int32Array) => void;
    /** The id of the packed state at `offset`; when it is new, the complement (`~id`) of the one it gets. */
    readonly insert: (states: Int32Array, offset: number, hash: number) => number;
    /** Nothing more will be inserted: the table goes. */
    readonly seal: () => void;
}

const FIRST_CAPACITY = 1 << 10;

export function createVisited(packing: Packing, reserve: Reserve, watch: Watch): GrowingVisited {
    const { words, unpack, read, counters } = packing;
    /** Of `1 << shift` states each, about a megabyte; the first doubles up to that. */
    const shift = Math.max(4, 18 - Math.ceil(Math.log2(words)));
    const inChunk = (1 << shift) - 1;
    const first = Math.min(FIRST_CAPACITY, 1 << shift);
    const chunks = [new Int32Array(first * words)];
    let capacity = first;
    /** 1 + the state's number in the low bits, as many as an index has, and bits of its hash; 0 where free. At most 3/4 full. */
    let table = new Int32Array(FIRST_CAPACITY * 2);
    let count = 0;
    /** Takes what `prepare` reads, lest the reads are optimized away. */
    const sink = new Int32Array(1);

    const growTable = (): void => {
        reserve(table.byteLength);
        const larger = new Int32Array(table.length * 2);
        const mask = larger.length - 1;
        for (let id = 0; id < count; id++) {
            watch.tick();
            const hash = hashOf(chunks[id >> shift]!, (id & inChunk) * words, words);
            let place = hash & mask;
            while (larger[place] !== 0) place = (place + 1) & mask;
            larger[place] = (hash & ~mask) | (id + 1);
        }
        table = larger;
    };

    const growStates = (): void => {
        if (capacity <= inChunk) {
            capacity = Math.min(1 << shift, 2 * capacity);
            chunks[0] = enlarged(chunks[0]!, capacity * words, reserve);
            return;
        }
        reserve((1 << shift) * words * Int32Array.BYTES_PER_ELEMENT);
        chunks.push(new Int32Array((1 << shift) * words));
        capacity += 1 << shift;
    };

    return {
        get count() {
            return count;
        },
        prepare: (states, prepared, hashes) => {
            const mask = table.length - 1;
            let found = 0;
            for (let i = 0; i < prepared; i++) {
                const hash = hashOf(states, i * words, words);
                hashes[i] = hash;
                found ^= table[hash & mask]!;
            }
            for (let i = 0; i < prepared; i++) {
                const entry = table[hashes[i]! & mask]! & mask;
                if (entry !== 0) found ^= chunks[(entry - 1) >> shift]![((entry - 1) & inChunk) * words]!;
            }
            sink[0] = found;
        },
        insert: (states, offset, hash) => {
            const mask = table.length - 1;
            let place = hash & mask;
            for (;;) {
                const found = table[place]!;
                if (found === 0) break;
                if (((found ^ hash) & ~mask) === 0) {
                    const id = (found & mask) - 1;
                    const chunk = chunks[id >> shift]!;
                    const at = (id & inChunk) * words;
                    let word = 0;
                    while (word < words && chunk[at + word] === states[offset + word]) word++;
                    if (word === words) return id;
                }
                place = (place + 1) & mask;
            }
            if (count === capacity) growStates();
            const chunk = chunks[count >> shift]!;
            const at = (count & inChunk) * words;
            for (let word = 0; word < words; word++) chunk[at + word] = states[offset + word]!;
            table[place] = (hash & ~mask) | ++count;
            if (count * 4 > table.length * 3) growTable();
            return ~(count - 1);
        },
        seal: () => {
            table = new Int32Array(0);
        },
        load: (id, into) => unpack(chunks[id >> shift]!, (id & inChunk) * words, into),
        loadPacked: (id, into) => {
            const chunk = chunks[id >> shift]!;
            const at = (id & inChunk) * words;
            for (let word = 0; word < words; word++) into[word] = chunk[at + word]!;
        },
        read: (id, slot) => read(chunks[id >> shift]!, (id & inChunk) * words, slot),
        counters: (id, into) => counters(chunks[id >> shift]!, (id & inChunk) * words, into),
        get bytes() {
            return capacity * words * Int32Array.BYTES_PER_ELEMENT + table.byteLength;
        },
    };
}

/** Multiply and fold, word by word, with the finalizer of MurmurHash3 (Appleby). */
export function hashOf(words: Int32Array, offset: number, length: number): number {
    let h = length;
    for (let i = 0; i < length; i++) {
        h = Math.imul(h ^ words[offset + i]!, 0x9e3779b1);
        h ^= h >>> 15;
    }
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
}
