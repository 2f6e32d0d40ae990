// A set of rows of words: every row once, exactly, numbered in the order of arrival.
//
// Open addressing with linear probing over a table of row numbers. The bits of an entry that the number leaves are bits of
// the row's hash, so that few rows are looked at in vain. The table grows by steps of a half and a third, in turn.
//
// The rows lie one after another in chunks. A chunk that is full keeps of them only the bytes in which they differ
// (`chunk.ts`): rows that were found one after another are alike.
//
// In a large set almost every look-up misses the caches. Rows come in batches (`prepare`), whose places are read in one loop before
// they are needed: so the misses overlap (measured: 1.4 times as many states a second at 7 million states).
import { Chunk } from './chunk.ts';
import type { Reserve } from './growing.ts';
import { createHashing } from './hash.ts';
import type { Watch } from './watch.ts';

export interface Rows {
    readonly count: number;
    /** Puts the hashes of the first `count` of these rows into `hashes`, and has the caches know where they lead. */
    readonly prepare: (rows: Int32Array, count: number, hashes: Int32Array) => void;
    /** The number of the row at `offset`; when it is new, the complement (`~number`) of the one it gets. */
    readonly insert: (rows: Int32Array, offset: number, hash: number) => number;
    /** The number of the row at `offset`, which is put in where it is new. */
    readonly intern: (rows: Int32Array, offset: number) => number;
    /** Puts a row at `at`. */
    readonly load: (number: number, into: Int32Array, at: number) => void;
    readonly word: (number: number, word: number) => number;
    /** Nothing more will be inserted: the table goes. */
    readonly seal: () => void;
}

/** What sets take together, in bytes. */
export interface Account {
    bytes: number;
}

/** How many rows get their new places together, so that the misses overlap here, too. */
const BLOCK = 64;

/** `capacity`: how many rows there is room for at first, a power of two. */
export function createRows(words: number, first: number, reserve: Reserve, account: Account, watch: Watch): Rows {
    /** Of `1 << shift` rows each, about a megabyte; the first doubles up to that. */
    const shift = Math.max(4, 18 - Math.ceil(Math.log2(words)));
    const inChunk = (1 << shift) - 1;
    const hashing = createHashing(words);
    let last = new Chunk(hashing, new Int32Array(Math.min(first, 1 << shift) * words));
    const chunks = [last];
    let capacity = last.raw.length / words;
    /** 1 + the row's number in the low bits, and bits of its hash above them; 0 where free. At most 5/6 full. */
    let table = new Int32Array(first * 2);
    let numberBits = bitsFor(table.length);
    /** A row's place is this part of its hash. */
    let scale = table.length / 2 ** 32;
    let count = 0;
    /** Takes what `prepare` reads, lest the reads are optimized away. */
    const sink = new Int32Array(1);
    const block = new Int32Array(BLOCK);
    account.bytes += last.bytes + table.byteLength;

    const growTable = (): void => {
        const isPower = (table.length & (table.length - 1)) === 0;
        const length = isPower ? (table.length / 2) * 3 : (table.length / 3) * 4;
        reserve(length * Int32Array.BYTES_PER_ELEMENT);
        const larger = new Int32Array(length);
        account.bytes += larger.byteLength - table.byteLength;
        numberBits = bitsFor(length);
        scale = length / 2 ** 32;
        for (let number = 0; number < count; ) {
            const size = Math.min(BLOCK, count - number);
            let found = 0;
            for (let i = 0; i < size; i++) {
                watch.tick();
                const hash = chunks[(number + i) >> shift]!.hash((number + i) & inChunk);
                block[i] = hash;
                found ^= larger[((hash >>> 0) * scale) | 0]!;
            }
            sink[0] = found;
            for (let i = 0; i < size; i++) {
                const hash = block[i]!;
                let place = ((hash >>> 0) * scale) | 0;
                while (larger[place] !== 0) if (++place === length) place = 0;
                larger[place] = (hash << numberBits) | ++number;
            }
        }
        table = larger;
    };

    const growRows = (): void => {
        if (capacity <= inChunk) {
            capacity = Math.min(1 << shift, 2 * capacity);
            const more = (capacity * words - last.raw.length) * Int32Array.BYTES_PER_ELEMENT;
            reserve(more);
            const larger = new Int32Array(capacity * words);
            larger.set(last.raw);
            last.raw = larger;
            account.bytes += more;
            return;
        }
        reserve((1 << shift) * words * Int32Array.BYTES_PER_ELEMENT);
        const before = last.bytes;
        // what it leaves is room for the next one
        const left = last.compress(1 << shift, watch);
        account.bytes += last.bytes - before;
        last = new Chunk(hashing, left ?? new Int32Array((1 << shift) * words));
        account.bytes += last.bytes;
        chunks.push(last);
        capacity += 1 << shift;
    };

    const insert = (rows: Int32Array, offset: number, hash: number): number => {
        const mask = (1 << numberBits) - 1;
        const mark = hash << numberBits;
        let place = ((hash >>> 0) * scale) | 0;
        for (;;) {
            const found = table[place]!;
            if (found === 0) break;
            if ((found & ~mask) === mark) {
                const number = (found & mask) - 1;
                if (chunks[number >> shift]!.holds(number & inChunk, rows, offset)) return number;
            }
            if (++place === table.length) place = 0;
        }
        if (count === capacity) growRows();
        const { raw } = last;
        const at = (count & inChunk) * words;
        for (let word = 0; word < words; word++) raw[at + word] = rows[offset + word]!;
        table[place] = mark | ++count;
        if (count * 6 > table.length * 5) growTable();
        return ~(count - 1);
    };

    return {
        get count() {
            return count;
        },
        prepare: (rows, prepared, hashes) => {
            const mask = (1 << numberBits) - 1;
            let found = 0;
            for (let i = 0; i < prepared; i++) {
                const hash = hashing.of(rows, i * words);
                hashes[i] = hash;
                found ^= table[((hash >>> 0) * scale) | 0]!;
            }
            for (let i = 0; i < prepared; i++) {
                const number = (table[((hashes[i]! >>> 0) * scale) | 0]! & mask) - 1;
                if (number >= 0) found ^= chunks[number >> shift]!.touch(number & inChunk);
            }
            sink[0] = found;
        },
        insert,
        intern: (rows, offset) => {
            const found = insert(rows, offset, hashing.of(rows, offset));
            return found < 0 ? ~found : found;
        },
        load: (number, into, at) => chunks[number >> shift]!.load(number & inChunk, into, at),
        word: (number, word) => chunks[number >> shift]!.word(number & inChunk, word),
        seal: () => {
            account.bytes -= table.byteLength;
            table = new Int32Array(0);
        },
    };
}

/** How many bits the numbers of the rows have that a table of that length may hold. */
function bitsFor(length: number): number {
    return 32 - Math.clz32(length);
}
