// Locks: what a lock kind says, as cells and guarded steps. No kind is named here.
//
// An operation is the change of context before it, its steps, and the change of context after it. A sleeping one that is entered in atomic
// context is enabled whatever its guard says, and fails; so does one that is misused.
import type { Action, CellId, Domain, Expr, Next, Property, RegisterId, Step, StepId } from '@faultline/checker';
import type {
    LockAction,
    LockCell,
    LockContextChange,
    LockExpr,
    LockOperation,
    LockQuestion,
    LockStep,
    SyntaxNode,
} from '@faultline/language';
import { branch } from '../builder.ts';
import type {
    DeclareLock,
    Failure,
    HeldBy,
    LockPlace,
    LowerContext,
    LoweredLock,
    LowerLockOperation,
    ProgramContext,
} from '../context.ts';
import { bug, failing } from '../context.ts';
import { BOOL } from '../domain.ts';
import {
    add,
    and,
    asSeen,
    binary,
    bound,
    conditional,
    constant,
    inMemory,
    isConstant,
    multiply,
    not,
    ONE,
    or,
    register,
    ZERO,
} from '../expr.ts';
import type { Change } from './contexts.ts';
import { atomicContext, lowerChange, sleepCheck } from './contexts.ts';
import type { LockScope } from './lock-expression.ts';
import { asLocals, lockCell, lockExpression, modeCount, over, queuePlaces } from './lock-expression.ts';
import { signalPending } from './signals.ts';

export const declareLock: DeclareLock = (program, kind, name, instances, policy, modes) => {
    const lock: LoweredLock = {
        kind,
        name,
        instances,
        cells: new Map(),
        policy: policy ?? defaultPolicy(program, kind.policies),
        modes,
    };
    const cells = kind.cells.map(cell => [cell.name, declareCell(program, lock, cell)] as const);
    if (kind.assumption !== undefined) program.assume(kind.assumption);
    return { ...lock, cells: new Map(cells) };
};

export const lowerLockOperation: LowerLockOperation = (context, operation, place, parameters, result, node, next) => {
    const change = changeOf(operation);
    const named = new Map(operation.parameters.map(({ name }, index) => [name, parameters[index] ?? ZERO]));
    const flags = named.get('flags');
    if (change === undefined) return lowerSteps(context, operation, place, named, result, node, next);
    if (operation.effect === 'release') {
        const after = lowerChange(
            context,
            { ...change, ...(flags === undefined ? {} : { flags }) },
            undefined,
            node,
            next,
        );
        return lowerSteps(context, operation, place, named, result, node, after);
    }
    if (operation.effect === 'acquire' && context.isAtomic) {
        // It may only wait before anything has happened; all of it is one step in any case.
        const after = lowerChange(context, change, result, node, next);
        return lowerSteps(context, operation, place, named, undefined, node, after);
    }
    if (operation.effect !== 'try-acquire') {
        const take = lowerSteps(context, operation, place, named, undefined, node, next);
        return lowerChange(context, change, result, node, take);
    }
    const succeeded = result ?? context.temporary(BOOL);
    const undo = lowerChange(context, undone(change), undefined, node, next);
    const decide = context.step(branch(register(succeeded), next, undo), context.origin(node));
    return lowerChange(
        context,
        change,
        undefined,
        node,
        lowerSteps(context, operation, place, named, succeeded, node, decide),
    );
};

export const heldBy: HeldBy = (program, place, actor) =>
    lockExpression(place.lock.kind.heldBy, { ...scopeOf(program, place), it: actor });

/** Whether anybody holds the lock. */
export function held(program: ProgramContext, place: LockPlace): Expr {
    return or(...program.actors.map(({ id }) => heldBy(program, place, constant(id))));
}

/** Whether the actor holds any instance of the lock. */
export function holdsAny(program: ProgramContext, lock: LoweredLock, actor: Expr): Expr {
    return or(...lock.instances.map((_, index) => heldBy(program, { lock, index: constant(index) }, actor)));
}

/** Makes the lock what it was in the beginning: nobody holds it or waits for it. */
export function unlocked({ lock, index = ZERO }: LockPlace): readonly Action[] {
    return lock.kind.cells.flatMap(described => {
        const { cell, width } = lock.cells.get(described.name)!;
        return Array.from(
            { length: width },
            (_, place): Action => ({
                kind: 'write',
                cell,
                ...(lock.instances.length * width === 1
                    ? {}
                    : { index: add(multiply(index, constant(width)), constant(place)) }),
                value: constant(firstValueOf(described)),
            }),
        );
    });
}

/** What an operation that only asks answers, all cells looked at at once. */
export function answerOf(
    program: ProgramContext,
    { loads, answer }: LockQuestion,
    place: LockPlace,
    parameters: ReadonlyMap<string, Expr>,
    view: 'own' | 'memory',
): Expr {
    const scope = { ...scopeOf(program, place), parameters };
    const locals = new Map(
        [...loads].map(([local, name]) => {
            const { cell, index } = lockCell(scope, name, ZERO);
            return [local, view === 'own' ? asSeen(cell, index) : inMemory(cell, index)] as const;
        }),
    );
    return lockExpression(answer, { ...scope, locals });
}

/** Locks that a thread may leave behind, but not everybody: held in a terminal state they are leaks. */
export function leakedLocks(
    program: ProgramContext,
): readonly { readonly lock: LoweredLock; readonly property: Property }[] {
    return program.locks.flatMap(lock => {
        if (!lock.kind.mayOutliveThread) return [];
        const holds = lock.instances.map((_, index) => held(program, { lock, index: constant(index) }));
        const property: Property = { kind: 'final', outcome: bug('leak'), holds: not(or(...holds)) };
        return isConstant(property.holds) ? [] : [{ lock, property }];
    });
}

// ------------------------------------------------------------------------------------------------ cells

function declareCell(program: ProgramContext, lock: LoweredLock, cell: LockCell): { cell: CellId; width: number } {
    const { name, instances, kind } = lock;
    const actors = program.actors.map(actor => actor.name);
    const places = placesOf(cell, actors, kind.entries ?? 1);
    const width = places.length;
    const path = (instance: string): string => (cell.role === 'main' ? instance : `${instance}.${cell.name}`);
    const elements = instances.flatMap(instance => places.map(place => path(instance) + place));
    const valueNames = valueNamesOf(cell, lock, actors);
    const id = program.builder.cell({
        name: instances.length === 1 ? path(instances[0] ?? name) : path(name),
        domain: domainOf(cell, lock, actors.length),
        length: elements.length,
        initial: elements.map(() => firstValueOf(cell)),
        class: cell.class,
        ...(elements.length > 1 ? { elements } : {}),
        ...(valueNames === undefined ? {} : { valueNames }),
        ...(cell.role === 'hidden' ? { hidden: true } : {}),
    });
    return { cell: id, width };
}

function firstValueOf({ initial, domain }: LockCell): number {
    return initial ?? (typeof domain === 'string' ? 0 : domain.low);
}

/** What stands behind the lock's name for each element of one instance. */
function placesOf(cell: LockCell, actors: readonly string[], entries: number): readonly string[] {
    switch (cell.length) {
        case 'one':
            return [''];
        case 'actors':
            return actors.map(actor => `[${actor}]`);
        case 'entries':
            return actors.flatMap(actor => Array.from({ length: entries }, (_, entry) => `[${actor}, ${entry}]`));
        case 'queue':
            return actors.map((_, place) => `[${place}]`);
    }
}

function domainOf(cell: LockCell, lock: LoweredLock, actors: number): Domain {
    switch (cell.domain) {
        case 'actor':
            return { kind: 'int', low: 0, high: actors };
        case 'code':
            return { kind: 'int', low: 0, high: actors * modeCount({ lock }) };
        case 'mode':
            return { kind: 'int', low: 0, high: modeCount({ lock }) };
        default:
            return { kind: 'int', ...cell.domain };
    }
}

function valueNamesOf(cell: LockCell, lock: LoweredLock, actors: readonly string[]): readonly string[] | undefined {
    const modes = lock.kind.hasModes ? lock.modes.map(mode => mode.name) : ['read', 'write'];
    switch (cell.domain) {
        case 'actor':
            return ['free', ...actors];
        case 'code':
            return ['nobody', ...actors.flatMap(actor => modes.map(mode => `${actor} (${mode})`))];
        case 'mode':
            return ['nothing', ...modes];
        default:
            return undefined;
    }
}

/** A knob of the machine may name the policy of every lock that knows it. */
function defaultPolicy({ machine }: ProgramContext, policies: readonly string[] | undefined): string | undefined {
    return policies?.find(policy => policy === machine.rwsem) ?? policies?.[0];
}

// ---------------------------------------------------------------------------------------------- context

const CHANGES: Readonly<Record<LockContextChange, Pick<Change, 'irq' | 'preempt'>>> = {
    'preempt-off': { preempt: 'off' },
    'preempt-on': { preempt: 'on' },
    'irq-off': { irq: 'off' },
    'irq-on': { irq: 'on' },
    'irq-save': { irq: 'save' },
    'irq-restore': { irq: 'restore' },
};

/** The change of context around the operation; absent where there is none. */
function changeOf({ context }: LockOperation): Change | undefined {
    if (context.length === 0) return undefined;
    const irq = context.map(part => CHANGES[part].irq).find(part => part !== undefined);
    const preempt = context.map(part => CHANGES[part].preempt).find(part => part !== undefined);
    return {
        visibility: 'if-observable',
        ...(irq === undefined ? {} : { irq }),
        ...(preempt === undefined ? {} : { preempt }),
    };
}

function undone(change: Change): Change {
    const opposite = { off: 'on', on: 'off' } as const;
    if (change.irq === 'save' || change.irq === 'restore') throw new Error('a trylock that saves flags is not undone');
    return {
        visibility: change.visibility,
        ...(change.irq === undefined ? {} : { irq: opposite[change.irq] }),
        ...(change.preempt === undefined ? {} : { preempt: opposite[change.preempt] }),
    };
}

// ------------------------------------------------------------------------------------------------ steps

function lowerSteps(
    context: LowerContext,
    operation: LockOperation,
    place: LockPlace,
    parameters: ReadonlyMap<string, Expr>,
    result: RegisterId | undefined,
    node: SyntaxNode,
    done: StepId,
): StepId {
    const registers = localsOf(context, operation);
    const scope: LockScope = {
        ...scopeOf(context.program, place),
        self: context.actor.self,
        parameters,
        locals: asLocals(registers),
        signal: wait => signalPending(context, wait),
    };
    const steps = context.isAtomic && operation.inOneStep !== undefined ? [operation.inOneStep] : operation.steps;
    const ids = steps.map(() => context.reserve());
    const origin = context.origin(node);
    steps.forEach((step, index) => {
        const lower = (expr: LockExpr): Expr => lockExpression(expr, scope);
        const isAtomic = operation.sleeps && index === 0 ? atomicContext(context) : ZERO;
        const failures = step.misuse.map((misuse): Failure => ({ when: lower(misuse.when), outcome: bug(misuse.bug) }));
        const guard = or(
            isAtomic,
            ...failures.map(({ when }) => when),
            step.guard === undefined ? ONE : lower(step.guard),
        );
        const drains = and(not(isAtomic), lower(drainsOf(step)));
        context.define(
            ids[index]!,
            {
                local: false,
                ...(isConstant(guard) ? {} : { guard }),
                ...(drains.kind === 'const' && drains.value === 0 ? {} : { drains }),
                actions: [
                    ...(isAtomic === ZERO ? [] : sleepCheck(context)),
                    ...failing(failures),
                    ...step.actions.flatMap(action => lowerAction(context, action, scope, registers, result)),
                ],
                next: nextOf(context, step, scope, ids, done, node),
                fairness: step.fairness,
                optional: false,
                ...waitsOf(step, operation, scope),
            },
            origin,
        );
    });
    return ids[0]!;
}

function scopeOf(program: ProgramContext, place: LockPlace): LockScope {
    return {
        place,
        actors: program.actors.length,
        self: ZERO,
        it: undefined,
        parameters: new Map(),
        locals: new Map(),
        signal: () => ZERO,
        bound: {},
    };
}

const drainsOf = ({ drains }: LockStep): LockExpr => (drains === 'always' ? 1 : drains === 'never' ? 0 : drains.when);

function waitsOf(step: LockStep, operation: LockOperation, scope: LockScope): Pick<Step, 'waits'> {
    if (step.waits === undefined) return {};
    const { lock } = scope.place;
    const main = lock.kind.cells.find(cell => cell.role === 'main');
    const holders = lockExpression(step.waits.holders, { ...scope, it: bound(0) });
    const isHeld = !isConstant(holders);
    const mode = modeName(step.waits.mode, operation, scope);
    return {
        waits: {
            ...(main === undefined ? {} : { object: lockCell(scope, main.name, ZERO) }),
            kind: isHeld ? 'lock' : 'condition',
            ...(mode === '' ? {} : { mode }),
            ...(isHeld ? { holders } : {}),
        },
    };
}

/** The word itself, or the name of the mode that the parameter of type `mode` says. */
function modeName(word: string, { parameters }: LockOperation, scope: LockScope): string {
    const parameter = parameters.find(({ name, type }) => type === 'mode' && name === word);
    if (parameter === undefined) return word;
    const value = scope.parameters.get(parameter.name);
    return value?.kind === 'const' ? (scope.place.lock.modes[value.value]?.name ?? '') : '';
}

function nextOf(
    context: LowerContext,
    step: LockStep,
    scope: LockScope,
    ids: readonly StepId[],
    done: StepId,
    node: SyntaxNode,
): Next {
    const target = (to: number | 'done'): StepId => (to === 'done' ? done : ids[to]!);
    const [first, ...others] = step.next ?? [];
    if (first === undefined) return { kind: 'goto', step: done };
    const rest = others.reduceRight(
        (otherwise, { when, to }) =>
            context.step(branch(lockExpression(when, scope), target(to), otherwise), context.origin(node)),
        done,
    );
    return { kind: 'branch', condition: lockExpression(first.when, scope), then: target(first.to), else: rest };
}

// ---------------------------------------------------------------------------------------------- actions

function lowerAction(
    context: LowerContext,
    action: LockAction,
    scope: LockScope,
    registers: ReadonlyMap<string, RegisterId>,
    result: RegisterId | undefined,
): readonly Action[] {
    const lower = (expr: LockExpr): Expr => lockExpression(expr, scope);
    const lowerAll = (actions: readonly LockAction[], inner: LockScope = scope): readonly Action[] =>
        actions.flatMap(other => lowerAction(context, other, inner, registers, result));
    switch (action.kind) {
        case 'write': {
            const place = lockCell(scope, action.cell, action.index === undefined ? ZERO : lower(action.index));
            return [{ kind: 'write', ...place, value: lower(action.value) }];
        }
        case 'store':
            return [
                { kind: 'store', ...lockCell(scope, action.cell, ZERO), value: lower(action.value), mark: 'marked' },
            ];
        case 'load':
            return [
                {
                    kind: 'load',
                    ...lockCell(scope, action.cell, ZERO),
                    register: registers.get(action.local)!,
                    mark: 'marked',
                },
            ];
        case 'try':
            return [
                {
                    kind: 'rmw',
                    ...lockCell(scope, action.cell, ZERO),
                    condition: lower(action.condition),
                    value: lower(action.value),
                    succeeded: registers.get(action.local)!,
                    mark: 'marked',
                },
            ];
        case 'let':
            return [{ kind: 'set', register: registers.get(action.local)!, value: lower(action.value) }];
        case 'result':
            return result === undefined ? [] : [{ kind: 'set', register: result, value: lower(action.value) }];
        case 'enqueue': {
            const free = lockExpression({ kind: 'position', queue: action.queue, value: 0 }, scope);
            return [{ kind: 'write', ...lockCell(scope, action.queue, free), value: lower(action.value) }];
        }
        case 'dequeue':
            return dequeue(
                context,
                action.queue,
                lower({ kind: 'position', queue: action.queue, value: action.value }),
                scope,
            );
        case 'if': {
            const condition = lower(action.condition);
            if (isConstant(condition)) return lowerAll(condition.value === 0 ? action.else : action.then);
            const [then, otherwise] = [lowerAll(action.then), lowerAll(action.else)];
            return then.length + otherwise.length === 0 ? [] : [{ kind: 'if', condition, then, else: otherwise }];
        }
        case 'for-each-entry':
            return over('entries', scope).flatMap(inner => lowerAll(action.actions, inner));
    }
}

/** Those behind the place move up. */
function dequeue(context: LowerContext, queue: string, position: Expr, scope: LockScope): readonly Action[] {
    const places = queuePlaces(scope);
    const place = context.temporary({ kind: 'int', low: 0, high: places.length });
    const at = (index: number) => lockCell(scope, queue, constant(index));
    const moves = places.map((index): Action => {
        const isLast = index === places.length - 1;
        const behind = isLast ? ZERO : inMemory(at(index + 1).cell, at(index + 1).index);
        const here = inMemory(at(index).cell, at(index).index);
        const value = conditional(binary('<=', register(place), constant(index)), behind, here);
        return { kind: 'write', ...at(index), value };
    });
    return [{ kind: 'set', register: place, value: position }, ...moves];
}

/** A register for each value that the operation puts aside. */
function localsOf(context: LowerContext, operation: LockOperation): ReadonlyMap<string, RegisterId> {
    const names = new Map<string, Domain>();
    const collect = (action: LockAction): void => {
        switch (action.kind) {
            case 'try':
                names.set(action.local, BOOL);
                break;
            case 'let':
            case 'load':
                names.set(action.local, LOCAL);
                break;
            case 'if':
                action.then.forEach(collect);
                action.else.forEach(collect);
                break;
            case 'for-each-entry':
                action.actions.forEach(collect);
                break;
            case 'write':
            case 'store':
            case 'result':
            case 'enqueue':
            case 'dequeue':
                break;
        }
    };
    for (const step of operation.steps) step.actions.forEach(collect);
    return new Map([...names].map(([name, domain]) => [name, context.temporary(domain)]));
}

/** What an operation puts aside: a truth, an entry, a sequence number. */
const LOCAL: Domain = { kind: 'int', low: 0, high: 255 };
