// The memory that a team searches in. All of it is plain data that can be given to another thread.
import type { Program } from '../program.ts';
import type { Budget } from '../verdict.ts';
import { createControl, SHARED } from './control.ts';
import { reserveMemory } from './region.ts';
import { FIRST_TABLE_SHIFT, LAST_TABLE_SHIFT, MOST_CHUNKS } from './shared-visited.ts';

export interface SharedSearch {
    readonly program: Program;
    readonly code: NonNullable<Budget['code']>;
    readonly members: number;
    readonly control: Int32Array<SharedArrayBuffer>;
    readonly states: SharedArrayBuffer;
    readonly notes: SharedArrayBuffer;
    /** A table for each size that it may have. */
    readonly tables: readonly SharedArrayBuffer[];
    /** Each member's transitions: rows of a count and as many pairs of target and label. */
    readonly columns: readonly SharedArrayBuffer[];
    /** The numbers of the chunks that each member's states lie in, in the order in which it found them. */
    readonly chunkLists: readonly SharedArrayBuffer[];
}

/** Address space, not memory: taken as it is needed. */
const RESERVED_BYTES = 2 ** 34;
const BYTES = Int32Array.BYTES_PER_ELEMENT;

/** `undefined` where so much address space is not to be had. */
export function createSharedSearch(
    program: Program,
    code: SharedSearch['code'],
    members: number,
): SharedSearch | undefined {
    try {
        return reserve(program, code, members);
    } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
    }
}

function reserve(program: Program, code: SharedSearch['code'], members: number): SharedSearch {
    const each = <Made>(make: () => Made): Made[] => Array.from({ length: members }, make);
    const control = createControl(members);
    control[SHARED.tableShift] = FIRST_TABLE_SHIFT;
    return {
        program,
        code,
        members,
        control,
        states: reserveMemory(RESERVED_BYTES),
        notes: reserveMemory(RESERVED_BYTES),
        tables: Array.from({ length: LAST_TABLE_SHIFT - FIRST_TABLE_SHIFT + 1 }, (_, i) =>
            reserveMemory(BYTES * 2 ** (FIRST_TABLE_SHIFT + i)),
        ),
        columns: each(() => reserveMemory(RESERVED_BYTES)),
        chunkLists: each(() => new SharedArrayBuffer(MOST_CHUNKS * BYTES)),
    };
}
