// The transitions of all states, row by row, in a few bytes each.
//
// Columns: where a transition leads takes three bytes, and one more from 16 million states on; what it is takes one, the
// number of its label in the order in which labels appeared, and four more from the 257th label on. Rows are found from the
// start of their block.
import { agentOf, DISCARDED, FAILED, MOST_MARKS, withoutAgent } from './graph.ts';
import type { Reserve } from './growing.ts';
import { Column } from './growing.ts';
import type { StateId } from './visited.ts';

/** Rows, one for each state, of transitions, which are numbered one after another. */
export interface Transitions {
    /** The number of the first transition of a row; of the row after the last one: how many there are. */
    readonly start: (row: StateId) => number;
    /** The state a transition leads to, or negative: a cut. */
    readonly target: (edge: number) => number;
    /** What `createLabel` made. */
    readonly label: (edge: number) => number;
}

/** What is added to a target, so that it is not negative. */
const SHIFTED = -DISCARDED;
/** A cut at a state is kept as the state, marked by its kind: it is this, less the state. */
const CUT_AT_0 = DISCARDED - 1;

const BLOCK_SHIFT = 6;
/** Stands for the offset of a row that begins this far behind its block. */
const FAR = 0xffff;
/** Labels of one of the first agents, and its first choice, are found in an array. */
const NEAR_AGENTS = 1 << 9;
const NEAR = MOST_MARKS * NEAR_AGENTS;
const FIRST_CAPACITY = 1 << 10;

type Bytes = Uint8Array<ArrayBuffer>;

class Rows implements Transitions {
    readonly #lower: Uint16Array;
    readonly #upper: Uint8Array;
    readonly #top: Uint8Array;
    readonly #kind: Uint8Array;
    readonly #rareKind: Int32Array;
    readonly #labels: Int32Array;
    readonly #isAtCut: Uint8Array;
    readonly #blocks: Int32Array;
    readonly #offsets: Uint16Array;
    readonly #far: ReadonlyMap<StateId, number>;

    constructor(
        targets: { readonly lower: Uint16Array; readonly upper: Uint8Array; readonly top: Uint8Array },
        kinds: { readonly kind: Uint8Array; readonly rareKind: Int32Array },
        meanings: { readonly labels: Int32Array; readonly isAtCut: Uint8Array },
        rows: {
            readonly blocks: Int32Array;
            readonly offsets: Uint16Array;
            readonly far: ReadonlyMap<StateId, number>;
        },
    ) {
        this.#lower = targets.lower;
        this.#upper = targets.upper;
        this.#top = targets.top;
        this.#kind = kinds.kind;
        this.#rareKind = kinds.rareKind;
        this.#labels = meanings.labels;
        this.#isAtCut = meanings.isAtCut;
        this.#blocks = rows.blocks;
        this.#offsets = rows.offsets;
        this.#far = rows.far;
    }

    start(row: StateId): number {
        const offset = this.#offsets[row]!;
        return offset === FAR ? this.#far.get(row)! : this.#blocks[row >> BLOCK_SHIFT]! + offset;
    }

    target(edge: number): number {
        let kept = this.#lower[edge]! | (this.#upper[edge]! << 16);
        if (this.#top.length > 0) kept |= this.#top[edge]! << 24;
        if (this.#isAtCut.length > 0 && this.#isAtCut[this.#kindOf(edge)] === 1) return CUT_AT_0 - kept;
        return kept - SHIFTED;
    }

    label(edge: number): number {
        return this.#labels[this.#kindOf(edge)]!;
    }

    #kindOf(edge: number): number {
        const kind = this.#kind[edge]!;
        return this.#rareKind.length > 0 ? kind | (this.#rareKind[edge]! << 8) : kind;
    }
}

export class GrowingTransitions {
    /** How many rows have begun, and how many transitions there are. */
    rows = 0;
    length = 0;
    readonly #reserve: Reserve;
    readonly #lower: Column<Uint16Array<ArrayBuffer>>;
    readonly #upper: Column<Bytes>;
    readonly #kind: Column<Bytes>;
    /** Only where they are needed; until then all are 0. */
    #top: Column<Bytes> | undefined;
    #rareKind: Column<Int32Array<ArrayBuffer>> | undefined;
    readonly #labels: number[] = [];
    readonly #isAtCut: number[] = [];
    /** 1 + the number of each label that is small, of transitions to states that are no cuts; and the number of the others. */
    readonly #near = new Int32Array(NEAR);
    readonly #others = new Map<number, number>();
    readonly #blocks: Column<Int32Array<ArrayBuffer>>;
    readonly #offsets: Column<Uint16Array<ArrayBuffer>>;
    readonly #far = new Map<StateId, number>();

    /** Rows are needed to make sense of the others, so they grow in any case: by less than is kept for later. */
    constructor(reserve: Reserve) {
        this.#reserve = reserve;
        this.#lower = new Column(size => new Uint16Array(size), FIRST_CAPACITY, reserve);
        this.#upper = new Column(newBytes, FIRST_CAPACITY, reserve);
        this.#kind = new Column(newBytes, FIRST_CAPACITY, reserve);
        this.#blocks = new Column(newWords, 1, () => {});
        this.#offsets = new Column(
            size => new Uint16Array(size),
            FIRST_CAPACITY,
            () => {},
        );
    }

    get bytes(): number {
        const rare = (this.#top?.bytes ?? 0) + (this.#rareKind?.bytes ?? 0);
        return (
            this.#blocks.bytes + this.#offsets.bytes + this.#lower.bytes + this.#upper.bytes + this.#kind.bytes + rare
        );
    }

    /** What it takes for a moment to put the columns together. */
    get bytesToFinish(): number {
        return Math.max(this.#lower.bytes, this.#rareKind?.bytes ?? 0);
    }

    /** Begins the row of the next state. */
    beginRow(): void {
        const row = this.rows++;
        if (row >> BLOCK_SHIFT === this.#blocks.length) this.#blocks.push(this.length);
        const offset = this.length - this.#blocks.at(row >> BLOCK_SHIFT);
        this.#offsets.push(Math.min(offset, FAR));
        if (offset >= FAR) this.#far.set(row, this.length);
    }

    push(target: number, label: number): void {
        const isAtCut = target <= CUT_AT_0;
        const kept = isAtCut ? CUT_AT_0 - target : target + SHIFTED;
        const place = placeOf(label);
        const near = isAtCut || place >= NEAR ? 0 : this.#near[place]!;
        const kind = near > 0 ? near - 1 : this.#kindOf(label, isAtCut);
        if (kept >= 1 << 24) this.#top ??= new Column(newBytes, FIRST_CAPACITY, this.#reserve);
        if (kind >= 1 << 8) this.#rareKind ??= new Column(newWords, FIRST_CAPACITY, this.#reserve);
        if (this.#top !== undefined) pushAt(this.#top, this.length, kept >>> 24);
        if (this.#rareKind !== undefined) pushAt(this.#rareKind, this.length, kind >>> 8);
        this.#lower.push(kept & 0xffff);
        this.#upper.push((kept >>> 16) & 0xff);
        this.#kind.push(kind & 0xff);
        this.length++;
    }

    /** The rows that have begun, but for the last one, which says only where the one before ends. Nothing is left here. */
    finish(): Transitions {
        const { length } = this;
        return new Rows(
            {
                lower: this.#lower.toArray(length),
                upper: this.#upper.toArray(length),
                top: this.#top?.toArray(length) ?? new Uint8Array(0),
            },
            { kind: this.#kind.toArray(length), rareKind: this.#rareKind?.toArray(length) ?? new Int32Array(0) },
            {
                labels: Int32Array.from(this.#labels),
                isAtCut: this.#isAtCut.includes(1) ? Uint8Array.from(this.#isAtCut) : new Uint8Array(0),
            },
            { blocks: this.#blocks.toArray(), offsets: this.#offsets.toArray(), far: this.#far },
        );
    }

    #kindOf(label: number, isAtCut: boolean): number {
        const key = 2 * label + (isAtCut ? 1 : 0);
        const known = this.#others.get(key);
        if (known !== undefined) return known;
        const kind = this.#labels.push(label) - 1;
        this.#isAtCut.push(isAtCut ? 1 : 0);
        const place = placeOf(label);
        if (!isAtCut && place < NEAR) this.#near[place] = kind + 1;
        else this.#others.set(key, kind);
        return kind;
    }
}

/** Of no state. */
export const NO_TRANSITIONS: Transitions = { start: () => 0, target: () => FAILED, label: () => 0 };

/** Below `NEAR` only where no other label has the same. */
function placeOf(label: number): number {
    const agent = agentOf(label);
    return agent < NEAR_AGENTS ? agent + NEAR_AGENTS * withoutAgent(label) : NEAR;
}

/** There may be fewer before, where there was nothing to say. */
function pushAt(column: Column<Bytes> | Column<Int32Array<ArrayBuffer>>, place: number, value: number): void {
    while (column.length < place) column.push(0);
    column.push(value);
}

function newBytes(length: number): Bytes {
    return new Uint8Array(length);
}

function newWords(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(length);
}
