// The state as a vector of integers: which slot holds what.
//
// Order: the elements of the cells; for each actor its program counter and registers; the store buffers.
// A program counter is 0 for an actor that has ended, else 1 + the place of its step among those the actor can rest
// at. Values above 2^31-1 are kept as the int32 with the same bits (`isUnsigned`). A slot of a store buffer that
// holds no entry is 0, so that a state has one vector only.
import { invariant } from './broken-invariant.ts';
import type { Range, ReferenceField } from './domain.ts';
import { isUnsigned, rangeOfDomain, rangeOfExpression, referencesOfDomain, union } from './domain.ts';
import type { Action, ActorId, CellId, ClassId, CpuId, Program, StepId } from './program.ts';
import { reachableSteps } from './program-graph.ts';

/** Indices into a state vector. */
export type Slot = number;

export interface Layout {
    /** The number of slots. */
    readonly size: number;
    /** What each slot may hold. */
    readonly ranges: readonly Range[];
    readonly initial: Int32Array;
    /** The slot of element 0 of each cell. */
    readonly cells: readonly Slot[];
    readonly actors: readonly ActorLayout[];
    /** For each CPU; `undefined` where nothing ever enters a buffer. */
    readonly buffers: readonly (BufferLayout | undefined)[];
    /** For each class, the fields of slots that hold its references (store buffers apart). */
    readonly references: readonly (readonly SlotField[])[];
    /** The number of elements of all cells: the first slots of the vector. */
    readonly elements: number;
    /** For each `what` of an entry, less 1, the references within its value: in elements, then in operands. */
    readonly entryReferences: readonly (readonly ReferenceField[])[];
    /** For each deferred operation, whether its operand is to be seen as unsigned. */
    readonly operandIsUnsigned: readonly boolean[];
}

export interface SlotField {
    readonly slot: Slot;
    readonly shift: number;
    readonly mask: number;
}

export interface ActorLayout {
    readonly counter: Slot;
    /** The slot of register 0. */
    readonly registers: Slot;
    /** The visible steps it may rest at; a program counter `c` stands for `steps[c - 1]`. */
    readonly steps: readonly StepId[];
    /** The program counter of each step, indexed by step; 0 where it cannot rest. */
    readonly counters: Int32Array;
    /** All steps it may execute, local ones too. */
    readonly executes: readonly StepId[];
}

/** Slots of a store buffer: how many entries wait, then for each, oldest first, what it is, its index and its value. */
export interface BufferLayout {
    readonly length: Slot;
    readonly first: Slot;
    readonly capacity: number;
}

/** Of an entry. `what` is 1 + the slot of the element stored to, or 1 + the number of elements + the deferred operation. */
export const ENTRY = { what: 0, index: 1, value: 2, slots: 3 } as const;

export function createLayout(program: Program): Layout {
    const ranges: Range[] = [];
    const initial: number[] = [];
    const fields: SlotField[][] = program.classes.map(() => []);
    const entryReferences: (readonly ReferenceField[])[] = [];
    const add = (range: Range, value: number, references: readonly ReferenceField[]): Slot => {
        invariant(value >= range.low && value <= range.high, 'an initial value lies in its domain');
        const slot = ranges.length;
        for (const { class: id, shift, mask } of references) classFields(fields, id).push({ slot, shift, mask });
        ranges.push(range);
        return initial.push(value) - 1;
    };

    const cells = program.cells.map(cell => {
        const base = ranges.length;
        const range = rangeOfDomain(program, cell.domain);
        const references = referencesOfDomain(cell.domain);
        for (let index = 0; index < cell.length; index++) {
            const value = cell.initial[index];
            invariant(value !== undefined, 'a cell has an initial value for each element');
            entryReferences[add(range, value, references)] = references;
        }
        return base;
    });
    const elements = ranges.length;
    for (const { operand } of program.deferred) entryReferences.push(operand ? referencesOfDomain(operand) : []);

    const actors = program.actors.map((actor): ActorLayout => {
        const executes = reachableSteps(program, actor.entry);
        const steps = executes.filter(step => !program.steps[step]!.local);
        const counters = new Int32Array(program.steps.length);
        steps.forEach((step, place) => {
            counters[step] = place + 1;
        });
        invariant(actor.entry === undefined || counters[actor.entry] !== 0, 'the entry of an actor is visible');
        const start = actor.entry === undefined ? 0 : counters[actor.entry]!;
        const counter = add({ low: 0, high: steps.length }, start, []);
        const registers = ranges.length;
        for (const register of actor.registers) {
            add(rangeOfDomain(program, register.domain), register.initial, referencesOfDomain(register.domain));
        }
        return { counter, registers, steps, counters, executes };
    });

    const entryRanges = rangesOfEntries(program, cells, elements);
    const buffers = program.cpus.map((_, cpu): BufferLayout | undefined => {
        if (program.memory.kind === 'sc' || entryRanges === undefined || !cpuBuffers(program, actors, cpu)) {
            return undefined;
        }
        const capacity = program.memory.entries;
        const length = add({ low: 0, high: capacity }, 0, []);
        for (let entry = 0; entry < capacity; entry++) {
            for (const range of entryRanges) add(range, 0, []);
        }
        return { length, first: length + 1, capacity };
    });

    return {
        size: ranges.length,
        ranges,
        initial: Int32Array.from(initial),
        cells,
        actors,
        buffers,
        references: fields,
        elements,
        entryReferences,
        operandIsUnsigned: program.deferred.map(
            ({ operand }) => operand !== undefined && isUnsigned(rangeOfDomain(program, operand)),
        ),
    };
}

/** The step at which an actor rests; `undefined`: it has ended. */
export function restsAt(layout: Layout, state: Int32Array, actor: ActorId): StepId | undefined {
    const { counter, steps } = layout.actors[actor]!;
    return steps[state[counter]! - 1];
}

/** Whether all store buffers are empty. */
export function buffersAreEmpty(layout: Layout, state: Int32Array): boolean {
    return layout.buffers.every(buffer => buffer === undefined || state[buffer.length] === 0);
}

/** The element that a slot holds, for people: `x`, `a[1]`. */
export function nameOfElement(program: Program, cell: CellId, index: number): string {
    const found = program.cells[cell]!;
    return found.elements?.[index] ?? (found.length === 1 ? found.name : `${found.name}[${index}]`);
}

/** The cell and index of the element in a slot. */
export function elementAt(program: Program, layout: Layout, slot: Slot): { cell: CellId; index: number } {
    const cell = layout.cells.findLastIndex((base, id) => base <= slot && slot < base + program.cells[id]!.length);
    invariant(cell >= 0, 'the slot holds the element of a cell');
    return { cell, index: slot - layout.cells[cell]! };
}

function classFields(fields: readonly SlotField[][], id: ClassId): SlotField[] {
    const found = fields[id];
    invariant(found !== undefined, `class ${id} exists`);
    return found;
}

function cpuBuffers(program: Program, actors: readonly ActorLayout[], cpu: CpuId): boolean {
    return program.actors.some(
        (actor, id) =>
            actor.cpu === cpu &&
            actors[id]!.executes.some(step =>
                program.steps[step]!.actions.some(action => action.kind === 'store' || action.kind === 'defer'),
            ),
    );
}

/** What the three slots of an entry may hold; `undefined` where nothing enters a buffer. */
function rangesOfEntries(
    program: Program,
    cells: readonly Slot[],
    elements: number,
): readonly [Range, Range, Range] | undefined {
    let what: Range | undefined;
    let index: Range = { low: 0, high: 0 };
    let value: Range = { low: 0, high: 0 };
    const visit = (action: Action, registers: readonly Range[]): void => {
        if (action.kind === 'store') {
            const cell = program.cells[action.cell]!;
            what = union(what, { low: 0, high: cells[action.cell]! + cell.length });
            value = union(value, rangeOfDomain(program, cell.domain));
        } else if (action.kind === 'defer') {
            what = union(what, { low: 0, high: elements + program.deferred.length });
            if (action.index) index = union(index, rangeOfExpression(program, action.index, registers));
            const { operand } = program.deferred[action.deferred]!;
            invariant(action.operand === undefined || operand !== undefined, 'an operand has a domain');
            if (operand) value = union(value, rangeOfDomain(program, operand));
        }
    };
    for (const actor of program.actors) {
        const registers = actor.registers.map(register => rangeOfDomain(program, register.domain));
        for (const step of reachableSteps(program, actor.entry)) {
            for (const action of program.steps[step]!.actions) visit(action, registers);
        }
    }
    return what && [what, index, value];
}
