// Columns of numbers that grow. A state space is a few of them; objects would cost ten times the memory.

/** Asked before so many bytes more are taken; throws where they are not to be had. */
export type Reserve = (bytes: number) => void;

const CHUNK_SHIFT = 18;
const CHUNK = 1 << CHUNK_SHIFT;

type Numbers = Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Appends numbers. Chunks of one size, but for the first, which doubles up to it: nothing large is copied, and little stays empty. */
export class Column<Array extends Numbers> {
    length = 0;
    #chunks: Array[];
    #last: Array;
    /** How much of the last one is used. */
    #used = 0;
    readonly #create: (length: number) => Array;
    readonly #reserve: Reserve;

    constructor(create: (length: number) => Array, capacity: number, reserve: Reserve) {
        this.#create = create;
        this.#last = create(capacity);
        this.#chunks = [this.#last];
        this.#reserve = reserve;
    }

    push(value: number): void {
        if (this.#used === this.#last.length) this.#grow();
        this.#last[this.#used++] = value;
        this.length++;
    }

    at(index: number): number {
        return this.#chunks[index >> CHUNK_SHIFT]![index & (CHUNK - 1)]!;
    }

    get bytes(): number {
        const complete = this.#chunks.length - 1;
        return complete * CHUNK * this.#last.BYTES_PER_ELEMENT + this.#last.byteLength;
    }

    /** The first numbers in one array; the column is empty afterwards. */
    toArray(length = this.length): Array {
        const all = this.#create(length);
        for (const [place, chunk] of this.#chunks.entries()) {
            const start = place * CHUNK;
            if (start < length) all.set(chunk.subarray(0, length - start), start);
        }
        this.#last = this.#create(1);
        this.#chunks = [this.#last];
        this.#used = 0;
        this.length = 0;
        return all;
    }

    #grow(): void {
        const { length, BYTES_PER_ELEMENT } = this.#last;
        if (length < CHUNK) {
            const larger = Math.min(CHUNK, 2 * length);
            this.#reserve((larger - length) * BYTES_PER_ELEMENT);
            const next = this.#create(larger);
            next.set(this.#last);
            this.#last = next;
            this.#chunks[0] = next;
            return;
        }
        this.#reserve(CHUNK * BYTES_PER_ELEMENT);
        this.#last = this.#create(CHUNK);
        this.#chunks.push(this.#last);
        this.#used = 0;
    }
}
