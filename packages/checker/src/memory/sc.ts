// Sequential consistency: one memory, every access acts at once (Lamport 1979).
import type { Frame } from '../expression.ts';
import { ACCESS, toEvaluate } from '../expression.ts';
import type { Memory, Perform } from './memory.ts';
import { STATUS } from './memory.ts';

/** `runDeferred` carries out a deferred operation, whose operand and index are in the frame. */
export function createSc(frame: Frame, runDeferred: (deferred: number, state: Int32Array) => number): Memory {
    return {
        ownView: () => undefined,
        isDrained: () => undefined,
        flush: () => undefined,
        load: (_cpu, { element, into, access }): Perform => {
            const at = toEvaluate(element);
            return state => {
                frame.element = at(state);
                frame.access = access;
                state[into] = state[frame.element]!;
                return STATUS.done;
            };
        },
        store: (_cpu, { element, value, access }): Perform => {
            const at = toEvaluate(element);
            return state => {
                frame.element = at(state);
                frame.access = access;
                state[frame.element] = value(state);
                return STATUS.done;
            };
        },
        modify: (_cpu, { element, isUnsigned, condition, value, result, succeeded, access }): Perform => {
            const at = toEvaluate(element);
            return state => {
                const slot = at(state);
                const old = state[slot]!;
                frame.old = isUnsigned ? old >>> 0 : old;
                const succeeds = condition === undefined || condition(state) !== 0;
                frame.element = slot;
                frame.access = access | (succeeds ? ACCESS.read | ACCESS.write : ACCESS.read);
                if (succeeds) state[slot] = value(state);
                if (result !== undefined) state[result] = old;
                if (succeeded !== undefined) state[succeeded] = succeeds ? 1 : 0;
                return STATUS.done;
            };
        },
        defer:
            (_cpu, { deferred, base, index, operand }): Perform =>
            state => {
                frame.slot = index(state);
                frame.operand = operand(state);
                if (base !== undefined) {
                    frame.element = base + frame.slot;
                    frame.access = ACCESS.read | ACCESS.write;
                }
                return runDeferred(deferred, state);
            },
    };
}
