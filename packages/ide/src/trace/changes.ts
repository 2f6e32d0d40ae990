// What one transition did, in words: cells and registers before and after, values read, entries put into a store buffer.
import type { Action, FlushEvent, Program, RegisterId, StepEvent, TraceEvent, TraceState } from '@faultline/checker';
import type { Scene } from './evaluate.ts';
import { evaluate, loaded } from './evaluate.ts';
import type { Locks } from './locks.ts';
import { elementName, valueInWords } from './value.ts';

export type Change =
    /** Memory (a cell, a lock, a ghost) changed, or was written with the value that it held. */
    | { readonly kind: 'cell'; readonly cell: string; readonly before: string; readonly after: string }
    /** A local variable received a value; `before` may be the same. */
    | { readonly kind: 'register'; readonly cell: string; readonly before: string; readonly after: string }
    /** A value was read and went into no variable that has a name. */
    | { readonly kind: 'read'; readonly cell: string; readonly value: string }
    /** A store waits in the CPU's buffer; `before` is what memory still holds. */
    | { readonly kind: 'buffered'; readonly cell: string; readonly before: string; readonly after: string }
    /** An operation waits in the CPU's buffer: `atomic_inc(refs)`. */
    | { readonly kind: 'deferred'; readonly text: string };

/** Locks first. `after` is absent for a step that fails: it has no state to lead to. */
export function changesOf(
    program: Program,
    locks: Locks,
    event: TraceEvent,
    before: TraceState,
    after: TraceState | undefined,
): readonly Change[] {
    const cells =
        after === undefined
            ? []
            : [...lockChanges(locks, before, after), ...cellChanges(program, locks, before, after)];
    if (event.kind === 'flush') return [...cells, ...flushed(program, event, before, cells)];
    const registers = after === undefined ? [] : registerChanges(program, event, before, after);
    const buffered = after === undefined ? [] : enteredBuffer(program, event, before, after);
    const told = [...registers, ...cells, ...buffered];
    return [...told, ...accessed(program, event, before, after, told)];
}

function lockChanges({ all }: Locks, before: TraceState, after: TraceState): Change[] {
    return all.flatMap(({ name, holders, queue }) => [
        ...difference(name, holders(before), holders(after)),
        ...difference(`${name} queue`, queue(before), queue(after)),
    ]);
}

function difference(cell: string, before: string, after: string): Change[] {
    return before === after ? [] : [{ kind: 'cell', cell, before, after }];
}

function cellChanges(program: Program, locks: Locks, before: TraceState, after: TraceState): Change[] {
    return program.cells.flatMap((cell, id) => {
        if (cell.hidden === true) return [];
        return after.cells[id]!.flatMap((value, index): Change[] => {
            const old = before.cells[id]![index]!;
            if (old === value || locks.isPart(id, index)) return [];
            const name = elementName(cell, index);
            const words = (one: number) => valueInWords(program, cell, one);
            return [{ kind: 'cell', cell: name, before: words(old), after: words(value) }];
        });
    });
}

type RegisterChange = Extract<Change, { readonly kind: 'register' }>;

/** Registers that the step assigned and that still mean something where the actor came to rest. */
function registerChanges(
    program: Program,
    event: StepEvent,
    before: TraceState,
    after: TraceState,
): readonly RegisterChange[] {
    const actor = program.actors[event.actor]!;
    const rest = after.actors[event.actor]!;
    const live = rest.step === undefined ? actor.liveAtEnd : program.steps[rest.step]!.live;
    const executed = [event.step, ...event.locals].map(step => program.steps[step]!);
    const chosen = executed.flatMap(({ choose }) => (choose === undefined ? [] : [choose.register]));
    const actions = executed.flatMap(step => step.actions);
    const assigned = [...chosen, ...actions.flatMap(assignedBy)];
    const forgotten = new Set(
        actions.flatMap(action => (action.kind === 'set' && action.hidden === true ? [action.register] : [])),
    );
    return [...new Set(assigned)].flatMap(register => {
        const shown = actor.registers[register]!;
        if (shown.hidden === true || forgotten.has(register) || (live !== undefined && !live.includes(register)))
            return [];
        return [
            {
                kind: 'register' as const,
                cell: shown.name,
                before: valueInWords(program, shown, before.actors[event.actor]!.registers[register]!),
                after: valueInWords(program, shown, rest.registers[register]!),
            },
        ];
    });
}

function assignedBy(action: Action): readonly RegisterId[] {
    switch (action.kind) {
        case 'set':
        case 'load':
            return [action.register];
        case 'rmw':
            return [action.result, action.succeeded].filter(register => register !== undefined);
        case 'if':
            return [...action.then, ...action.else].flatMap(assignedBy);
        case 'write':
        case 'store':
        case 'defer':
        case 'fail':
        case 'retire':
        case 'discard':
        case 'progress':
        case 'cover':
            return [];
    }
}

/** The one access of a step: which element, and the value read. */
interface Access {
    readonly kind: 'load' | 'store' | 'rmw';
    readonly cell: number;
    readonly index: number;
    readonly register: RegisterId | undefined;
}

function accessOf(
    program: Program,
    event: StepEvent,
    scene: Scene & { readonly registers: number[] },
): Access | undefined {
    const { actions, choose } = program.steps[event.step]!;
    if (choose !== undefined && event.choice !== undefined) scene.registers[choose.register] = event.choice;
    for (const action of actions) {
        if (action.kind === 'set') {
            const value = evaluate(action.value, scene);
            if (value === undefined) return undefined;
            scene.registers[action.register] = value;
        }
        if (action.kind !== 'load' && action.kind !== 'rmw' && action.kind !== 'store') continue;
        const index = action.index === undefined ? 0 : evaluate(action.index, scene);
        if (index === undefined || program.cells[action.cell]!.hidden === true) return undefined;
        const register = action.kind === 'load' ? action.register : action.kind === 'rmw' ? action.result : undefined;
        return { kind: action.kind, cell: action.cell, index, register };
    }
    return undefined;
}

/** What the access of a step did, where nothing else shows it: the value read, or a store that changed nothing. */
function accessed(
    program: Program,
    event: StepEvent,
    before: TraceState,
    after: TraceState | undefined,
    told: readonly Change[],
): Change[] {
    const { cpu, registers } = program.actors[event.actor]!;
    const scene = { state: before, actor: event.actor, cpu, registers: [...before.actors[event.actor]!.registers] };
    const access = accessOf(program, event, scene);
    if (access === undefined) return [];
    const cell = program.cells[access.cell]!;
    const name = elementName(cell, access.index);
    const words = (value: number) => valueInWords(program, cell, value);
    if (told.some(change => change.kind !== 'deferred' && change.kind !== 'register' && change.cell === name))
        return [];
    if (access.kind === 'store') {
        const value = after?.cells[access.cell]?.[access.index];
        return value === undefined ? [] : [{ kind: 'cell', cell: name, before: words(value), after: words(value) }];
    }
    const value = loaded(access.cell, access.index, scene);
    if (value === undefined) return [];
    const into = access.register === undefined ? undefined : registers[access.register]?.name;
    const isNamed = told.some(
        change => change.kind === 'register' && (change.cell === into || change.after === words(value)),
    );
    return isNamed ? [] : [{ kind: 'read', cell: name, value: words(value) }];
}

/** A store that leaves the buffer and changes nothing. */
function flushed(program: Program, { cpu }: FlushEvent, before: TraceState, told: readonly Change[]): Change[] {
    const entry = before.buffers[cpu]?.[0];
    if (entry?.kind !== 'store') return [];
    const cell = program.cells[entry.cell]!;
    const name = elementName(cell, entry.index);
    const value = valueInWords(program, cell, entry.value);
    const isTold = cell.hidden === true || told.some(change => change.kind === 'cell' && change.cell === name);
    return isTold ? [] : [{ kind: 'cell', cell: name, before: value, after: value }];
}

function enteredBuffer(program: Program, event: StepEvent, before: TraceState, after: TraceState): Change[] {
    const { cpu } = program.actors[event.actor]!;
    const waiting = after.buffers[cpu] ?? [];
    return waiting.slice(before.buffers[cpu]?.length ?? 0).flatMap((entry): Change[] => {
        if (entry.kind === 'deferred') return [{ kind: 'deferred', text: program.deferred[entry.deferred]!.text }];
        const cell = program.cells[entry.cell]!;
        const words = (value: number) => valueInWords(program, cell, value);
        const held = words(after.cells[entry.cell]![entry.index]!);
        return [{ kind: 'buffered', cell: elementName(cell, entry.index), before: held, after: words(entry.value) }];
    });
}
