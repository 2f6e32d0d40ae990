// Grows a Program: cells, registers and steps, with names and places kept for the source map.
//
// Code is built backwards. A lowering function receives the step that follows (`next`) and returns the step to
// enter, so every step is complete when it is added; only loops reserve an id first and define it later.
import type { Action, Cell, CellId, Deferred, Expr, Register, RegisterId, Step, StepId } from '@faultline/checker';
import type { Origin } from './source-map.ts';

export interface Builder {
    readonly cell: (cell: Cell) => CellId;
    readonly step: (step: Step, origin: Origin) => StepId;
    readonly reserve: () => StepId;
    readonly define: (id: StepId, step: Step, origin: Origin) => void;
    readonly deferred: (deferred: Deferred) => number;
    readonly cover: (name: string) => number;
    /** The registers of the actor (or replicated group) whose code is being built. */
    readonly register: (register: Register) => RegisterId;
    /** Gives the registers made so far to one actor and begins a new frame. */
    readonly takeRegisters: () => readonly Register[];
    readonly registerAt: (id: RegisterId) => Register;
    readonly changeRegister: (id: RegisterId, register: Register) => void;
    readonly stepAt: (id: StepId) => Step;
    readonly originAt: (id: StepId) => Origin;
    readonly isDefined: (id: StepId) => boolean;
    /** How many steps there are; ids below it stay as they are. */
    readonly size: () => number;
    readonly cells: () => readonly Cell[];
    readonly steps: () => readonly Step[];
    readonly deferredOperations: () => readonly Deferred[];
    readonly origins: () => readonly Origin[];
    readonly covers: () => readonly string[];
}

export function createBuilder(): Builder {
    const cells: Cell[] = [];
    const steps: (Step | undefined)[] = [];
    const origins: (Origin | undefined)[] = [];
    const deferred: Deferred[] = [];
    const covers: string[] = [];
    let registers: Register[] = [];
    const reserve = () => steps.push(undefined) - 1;
    const define = (id: StepId, step: Step, origin: Origin) => {
        steps[id] = step;
        origins[id] = origin;
    };
    const complete = <T>(items: readonly (T | undefined)[]): T[] =>
        items.map((item, id) => {
            if (item === undefined) throw new Error(`step ${id} was reserved and never defined`);
            return item;
        });
    return {
        cell: cell => cells.push(cell) - 1,
        step: (step, origin) => {
            const id = reserve();
            define(id, step, origin);
            return id;
        },
        reserve,
        define,
        deferred: operation => deferred.push(operation) - 1,
        cover: name => {
            const known = covers.indexOf(name);
            return known >= 0 ? known : covers.push(name) - 1;
        },
        register: register => registers.push(register) - 1,
        takeRegisters: () => {
            const taken = registers;
            registers = [];
            return taken;
        },
        changeRegister: (id, register) => {
            registers[id] = register;
        },
        registerAt: id => known(registers[id], `register ${id}`),
        originAt: id => known(origins[id], `the origin of step ${id}`),
        isDefined: id => steps[id] !== undefined,
        size: () => steps.length,
        stepAt: id => known(steps[id], `step ${id}`),
        cells: () => cells,
        steps: () => complete(steps),
        deferredOperations: () => deferred,
        origins: () => complete(origins),
        covers: () => covers,
    };
}

function known<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new Error(`${what} is not there`);
    return value;
}

/** A visible step that always may be taken. */
export function visible(actions: readonly Action[], next: StepId, extra: Partial<Step> = {}): Step {
    return { local: false, actions, next: { kind: 'goto', step: next }, fairness: 'weak', optional: false, ...extra };
}

/** A step that runs on in the transition that reaches it. */
export function local(actions: readonly Action[], next: StepId): Step {
    return { local: true, actions, next: { kind: 'goto', step: next }, fairness: 'weak', optional: false };
}

/** A local branch. */
export function branch(condition: Expr, whenTrue: StepId, whenFalse: StepId): Step {
    return {
        local: true,
        actions: [],
        next: { kind: 'branch', condition, then: whenTrue, else: whenFalse },
        fairness: 'weak',
        optional: false,
    };
}
