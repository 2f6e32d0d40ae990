// Actions, compiled once to closures that change a state vector in place.
import { isUnsigned } from './domain.ts';
import type { Code, Evaluate, Scope } from './expression.ts';
import { ACCESS, compileElement, compileExpression, toEvaluate } from './expression.ts';
import type { Layout, Slot } from './layout.ts';
import type { Memory, Perform } from './memory/memory.ts';
import { STATUS } from './memory/memory.ts';
import type { Action, ClassId, CpuId, Expr, Mark, Outcome, StepId } from './program.ts';

/** A place in the program where a transition can fail. */
export interface FailSite {
    readonly outcome: Outcome;
    readonly step: StepId;
}

export interface ActionScope extends Scope {
    readonly cpu: CpuId;
    /** The step that the actions are of. */
    readonly step: StepId;
    /** Absent in deferred operations, which have no accesses. */
    readonly memory?: Memory;
    /** The number of a fail site. */
    readonly siteOf: (site: FailSite) => number;
}

export function compileActions(actions: readonly Action[], scope: ActionScope): Perform {
    const [first, second, third, ...rest] = actions.map(action => compileAction(action, scope));
    if (first === undefined) return () => STATUS.done;
    if (second === undefined) return first;
    if (third === undefined) return state => first(state) || second(state);
    if (rest.length === 0) return state => first(state) || second(state) || third(state);
    const all = [first, second, third, ...rest];
    return state => {
        for (const perform of all) {
            const status = perform(state);
            if (status !== STATUS.done) return status;
        }
        return STATUS.done;
    };
}

function compileAction(action: Action, scope: ActionScope): Perform {
    const { frame, layout, cpu } = scope;
    const memory = scope.memory!;
    const evaluate = (expression: Expr): Evaluate => toEvaluate(compileExpression(expression, scope));
    switch (action.kind) {
        case 'set':
            return compileAssignment(registerSlot(scope, action.register), compileExpression(action.value, scope));
        case 'write':
            return compileAssignment(
                compileElement(action.cell, action.index, scope),
                compileExpression(action.value, scope),
            );
        case 'load':
            return memory.load(cpu, {
                element: compileElement(action.cell, action.index, scope),
                into: registerSlot(scope, action.register),
                access: ACCESS.read | bitsOf(action.mark),
            });
        case 'store':
            return memory.store(cpu, {
                element: compileElement(action.cell, action.index, scope),
                value: evaluate(action.value),
                access: ACCESS.write | bitsOf(action.mark),
            });
        case 'rmw':
            return memory.modify(cpu, {
                element: compileElement(action.cell, action.index, scope),
                isUnsigned: isUnsigned(layout.ranges[layout.cells[action.cell]!]!),
                condition: action.condition && evaluate(action.condition),
                value: evaluate(action.value),
                result: action.result === undefined ? undefined : registerSlot(scope, action.result),
                succeeded: action.succeeded === undefined ? undefined : registerSlot(scope, action.succeeded),
                access: bitsOf(action.mark),
            });
        case 'defer': {
            const { cell } = scope.program.deferred[action.deferred]!;
            return memory.defer(cpu, {
                deferred: action.deferred,
                base: cell === undefined ? undefined : layout.cells[cell]!,
                index: action.index === undefined ? () => 0 : evaluate(action.index),
                operand: action.operand === undefined ? () => 0 : evaluate(action.operand),
            });
        }
        case 'if': {
            const condition = compileExpression(action.condition, scope);
            const whenTrue = compileActions(action.then, scope);
            const whenFalse = compileActions(action.else, scope);
            if (typeof condition === 'number') return condition !== 0 ? whenTrue : whenFalse;
            return state => (condition(state) !== 0 ? whenTrue(state) : whenFalse(state));
        }
        case 'fail': {
            const status = STATUS.failed + scope.siteOf({ outcome: action.outcome, step: scope.step });
            return () => status;
        }
        case 'discard':
            return () => STATUS.discarded;
        case 'progress':
            return () => {
                frame.progressed = true;
                return STATUS.done;
            };
        case 'cover':
            return () => {
                frame.covers[frame.coverCount++] = action.cover;
                return STATUS.done;
            };
        case 'retire':
            return compileRetire(layout, action.class, evaluate(action.index));
    }
}

function bitsOf(mark: Mark): number {
    switch (mark) {
        case 'plain':
            return ACCESS.plain;
        case 'marked':
            return 0;
        case 'unraced':
            return ACCESS.unraced;
    }
}

function registerSlot({ layout, self }: Scope, register: number): Slot {
    return layout.actors[self!]!.registers + register;
}

function compileAssignment(target: Code, value: Code): Perform {
    if (typeof target !== 'number') {
        const evaluate = toEvaluate(value);
        return state => {
            const slot = target(state);
            state[slot] = evaluate(state);
            return STATUS.done;
        };
    }
    if (typeof value === 'number') {
        return state => {
            state[target] = value;
            return STATUS.done;
        };
    }
    return state => {
        state[target] = value(state);
        return STATUS.done;
    };
}

/** Turns every fresh reference to the object (`2i+1`) into a stale one (`2i+2`), wherever it is. */
function compileRetire(layout: Layout, id: ClassId, index: Evaluate): Perform {
    const fields = layout.references[id]!;
    return state => {
        const fresh = 2 * index(state) + 1;
        for (const { slot, shift, mask } of fields) {
            if (((state[slot]! >>> shift) & mask) === fresh) state[slot]! += 1 << shift;
        }
        for (const buffer of layout.buffers) {
            if (buffer === undefined) continue;
            for (let entry = 0; entry < state[buffer.length]!; entry++) {
                const at = buffer.first + 3 * entry;
                for (const { class: of, shift, mask } of layout.entryReferences[state[at]! - 1] ?? []) {
                    if (of === id && ((state[at + 2]! >>> shift) & mask) === fresh) state[at + 2]! += 1 << shift;
                }
            }
        }
        return STATUS.done;
    };
}
