// The visited set: every state once, exactly, numbered in the order of arrival.
//
// Open addressing with linear probing over a table of state numbers. The bits of an entry that the number leaves are bits of
// the state's hash, so that few states are looked at in vain. The table grows by steps of a half and a third, in turn.
//
// The packed states lie one after another in chunks. A chunk that is full keeps of them only the bytes in which they differ
// (`chunk.ts`): states that were found one after another are alike.
//
// Almost every look-up misses the caches. States come in batches (`prepare`), whose places are read in one loop before
// they are needed: so the misses overlap (measured: 1.4 times as many states a second at 7 million states).
import { Chunk } from './chunk.ts';
import type { Reserve } from './growing.ts';
import { createHashing } from './hash.ts';
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

/** How many states get their new places together, so that the misses overlap here, too. */
const BLOCK = 64;

export function createVisited(packing: Packing, reserve: Reserve, watch: Watch): GrowingVisited {
    const { words, fields, unpack, read, counters, counterWords } = packing;
    /** Of `1 << shift` states each, about a megabyte; the first doubles up to that. */
    const shift = Math.max(4, 18 - Math.ceil(Math.log2(words)));
    const inChunk = (1 << shift) - 1;
    const hashing = createHashing(words);
    let last = new Chunk(hashing, new Int32Array(Math.min(FIRST_CAPACITY, 1 << shift) * words));
    const chunks = [last];
    /** Of the chunks before the last one. */
    let bytesBefore = 0;
    let capacity = last.raw.length / words;
    /** 1 + the state's number in the low bits, and bits of its hash above them; 0 where free. At most 5/6 full. */
    let table = new Int32Array(FIRST_CAPACITY * 2);
    let numberBits = bitsFor(table.length);
    /** A state's place is this part of its hash. */
    let scale = table.length / 2 ** 32;
    let count = 0;
    /** Takes what `prepare` reads, lest the reads are optimized away. */
    const sink = new Int32Array(1);
    const scratch = new Int32Array(words);
    const block = new Int32Array(BLOCK);

    const loadPacked = (id: StateId, into: Int32Array): void => chunks[id >> shift]!.load(id & inChunk, into);

    const growTable = (): void => {
        const isPower = (table.length & (table.length - 1)) === 0;
        const length = isPower ? (table.length / 2) * 3 : (table.length / 3) * 4;
        reserve(length * Int32Array.BYTES_PER_ELEMENT);
        const larger = new Int32Array(length);
        numberBits = bitsFor(length);
        scale = length / 2 ** 32;
        for (let id = 0; id < count; ) {
            const size = Math.min(BLOCK, count - id);
            let found = 0;
            for (let i = 0; i < size; i++) {
                watch.tick();
                const hash = chunks[(id + i) >> shift]!.hash((id + i) & inChunk);
                block[i] = hash;
                found ^= larger[((hash >>> 0) * scale) | 0]!;
            }
            sink[0] = found;
            for (let i = 0; i < size; i++) {
                const hash = block[i]!;
                let place = ((hash >>> 0) * scale) | 0;
                while (larger[place] !== 0) if (++place === length) place = 0;
                larger[place] = (hash << numberBits) | ++id;
            }
        }
        table = larger;
    };

    const growStates = (): void => {
        if (capacity <= inChunk) {
            capacity = Math.min(1 << shift, 2 * capacity);
            reserve((capacity * words - last.raw.length) * Int32Array.BYTES_PER_ELEMENT);
            const larger = new Int32Array(capacity * words);
            larger.set(last.raw);
            last.raw = larger;
            return;
        }
        reserve((1 << shift) * words * Int32Array.BYTES_PER_ELEMENT);
        // what it leaves is room for the next one
        const left = last.compress(1 << shift, watch);
        bytesBefore += last.bytes;
        last = new Chunk(hashing, left ?? new Int32Array((1 << shift) * words));
        chunks.push(last);
        capacity += 1 << shift;
    };

    return {
        get count() {
            return count;
        },
        prepare: (states, prepared, hashes) => {
            const mask = (1 << numberBits) - 1;
            let found = 0;
            for (let i = 0; i < prepared; i++) {
                const hash = hashing.of(states, i * words);
                hashes[i] = hash;
                found ^= table[((hash >>> 0) * scale) | 0]!;
            }
            for (let i = 0; i < prepared; i++) {
                const id = (table[((hashes[i]! >>> 0) * scale) | 0]! & mask) - 1;
                if (id >= 0) found ^= chunks[id >> shift]!.touch(id & inChunk);
            }
            sink[0] = found;
        },
        insert: (states, offset, hash) => {
            const mask = (1 << numberBits) - 1;
            const mark = hash << numberBits;
            let place = ((hash >>> 0) * scale) | 0;
            for (;;) {
                const found = table[place]!;
                if (found === 0) break;
                if ((found & ~mask) === mark) {
                    const id = (found & mask) - 1;
                    if (chunks[id >> shift]!.holds(id & inChunk, states, offset)) return id;
                }
                if (++place === table.length) place = 0;
            }
            if (count === capacity) growStates();
            const { raw } = last;
            const at = (count & inChunk) * words;
            for (let word = 0; word < words; word++) raw[at + word] = states[offset + word]!;
            table[place] = mark | ++count;
            if (count * 6 > table.length * 5) growTable();
            return ~(count - 1);
        },
        seal: () => {
            table = new Int32Array(0);
        },
        load: (id, into) => {
            loadPacked(id, scratch);
            unpack(scratch, 0, into);
        },
        loadPacked,
        read: (id, slot) => {
            const word = fields.word[slot]!;
            scratch[word] = chunks[id >> shift]!.word(id & inChunk, word);
            return read(scratch, 0, slot);
        },
        counters: (id, into) => {
            const chunk = chunks[id >> shift]!;
            for (let i = 0; i < counterWords.length; i++) {
                const word = counterWords[i]!;
                scratch[word] = chunk.word(id & inChunk, word);
            }
            counters(scratch, 0, into);
        },
        get bytes() {
            return bytesBefore + last.bytes + table.byteLength;
        },
    };
}

/** How many bits the numbers of the states have that a table of that length may hold. */
function bitsFor(length: number): number {
    return 32 - Math.clz32(length);
}
