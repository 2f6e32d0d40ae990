// The visited set: every state once, exactly, numbered in the order of arrival.
//
// A set of rows (`rows.ts`): of the packed states, or, where these are long, of what they are folded to (`folding.ts`).
import { createFolding } from './folding.ts';
import type { Reserve } from './growing.ts';
import type { Packing } from './packing.ts';
import type { Account } from './rows.ts';
import { createRows } from './rows.ts';
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
    /**
     * Tells of the packed state in a place before it is prepared, while the state that it follows was loaded last; and in which words
     * it may differ from that, in order, where it is known. Absent: there is no need to.
     */
    readonly announce: ((states: Int32Array, place: number, changes: Int32Array | undefined) => void) | undefined;
    /** Puts the hashes of the first `count` of these packed states into `hashes`; of those that were not announced whatever it is. */
    readonly prepare: (states: Int32Array, count: number, hashes: Int32Array) => void;
    /** The id of one of the packed states prepared last, at `offset`; when it is new, the complement (`~id`) of the one it gets. */
    readonly insert: (states: Int32Array, offset: number, hash: number) => number;
    /** Nothing more will be inserted: the table goes. */
    readonly seal: () => void;
}

const FIRST_CAPACITY = 1 << 10;

export function createVisited(packing: Packing, reserve: Reserve, watch: Watch): GrowingVisited {
    const { words, unpack, read, counters } = packing;
    const account: Account = { bytes: 0 };
    const folding = createFolding(words, reserve, account, watch);
    const width = folding?.words ?? words;
    const rows = createRows(width, FIRST_CAPACITY, reserve, account, watch);
    /** What was prepared, folded. */
    let folded = new Int32Array(width);
    const row = new Int32Array(width);
    const makeRoom = (places: number): void => {
        if (places * width <= folded.length) return;
        const larger = new Int32Array(2 * places * width);
        larger.set(folded);
        folded = larger;
    };

    /** A packed state: there until the next call. */
    const packed = (id: StateId): Int32Array => {
        rows.load(id, row, 0);
        return folding === undefined ? row : folding.unfold(row);
    };
    return {
        get count() {
            return rows.count;
        },
        ...(folding === undefined
            ? { announce: undefined, prepare: rows.prepare, insert: rows.insert }
            : {
                  announce: (states, place, changes) => {
                      makeRoom(place + 1);
                      folding.fold(states, place * words, folded, place * width, changes);
                  },
                  prepare: (_, count, hashes) => {
                      makeRoom(count);
                      rows.prepare(folded, count, hashes);
                  },
                  insert: (_, offset, hash) => rows.insert(folded, (offset / words) * width, hash),
              }),
        seal: () => {
            rows.seal();
            folding?.seal();
        },
        load: (id, into) => unpack(packed(id), 0, into),
        loadPacked: (id, into) => into.set(packed(id)),
        read: (id, slot) => read(packed(id), 0, slot),
        counters: (id, into) => counters(packed(id), 0, into),
        get bytes() {
            return account.bytes;
        },
    };
}
