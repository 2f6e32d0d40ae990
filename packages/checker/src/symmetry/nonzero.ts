// Which registers are not 0 where an actor is: a reference that was followed is not null, nor is it before the next step.
//
// A forward analysis over the code of one actor, whose registers nobody else writes. That an object is freed makes references to it stale, not null.
import type { Action, ActorId, Expr, Program, RegisterId, StepId } from '../program.ts';

export type Registers = ReadonlySet<RegisterId>;

/** For each step that the actor may come to, what is not 0 before its choice and its actions. */
export function findNonzero(program: Program, actor: ActorId): ReadonlyMap<StepId, Registers> {
    const { entry, registers } = program.actors[actor]!;
    const before = new Map<StepId, Registers>();
    const work: StepId[] = [];
    const arrive = (id: StepId, facts: Registers): void => {
        const { live } = program.steps[id]!;
        const known = before.get(id);
        const next = new Set(
            [...facts].filter(
                register => (live?.includes(register) ?? true) && (known === undefined || known.has(register)),
            ),
        );
        if (known?.size === next.size) return;
        before.set(id, next);
        work.push(id);
    };
    if (entry === undefined) return before;
    arrive(entry, new Set(registers.flatMap(({ initial }, register) => (initial === 0 ? [] : [register]))));
    for (let id = work.pop(); id !== undefined; id = work.pop()) {
        const { choose, actions, next } = program.steps[id]!;
        const start = new Set(before.get(id)!);
        if (choose !== undefined) start.delete(choose.register);
        const facts = actions.reduce(nonzeroAfter, start);
        switch (next.kind) {
            case 'goto':
                arrive(next.step, facts);
                break;
            case 'branch':
                arrive(next.then, new Set([...facts, ...nonzeroWhere(next.condition, true)]));
                arrive(next.else, new Set([...facts, ...nonzeroWhere(next.condition, false)]));
                break;
            case 'switch':
                for (const step of next.steps) arrive(step, facts);
                break;
            case 'end':
                break;
        }
    }
    return before;
}

/** What is not 0 after an action, if it went on. */
export function nonzeroAfter(facts: Registers, action: Action): Registers {
    switch (action.kind) {
        case 'set':
            return isNonzero(action.value, facts)
                ? new Set([...facts, action.register])
                : without(facts, action.register);
        case 'load':
            return without(facts, action.register);
        case 'rmw':
            return without(facts, action.result, action.succeeded);
        case 'if': {
            const whenTrue = action.then.reduce(
                nonzeroAfter,
                new Set([...facts, ...nonzeroWhere(action.condition, true)]),
            );
            const whenFalse = action.else.reduce(
                nonzeroAfter,
                new Set([...facts, ...nonzeroWhere(action.condition, false)]),
            );
            if (isCut(action.then)) return whenFalse;
            if (isCut(action.else)) return whenTrue;
            return new Set([...whenTrue].filter(register => whenFalse.has(register)));
        }
        case 'write':
        case 'store':
        case 'defer':
        case 'fail':
        case 'retire':
        case 'discard':
        case 'progress':
        case 'cover':
            return facts;
    }
}

function isCut(actions: readonly Action[]): boolean {
    return actions.some(({ kind }) => kind === 'fail' || kind === 'discard');
}

function without(facts: Registers, ...registers: readonly (RegisterId | undefined)[]): Registers {
    return registers.some(register => register !== undefined && facts.has(register))
        ? new Set([...facts].filter(register => !registers.includes(register)))
        : facts;
}

function isNonzero(value: Expr, facts: Registers): boolean {
    return value.kind === 'const' ? value.value !== 0 : value.kind === 'register' && facts.has(value.register);
}

/** The registers that are not 0 where the condition holds, or where it does not. */
function nonzeroWhere(condition: Expr, holds: boolean): readonly RegisterId[] {
    switch (condition.kind) {
        case 'register':
            return holds ? [condition.register] : [];
        case 'unary':
            return condition.operator === '!' ? nonzeroWhere(condition.operand, !holds) : [];
        case 'binary': {
            const { operator, left, right } = condition;
            if (operator === (holds ? '&&' : '||'))
                return [...nonzeroWhere(left, holds), ...nonzeroWhere(right, holds)];
            const isAsked = operator === (holds ? '!=' : '==') && right.kind === 'const' && right.value === 0;
            return isAsked && left.kind === 'register' ? [left.register] : [];
        }
        default:
            return [];
    }
}
