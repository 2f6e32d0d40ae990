// The visited set: every state once, exactly, numbered in the order of arrival.
//
// Open addressing with linear probing over a table of state numbers; the packed states lie one after another in one
// array, so that number `n` is also where its state is. Both double when they fill up. The bits of an entry that the
// number leaves are bits of the state's hash, so that few states are looked at in vain.
//
// Almost every look-up misses the caches. States come in batches (`prepare`), whose places are read in one loop before
// they are needed: so the misses overlap (measured: 1.4 times as many states a second at 7 million states).
import type { Reserve } from './growing.ts';
import { doubled } from './growing.ts';
import type { Packing } from './packing.ts';
import type { Watch } from './watch.ts';

export type StateId = number;

export interface Visited {
    readonly count: number;
    readonly load: (id: StateId, into: Int32Array) => void;
    /** The same, as it is packed. */
    readonly loadPacked: (id: StateId, into: Int32Array) => void;
    readonly read: (id: StateId, slot: number) => number;
    readonly bytes: number;
}

export interface GrowingVisited extends Visited {
    /** Puts the hashes of the first `count` of these packed states into `hashes`. */
    readonly prepare: (states: Int32Array, count: number, hashes: Int32Array) => void;
    /** The id of the packed state at `offset`; when it is new, the complement (`~id`) of the one it gets. */
    readonly insert: (states: Int32Array, offset: number, hash: number) => number;
}

const FIRST_CAPACITY = 1 << 10;

export function createVisited(packing: Packing, reserve: Reserve, watch: Watch): GrowingVisited {
    const { words, unpack, read } = packing;
    let data = new Int32Array(FIRST_CAPACITY * words);
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
            const hash = hashOf(data, id * words, words);
            let place = hash & mask;
            while (larger[place] !== 0) place = (place + 1) & mask;
            larger[place] = (hash & ~mask) | (id + 1);
        }
        table = larger;
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
                if (entry !== 0) found ^= data[(entry - 1) * words]!;
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
                    const at = ((found & mask) - 1) * words;
                    let word = 0;
                    while (word < words && data[at + word] === states[offset + word]) word++;
                    if (word === words) return (found & mask) - 1;
                }
                place = (place + 1) & mask;
            }
            if ((count + 1) * words > data.length) data = doubled(data, reserve);
            for (let word = 0, at = count * words; word < words; word++) data[at + word] = states[offset + word]!;
            table[place] = (hash & ~mask) | ++count;
            if (count * 4 > table.length * 3) growTable();
            return ~(count - 1);
        },
        load: (id, into) => unpack(data, id * words, into),
        loadPacked: (id, into) => {
            for (let word = 0, at = id * words; word < words; word++) into[word] = data[at + word]!;
        },
        read: (id, slot) => read(data, id * words, slot),
        get bytes() {
            return data.byteLength + table.byteLength;
        },
    };
}

/** Multiply and fold, word by word, with the finalizer of MurmurHash3 (Appleby). */
function hashOf(words: Int32Array, offset: number, length: number): number {
    let h = length;
    for (let i = 0; i < length; i++) {
        h = Math.imul(h ^ words[offset + i]!, 0x9e3779b1);
        h ^= h >>> 15;
    }
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
}
