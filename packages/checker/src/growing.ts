// Columns of numbers that grow. A state space is a few of them; objects would cost ten times the memory.

/** Appends to an Int32Array that doubles. */
export class Int32Column {
    values: Int32Array<ArrayBuffer>;
    length = 0;

    constructor(capacity: number) {
        this.values = new Int32Array(capacity);
    }

    push(value: number): void {
        if (this.length === this.values.length) this.values = doubled(this.values);
        this.values[this.length++] = value;
    }

    get bytes(): number {
        return this.values.byteLength;
    }
}

/** A copy with room for twice as many, the new ones 0. */
export function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
    const larger = new Int32Array(values.length * 2);
    larger.set(values);
    return larger;
}
