// What becomes of what is known: it is learnt on the way, and forgotten where nobody will ask.
import type { AstNode } from 'langium';
import { evaluateBinary } from '../arithmetic.ts';
import type { State } from './state.ts';
import { baseOf } from './state.ts';
import type { Value } from './value.ts';
import { keyOf, truthValue } from './value.ts';

/** Without what nobody will ask for: registers that are not live, and facts that no register leads to. */
export function pruned(state: State, live: ReadonlySet<AstNode>, passed: ReadonlySet<string>): State {
    const registers = kept(state.registers, register => live.has(register));
    if (state.facts.size === 0 && state.fresh.size === 0) {
        return registers === state.registers ? state : { ...state, registers };
    }
    const reached = new Set(passed);
    const reach = (value: Value): void => {
        if (value.kind === 'record' || value.kind === 'symbol') reached.add(baseOf(value.id));
        if (value.kind === 'lock' && value.owner !== undefined) reach(value.owner);
    };
    for (const value of registers.values()) reach(value);
    for (let size = -1; size !== reached.size; ) {
        size = reached.size;
        for (const [name, value] of state.facts) if (reached.has(baseOf(name))) reach(value);
    }
    const isReached = (name: string): boolean => reached.has(baseOf(name));
    const facts = kept(state.facts, isReached);
    const fresh = kept(state.fresh, isReached);
    return registers === state.registers && facts === state.facts && fresh === state.fresh
        ? state
        : { ...state, registers, facts, fresh };
}

/** The entries with such keys: the same map where those are all. */
function kept<K, V>(entries: ReadonlyMap<K, V>, isKept: (key: K) => boolean): ReadonlyMap<K, V> {
    let isWhole = true;
    for (const key of entries.keys()) isWhole &&= isKept(key);
    if (isWhole) return entries;
    const some = new Map<K, V>();
    for (const [key, value] of entries) if (isKept(key)) some.set(key, value);
    return some;
}

export function bound(state: State, register: AstNode, value: Value): State {
    return { ...state, registers: new Map(state.registers).set(register, value) };
}

/** Forgets what was known of an earlier value of the same expression. */
export function forgetSymbol(state: State, id: string): State {
    const isOther = ([name]: readonly [string, unknown]): boolean => name !== id && !name.startsWith(`${id}.`);
    if ([...state.facts].every(isOther) && !state.fresh.has(id)) return state;
    return {
        ...state,
        facts: new Map([...state.facts].filter(isOther)),
        fresh: new Map([...state.fresh].filter(isOther)),
    };
}

export function learnt(state: State, value: Value, meaning: Value): State {
    return value.kind === 'symbol' ? { ...state, facts: new Map(state.facts).set(value.id, meaning) } : state;
}

export function learntEqual(state: State, left: Value, right: Value): State {
    if (left.kind === 'symbol' && right.kind !== 'symbol') return learnt(state, left, right);
    if (right.kind === 'symbol' && left.kind !== 'symbol') return learnt(state, right, left);
    return state;
}

export function learntDifferent(state: State, left: Value, right: Value): State {
    const [unknown, known] = left.kind === 'symbol' ? [left, right] : [right, left];
    if (unknown.kind !== 'symbol') return state;
    if (known.kind === 'null') return learnt(state, unknown, { ...unknown, notNull: true });
    if (known.kind === 'number' && known.finite && (known.value === 0 || known.value === 1)) {
        const isBoolean = unknown.node.$type === 'BooleanLiteral';
        return isBoolean ? learnt(state, unknown, truthValue(known.value === 0)) : state;
    }
    return state;
}

/** Sums and the like are not followed: counters would tell paths apart that are one to locks. Flags are. */
export function computed(operator: string, left: Value, right: Value): number | undefined {
    if (left.kind !== 'number' || right.kind !== 'number' || !['&', '|', '^'].includes(operator)) return undefined;
    return evaluateBinary(operator, left.value, right.value);
}

/** Absent where it may be either. */
export function areEqual(left: Value, right: Value): boolean | undefined {
    if (left.kind === 'number' && right.kind === 'number') return left.value === right.value;
    if (left.kind === 'null' || right.kind === 'null') {
        const other = left.kind === 'null' ? right : left;
        if (other.kind === 'null') return true;
        return other.kind === 'object' || (other.kind === 'symbol' && other.notNull) ? false : undefined;
    }
    if (left.kind === 'object' && right.kind === 'object') return keyOf(left) === keyOf(right);
    if (left.kind === 'symbol' && right.kind === 'symbol' && left.id === right.id) return true;
    return undefined;
}
