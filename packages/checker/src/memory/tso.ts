// Total store order: one FIFO store buffer for each CPU, of a fixed size.
//
// After Owens, Sarkar, Sewell: "A Better x86 Memory Model: x86-TSO" (2009), with one more kind of entry: an operation
// that is applied when it leaves (a void read-modify-write, which the kernel leaves unordered). What waits in a buffer
// leaves it by a step of the buffer only; whatever "drains" is not enabled before.
import { isUnsigned } from '../domain.ts';
import type { Frame } from '../expression.ts';
import { ACCESS, toEvaluate } from '../expression.ts';
import type { BufferLayout, Layout, Slot } from '../layout.ts';
import { ENTRY } from '../layout.ts';
import type { CpuId, Deferred } from '../program.ts';
import type { Memory, Perform } from './memory.ts';
import { STATUS } from './memory.ts';

export function createTso(
    layout: Layout,
    frame: Frame,
    deferred: readonly Deferred[],
    runDeferred: (deferred: number, state: Int32Array) => number,
): Memory {
    const { elements } = layout;
    const indexIsUnsigned = layout.buffers.map(
        buffer => buffer !== undefined && isUnsigned(layout.ranges[buffer.first + ENTRY.index]!),
    );
    const bases = deferred.map(({ cell }) => (cell === undefined ? undefined : layout.cells[cell]!));
    const scratch = new Int32Array(layout.size);

    /** Whether an operation on the element waits in the buffer. */
    const hasDeferred = (buffer: BufferLayout, element: Slot, state: Int32Array): boolean => {
        const end = buffer.first + ENTRY.slots * state[buffer.length]!;
        for (let at = buffer.first; at < end; at += ENTRY.slots) {
            const operation = state[at]! - 1 - elements;
            if (operation < 0) continue;
            const base = bases[operation];
            if (base !== undefined && base + state[at + ENTRY.index]! === element) return true;
        }
        return false;
    };

    /** The newest own entry, else memory. */
    const forward = (buffer: BufferLayout, element: Slot, state: Int32Array): number => {
        let at = buffer.first + ENTRY.slots * state[buffer.length]!;
        while (at > buffer.first) {
            at -= ENTRY.slots;
            if (state[at] === element + 1) return state[at + ENTRY.value]!;
        }
        return state[element]!;
    };

    const push = (buffer: BufferLayout, state: Int32Array, what: number, index: number, value: number): void => {
        const at = buffer.first + ENTRY.slots * state[buffer.length]!;
        state[at + ENTRY.what] = what;
        state[at + ENTRY.index] = index;
        state[at + ENTRY.value] = value;
        state[buffer.length]!++;
    };

    /** Takes the oldest entry out and applies it. */
    const apply = (cpu: CpuId, buffer: BufferLayout, state: Int32Array): number => {
        const { first, length } = buffer;
        const what = state[first + ENTRY.what]!;
        const index = state[first + ENTRY.index]!;
        const value = state[first + ENTRY.value]!;
        const used = --state[length]! * ENTRY.slots;
        state.copyWithin(first, first + ENTRY.slots, first + ENTRY.slots + used);
        state.fill(0, first + used, first + used + ENTRY.slots);
        if (what <= elements) {
            state[what - 1] = value;
            return STATUS.done;
        }
        frame.slot = indexIsUnsigned[cpu] ? index >>> 0 : index;
        const operation = what - 1 - elements;
        frame.operand = layout.operandIsUnsigned[operation] ? value >>> 0 : value;
        return runDeferred(operation, state);
    };

    return {
        ownView: cpu => {
            const buffer = layout.buffers[cpu];
            if (buffer === undefined) return undefined;
            return (element, state) => {
                if (!hasDeferred(buffer, element, state)) return forward(buffer, element, state);
                // What the element will be when all that waits has left. A failure of an operation is told when it leaves.
                scratch.set(state);
                while (scratch[buffer.length]! > 0) apply(cpu, buffer, scratch);
                return scratch[element]!;
            };
        },
        isDrained: cpu => {
            const buffer = layout.buffers[cpu];
            return buffer && (state => (state[buffer.length] === 0 ? 1 : 0));
        },
        flush: cpu => {
            const buffer = layout.buffers[cpu];
            return buffer && (state => (state[buffer.length] === 0 ? STATUS.disabled : apply(cpu, buffer, state)));
        },
        load: (cpu, { element, into, access }): Perform => {
            const buffer = layout.buffers[cpu];
            const at = toEvaluate(element);
            return state => {
                const slot = at(state);
                if (buffer === undefined) {
                    state[into] = state[slot]!;
                } else {
                    if (hasDeferred(buffer, slot, state)) return STATUS.disabled;
                    state[into] = forward(buffer, slot, state);
                }
                frame.element = slot;
                frame.access = access;
                return STATUS.done;
            };
        },
        store: (cpu, { element, value, access }): Perform => {
            const buffer = layout.buffers[cpu]!;
            const at = toEvaluate(element);
            return state => {
                if (state[buffer.length] === buffer.capacity) return STATUS.disabled;
                const slot = at(state);
                push(buffer, state, slot + 1, 0, value(state));
                frame.element = slot;
                frame.access = access;
                return STATUS.done;
            };
        },
        modify: (cpu, { element, isUnsigned: unsigned, condition, value, result, succeeded, access }): Perform => {
            const buffer = layout.buffers[cpu];
            const at = toEvaluate(element);
            return state => {
                const slot = at(state);
                if (buffer !== undefined && hasDeferred(buffer, slot, state)) return STATUS.disabled;
                const old = buffer === undefined ? state[slot]! : forward(buffer, slot, state);
                frame.old = unsigned ? old >>> 0 : old;
                const succeeds = condition === undefined || condition(state) !== 0;
                if (succeeds) {
                    if (buffer !== undefined && state[buffer.length] !== 0) return STATUS.disabled;
                    state[slot] = value(state);
                }
                frame.element = slot;
                frame.access = access | (succeeds ? ACCESS.read | ACCESS.write : ACCESS.read);
                if (result !== undefined) state[result] = old;
                if (succeeded !== undefined) state[succeeded] = succeeds ? 1 : 0;
                return STATUS.done;
            };
        },
        defer: (cpu, { deferred: operation, base, index, operand }): Perform => {
            const buffer = layout.buffers[cpu]!;
            return state => {
                if (state[buffer.length] === buffer.capacity) return STATUS.disabled;
                const at = index(state);
                push(buffer, state, 1 + elements + operation, at, operand(state));
                if (base !== undefined) {
                    frame.element = base + at;
                    frame.access = ACCESS.read | ACCESS.write;
                }
                return STATUS.done;
            };
        },
    };
}
