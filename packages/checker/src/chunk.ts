// Packed states one after another, and what they look like when no more will follow: only the bytes in which some of them differ.
import type { Hashing } from './hash.ts';
import { scrambled } from './hash.ts';
import type { Watch } from './watch.ts';

/** A chunk that keeps more than this part of its bytes stays as it is: it is read faster so. */
const WORTHWHILE = 3 / 4;

export class Chunk {
    /** The states in full; empty once they are compressed. */
    raw: Int32Array<ArrayBuffer>;
    readonly #hashing: Hashing;
    readonly #words: number;
    /** Of a compressed chunk: the bytes kept of each state; 0, where they are kept in full. */
    #width = 0;
    #data = new Uint8Array(0);
    /** What all states have in common, 0 where they differ; and 1 bits where they do not. */
    #common = new Int32Array(0);
    #mask = new Int32Array(0);
    /** For each byte that is kept, where it belongs; and for each word which are its own. */
    #shifts = new Int32Array(0);
    #first = new Int32Array(0);
    /** The sum of the hash over what is common, and what each byte is multiplied by. */
    #sum = 0;
    #factors = new Int32Array(0);

    constructor(hashing: Hashing, raw: Int32Array<ArrayBuffer>) {
        this.#hashing = hashing;
        this.#words = hashing.words;
        this.raw = raw;
    }

    get bytes(): number {
        return this.raw.byteLength + this.#data.byteLength;
    }

    /** Puts the state at `start`. */
    load(row: number, into: Int32Array, start: number): void {
        const words = this.#words;
        if (this.#width === 0) {
            const { raw } = this;
            for (let word = 0, at = row * words; word < words; word++) into[start + word] = raw[at + word]!;
            return;
        }
        const data = this.#data;
        const shifts = this.#shifts;
        const first = this.#first;
        const at = row * this.#width;
        for (let word = 0, byte = 0; word < words; word++) {
            let value = this.#common[word]!;
            for (const end = first[word + 1]!; byte < end; byte++) value |= data[at + byte]! << shifts[byte]!;
            into[start + word] = value;
        }
    }

    word(row: number, word: number): number {
        if (this.#width === 0) return this.raw[row * this.#words + word]!;
        const at = row * this.#width;
        const end = this.#first[word + 1]!;
        let value = this.#common[word]!;
        for (let byte = this.#first[word]!; byte < end; byte++) value |= this.#data[at + byte]! << this.#shifts[byte]!;
        return value;
    }

    /** Whether the state is the one at `offset`. */
    holds(row: number, states: Int32Array, offset: number): boolean {
        const words = this.#words;
        if (this.#width === 0) {
            const { raw } = this;
            const at = row * words;
            let word = 0;
            while (word < words && raw[at + word] === states[offset + word]) word++;
            return word === words;
        }
        const data = this.#data;
        const shifts = this.#shifts;
        const first = this.#first;
        const at = row * this.#width;
        for (let word = 0, byte = 0; word < words; word++) {
            const wanted = states[offset + word]!;
            if ((wanted & this.#mask[word]!) !== this.#common[word]) return false;
            for (const end = first[word + 1]!; byte < end; byte++) {
                if (data[at + byte] !== ((wanted >>> shifts[byte]!) & 255)) return false;
            }
        }
        return true;
    }

    hash(row: number): number {
        if (this.#width === 0) return this.#hashing.of(this.raw, row * this.#words);
        const data = this.#data;
        const factors = this.#factors;
        let sum = this.#sum;
        for (let byte = 0, at = row * factors.length; byte < factors.length; byte++, at++) {
            sum = (sum + Math.imul(data[at]!, factors[byte]!)) | 0;
        }
        return scrambled(sum);
    }

    /** Reads something of the state, so that it is near. */
    touch(row: number): number {
        return this.#width === 0 ? this.raw[row * this.#words]! : this.#data[row * this.#width]!;
    }

    /** Keeps of its first `rows` states, which are all, only the bytes in which they differ. Answers the room that is left over. */
    compress(rows: number, watch: Watch): Int32Array<ArrayBuffer> | undefined {
        const words = this.#words;
        const { lower, upper } = this.#hashing;
        const { raw } = this;
        const differ = new Int32Array(words);
        for (let row = 1, at = words; row < rows; row++) {
            watch.tick();
            for (let word = 0; word < words; word++) differ[word]! |= raw[at++]! ^ raw[word]!;
        }
        const shifts: number[] = [];
        const columns: number[] = [];
        const first = [0];
        const mask = Int32Array.from(differ, (bits, word) => {
            let same = 0;
            for (let shift = 0; shift < 32; shift += 8) {
                if (((bits >>> shift) & 255) === 0) same |= 255 << shift;
                else columns.push(word) && shifts.push(shift);
            }
            first.push(shifts.length);
            return same;
        });
        const width = shifts.length;
        if (width > WORTHWHILE * Int32Array.BYTES_PER_ELEMENT * words) return undefined;
        const data = new Uint8Array(rows * width);
        for (let row = 0, at = 0; row < rows; row++) {
            watch.tick();
            for (let byte = 0; byte < width; byte++) data[at++] = raw[row * words + columns[byte]!]! >>> shifts[byte]!;
        }
        this.#width = width;
        this.#data = data;
        this.#mask = mask;
        this.#common = mask.map((same, word) => raw[word]! & same);
        this.#shifts = Int32Array.from(shifts);
        this.#first = Int32Array.from(first);
        this.#sum = this.#common.reduce(
            (sum, value, word) =>
                (sum + Math.imul(value & 0xffff, lower[word]!) + Math.imul(value >>> 16, upper[word]!)) | 0,
            0,
        );
        this.#factors = Int32Array.from(shifts, (shift, byte) => {
            const word = columns[byte]!;
            return shift < 16 ? lower[word]! << shift : upper[word]! << (shift - 16);
        });
        this.raw = new Int32Array(0);
        return raw;
    }
}
