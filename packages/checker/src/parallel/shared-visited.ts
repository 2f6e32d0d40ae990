// The visited set of a team: every state once, whoever finds it.
//
// The table of `visited.ts`, with places that are taken by compare-and-swap. A state is written down before its place is
// taken; where another was quicker with the same state, its number is used for the next one. Numbers come in chunks that
// belong to whoever asked for them, so that the states of a member can be counted through.
import { createHashing } from '../hash.ts';
import type { Packing } from '../packing.ts';
import type { StateId } from '../visited.ts';
import { OWN, ownPlace, SHARED } from './control.ts';
import { createRegion } from './region.ts';
import type { SharedSearch } from './shared-search.ts';

const CHUNK_SHIFT = 12;
const IN_CHUNK = (1 << CHUNK_SHIFT) - 1;
export const FIRST_TABLE_SHIFT = 17;
/** How many places are read before they are needed, so that the cache misses overlap; a divisor of a chunk. */
const BATCH = 64;
/** As many states as numbers of 31 bits leave room for, given that the table is at most 5/8 full. */
export const LAST_TABLE_SHIFT = 30;
export const MOST_CHUNKS = 1 << (LAST_TABLE_SHIFT - CHUNK_SHIFT);
/** Words that are kept beside each state. */
const NOTES = 2;
/** Of them: 1 + where the row of its transitions begins; who has written that; and whether it breaks an invariant. */
const ROW = 0;
const FLAGS = 1;
const BROKEN = 1;
const MEMBER_SHIFT = 1;

export interface SharedVisited {
    /** The number of a packed state; when it is new, the complement. `isBroken` is asked of one that seems to be new. */
    readonly insert: (states: Int32Array, offset: number, hash: number, isBroken: () => boolean) => number;
    /** Puts the hashes of the first `count` packed states into `hashes`, and has the caches know where they lead. */
    readonly prepare: (states: Int32Array, count: number, hashes: Int32Array) => void;
    /** State `index` of those that a member has found. */
    readonly foundBy: (member: number, index: number) => StateId;
    readonly loadPacked: (id: StateId, into: Int32Array) => void;
    /** The chunk of packed states that a state lies in, and its offset there. */
    readonly chunkOf: (id: StateId) => Int32Array;
    readonly offsetOf: (id: StateId) => number;
    readonly isBroken: (id: StateId) => boolean;
    readonly setRow: (id: StateId, row: number) => void;
    /** Where the row of a state begins, or -1. */
    readonly rowOf: (id: StateId) => number;
    readonly expanderOf: (id: StateId) => number;
    /** All numbers that were given out are smaller. */
    readonly bound: () => number;
    /** Puts the member's own states into a larger table. When all have done so: {@link adoptTable}. */
    readonly growTable: () => void;
    readonly adoptTable: () => void;
    readonly bytes: () => number;
}

export function createSharedVisited(packing: Packing, search: SharedSearch, member: number): SharedVisited {
    const { words } = packing;
    const { control } = search;
    const hashing = createHashing(words);
    const states = createRegion(search.states, (1 << CHUNK_SHIFT) * words);
    const notes = createRegion(search.notes, (1 << CHUNK_SHIFT) * NOTES);
    const lists = search.chunkLists.map(list => new Int32Array(list));
    const own = lists[member]!;
    const foundPlace = ownPlace(member, OWN.found);
    let ownChunks = 0;
    let found = 0;
    const tableOf = (shift: number): Int32Array<SharedArrayBuffer> =>
        createRegion(search.tables[shift - FIRST_TABLE_SHIFT]!, 1 << shift).chunk(0);
    let table = tableOf(Atomics.load(control, SHARED.tableShift));
    const sink = new Int32Array(1);

    const noteAt = (id: StateId, note: number): number =>
        notes.chunk(id >> CHUNK_SHIFT)[(id & IN_CHUNK) * NOTES + note]!;

    /** The number that the next new state gets, with the state written down. */
    const writeDown = (from: Int32Array, offset: number, isBroken: boolean): StateId => {
        if (found >> CHUNK_SHIFT === ownChunks) {
            const chunk = Atomics.add(control, SHARED.chunks, 1);
            if (((chunk + 1) << CHUNK_SHIFT) * 8 > table.length * 5) Atomics.store(control, SHARED.isGrowing, 1);
            own[ownChunks++] = chunk;
        }
        const chunk = own[found >> CHUNK_SHIFT]!;
        const into = states.chunk(chunk);
        const at = (found & IN_CHUNK) * words;
        for (let word = 0; word < words; word++) into[at + word] = from[offset + word]!;
        const note = (found & IN_CHUNK) * NOTES;
        const noted = notes.chunk(chunk);
        noted[note + ROW] = 0;
        noted[note + FLAGS] = isBroken ? BROKEN : 0;
        return (chunk << CHUNK_SHIFT) | (found & IN_CHUNK);
    };

    return {
        insert: (from, offset, hash, isBroken) => {
            const mask = table.length - 1;
            let place = hash & mask;
            let candidate = -1;
            for (;;) {
                let entry = Atomics.load(table, place);
                if (entry === 0) {
                    if (candidate < 0) candidate = writeDown(from, offset, isBroken());
                    entry = Atomics.compareExchange(table, place, 0, (hash & ~mask) | (candidate + 1));
                    if (entry === 0) {
                        Atomics.store(control, foundPlace, ++found);
                        return ~candidate;
                    }
                }
                if (((entry ^ hash) & ~mask) === 0) {
                    const id = (entry & mask) - 1;
                    const chunk = states.chunk(id >> CHUNK_SHIFT);
                    const at = (id & IN_CHUNK) * words;
                    let word = 0;
                    while (word < words && chunk[at + word] === from[offset + word]) word++;
                    if (word === words) return id;
                }
                place = (place + 1) & mask;
            }
        },
        prepare: (from, count, hashes) => {
            const mask = table.length - 1;
            let read = 0;
            for (let i = 0; i < count; i++) {
                const hash = hashing.of(from, i * words);
                hashes[i] = hash;
                read ^= table[hash & mask]!;
            }
            for (let i = 0; i < count; i++) {
                const entry = table[hashes[i]! & mask]! & mask;
                if (entry !== 0) read ^= states.chunk((entry - 1) >> CHUNK_SHIFT)[((entry - 1) & IN_CHUNK) * words]!;
            }
            sink[0] = read;
        },
        foundBy: (whom, index) => (lists[whom]![index >> CHUNK_SHIFT]! << CHUNK_SHIFT) | (index & IN_CHUNK),
        loadPacked: (id, into) => {
            const chunk = states.chunk(id >> CHUNK_SHIFT);
            const at = (id & IN_CHUNK) * words;
            for (let word = 0; word < words; word++) into[word] = chunk[at + word]!;
        },
        chunkOf: id => states.chunk(id >> CHUNK_SHIFT),
        offsetOf: id => (id & IN_CHUNK) * words,
        isBroken: id => (noteAt(id, FLAGS) & BROKEN) !== 0,
        setRow: (id, row) => {
            const noted = notes.chunk(id >> CHUNK_SHIFT);
            const note = (id & IN_CHUNK) * NOTES;
            noted[note + ROW] = row + 1;
            noted[note + FLAGS]! |= member << MEMBER_SHIFT;
        },
        rowOf: id => noteAt(id, ROW) - 1,
        expanderOf: id => noteAt(id, FLAGS) >> MEMBER_SHIFT,
        bound: () => Atomics.load(control, SHARED.chunks) << CHUNK_SHIFT,
        growTable: () => {
            const larger = tableOf(Math.log2(table.length) + 1);
            const mask = larger.length - 1;
            const hashes = new Int32Array(BATCH);
            let read = 0;
            for (let from = 0; from < found; from += BATCH) {
                const chunk = own[from >> CHUNK_SHIFT]!;
                const count = Math.min(BATCH, found - from);
                for (let i = 0; i < count; i++) {
                    const hash = hashing.of(states.chunk(chunk), ((from + i) & IN_CHUNK) * words);
                    hashes[i] = hash;
                    read ^= larger[hash & mask]!;
                }
                for (let i = 0; i < count; i++) {
                    const hash = hashes[i]!;
                    const entry = (hash & ~mask) | ((chunk << CHUNK_SHIFT) + ((from + i) & IN_CHUNK) + 1);
                    let place = hash & mask;
                    while (Atomics.compareExchange(larger, place, 0, entry) !== 0) place = (place + 1) & mask;
                }
            }
            sink[0] = read;
        },
        adoptTable: () => {
            table = tableOf(Atomics.load(control, SHARED.tableShift));
        },
        bytes: () =>
            Atomics.load(control, SHARED.chunks) * 2 ** CHUNK_SHIFT * (words + NOTES) * Int32Array.BYTES_PER_ELEMENT +
            table.byteLength,
    };
}
