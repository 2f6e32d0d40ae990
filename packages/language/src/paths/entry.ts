// How a function is entered, in words that are nobody's: who enters it in the same way, in whatever script, comes to the same.
//
// Invariant: equal keys, of one function and with equal values of what it depends on, mean that a walk through it differs in nothing but
// the names of the caller's symbols, and which nodes of the caller stand in its values. Nodes of the function itself, and of what
// it calls, count by themselves, since it comes to them again; so do symbols that are called after them.
import type { AstNode } from 'langium';
import { isAlloc, isFile, isMm, isThread } from '../generated/ast.ts';
import type { Actor } from '../threads.ts';
import type { Closure } from './functions.ts';
import type { State } from './state.ts';
import { byId, isRecordId, split } from './state.ts';
import type { Value } from './value.ts';
import { codeIdOf, idOf } from './value.ts';

/** What the caller's words are, by number. */
export interface Words {
    /** What stands before the first dot. */
    readonly symbols: readonly string[];
    readonly nodes: readonly AstNode[];
}

export interface Entry extends Words {
    readonly key: string;
    /** Without what cannot be reached in it, and in an order that is nobody's, too. */
    readonly state: State;
}

/** `runs`: the thread that `current` is; absent where nobody asks, or there is none. */
export function entryIn(state: State, closure: Closure, runs: Actor | undefined): Entry {
    const symbols: string[] = [];
    const nodes: AstNode[] = [];
    const isOwn = (id: number): boolean => closure.functions.has(codeIdOf(id));
    const numbered = (node: AstNode): number => {
        const at = nodes.indexOf(node);
        return at >= 0 ? at : nodes.push(node) - 1;
    };
    const rename = (id: string): string => {
        const [base, rest] = split(id);
        let at = symbols.indexOf(base);
        if (at < 0) at = symbols.push(base) - 1;
        return isOwn(numberIn(base)) ? `#${at}=${base}${rest}` : `#${at}${rest}`;
    };
    // The library names no object of a script; but a thread leads to its address space.
    const isPlain = closure.isOfLibrary && !valuesOf(state).some(value => isThreadBut(runs, value));
    const keyOf = (value: Value | undefined): string => {
        switch (value?.kind) {
            case undefined:
                return '';
            case 'number':
                return value.finite ? `${value.value}f` : `${value.value}`;
            case 'null':
                return 'null';
            case 'object': {
                const { node, path } = value;
                if (!isPlain || !(isMm(node) || isFile(node) || node === runs)) return `o${idOf(node)}${path}`;
                const filesystem = isFile(node) ? node.filesystem?.ref : undefined;
                return `${node.$type}${numbered(node)}${filesystem === undefined ? '' : `:${idOf(filesystem)}`}${path}`;
            }
            case 'record':
                return `r${value.id}`;
            case 'symbol': {
                const { id, node, notNull, cell, section } = value;
                const of = cell === undefined ? '' : `:${idOf(cell)}`;
                const begun = section === undefined ? '' : `§${idOf(section)}`;
                const from = isOwn(idOf(node)) ? `@${idOf(node)}` : `<${numbered(node)}${isAlloc(node) ? '+' : ''}`;
                return `${rename(id)}${notNull ? '!' : ''}${of}${begun}${from}`;
            }
            case 'lock':
                return `l${idOf(value.declaration)}(${keyOf(value.owner)})${value.index ?? ''}`;
            case 'cell':
                return `c${value.declaration === undefined ? '' : idOf(value.declaration)}${value.isNew ? '*' : ''}`;
        }
    };

    const { preemptOff, irqOff, readSections, faultsOff, handlers } = state;
    let key = `${preemptOff} ${irqOff} ${readSections} ${faultsOff} ${handlers}`;
    if (closure.asksWhoRuns) {
        const mm = isThread(runs) ? runs.mm?.ref : undefined;
        const isNamed = isPlain && runs !== undefined;
        key += isNamed ? ` ${runs.$type}${numbered(runs)}` : ` ${runs === undefined ? '' : idOf(runs)}`;
        if (isNamed && mm !== undefined) key += ` ${numbered(mm)}`;
    }
    for (const { id, value } of byId(state.registers)) key += `;${id}=${keyOf(value)}`;

    // Symbols that only facts on others lead to get their numbers on the way.
    const facts = new Map<string, Value>();
    let waiting: readonly (readonly [string, Value])[] = [...state.facts];
    for (let isFirst = true, count = -1; count !== waiting.length && waiting.length > 0; isFirst = false) {
        count = waiting.length;
        const reached: { readonly told: string; readonly name: string; readonly value: Value }[] = [];
        const others: (readonly [string, Value])[] = [];
        for (const fact of waiting) {
            const [name, value] = fact;
            const [base] = split(name);
            if (isRecordId(base) ? isFirst : symbols.includes(base)) {
                reached.push({ told: isRecordId(base) ? name : rename(name), name, value });
            } else others.push(fact);
        }
        for (const { told, name, value } of reached.sort((a, b) => (a.told < b.told ? -1 : 1))) {
            facts.set(name, value);
            key += `;${told}=${keyOf(value)}`;
        }
        waiting = others;
    }
    for (const { lock, mode, site, handlers, lent, looked, isSection } of state.holds) {
        const flags = `${lent ? '~' : ''}${looked ? '?' : ''}${isSection ? '§' : ''}`;
        key += `|${keyOf(lock)}${mode}^${handlers}${flags}${isOwn(idOf(site)) ? `@${idOf(site)}` : `<${numbered(site)}`}`;
    }
    const fresh = [...state.fresh]
        .filter(([symbol]) => symbols.includes(split(symbol)[0]))
        .map(([symbol, lock]) => ({ told: `!${rename(symbol)}:${idOf(lock)}`, symbol, lock }))
        .sort((a, b) => (a.told < b.told ? -1 : 1));
    for (const { told } of fresh) key += told;
    const known = new Map(fresh.map(({ symbol, lock }) => [symbol, lock]));
    return { key, symbols, nodes, state: { ...state, facts, fresh: known } };
}

/** The number that a symbol is called after; -1 where it has none. */
function numberIn(base: string): number {
    let at = 0;
    while (at < base.length && !isDigit(base.charCodeAt(at))) at++;
    let end = at;
    while (end < base.length && isDigit(base.charCodeAt(end))) end++;
    return end === at ? -1 : Number(base.slice(at, end));
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function valuesOf({ registers, facts, holds }: State): readonly Value[] {
    return [...registers.values(), ...facts.values(), ...holds.map(({ lock }) => lock)];
}

function isThreadBut(runs: Actor | undefined, value: Value | undefined): boolean {
    if (value?.kind === 'lock') return isThreadBut(runs, value.owner);
    return value?.kind === 'object' && isThread(value.node) && value.node !== runs;
}
