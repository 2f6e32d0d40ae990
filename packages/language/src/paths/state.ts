// What is known at a place of a path: the locks held, the context, and what registers hold.
//
// Two states are told apart only where something follows from the difference: which symbol stands for an unknown value makes none, as long
// as the same ones are the same, and neither does the place where a lock was taken.
import type { AstNode } from 'langium';
import type { Call, Lock } from '../generated/ast.ts';
import type { LockKind } from '../locks/lock-kind.ts';
import type { LockValue, Value } from './value.ts';
import { idOf, keyOf } from './value.ts';

export interface State {
    readonly holds: readonly Hold[];
    readonly preemptOff: number;
    readonly irqOff: number;
    readonly readSections: number;
    readonly faultsOff: number;
    /** How many handlers of faults it is in. */
    readonly handlers: number;
    readonly registers: ReadonlyMap<AstNode, Value>;
    /** Fields of records by `record.field`, of words by `symbol.field`, and what symbols turned out to be, by `symbol`. */
    readonly facts: ReadonlyMap<string, Value>;
    /** Symbols that are known to be what their variable holds, as long as this lock is held. */
    readonly fresh: ReadonlyMap<string, Lock>;
    /** What {@link keyOfState} found: of this state only if it says so, since a state that is made of another one takes it along. */
    readonly known: { readonly key: string; readonly of: State } | undefined;
}

export interface Hold {
    readonly lock: LockValue;
    readonly kind: LockKind;
    readonly mode: string;
    readonly site: Call;
    /** {@link State.handlers} where it was taken. */
    readonly handlers: number;
    /** Others may take it away. */
    readonly lent: boolean;
    /** Nothing is held: what has been read since holds only if a check says so. */
    readonly isSection: boolean;
    /** Something that it guards has been read since. */
    readonly looked: boolean;
    /** The hold as it was taken; absent: this one. */
    readonly taken?: Hold;
}

export const START: State = {
    holds: [],
    preemptOff: 0,
    irqOff: 0,
    readSections: 0,
    faultsOff: 0,
    handlers: 0,
    registers: new Map(),
    facts: new Map(),
    fresh: new Map(),
    known: undefined,
};

/** Equal for states that are the same. Kept in the state: there are so many of them that a `WeakMap` costs more than the key. */
export function keyOfState(state: State): string {
    if (state.known?.of === state) return state.known.key;
    const key = computeKey(state);
    (state as { known: State['known'] }).known = { key, of: state };
    return key;
}

function computeKey(state: State): string {
    const numbers = new Map<string, number>();
    const rename = (id: string): string => {
        const [base, rest] = split(id);
        let number = numbers.get(base);
        if (number === undefined) {
            number = numbers.size;
            numbers.set(base, number);
        }
        return `#${number}${rest}`;
    };
    const { preemptOff, irqOff, readSections, faultsOff, handlers } = state;
    let key = `${preemptOff} ${irqOff} ${readSections} ${faultsOff} ${handlers}`;
    for (const { id, value } of byId(state.registers)) key += `;${id}=${keyOf(value, rename)}`;
    // Symbols that only facts on others lead to get their numbers on the way.
    const waiting = state.facts.size === 0 ? [] : [...state.facts].sort(([a], [b]) => (a < b ? -1 : 1));
    for (let isFirst = true, count = -1; count !== waiting.length; isFirst = false) {
        count = waiting.length;
        for (const [name, value] of waiting.splice(0)) {
            const [base] = split(name);
            const isRecord = isRecordId(base);
            if (isRecord ? isFirst : numbers.has(base)) {
                key += `;${isRecord ? name : rename(name)}=${keyOf(value, rename)}`;
            } else waiting.push([name, value]);
        }
    }
    for (const { lock, mode, handlers, lent, looked, isSection } of state.holds) {
        key += `|${keyOf(lock, rename)}${mode}^${handlers}${lent ? '~' : ''}${looked ? '?' : ''}${isSection ? '§' : ''}`;
    }
    for (const [symbol, lock] of state.fresh) {
        if (numbers.has(split(symbol)[0])) key += `!${rename(symbol)}:${idOf(lock)}`;
    }
    return key;
}

/** Registers by their numbers. They mostly come in that order. */
export function byId(registers: State['registers']): readonly { readonly id: number; readonly value: Value }[] {
    const found: { readonly id: number; readonly value: Value }[] = [];
    let last = 0;
    let isSorted = true;
    for (const [register, value] of registers) {
        const id = idOf(register);
        isSorted &&= id > last;
        last = id;
        found.push({ id, value });
    }
    return isSorted ? found : found.sort((a, b) => a.id - b.id);
}

/** What stands before the first dot, and the rest. */
export function split(id: string): readonly [string, string] {
    const dot = id.indexOf('.');
    return dot < 0 ? [id, ''] : [id.slice(0, dot), id.slice(dot)];
}

/** What stands before the first dot. */
export function baseOf(id: string): string {
    const dot = id.indexOf('.');
    return dot < 0 ? id : id.slice(0, dot);
}

/** Records are named by numbers, symbols by letters and numbers. */
export function isRecordId(id: string): boolean {
    return id.charCodeAt(0) <= 57;
}

/** The states, each once. Where there are more than `most`, first details are forgotten, then all but the context. */
export function merged(states: readonly State[], most: number): readonly State[] {
    if (states.length < 2) return states;
    const exact = unique(states);
    if (exact.length <= most) return exact;
    const coarse = blended(exact);
    if (coarse.length <= 4 * most) return coarse;
    return unique(coarse.map(ignorant));
}

/** One state for all that differ only in unknown words: in their identity, and in what is known of their fields. */
export function blended(states: readonly State[]): readonly State[] {
    if (states.length < 2) return states;
    const groups = Map.groupBy(states, state => keyOfState(outline(state)));
    return [...groups.values()].map(group => group.reduce(blend));
}

/** Without what is known of fields of words, and with one name for all unknown ones. */
function outline(state: State): State {
    const plain = (value: Value): Value => {
        const known = value.kind === 'symbol' ? (state.facts.get(value.id) ?? value) : value;
        return known.kind === 'symbol' ? { ...known, id: 's', cell: undefined } : known;
    };
    const registers = new Map([...state.registers].map(([register, value]) => [register, plain(value)] as const));
    const records = [...state.facts].filter(([name]) => isRecordId(name));
    return { ...state, registers, facts: new Map(records.map(([name, value]) => [name, plain(value)] as const)) };
}

function blend(left: State, right: State): State {
    const both = <K>(ours: ReadonlyMap<K, Value>, theirs: ReadonlyMap<K, Value>, nameOf: (key: K) => string) => {
        const result = new Map<K, Value>();
        for (const [key, one] of ours) {
            const other = theirs.get(key);
            if (other === undefined) continue;
            if (keyOf(one) === keyOf(other)) result.set(key, one);
            else if (one.kind === 'symbol' && other.kind === 'symbol') {
                const cell = one.cell === other.cell ? one.cell : undefined;
                result.set(key, { ...one, id: `j${nameOf(key)}`, notNull: one.notNull && other.notNull, cell });
            }
        }
        return result;
    };
    const facts = both(left.facts, right.facts, name => name.replaceAll('.', '_'));
    return { ...left, registers: both(left.registers, right.registers, register => `${idOf(register)}`), facts };
}

/** With nothing but its context, and what has a name. */
export function ignorant(state: State): State {
    const hasName = ([, { kind }]: readonly [unknown, Value]): boolean =>
        kind === 'record' || kind === 'object' || kind === 'lock' || kind === 'cell';
    return {
        ...state,
        registers: new Map([...state.registers].filter(hasName)),
        facts: new Map([...state.facts].filter(hasName)),
        fresh: new Map(),
    };
}

/** Without numbers that may be any of many. */
export function widened(state: State): State {
    const isKept = ([, value]: readonly [unknown, Value]): boolean => value.kind !== 'number' || value.finite;
    return {
        ...state,
        registers: new Map([...state.registers].filter(isKept)),
        facts: new Map([...state.facts].filter(isKept)),
    };
}

function unique(states: readonly State[]): readonly State[] {
    const found = new Map<string, State>();
    for (const state of states) {
        const key = keyOfState(state);
        if (!found.has(key)) found.set(key, state);
    }
    return [...found.values()];
}
