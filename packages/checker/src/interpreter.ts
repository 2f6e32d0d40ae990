// The plain semantics: what one transition does, read off the program as it stands.
//
// Slow and small, and it shares no code with the closures of the search: a counterexample that both accept is one.
// States are the states of traces; nothing is packed, compiled or cached.
import { invariant } from './broken-invariant.ts';
import type {
    Action,
    ActorId,
    BinaryOperator,
    CellId,
    ClassId,
    CpuId,
    Domain,
    Expr,
    Outcome,
    Program,
    Step,
    StepId,
} from './program.ts';
import type { ActorState, BufferEntry, TraceState } from './trace.ts';

/** What became of an attempt to take a transition. */
export type Attempt =
    | { readonly kind: 'disabled' }
    | {
          readonly kind: 'done';
          readonly state: TraceState;
          readonly locals: readonly StepId[];
          readonly progressed: boolean;
      }
    | { readonly kind: 'failed'; readonly outcome: Outcome; readonly step: StepId; readonly locals: readonly StepId[] }
    | { readonly kind: 'discarded'; readonly locals: readonly StepId[] };

export function initialState(program: Program): TraceState {
    return {
        cells: program.cells.map(cell => [...cell.initial]),
        actors: program.actors.map(actor => ({
            step: actor.entry,
            registers: actor.registers.map(register => register.initial),
        })),
        buffers: program.cpus.map(() => []),
    };
}

/** The values an actor may choose among now; a step that does not choose has the one value `undefined`. */
export function choicesOf(program: Program, state: TraceState, actor: ActorId): readonly (number | undefined)[] {
    const step = restingStep(program, state, actor);
    if (step?.choose === undefined) return step === undefined ? [] : [undefined];
    const context = { program, state: copy(state), self: actor };
    const low = evaluate(step.choose.low, context);
    const high = evaluate(step.choose.high, context);
    return Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index);
}

/** Whether the actor can take a transition now. */
export function isEnabled(program: Program, state: TraceState, actor: ActorId): boolean {
    return choicesOf(program, state, actor).some(choice => takeStep(program, state, actor, choice).kind !== 'disabled');
}

export function takeStep(program: Program, before: TraceState, actor: ActorId, choice: number | undefined): Attempt {
    const { cpu, mayRun, liveAtEnd, registers } = program.actors[actor]!;
    const start = before.actors[actor]!.step;
    const step = restingStep(program, before, actor);
    if (start === undefined || step === undefined) return DISABLED;
    const state = copy(before);
    const context: Context = { program, state, self: actor };
    const own = state.actors[actor]!;
    if (step.choose !== undefined && choice !== undefined) own.registers[step.choose.register] = choice;
    if (mayRun !== undefined && evaluate(mayRun, context) === 0) return DISABLED;
    if (step.guard !== undefined && evaluate(step.guard, context) === 0) return DISABLED;
    const drains = step.drains !== undefined && evaluate(step.drains, context) !== 0;
    if (drains && state.buffers[cpu]!.length > 0) return DISABLED;

    const locals: StepId[] = [];
    const effects: Effects = { progressed: false };
    let at = start;
    let next: StepId | undefined;
    for (;;) {
        const current = program.steps[at]!;
        const end = performAll(current.actions, context, at, effects);
        if (end !== undefined) return end.kind === 'disabled' ? DISABLED : { ...end, locals };
        next = nextOf(current, context);
        if (next === undefined || !program.steps[next]!.local) break;
        locals.push(next);
        at = next;
    }
    own.step = next;
    const live = own.step === undefined ? liveAtEnd : program.steps[own.step]!.live;
    if (live !== undefined) {
        own.registers = own.registers.map((value, id) => (live.includes(id) ? value : registers[id]!.initial));
    }
    return { kind: 'done', state, locals, progressed: effects.progressed };
}

/** The oldest entry of the CPU's store buffer reaches memory. */
export function takeFlush(program: Program, before: TraceState, cpu: CpuId): Attempt {
    const state = copy(before);
    const entry = state.buffers[cpu]!.shift();
    if (entry === undefined) return DISABLED;
    const end = applyEntry(entry, program, state);
    if (end === undefined) return { kind: 'done', state, locals: [], progressed: false };
    return end.kind === 'disabled' ? DISABLED : { ...end, locals: [] };
}

/** What an expression over memory is worth in a state; `bound` are the bound variables, the innermost last. */
export function evaluateIn(
    program: Program,
    state: TraceState,
    expression: Expr,
    self?: ActorId,
    bound?: readonly number[],
): number {
    return evaluate(expression, {
        program,
        state: copy(state),
        ...(self !== undefined && { self }),
        ...(bound !== undefined && { bound }),
    });
}

const DISABLED: Attempt & End = { kind: 'disabled' };

/** Why the actions did not run to their end. */
type End =
    | { readonly kind: 'disabled' }
    | { readonly kind: 'failed'; readonly outcome: Outcome; readonly step: StepId }
    | { readonly kind: 'discarded' };

interface Effects {
    progressed: boolean;
}

interface State {
    readonly cells: readonly number[][];
    readonly actors: readonly { step: StepId | undefined; registers: number[] }[];
    readonly buffers: readonly BufferEntry[][];
}

interface Context {
    readonly program: Program;
    readonly state: State;
    readonly self?: ActorId;
    readonly bound?: readonly number[];
    readonly old?: number;
    readonly operand?: number;
    readonly slot?: number;
}

function copy(state: TraceState): State {
    return {
        cells: state.cells.map(cell => [...cell]),
        actors: state.actors.map(({ step, registers }: ActorState) => ({ step, registers: [...registers] })),
        buffers: state.buffers.map(buffer => [...buffer]),
    };
}

function restingStep(program: Program, state: TraceState, actor: ActorId): Step | undefined {
    const { step } = state.actors[actor]!;
    return step === undefined ? undefined : program.steps[step];
}

function nextOf({ next }: Step, context: Context): StepId | undefined {
    switch (next.kind) {
        case 'goto':
            return next.step;
        case 'branch':
            return evaluate(next.condition, context) !== 0 ? next.then : next.else;
        case 'switch': {
            const target = next.steps[evaluate(next.on, context)];
            invariant(target !== undefined, 'a switch has a target for each value');
            return target;
        }
        case 'end':
            return undefined;
    }
}

function performAll(actions: readonly Action[], context: Context, step: StepId, effects: Effects): End | undefined {
    for (const action of actions) {
        const end = perform(action, context, step, effects);
        if (end !== undefined) return end;
    }
    return undefined;
}

function perform(action: Action, context: Context, step: StepId, effects: Effects): End | undefined {
    const { program, state } = context;
    const index = 'index' in action && action.index !== undefined ? evaluate(action.index, context) : 0;
    switch (action.kind) {
        case 'set':
            registersOf(context)[action.register] = evaluate(action.value, context);
            return undefined;
        case 'write':
            elementsOf(context, action.cell, index)[index] = evaluate(action.value, context);
            return undefined;
        case 'load':
            if (hasOwnOperation(context, action.cell, index)) return DISABLED;
            registersOf(context)[action.register] = forwarded(context, action.cell, index);
            return undefined;
        case 'store': {
            const value = evaluate(action.value, context);
            if (program.memory.kind === 'sc') {
                elementsOf(context, action.cell, index)[index] = value;
                return undefined;
            }
            return enqueue(context, { kind: 'store', cell: action.cell, index, value });
        }
        case 'rmw': {
            if (hasOwnOperation(context, action.cell, index)) return DISABLED;
            const old = forwarded(context, action.cell, index);
            const within = { ...context, old };
            const succeeds = action.condition === undefined || evaluate(action.condition, within) !== 0;
            if (succeeds) {
                if (ownBuffer(context).length > 0) return DISABLED;
                elementsOf(context, action.cell, index)[index] = evaluate(action.value, within);
            }
            if (action.result !== undefined) registersOf(context)[action.result] = old;
            if (action.succeeded !== undefined) registersOf(context)[action.succeeded] = succeeds ? 1 : 0;
            return undefined;
        }
        case 'defer': {
            const operand = action.operand === undefined ? 0 : evaluate(action.operand, context);
            const entry: BufferEntry = { kind: 'deferred', deferred: action.deferred, index, operand };
            return program.memory.kind === 'sc' ? applyEntry(entry, program, state) : enqueue(context, entry);
        }
        case 'if': {
            const chosen = evaluate(action.condition, context) !== 0 ? action.then : action.else;
            return performAll(chosen, context, step, effects);
        }
        case 'fail':
            return { kind: 'failed', outcome: action.outcome, step };
        case 'discard':
            return { kind: 'discarded' };
        case 'retire':
            retire(program, state, action.class, index);
            return undefined;
        case 'progress':
            effects.progressed = true;
            return undefined;
        case 'cover':
            return undefined;
    }
}

// Store buffers.

function ownBuffer({ program, state, self }: Context): BufferEntry[] {
    return self === undefined ? [] : state.buffers[program.actors[self]!.cpu]!;
}

function enqueue(context: Context, entry: BufferEntry): End | undefined {
    const { memory } = context.program;
    invariant(memory.kind === 'tso', 'only tso has store buffers');
    if (ownBuffer(context).length >= memory.entries) return DISABLED;
    ownBuffer(context).push(entry);
    return undefined;
}

function hasOwnOperation(context: Context, cell: CellId, index: number): boolean {
    return ownBuffer(context).some(
        entry =>
            entry.kind === 'deferred' &&
            context.program.deferred[entry.deferred]!.cell === cell &&
            entry.index === index,
    );
}

function forwarded(context: Context, cell: CellId, index: number): number {
    const newest = ownBuffer(context).findLast(
        entry => entry.kind === 'store' && entry.cell === cell && entry.index === index,
    );
    return newest?.kind === 'store' ? newest.value : elementsOf(context, cell, index)[index]!;
}

function applyEntry(entry: BufferEntry, program: Program, state: State): End | undefined {
    const context = { program, state };
    if (entry.kind === 'store') {
        elementsOf(context, entry.cell, entry.index)[entry.index] = entry.value;
        return undefined;
    }
    const { actions, step } = program.deferred[entry.deferred]!;
    const within = { ...context, operand: entry.operand, slot: entry.index };
    return performAll(actions, within, step, { progressed: false });
}

/** The cell as the own CPU sees it: as it will be when all that waits in the own buffer has left it. */
function readOwn(context: Context, cell: CellId, index: number): number {
    if (!hasOwnOperation(context, cell, index)) return forwarded(context, cell, index);
    const state = copy(context.state);
    for (const entry of ownBuffer(context)) applyEntry(entry, context.program, state);
    return elementsOf({ ...context, state }, cell, index)[index]!;
}

// References.

function retire(program: Program, state: State, id: ClassId, object: number): void {
    state.cells.forEach((elements, cell) => {
        for (const [index, value] of elements.entries()) {
            elements[index] = retired(program.cells[cell]!.domain, value, id, object);
        }
    });
    state.actors.forEach(({ registers }, actor) => {
        for (const [register, value] of registers.entries()) {
            const { domain } = program.actors[actor]!.registers[register]!;
            registers[register] = retired(domain, value, id, object);
        }
    });
    for (const buffer of state.buffers) {
        for (const [place, entry] of buffer.entries()) {
            const marked = retired(domainOfEntry(program, entry), valueOfEntry(entry), id, object);
            buffer[place] = entry.kind === 'store' ? { ...entry, value: marked } : { ...entry, operand: marked };
        }
    }
}

/** What the entry carries: the value of a store, the operand of an operation. */
const valueOfEntry = (entry: BufferEntry): number => (entry.kind === 'store' ? entry.value : entry.operand);
const domainOfEntry = (program: Program, entry: BufferEntry): Domain =>
    entry.kind === 'store'
        ? program.cells[entry.cell]!.domain
        : (program.deferred[entry.deferred]!.operand ?? { kind: 'int', low: 0, high: 0 });

function retired(domain: Domain, value: number, id: ClassId, object: number): number {
    const fresh = 2 * object + 1;
    switch (domain.kind) {
        case 'int':
            return value;
        case 'ref':
            return domain.class === id && value === fresh ? fresh + 1 : value;
        case 'bits':
            return domain.fields.reduce((word, { domain: field, shift, width }) => {
                const part = Math.floor(word / 2 ** shift) % 2 ** width;
                return field.kind === 'ref' && field.class === id && part === fresh ? word + 2 ** shift : word;
            }, value);
    }
}

function isReferenced(program: Program, state: State, id: ClassId, object: number): boolean {
    const refers = (domain: Domain, value: number): boolean => retired(domain, value, id, object) !== value;
    return (
        state.cells.some((elements, cell) => elements.some(value => refers(program.cells[cell]!.domain, value))) ||
        state.actors.some(({ registers }, actor) =>
            registers.some((value, register) => refers(program.actors[actor]!.registers[register]!.domain, value)),
        ) ||
        state.buffers.some(buffer => buffer.some(entry => refers(domainOfEntry(program, entry), valueOfEntry(entry))))
    );
}

// Expressions.

function registersOf({ state, self }: Context): number[] {
    invariant(self !== undefined, 'only the steps of an actor have registers');
    return state.actors[self]!.registers;
}

function elementsOf({ program, state }: Pick<Context, 'program' | 'state'>, cell: CellId, index: number): number[] {
    const elements = state.cells[cell]!;
    invariant(index >= 0 && index < elements.length, `an index of \`${program.cells[cell]!.name}\` is in range`);
    return elements;
}

function evaluate(expression: Expr, context: Context): number {
    const { program, state } = context;
    switch (expression.kind) {
        case 'const':
            return expression.value;
        case 'register':
            return registersOf(context)[expression.register]!;
        case 'actor-register':
            return state.actors[expression.actor]!.registers[expression.register]!;
        case 'cell': {
            const index = expression.index === undefined ? 0 : evaluate(expression.index, context);
            if (expression.view === 'own') return readOwn(context, expression.cell, index);
            return elementsOf(context, expression.cell, index)[index]!;
        }
        case 'self':
            return known(context.self);
        case 'bound':
            return known(context.bound?.at(-1 - expression.depth));
        case 'old':
            return known(context.old);
        case 'operand':
            return known(context.operand);
        case 'slot':
            return known(context.slot);
        case 'unary': {
            const operand = evaluate(expression.operand, context);
            if (expression.operator === '!') return operand === 0 ? 1 : 0;
            return expression.operator === '-' ? 0 - operand : Number(BigInt.asUintN(32, ~BigInt(operand)));
        }
        case 'binary':
            return evaluateBinary(expression.operator, expression.left, expression.right, context);
        case 'conditional':
            return evaluate(evaluate(expression.condition, context) !== 0 ? expression.then : expression.else, context);
        case 'quantifier': {
            const low = evaluate(expression.low, context);
            const high = evaluate(expression.high, context);
            const values = Array.from({ length: Math.max(0, high - low + 1) }, (_, index) =>
                evaluate(expression.body, { ...context, bound: [...(context.bound ?? []), low + index] }),
            );
            const count = values.filter(value => value !== 0).length;
            if (expression.quantifier === 'count') return count;
            return expression.quantifier === 'any' ? truth(count > 0) : truth(count === values.length);
        }
        case 'at': {
            const { step } = state.actors[evaluate(expression.actor, context)]!;
            return truth(step !== undefined && expression.steps.includes(step));
        }
        case 'ended': {
            const actor = evaluate(expression.actor, context);
            const waiting = state.buffers[program.actors[actor]!.cpu]!.length;
            return truth(state.actors[actor]!.step === undefined && waiting === 0);
        }
        case 'is-referenced':
            return truth(isReferenced(program, state, expression.class, evaluate(expression.index, context)));
    }
}

function evaluateBinary(operator: BinaryOperator, left: Expr, right: Expr, context: Context): number {
    if (operator === '&&') return truth(evaluate(left, context) !== 0 && evaluate(right, context) !== 0);
    if (operator === '||') return truth(evaluate(left, context) !== 0 || evaluate(right, context) !== 0);
    const a = evaluate(left, context);
    const b = evaluate(right, context);
    switch (operator) {
        case '+':
            return a + b;
        case '-':
            return a - b;
        case '*':
            return a * b;
        case '/':
            invariant(b !== 0, 'no divisor is zero');
            return Math.trunc(a / b) + 0;
        case '%':
            invariant(b !== 0, 'no divisor is zero');
            return (a % b) + 0;
        case '==':
            return truth(a === b);
        case '!=':
            return truth(a !== b);
        case '<':
            return truth(a < b);
        case '<=':
            return truth(a <= b);
        case '>':
            return truth(a > b);
        case '>=':
            return truth(a >= b);
        case '&':
            return Number(word(left, context) & word(right, context));
        case '|':
            return Number(word(left, context) | word(right, context));
        case '^':
            return Number(word(left, context) ^ word(right, context));
        case '<<':
            return b < 0 || b > 31 ? 0 : Number(BigInt.asUintN(32, word(left, context) << BigInt(b)));
        case '>>':
            return b < 0 || b > 31 ? 0 : Number(word(left, context) >> BigInt(b));
    }
}

/** Modulo 2^32, exact for products too. */
function word(expression: Expr, context: Context): bigint {
    if (expression.kind === 'binary' && expression.operator === '*') {
        return BigInt.asUintN(32, word(expression.left, context) * word(expression.right, context));
    }
    return BigInt.asUintN(32, BigInt(evaluate(expression, context)));
}

function truth(claim: boolean): number {
    return claim ? 1 : 0;
}

function known(value: number | undefined): number {
    invariant(value !== undefined, 'an expression stands where its operands are known');
    return value;
}
