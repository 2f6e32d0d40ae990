// Actors that are alike: any order of them makes the same program.
//
// A group has members, and what belongs to each of them stands in columns: its program counter, its registers, its elements, the
// values that name it. A member changes places with another by exchanging the columns of both. That every such exchange is an
// automorphism is what `automorphism.ts` has shown for the first member and each of the others; these make all orders.
import type { Executable } from '../executable.ts';
import type { Slot } from '../layout.ts';
import type { ActorId } from '../program.ts';
import type { Watch } from '../watch.ts';
import type { Trials } from './automorphism.ts';
import { findAutomorphism } from './automorphism.ts';
import type { Automorphism } from './guess.ts';
import type { SymmetryMistake } from './mistakes.ts';

/** Numbers of one kind; those that belong to members, and which of them is which. */
export interface Columns {
    /** For each number that belongs to a member: which member, and which of its columns. */
    readonly owner: ReadonlyMap<number, number>;
    readonly column: ReadonlyMap<number, number>;
    /** For each member, the numbers of its columns. */
    readonly at: readonly (readonly number[])[];
}

export interface Group {
    /** The number of members. */
    readonly size: number;
    readonly actors: Columns;
    readonly cpus: Columns;
    readonly steps: Columns;
    readonly properties: Columns;
    readonly slots: Columns;
    /** For each slot of the state vector, the values that name members; absent: none does. */
    readonly values: readonly (Columns | undefined)[];
}

/** All groups of at least two. */
export function findGroups(executable: Executable, watch: Watch, mistake?: SymmetryMistake): readonly Group[] {
    const { program } = executable;
    const groups: Group[] = [];
    const isTaken = new Set<ActorId>();
    const trials: Trials = { nonzero: new Map(), tried: new Set(), inVain: 0 };
    const sizeOf = (actor: ActorId): number => executable.layout.actors[actor]!.executes.length;
    for (const first of program.actors.keys()) {
        if (isTaken.has(first)) continue;
        const found: Automorphism[] = [];
        let group: Group | undefined;
        for (let other = first + 1; other < program.actors.length; other++) {
            if (isTaken.has(other) || program.actors[other]!.kind !== program.actors[first]!.kind) continue;
            if (sizeOf(first) !== sizeOf(other)) continue;
            const automorphism = findAutomorphism(executable, first, other, trials, watch, mistake);
            if (automorphism === undefined) continue;
            const larger = groupOf([...found, automorphism]);
            if (larger === undefined) continue;
            group = larger;
            found.push(automorphism);
        }
        if (group === undefined) continue;
        groups.push(group);
        for (const actor of group.actors.owner.keys()) isTaken.add(actor);
    }
    return groups;
}

/** The group in which the first member changes places with each of the others; `undefined`: that does not make all orders. */
function groupOf(automorphisms: readonly Automorphism[]): Group | undefined {
    const columnsFor = (of: (automorphism: Automorphism) => readonly number[]): Columns | undefined =>
        columnsOf(automorphisms.map(automorphism => movesOf(of(automorphism))));
    const actors = columnsFor(({ actors: all }) => all);
    const cpus = columnsFor(({ cpus: all }) => all);
    const steps = columnsFor(({ steps: all }) => all);
    const properties = columnsFor(({ properties: all }) => all);
    const slots = columnsFor(({ slots: all }) => all);
    if (!actors || !cpus || !steps || !properties || !slots) return undefined;
    const values = automorphisms[0]!.values.map((_, slot) => valuesOf(automorphisms, slots, slot));
    if (values.includes('mixed')) return undefined;
    return {
        size: automorphisms.length + 1,
        actors,
        cpus,
        steps,
        properties,
        slots,
        values: values as readonly (Columns | undefined)[],
    };
}

/** All slots of a column name members by the same values. */
function valuesOf(automorphisms: readonly Automorphism[], slots: Columns, slot: Slot): Columns | undefined | 'mixed' {
    const column = slots.column.get(slot);
    const alike = column === undefined ? [slot] : slots.at.map(columns => columns[column]!);
    for (const { values } of automorphisms) {
        for (const other of alike) if (!isSameMap(values[slot]!, values[other]!)) return 'mixed';
    }
    if (automorphisms.every(({ values }) => values[slot]!.size === 0)) return undefined;
    return columnsOf(automorphisms.map(({ values }) => values[slot]!)) ?? 'mixed';
}

/** What the exchanges of the first member with each of the others say of numbers: whose they are. */
function columnsOf(exchanges: readonly ReadonlyMap<number, number>[]): Columns | undefined {
    const [one] = exchanges;
    const ofFirst =
        exchanges.length === 1
            ? [...one!].flatMap(([from, to]) => (from < to ? [from] : []))
            : [...one!.keys()].filter(number => exchanges.every(exchange => exchange.has(number)));
    const at = [ofFirst, ...exchanges.map(exchange => ofFirst.map(number => exchange.get(number)!))];
    const owner = new Map<number, number>();
    const column = new Map<number, number>();
    for (const [member, columns] of at.entries()) {
        for (const [place, number] of columns.entries()) {
            if (owner.has(number)) return undefined;
            owner.set(number, member);
            column.set(number, place);
        }
    }
    for (const [place, exchange] of exchanges.entries()) {
        if (exchange.size !== 2 * ofFirst.length) return undefined;
        for (const [from, to] of exchange) {
            const isRight = owner.get(from) === 0 ? to === at[place + 1]![column.get(from)!] : owner.get(to) === 0;
            if (!isRight || exchange.get(to) !== from) return undefined;
        }
    }
    return { owner, column, at };
}

function movesOf(numbers: readonly number[]): ReadonlyMap<number, number> {
    return new Map([...numbers.entries()].filter(([from, to]) => from !== to));
}

function isSameMap(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
    return a.size === b.size && [...a].every(([from, to]) => b.get(from) === to);
}
