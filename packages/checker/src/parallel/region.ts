// Memory that several threads fill and read at once: numbers in chunks that are there when somebody asks for them.
//
// The address space is reserved in the beginning and taken as it is needed, so that nothing is copied and nobody is told of new
// memory. A view of a chunk costs no more than one of memory of one's own (measured; one that tracks the length costs ten times as much).

export interface Region {
    readonly chunk: (number: number) => Int32Array<SharedArrayBuffer>;
}

const BYTES = Int32Array.BYTES_PER_ELEMENT;

/** Room for `bytes`, of which none is taken yet. */
export function reserveMemory(bytes: number): SharedArrayBuffer {
    return new SharedArrayBuffer(0, { maxByteLength: bytes });
}

/** A thread's view of the memory, in chunks of so many numbers. Throws `RangeError` where there is no room for a chunk. */
export function createRegion(memory: SharedArrayBuffer, length: number): Region {
    const views: Int32Array<SharedArrayBuffer>[] = [];
    return {
        chunk: number => {
            const known = views[number];
            if (known !== undefined) return known;
            const view = viewOf(memory, number * length, length);
            views[number] = view;
            return view;
        },
    };
}

function viewOf(memory: SharedArrayBuffer, start: number, length: number): Int32Array<SharedArrayBuffer> {
    const end = (start + length) * BYTES;
    while (memory.byteLength < end) {
        try {
            memory.grow(end);
        } catch (error) {
            // somebody else may have been quicker, and have taken more
            if (memory.byteLength < end) throw error;
        }
    }
    return new Int32Array(memory, start * BYTES, length);
}
