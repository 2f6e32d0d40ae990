// State vectors as the states that traces show.
import { isUnsigned } from './domain.ts';
import type { Layout, Slot } from './layout.ts';
import { ENTRY, elementAt, restsAt } from './layout.ts';
import type { CpuId, Program } from './program.ts';
import type { BufferEntry, TraceState } from './trace.ts';

export function toTraceState(program: Program, layout: Layout, state: Int32Array): TraceState {
    const read = (slot: Slot): number => (isUnsigned(layout.ranges[slot]!) ? state[slot]! >>> 0 : state[slot]!);
    return {
        cells: program.cells.map((cell, id) =>
            Array.from({ length: cell.length }, (_, index) => read(layout.cells[id]! + index)),
        ),
        actors: program.actors.map((actor, id) => ({
            step: restsAt(layout, state, id),
            registers: actor.registers.map((_, register) => read(layout.actors[id]!.registers + register)),
        })),
        buffers: program.cpus.map((_, cpu) => entriesOf(program, layout, read, cpu)),
    };
}

/** The vector of a state whose store buffers are empty. */
export function fromTraceState(layout: Layout, { cells, actors }: TraceState): Int32Array {
    const vector = new Int32Array(layout.size);
    cells.forEach((elements, cell) => {
        vector.set(elements, layout.cells[cell]!);
    });
    actors.forEach(({ step, registers }, id) => {
        const { counter, counters, registers: first } = layout.actors[id]!;
        vector[counter] = step === undefined ? 0 : counters[step]!;
        vector.set(registers, first);
    });
    return vector;
}

function entriesOf(program: Program, layout: Layout, read: (slot: Slot) => number, cpu: CpuId): BufferEntry[] {
    const buffer = layout.buffers[cpu];
    if (buffer === undefined) return [];
    return Array.from({ length: read(buffer.length) }, (_, entry): BufferEntry => {
        const at = buffer.first + ENTRY.slots * entry;
        const what = read(at + ENTRY.what) - 1;
        const value = read(at + ENTRY.value);
        if (what >= layout.elements) {
            const deferred = what - layout.elements;
            const operand = layout.operandIsUnsigned[deferred] ? value >>> 0 : value | 0;
            return { kind: 'deferred', deferred, index: read(at + ENTRY.index), operand };
        }
        const { cell, index } = elementAt(program, layout, what);
        const stored = isUnsigned(layout.ranges[what]!) ? value >>> 0 : value | 0;
        return { kind: 'store', cell, index, value: stored };
    });
}
