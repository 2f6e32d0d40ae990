// Columns of numbers that grow. A state space is a few of them; objects would cost ten times the memory.

/** Asked before so many bytes more are taken; throws where they are not to be had. */
export type Reserve = (bytes: number) => void;

/** Appends to an Int32Array that doubles. */
export class Int32Column {
    values: Int32Array<ArrayBuffer>;
    length = 0;
    readonly #reserve: Reserve;

    constructor(capacity: number, reserve: Reserve) {
        this.values = new Int32Array(capacity);
        this.#reserve = reserve;
    }

    push(value: number): void {
        if (this.length === this.values.length) this.values = doubled(this.values, this.#reserve);
        this.values[this.length++] = value;
    }

    get bytes(): number {
        return this.values.byteLength;
    }
}

/** A copy with room for twice as many, the new ones 0. */
export function doubled(values: Int32Array<ArrayBuffer>, reserve: Reserve): Int32Array<ArrayBuffer> {
    reserve(values.byteLength);
    const larger = new Int32Array(values.length * 2);
    larger.set(values);
    return larger;
}
