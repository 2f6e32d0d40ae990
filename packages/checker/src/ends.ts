// Where the shortest traces of something end. There may be as many ends as states, so they are kept as numbers.
import type { Reserve } from './growing.ts';
import { Column } from './growing.ts';
import type { ActorId, StepId } from './program.ts';
import type { StateId } from './visited.ts';

/** A trace ends in a state, or with a transition out of it. */
export interface End {
    readonly state: StateId;
    /** `undefined`: it ends in the state itself. */
    readonly label: number | undefined;
    /** For a data race: the two accesses. */
    readonly race?: readonly [Access, Access];
}

/** An access that is enabled in some state. */
export interface Access {
    readonly actor: ActorId;
    readonly step: StepId;
    readonly element: number;
    /** Bits of `ACCESS`. */
    readonly access: number;
}

const NO_LABEL = -1;
const WORDS = 2;
const WORDS_OF_RACE = 10;
/** A multiple of both, so that a column is full between two ends only. */
const FIRST_CAPACITY = 20;

/** Either all of them are races or none is. */
export class Ends implements Iterable<End> {
    readonly first: End;
    readonly #words: Column<Int32Array<ArrayBuffer>>;

    constructor(first: End, reserve: Reserve) {
        this.first = first;
        this.#words = new Column(length => new Int32Array(length), FIRST_CAPACITY, reserve);
        this.add(first);
    }

    add({ state, label, race }: End): void {
        const words = this.#words;
        words.push(state);
        words.push(label ?? NO_LABEL);
        for (const { actor, step, element, access } of race ?? []) {
            words.push(actor);
            words.push(step);
            words.push(element);
            words.push(access);
        }
    }

    *[Symbol.iterator](): Iterator<End> {
        const words = this.#words;
        const isRace = this.first.race !== undefined;
        for (let at = 0; at < words.length; at += isRace ? WORDS_OF_RACE : WORDS) {
            const label = words.at(at + 1);
            yield {
                state: words.at(at),
                label: label === NO_LABEL ? undefined : label,
                ...(isRace ? { race: [accessAt(words, at + 2), accessAt(words, at + 6)] as const } : {}),
            };
        }
    }
}

function accessAt(words: Column<Int32Array<ArrayBuffer>>, at: number): Access {
    return { actor: words.at(at), step: words.at(at + 1), element: words.at(at + 2), access: words.at(at + 3) };
}
