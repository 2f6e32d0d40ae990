// Packed states for as long as somebody may come back to them: a queue that is read at any place, and let go at its front.
import type { Reserve } from './growing.ts';
import type { StateId } from './visited.ts';

export interface Frontier {
    /** Adds the packed state at `offset`; it gets the next number, from 0. */
    readonly push: (states: Int32Array, offset: number) => void;
    readonly load: (id: StateId, into: Int32Array) => void;
    /** Nobody will ask for the states before this one. */
    readonly letGo: (before: StateId) => void;
    /** Room that was let go is kept for what comes. */
    readonly bytes: number;
}

const SHIFT = 9;
const IN_CHUNK = (1 << SHIFT) - 1;

export function createFrontier(words: number, reserve: Reserve): Frontier {
    const size = words << SHIFT;
    const chunks: Int32Array[] = [];
    const free: Int32Array[] = [];
    let first = 0;
    let count = 0;
    let rooms = 0;
    const room = (): Int32Array => {
        const left = free.pop();
        if (left !== undefined) return left;
        reserve(size * Int32Array.BYTES_PER_ELEMENT);
        rooms++;
        return new Int32Array(size);
    };
    return {
        push: (states, offset) => {
            if ((count & IN_CHUNK) === 0) chunks[count >> SHIFT] = room();
            const chunk = chunks[count >> SHIFT]!;
            const at = (count++ & IN_CHUNK) * words;
            for (let word = 0; word < words; word++) chunk[at + word] = states[offset + word]!;
        },
        load: (id, into) => {
            const chunk = chunks[id >> SHIFT]!;
            const at = (id & IN_CHUNK) * words;
            for (let word = 0; word < words; word++) into[word] = chunk[at + word]!;
        },
        letGo: before => {
            for (; first < before >> SHIFT; first++) {
                free.push(chunks[first]!);
                chunks[first] = NOTHING;
            }
        },
        get bytes() {
            return rooms * size * Int32Array.BYTES_PER_ELEMENT;
        },
    };
}

const NOTHING = new Int32Array(0);
