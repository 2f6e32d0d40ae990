// One state for all that differ in the order of alike actors only: the members of each group, sorted.
//
// Each member has a key, made of what its columns hold and of where it is named; changing the order of the members
// changes the order of the keys and nothing else. Members with the same key are left in their order, so that two states may stand for
// the same: that costs states, no more. What comes out is always an image of the state under exchanges of members.
import { scrambled } from '../hash.ts';
import type { Layout, Slot } from '../layout.ts';
import type { Packing } from '../packing.ts';
import type { Columns, Group } from './group.ts';
import type { SymmetryMistake } from './mistakes.ts';

export interface Canonical {
    /** Sorts the members in the packed state that begins at `offset`. */
    readonly sort: (states: Int32Array, offset: number) => void;
    /** For each group, which member was put at each place the last time. */
    readonly orders: readonly Int32Array[];
    /** A number that all orders of the members have in common, and that tells where who rests. */
    readonly shape: (states: Int32Array, offset: number) => number;
    /** Whether states of that shape are left as they are. */
    readonly isForbidden: (shape: number) => boolean;
    /** States of that shape are left as they are from now on; whether they were not before. */
    readonly forbid: (shape: number) => boolean;
}

export function createCanonical(
    layout: Layout,
    packing: Packing,
    groups: readonly Group[],
    mistake?: SymmetryMistake,
): Canonical {
    const sorters = groups.map(group => createSorter(layout, packing, group, mistake));
    const shapeOf = createShape(layout, packing, groups);
    const forbidden = new Set<number>();
    return {
        orders: sorters.map(({ order }) => order),
        shape: shapeOf,
        isForbidden: shape => forbidden.has(shape),
        forbid: shape => {
            const { size } = forbidden;
            return forbidden.add(shape).size > size;
        },
        sort: (states, offset) => {
            const isLeft = forbidden.size > 0 && forbidden.has(shapeOf(states, offset));
            for (const { order, sort } of sorters) {
                if (isLeft) for (let place = 0; place < order.length; place++) order[place] = place;
                else sort(states, offset);
            }
        },
    };
}

/** A slot of a packed state. */
interface Field {
    readonly word: number;
    readonly shift: number;
    readonly mask: number;
    readonly low: number;
}

/** What values name members, as tables from the lowest one on. A field of 32 bits is read as if it had a sign: `| 0` makes up for it. */
interface Names {
    readonly low: number;
    /** By value, less `low`: the member that it names, or -1; and in which way it does. */
    readonly owner: Int32Array;
    readonly way: Int32Array;
    /** By way and member. */
    readonly value: Int32Array;
}

interface Column {
    /** One for each member. */
    readonly fields: readonly Field[];
    readonly names: Names | undefined;
}

function createSorter(
    layout: Layout,
    { fields }: Packing,
    group: Group,
    mistake: SymmetryMistake | undefined,
): { readonly order: Int32Array; readonly sort: (states: Int32Array, offset: number) => void } {
    const { size, slots, values } = group;
    const fieldOf = (slot: Slot): Field => ({
        word: fields.word[slot]!,
        shift: fields.shift[slot]!,
        mask: fields.mask[slot]!,
        low: fields.low[slot]!,
    });
    const namesOf = (columns: Columns | undefined): Names | undefined =>
        columns === undefined || mistake === 'names' ? undefined : toNames(columns, size);
    const columns = slots.at[0]!.flatMap((slot, place): Column[] =>
        fields.mask[slot] === 0
            ? []
            : [{ fields: slots.at.map(own => fieldOf(own[place]!)), names: namesOf(values[slot]) }],
    );
    const shared = layout.ranges.flatMap((_, slot) => {
        const names = slots.owner.has(slot) ? undefined : namesOf(values[slot]);
        return names === undefined ? [] : [{ field: fieldOf(slot), names }];
    });
    const keys = new Int32Array(size);
    const order = new Int32Array(size);
    /** Where each member is put. */
    const place = new Int32Array(size);
    const held = new Int32Array(size);

    const renamed = ({ low, owner, way, value }: Names, held_: number): number => {
        const at = (held_ - low) | 0;
        const member = owner[at] ?? -1;
        return member < 0 ? held_ : value[way[at]! * size + place[member]!]!;
    };

    // by column and member, in tables: this runs for each transition
    const plain = columns.filter(({ names }) => names === undefined);
    const naming = columns.filter(({ names }) => names !== undefined);
    const flat = (of: (field: Field) => number): Int32Array =>
        Int32Array.from(plain.flatMap(({ fields: own }) => own.map(of)));
    const [words, shifts, masks] = [flat(({ word }) => word), flat(({ shift }) => shift), flat(({ mask }) => mask)];
    const factors = plain.map((_, at) => scrambled(at + 1) | 1);

    const sort = (states: Int32Array, offset: number): void => {
        keys.fill(0);
        for (let at = 0, entry = 0; at < factors.length; at++) {
            const factor = factors[at]!;
            for (let member = 0; member < size; member++, entry++) {
                const value = (states[offset + words[entry]!]! >>> shifts[entry]!) & masks[entry]!;
                keys[member]! += Math.imul(value, factor);
            }
        }
        for (let at = 0; at < naming.length; at++) {
            const { fields: own, names } = naming[at]!;
            for (let member = 0; member < size; member++) {
                const { word, shift, mask, low } = own[member]!;
                let value = (states[offset + word]! >>> shift) & mask;
                const index = (value + low - names!.low) | 0;
                const named = names!.owner[index] ?? -1;
                // as the member sees it: itself, or another one
                if (named >= 0) value = -2 * names!.way[index]! - (named === member ? 1 : 2);
                keys[member]! += scrambled(value ^ scrambled(-at - 1));
            }
        }
        for (let at = 0; at < shared.length; at++) {
            const { field, names } = shared[at]!;
            const raw = (states[offset + field.word]! >>> field.shift) & field.mask;
            const value = (raw + field.low - names.low) | 0;
            const named = names.owner[value] ?? -1;
            if (named >= 0) keys[named]! += scrambled(names.way[value]! ^ scrambled(at + 0x10000));
        }
        let isSorted = true;
        for (let member = 0; member < size; member++) {
            let at = member;
            for (; at > 0 && keys[order[at - 1]!]! > keys[member]!; at--) {
                order[at] = order[at - 1]!;
                isSorted = false;
            }
            order[at] = member;
        }
        if (isSorted) return;
        for (let at = 0; at < size; at++) place[order[at]!] = at;
        for (const { fields: own, names } of columns) {
            for (let at = 0; at < size; at++) {
                const { word, shift, mask, low } = own[order[at]!]!;
                const value = (states[offset + word]! >>> shift) & mask;
                held[at] = names === undefined ? value : renamed(names, value + low) - low;
            }
            for (let at = 0; at < size; at++) {
                const { word, shift, mask } = own[at]!;
                states[offset + word] = (states[offset + word]! & ~(mask << shift)) | (held[at]! << shift);
            }
        }
        for (const { field, names } of shared) {
            const { word, shift, mask, low } = field;
            const value = renamed(names, ((states[offset + word]! >>> shift) & mask) + low) - low;
            states[offset + word] = (states[offset + word]! & ~(mask << shift)) | (value << shift);
        }
    };
    return { order, sort };
}

function toNames({ owner, column, at }: Columns, size: number): Names {
    const all = [...owner.keys()];
    const low = Math.min(...all);
    const length = Math.max(...all) - low + 1;
    const names = {
        low,
        owner: new Int32Array(length).fill(-1),
        way: new Int32Array(length),
        value: new Int32Array(at[0]!.length * size),
    };
    for (const value of all) {
        names.owner[value - low] = owner.get(value)!;
        names.way[value - low] = column.get(value)!;
        names.value[column.get(value)! * size + owner.get(value)!] = value;
    }
    return names;
}

/** Sums over what does not depend on the order of members: the program counters, one by one. */
function createShape(
    layout: Layout,
    { fields }: Packing,
    groups: readonly Group[],
): (states: Int32Array, offset: number) => number {
    /** What all have in common that change places, in one group or several: the first of them. */
    const kindOf = layout.actors.map((_, actor) => actor);
    for (let hasChanged = true; hasChanged; ) {
        hasChanged = false;
        for (const { actors } of groups) {
            for (const [actor, column] of actors.column) {
                const first = Math.min(...actors.at.map(own => kindOf[own[column]!]!));
                hasChanged ||= kindOf[actor] !== first;
                kindOf[actor] = first;
            }
        }
    }
    return (states, offset) => {
        let sum = 0;
        for (let actor = 0; actor < kindOf.length; actor++) {
            const slot = layout.actors[actor]!.counter;
            const counter = (states[offset + fields.word[slot]!]! >>> fields.shift[slot]!) & fields.mask[slot]!;
            sum = (sum + scrambled(Math.imul(kindOf[actor]! + 1, 0x9e3779b1) ^ counter)) | 0;
        }
        return sum;
    };
}
