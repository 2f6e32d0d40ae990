// What one transition did, in words: cells and registers before and after, values read, entries put into a store buffer.
import type { Action, Program, RegisterId, StepEvent, TraceEvent, TraceState } from '@faultline/checker';
import type { Scene } from './evaluate.ts';
import { evaluate, loaded } from './evaluate.ts';
import type { Locks } from './locks.ts';
import { elementName, valueInWords } from './value.ts';

export type Change =
    /** Memory (a cell, a lock, a ghost) changed. */
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
    if (event.kind === 'flush') return cells;
    const registers = after === undefined ? [] : registerChanges(program, event, before, after);
    const isNamed = (register: RegisterId) =>
        registers.some(({ cell }) => cell === program.actors[event.actor]!.registers[register]?.name);
    return [
        ...readValues(program, event, before, cells, isNamed),
        ...registers,
        ...cells,
        ...(after === undefined ? [] : enteredBuffer(program, event, before, after)),
    ];
}

function lockChanges({ all }: Locks, before: TraceState, after: TraceState): Change[] {
    return all.flatMap(({ name, inWords }): Change[] => {
        const [was, is] = [inWords(before), inWords(after)];
        return was === is ? [] : [{ kind: 'cell', cell: name, before: was, after: is }];
    });
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
    const assigned = [...chosen, ...executed.flatMap(({ actions }) => actions.flatMap(assignedBy))];
    return [...new Set(assigned)].flatMap(register => {
        const shown = actor.registers[register]!;
        if (shown.hidden === true || (live !== undefined && !live.includes(register))) return [];
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

/** The value that the access of a step read, where neither a named register nor a changed cell shows it. */
function readValues(
    program: Program,
    event: StepEvent,
    state: TraceState,
    changes: readonly Change[],
    isNamed: (register: RegisterId) => boolean,
): Change[] {
    const { cpu } = program.actors[event.actor]!;
    const { actions, choose } = program.steps[event.step]!;
    const registers = [...state.actors[event.actor]!.registers];
    if (choose !== undefined && event.choice !== undefined) registers[choose.register] = event.choice;
    const scene: Scene = { state, actor: event.actor, cpu, registers };
    for (const action of actions) {
        if (action.kind === 'set') {
            const value = evaluate(action.value, scene);
            if (value === undefined) return [];
            registers[action.register] = value;
        }
        if (action.kind !== 'load' && action.kind !== 'rmw') continue;
        const register = action.kind === 'load' ? action.register : action.result;
        if (register !== undefined && isNamed(register)) return [];
        const cell = program.cells[action.cell]!;
        const index = action.index === undefined ? 0 : evaluate(action.index, scene);
        const value = index === undefined ? undefined : loaded(action.cell, index, scene);
        if (cell.hidden === true || index === undefined || value === undefined) return [];
        const name = elementName(cell, index);
        const isTold = changes.some(change => change.kind === 'cell' && change.cell === name);
        return isTold ? [] : [{ kind: 'read', cell: name, value: valueInWords(program, cell, value) }];
    }
    return [];
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
