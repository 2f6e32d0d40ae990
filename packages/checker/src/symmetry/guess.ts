// What is thought to change places while two actors are compared: steps, elements, objects and values, written down pair by pair. The
// renaming is its own inverse: what is paired one way is paired the other way, or the guess is refuted.
import type { Executable } from '../executable.ts';
import type { Slot } from '../layout.ts';
import type { ActorId, CellId, ClassId, CpuId, Domain, RegisterId, StepId } from '../program.ts';
import type { SymmetryMistake } from './mistakes.ts';
import { NO_MOVES } from './relation.ts';

export interface Automorphism {
    readonly actors: readonly ActorId[];
    readonly cpus: readonly CpuId[];
    readonly steps: readonly StepId[];
    /** Indices into the properties of the program. */
    readonly properties: readonly number[];
    /** By slot of the state vector, where what it holds goes to, and which values of it become others on the way. */
    readonly slots: readonly Slot[];
    readonly values: readonly ReadonlyMap<number, number>[];
}

/** Where values are: in the elements of a cell, in a register, or in all references to the objects of a class. */
export type Place =
    | { readonly kind: 'cell'; readonly cell: CellId }
    | { readonly kind: 'register'; readonly actor: ActorId; readonly register: RegisterId }
    | { readonly kind: 'class'; readonly class: ClassId };

/** What is thought to change places so far. */
export interface Guess {
    hasChanged: boolean;
    /** Whether of what may stand in any order the next is to be taken as it stands. */
    mayChoose: boolean;
    isRefuted: boolean;
    readonly actors: readonly ActorId[];
    readonly cpus: readonly CpuId[];
    /** By slot of an element. */
    readonly elements: Int32Array;
    /** By cell, whether one of its elements becomes another. */
    readonly isMoved: readonly boolean[];
    readonly objects: readonly ReadonlyMap<number, number>[];
    readonly movesAt: (place: Place) => ReadonlyMap<number, number>;
    /** Each answers whether the guess says so now. */
    readonly pairSteps: (from: StepId, to: StepId) => boolean;
    readonly pairElements: (from: Slot, to: Slot) => boolean;
    readonly pairValues: (place: Place, from: number, to: number) => boolean;
    readonly pairObjects: (id: ClassId, from: number, to: number) => boolean;
    readonly pairProperties: (pairs: readonly number[]) => void;
    /** Whether what was guessed fits together. */
    readonly isWhole: () => boolean;
    readonly finish: () => Automorphism | undefined;
    readonly stepTo: (from: StepId) => StepId | undefined;
}

export function createGuess(
    { program, layout }: Executable,
    a: ActorId,
    b: ActorId,
    actors: readonly ActorId[],
    mistake: SymmetryMistake | undefined,
): Guess {
    const cpus = program.cpus.map((_, cpu) => cpu);
    const [cpuA, cpuB] = [program.actors[a]!.cpu, program.actors[b]!.cpu];
    cpus[cpuA] = cpuB;
    cpus[cpuB] = cpuA;
    const elements = Int32Array.from({ length: layout.elements }, (_, slot) => slot);
    const cellOf = program.cells.flatMap(({ length }, cell) => new Array<CellId>(length).fill(cell));
    const isMoved = program.cells.map(() => false);
    const objects = program.classes.map(() => new Map<number, number>());
    const references = program.classes.map(() => new Map<number, number>());
    const inCells = program.cells.map(() => new Map<number, number>());
    const inRegisters = program.actors.map(({ registers }) => registers.map(() => new Map<number, number>()));
    const steps = new Map<StepId, StepId>();
    let properties: readonly number[] = [];

    /** Pairs two; whether that fits what was paired before. */
    const pair = (moves: Map<number, number>, from: number, to: number): boolean => {
        const [known, back] = [moves.get(from) ?? from, moves.get(to) ?? to];
        if (known === to) return true;
        if (known !== from || back !== to) {
            guess.isRefuted = true;
            return false;
        }
        moves.set(from, to).set(to, from);
        guess.hasChanged = true;
        return true;
    };
    const rangeAt = (place: Place): Domain => {
        if (place.kind === 'cell') return program.cells[place.cell]!.domain;
        return place.kind === 'register'
            ? program.actors[place.actor]!.registers[place.register]!.domain
            : { kind: 'ref', class: place.class };
    };
    const movesAt = (place: Place): Map<number, number> => {
        const domain = rangeAt(place);
        if (domain.kind === 'ref') return references[domain.class]!;
        return place.kind === 'cell'
            ? inCells[place.cell]!
            : inRegisters[(place as RegisterPlace).actor]![(place as RegisterPlace).register]!;
    };
    const pairObjects = (id: ClassId, from: number, to: number): boolean => {
        const { size } = program.classes[id]!;
        if (from < 0 || to < 0 || from >= size || to >= size) return from === to;
        if (!pair(objects[id]!, from, to)) return false;
        if (from === to) return true;
        for (const stale of [1, 2]) pair(references[id]!, 2 * from + stale, 2 * to + stale);
        return !guess.isRefuted;
    };
    const pairValues = (place: Place, from: number, to: number): boolean => {
        const domain = rangeAt(place);
        switch (domain.kind) {
            case 'ref': {
                if (from <= 0 || to <= 0 || (from - to) % 2 !== 0) return from === to;
                return pairObjects(domain.class, (from - 1) >> 1, (to - 1) >> 1);
            }
            case 'bits':
                return from === to;
            case 'int': {
                const isIn = (value: number): boolean =>
                    value >= domain.low && value <= domain.high && Math.abs(value) <= LARGEST_NAME;
                if (!isIn(from) || !isIn(to)) return from === to;
                return pair(movesAt(place), from, to);
            }
        }
    };
    const isSamePlace = (one: Place, other: Place): boolean => {
        if (!isSameDomain(rangeAt(one), rangeAt(other))) return false;
        for (const [from, to] of movesAt(one)) if (!pairValues(other, from, to)) return false;
        for (const [from, to] of movesAt(other)) if (!pairValues(one, from, to)) return false;
        return true;
    };
    const guess: Guess = {
        hasChanged: false,
        mayChoose: false,
        isRefuted: false,
        actors,
        cpus,
        elements,
        isMoved,
        objects,
        movesAt,
        stepTo: from => steps.get(from),
        pairSteps: (from, to) => {
            const [known, back] = [steps.get(from), steps.get(to)];
            if (known === to && back === from) return true;
            if (known !== undefined || back !== undefined) {
                guess.isRefuted = true;
                return false;
            }
            steps.set(from, to).set(to, from);
            guess.hasChanged = true;
            return true;
        },
        pairElements: (from, to) => {
            if (elements[from] === to) return true;
            const [one, other] = [cellOf[from]!, cellOf[to]!];
            if (elements[from] !== from || elements[to] !== to) guess.isRefuted = true;
            if (program.cells[one]!.class !== program.cells[other]!.class) guess.isRefuted = true;
            if (guess.isRefuted) return false;
            elements[from] = to;
            elements[to] = from;
            (isMoved as boolean[])[one] = true;
            (isMoved as boolean[])[other] = true;
            guess.hasChanged = true;
            return true;
        },
        pairValues,
        pairObjects,
        pairProperties: pairs => {
            properties = pairs;
        },
        isWhole: () => {
            for (const [from, to] of elements.entries()) {
                const [one, other] = [
                    { kind: 'cell', cell: cellOf[from]! },
                    { kind: 'cell', cell: cellOf[to]! },
                ] as const;
                if (one.cell !== other.cell && !isSamePlace(one, other)) return false;
                const start = layout.initial[from]!;
                if (mistake === 'initial') continue;
                if ((movesAt(one).get(start) ?? start) !== layout.initial[to]) return false;
            }
            return (
                program.actors.every(({ registers }, actor) =>
                    registers.every(({ domain, initial }, register) => {
                        const to = actors[actor]!;
                        const one: Place = { kind: 'register', actor, register };
                        const start = program.actors[to]!.registers[register]!.initial;
                        if ((movesAt(one).get(initial) ?? initial) !== start) return false;
                        return isUnmovedInside(domain) && isSamePlace(one, { kind: 'register', actor: to, register });
                    }),
                ) && program.cells.every(({ domain }) => isUnmovedInside(domain))
            );
        },
        finish: () => {
            const slots = layout.ranges.map((_, slot) => slot);
            const values: ReadonlyMap<number, number>[] = layout.ranges.map(() => NO_MOVES);
            for (const [from, to] of elements.entries()) {
                slots[from] = to;
                values[from] = movesAt({ kind: 'cell', cell: cellOf[from]! });
            }
            for (const [actor, { counter, registers, steps: rests }] of layout.actors.entries()) {
                const to = layout.actors[actors[actor]!]!;
                // a program counter is the place of its step
                if (rests.some((step, place) => steps.get(step) !== to.steps[place])) return undefined;
                slots[counter] = to.counter;
                for (let register = 0; register < program.actors[actor]!.registers.length; register++) {
                    slots[registers + register] = to.registers + register;
                    values[registers + register] = movesAt({ kind: 'register', actor, register });
                }
            }
            return {
                actors,
                cpus,
                steps: program.steps.map((_, step) => steps.get(step) ?? step),
                properties,
                slots,
                values,
            };
        },
    };
    /** A word of fields is not taken apart: none of them may name what moves. */
    function isUnmovedInside(domain: Domain): boolean {
        return (
            domain.kind !== 'bits' ||
            domain.fields.every(({ domain: field }) => field.kind !== 'ref' || objects[field.class]!.size === 0)
        );
    }
    return guess;
}

/** Larger values name nobody: there are tables of those between. */
const LARGEST_NAME = 1 << 16;

type RegisterPlace = Extract<Place, { kind: 'register' }>;

export function isSameDomain(a: Domain, b: Domain): boolean {
    if (a.kind === 'int') return b.kind === 'int' && a.low === b.low && a.high === b.high;
    if (a.kind === 'ref') return b.kind === 'ref' && a.class === b.class;
    return (
        b.kind === 'bits' &&
        a.fields.length === b.fields.length &&
        a.fields.every(({ shift, width, domain }, at) => {
            const other = b.fields[at]!;
            return other.shift === shift && other.width === width && isSameDomain(domain, other.domain);
        })
    );
}
