// Makers of lock expressions and actions, so that a lock kind reads like the rule it states.
import type { LockAction, LockExpr, LockMisuse, LockOperator, LockStep } from './lock-kind.ts';

export const SELF: LockExpr = { kind: 'self' };
export const IT: LockExpr = { kind: 'it' };
export const OTHER: LockExpr = { kind: 'other' };
export const PLACE: LockExpr = { kind: 'place' };
export const ENTRY: LockExpr = { kind: 'entry' };
export const OLD: LockExpr = { kind: 'old' };
export const POLICY: LockExpr = { kind: 'policy' };

/** What operations that a signal ends return: `-EINTR`. */
export const EINTR = -4;
/** What a mode lock's trylock returns where it fails: `-EAGAIN`. */
export const EAGAIN = -11;

export const cell = (name: string, index?: LockExpr): LockExpr =>
    index === undefined ? { kind: 'cell', cell: name } : { kind: 'cell', cell: name, index };
export const own = (name: string): LockExpr => ({ kind: 'own', cell: name });
export const parameter = (name: string): LockExpr => ({ kind: 'parameter', name });
export const local = (name: string): LockExpr => ({ kind: 'local', name });
export const signal = (wait: 'killable' | 'interruptible'): LockExpr => ({ kind: 'signal', wait });

export const not = (operand: LockExpr): LockExpr => ({ kind: 'not', operand });
export const equal = (left: LockExpr, right: LockExpr): LockExpr => binary('==', left, right);
export const unequal = (left: LockExpr, right: LockExpr): LockExpr => binary('!=', left, right);
export const less = (left: LockExpr, right: LockExpr): LockExpr => binary('<', left, right);
export const add = (left: LockExpr, right: LockExpr): LockExpr => binary('+', left, right);
export const subtract = (left: LockExpr, right: LockExpr): LockExpr => binary('-', left, right);
export const multiply = (left: LockExpr, right: LockExpr): LockExpr => binary('*', left, right);
export const divide = (left: LockExpr, right: LockExpr): LockExpr => binary('/', left, right);
export const remainder = (left: LockExpr, right: LockExpr): LockExpr => binary('%', left, right);
export const bits = (left: LockExpr, right: LockExpr): LockExpr => binary('&', left, right);
export const and = (first: LockExpr, ...rest: readonly LockExpr[]): LockExpr =>
    rest.reduce((left, right) => binary('&&', left, right), first);
export const or = (first: LockExpr, ...rest: readonly LockExpr[]): LockExpr =>
    rest.reduce((left, right) => binary('||', left, right), first);
export const conditional = (condition: LockExpr, whenTrue: LockExpr, whenFalse: LockExpr): LockExpr => ({
    kind: 'conditional',
    condition,
    whenTrue,
    whenFalse,
});

export const any = (over: 'actors' | 'queue' | 'entries', body: LockExpr): LockExpr => ({ kind: 'any', over, body });
export const all = (over: 'actors' | 'queue' | 'entries', body: LockExpr): LockExpr => ({ kind: 'all', over, body });
export const position = (queue: string, value: LockExpr): LockExpr => ({ kind: 'position', queue, value });
export const compatible = (left: LockExpr, right: LockExpr): LockExpr => ({ kind: 'compatible', left, right });

/** How an `actor` cell names an actor: 0 is nobody. */
export const named = (actor: LockExpr): LockExpr => add(actor, 1);
/** How a `code` cell names an actor with a mode: 0 is nobody. */
export const code = (actor: LockExpr, mode: LockExpr): LockExpr => add(add(multiply(actor, MODES), mode), 1);
/** The actor that a code (not 0) names. */
export const actorOf = (value: LockExpr): LockExpr => divide(subtract(value, 1), MODES);

export const write = (name: string, value: LockExpr, index?: LockExpr): LockAction =>
    index === undefined ? { kind: 'write', cell: name, value } : { kind: 'write', cell: name, index, value };
export const put = (name: string, value: LockExpr): LockAction => ({ kind: 'let', local: name, value });
export const enqueue = (queue: string, value: LockExpr): LockAction => ({ kind: 'enqueue', queue, value });
export const dequeue = (queue: string, value: LockExpr): LockAction => ({ kind: 'dequeue', queue, value });
export const result = (value: LockExpr): LockAction => ({ kind: 'result', value });
export const when = (
    condition: LockExpr,
    then: readonly LockAction[],
    otherwise: readonly LockAction[] = [],
): LockAction => ({ kind: 'if', condition, then, else: otherwise });
export const misuse = (condition: LockExpr): LockMisuse => ({ when: condition, bug: 'lock-misuse' });

/** A step that may always be taken, leaves the store buffer alone and is the last of its operation, unless told otherwise. */
export const step = (actions: readonly LockAction[], extra: Partial<LockStep> = {}): LockStep => ({
    misuse: [],
    drains: 'never',
    fairness: 'weak',
    actions,
    ...extra,
});

const binary = (kind: LockOperator, left: LockExpr, right: LockExpr): LockExpr => ({ kind, left, right });
const MODES: LockExpr = { kind: 'modes' };
