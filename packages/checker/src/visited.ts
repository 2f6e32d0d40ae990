// The visited set: every state once, exactly, numbered in the order of arrival.
//
// Open addressing with linear probing over a table of state numbers; the packed states lie one after another in one
// array, so that number `n` is also where its state is. Both double when they fill up.
import type { Reserve } from './growing.ts';
import { doubled } from './growing.ts';
import type { Packing } from './packing.ts';
import type { Watch } from './watch.ts';

export type StateId = number;

export interface Visited {
    readonly count: number;
    /** The id of the state; when it is new, the complement (`~id`) of the one it gets. */
    readonly insert: (state: Int32Array) => number;
    readonly load: (id: StateId, into: Int32Array) => void;
    readonly read: (id: StateId, slot: number) => number;
    readonly bytes: number;
}

const FIRST_CAPACITY = 1 << 10;

export function createVisited(packing: Packing, reserve: Reserve, watch: Watch): Visited {
    const { words, pack, unpack, read } = packing;
    const packed = new Int32Array(words);
    let data = new Int32Array(FIRST_CAPACITY * words);
    /** 1 + the state's number; 0 where free. At most half full. */
    let table = new Int32Array(FIRST_CAPACITY * 2);
    let count = 0;

    const growTable = (): void => {
        reserve(table.byteLength);
        const larger = new Int32Array(table.length * 2);
        const mask = larger.length - 1;
        for (let id = 0; id < count; id++) {
            watch.tick();
            let place = hash(data, id * words, words) & mask;
            while (larger[place] !== 0) place = (place + 1) & mask;
            larger[place] = id + 1;
        }
        table = larger;
    };

    return {
        get count() {
            return count;
        },
        insert: state => {
            pack(state, packed);
            const mask = table.length - 1;
            let place = hash(packed, 0, words) & mask;
            for (;;) {
                const found = table[place]!;
                if (found === 0) break;
                const offset = (found - 1) * words;
                let word = 0;
                while (word < words && data[offset + word] === packed[word]) word++;
                if (word === words) return found - 1;
                place = (place + 1) & mask;
            }
            if ((count + 1) * words > data.length) data = doubled(data, reserve);
            data.set(packed, count * words);
            table[place] = ++count;
            if (count * 2 > table.length) growTable();
            return ~(count - 1);
        },
        load: (id, into) => unpack(data, id * words, into),
        read: (id, slot) => read(data, id * words, slot),
        get bytes() {
            return data.byteLength + table.byteLength;
        },
    };
}

/** Multiply and fold, word by word, with the finalizer of MurmurHash3 (Appleby). */
function hash(words: Int32Array, offset: number, length: number): number {
    let h = length;
    for (let i = 0; i < length; i++) {
        h = Math.imul(h ^ words[offset + i]!, 0x9e3779b1);
        h ^= h >>> 15;
    }
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
}
