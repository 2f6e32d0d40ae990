// Which registers may still be read, step by step: the usual backward analysis, on the careful side.
import type { Action, Expr, RegisterId, Step, StepId } from '../program.ts';
import { targetsOf } from './dump.ts';

/**
 * The live registers of each step of an actor whose code is `code`, its first step being `base`: those that it or a
 * step behind it reads before they are set, those of `atEnd` that survive to the end, and always `everywhere`.
 */
export function liveRegisters(
    code: readonly Step[],
    base: StepId,
    atEnd: readonly RegisterId[],
    everywhere: readonly RegisterId[],
): readonly (readonly RegisterId[])[] {
    const live = code.map(() => new Set(everywhere));
    for (let changed = true; changed; ) {
        changed = false;
        code.forEach((step, i) => {
            const after = [
                ...targetsOf(step.next).flatMap(target => [...live[target - base]!]),
                ...(step.next.kind === 'end' ? atEnd : []),
            ];
            const killed = killedBy(step);
            const before = [...readsOf(step), ...after.filter(register => !killed.has(register))];
            for (const register of before) {
                changed ||= !live[i]!.has(register);
                live[i]!.add(register);
            }
        });
    }
    return live.map(registers => [...registers].sort((a, b) => a - b));
}

/** The registers that the step surely sets. */
function killedBy(step: Step): ReadonlySet<RegisterId> {
    const killed = new Set<RegisterId>();
    if (step.choose !== undefined) killed.add(step.choose.register);
    for (const action of step.actions) {
        if (action.kind === 'set' || action.kind === 'load') killed.add(action.register);
        if (action.kind === 'rmw' && action.result !== undefined) killed.add(action.result);
        if (action.kind === 'rmw' && action.succeeded !== undefined) killed.add(action.succeeded);
    }
    return killed;
}

/** The registers that the step reads anywhere, whether it has set them before or not. */
const readsOf = (step: Step): readonly RegisterId[] => [...registersIn(step), ...registersIn(step.actions)];

/** Walks any part of a step; a `register` expression is the only object of that kind. */
function registersIn(part: unknown): readonly RegisterId[] {
    if (typeof part !== 'object' || part === null) return [];
    const expr = part as Partial<Expr | Action>;
    if (expr.kind === 'register') return [(expr as Extract<Expr, { kind: 'register' }>).register];
    return Object.values(part).flatMap(registersIn);
}
