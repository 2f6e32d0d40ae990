// Columns of numbers that grow. A state space is a few of them; objects would cost ten times the memory.

/** Asked before so many bytes more are taken; throws where they are not to be had. */
export type Reserve = (bytes: number) => void;

const CHUNK_SHIFT = 18;
const CHUNK = 1 << CHUNK_SHIFT;

/** Appends numbers. Chunks of one size, but for the first, which doubles up to it: nothing large is copied, and little stays empty. */
export class Int32Column {
    length = 0;
    #chunks: Int32Array<ArrayBuffer>[];
    #last: Int32Array<ArrayBuffer>;
    /** How much of the last one is used. */
    #used = 0;
    readonly #reserve: Reserve;

    constructor(capacity: number, reserve: Reserve) {
        this.#last = new Int32Array(capacity);
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
        return complete * CHUNK * Int32Array.BYTES_PER_ELEMENT + this.#last.byteLength;
    }

    /** All numbers in one array; the column is empty afterwards. */
    toArray(): Int32Array<ArrayBuffer> {
        const all = new Int32Array(this.length);
        for (const [place, chunk] of this.#chunks.entries()) {
            const start = place * CHUNK;
            all.set(chunk.subarray(0, this.length - start), start);
        }
        this.#last = new Int32Array(1);
        this.#chunks = [this.#last];
        this.#used = 0;
        this.length = 0;
        return all;
    }

    #grow(): void {
        if (this.#last.length < CHUNK) {
            this.#last = enlarged(this.#last, Math.min(CHUNK, 2 * this.#last.length), this.#reserve);
            this.#chunks[0] = this.#last;
            return;
        }
        this.#reserve(CHUNK * Int32Array.BYTES_PER_ELEMENT);
        this.#last = new Int32Array(CHUNK);
        this.#chunks.push(this.#last);
        this.#used = 0;
    }
}

/** A copy with room for more, the new ones 0. */
export function enlarged(values: Int32Array<ArrayBuffer>, length: number, reserve: Reserve): Int32Array<ArrayBuffer> {
    reserve((length - values.length) * Int32Array.BYTES_PER_ELEMENT);
    const larger = new Int32Array(length);
    larger.set(values);
    return larger;
}
