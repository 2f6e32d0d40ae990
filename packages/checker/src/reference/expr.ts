// Short ways to write the expressions and actions of a Program by hand.
import type { Action, ActorId, BinaryOperator, CellId, Expr, Outcome, RegisterId, StepId } from '../program.ts';

export const num = (value: number): Expr => ({ kind: 'const', value });
export const reg = (register: RegisterId): Expr => ({ kind: 'register', register });
export const bound = (depth: number): Expr => ({ kind: 'bound', depth });
export const self: Expr = { kind: 'self' };
export const old: Expr = { kind: 'old' };
export const operand: Expr = { kind: 'operand' };
export const slot: Expr = { kind: 'slot' };

/** What memory holds. */
export const mem = (cell: CellId, index?: Expr): Expr => ({ kind: 'cell', cell, view: 'memory', ...at(index) });
/** What the stepping actor's CPU sees. */
export const own = (cell: CellId, index?: Expr): Expr => ({ kind: 'cell', cell, view: 'own', ...at(index) });

export const op = (left: Expr, operator: BinaryOperator, right: Expr): Expr => ({
    kind: 'binary',
    operator,
    left,
    right,
});
export const eq = (left: Expr, right: Expr): Expr => op(left, '==', right);
export const and = (left: Expr, right: Expr): Expr => op(left, '&&', right);
export const or = (left: Expr, right: Expr): Expr => op(left, '||', right);
export const not = (operand: Expr): Expr => ({ kind: 'unary', operator: '!', operand });
export const iff = (condition: Expr, then: Expr, otherwise: Expr): Expr => ({
    kind: 'conditional',
    condition,
    then,
    else: otherwise,
});
/** `body` speaks of the index as `bound(0)`. */
export const quantify = (quantifier: 'all' | 'any' | 'count', low: number, high: number, body: Expr): Expr => ({
    kind: 'quantifier',
    quantifier,
    low: num(low),
    high: num(high),
    body,
});
export const ended = (actor: ActorId): Expr => ({ kind: 'ended', actor: num(actor) });
export const restsAt = (actor: ActorId, steps: readonly StepId[]): Expr => ({ kind: 'at', actor: num(actor), steps });

/** The value, wrapped into `low..high`. */
export function wrap(value: Expr, low: number, high: number): Expr {
    const count = high - low + 1;
    if (count === 1) return num(low);
    const rest = op(op(op(value, '%', num(count)), '+', num(count)), '%', num(count));
    return low === 0 ? rest : op(num(low), '+', rest);
}

export const set = (register: RegisterId, value: Expr): Action => ({ kind: 'set', register, value });
export const write = (cell: CellId, value: Expr, index?: Expr): Action => ({
    kind: 'write',
    cell,
    value,
    ...at(index),
});
export const load = (register: RegisterId, cell: CellId, index?: Expr): Action => ({
    kind: 'load',
    register,
    cell,
    mark: 'marked',
    ...at(index),
});
export const store = (cell: CellId, value: Expr, index?: Expr): Action => ({
    kind: 'store',
    cell,
    value,
    mark: 'marked',
    ...at(index),
});
export const when = (condition: Expr, then: readonly Action[], otherwise: readonly Action[] = []): Action => ({
    kind: 'if',
    condition,
    then,
    else: otherwise,
});
export const fail = (kind: Outcome['kind'], name: string): Action => ({ kind: 'fail', outcome: { kind, name } });

const at = (index: Expr | undefined): { readonly index?: Expr } => (index === undefined ? {} : { index });
