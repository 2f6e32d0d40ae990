// The visited set by hash compaction: of each state its hash is kept, of those that are not expanded yet the state as well.
//
// Two states that have the same hash are taken for one, the one that came first; `fingerprint.ts` says how probable that is. The table is
// that of `rows.ts`: numbers of states, and what bits they leave are of the hash.

import { createFingerprint } from './fingerprint.ts';
import { createFrontier } from './frontier.ts';
import type { Reserve } from './growing.ts';
import { Column } from './growing.ts';
import type { Packing } from './packing.ts';
import type { GrowingVisited } from './visited.ts';
import type { Watch } from './watch.ts';

export const BYTES_OF_HASH = 8;

const FIRST_CAPACITY = 1 << 10;

/** States are loaded in ascending order, and none that was passed is loaded again; in the end none at all. */
export type CompactedVisited = Pick<
    GrowingVisited,
    'count' | 'announce' | 'prepare' | 'insert' | 'seal' | 'loadPacked' | 'bytes'
>;

export function createCompacted({ words }: Packing, bits: number, reserve: Reserve, watch: Watch): CompactedVisited {
    const fingerprint = createFingerprint(words, bits);
    const frontier = createFrontier(words, reserve);
    /** Two words for each state. */
    let hashes = createWords(FIRST_CAPACITY, reserve);
    /** At most 5/6 full. */
    let table = new Int32Array(FIRST_CAPACITY);
    let numberBits = bitsFor(table.length);
    let scale = table.length / 2 ** 32;
    let count = 0;
    const sink = new Int32Array(1);

    const growTable = (): void => {
        const isPower = (table.length & (table.length - 1)) === 0;
        const length = isPower ? (table.length / 2) * 3 : (table.length / 3) * 4;
        reserve(length * Int32Array.BYTES_PER_ELEMENT);
        table = new Int32Array(length);
        numberBits = bitsFor(length);
        scale = length / 2 ** 32;
        for (let id = 0; id < count; id++) {
            watch.tick();
            const hash = hashes.at(2 * id);
            let place = ((hash >>> 0) * scale) | 0;
            while (table[place] !== 0) if (++place === length) place = 0;
            table[place] = (hash << numberBits) | (id + 1);
        }
    };

    return {
        get count() {
            return count;
        },
        announce: undefined,
        prepare: (states, prepared, firsts) => {
            let found = 0;
            for (let i = 0; i < prepared; i++) {
                const hash = fingerprint.first(states, i * words);
                firsts[i] = hash;
                found ^= table[((hash >>> 0) * scale) | 0]!;
            }
            const mask = (1 << numberBits) - 1;
            for (let i = 0; i < prepared; i++) {
                const id = (table[((firsts[i]! >>> 0) * scale) | 0]! & mask) - 1;
                if (id >= 0) found ^= hashes.at(2 * id);
            }
            sink[0] = found;
        },
        insert: (states, offset, first) => {
            const second = fingerprint.second(states, offset);
            const mask = (1 << numberBits) - 1;
            const mark = first << numberBits;
            let place = ((first >>> 0) * scale) | 0;
            for (let found = table[place]!; found !== 0; found = table[place]!) {
                const id = (found & mask) - 1;
                const mayBe = (found & ~mask) === mark;
                if (mayBe && hashes.at(2 * id) === first && hashes.at(2 * id + 1) === second) return id;
                if (++place === table.length) place = 0;
            }
            frontier.push(states, offset);
            hashes.push(first);
            hashes.push(second);
            table[place] = mark | ++count;
            if (count * 6 > table.length * 5) growTable();
            return ~(count - 1);
        },
        loadPacked: (id, into) => {
            frontier.letGo(id);
            frontier.load(id, into);
        },
        seal: () => {
            hashes = createWords(1, reserve);
            table = new Int32Array(0);
        },
        get bytes() {
            return hashes.bytes + table.byteLength + frontier.bytes;
        },
    };
}

function createWords(capacity: number, reserve: Reserve): Column<Int32Array<ArrayBuffer>> {
    return new Column(length => new Int32Array(length), capacity, reserve);
}

/** How many bits the numbers of the states have that a table of that length may hold. */
function bitsFor(length: number): number {
    return 32 - Math.clz32(length);
}
