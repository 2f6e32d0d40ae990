// What a register may hold on a path, as far as the text says: a number, a declared object, or a symbol for what nobody knows.
//
// A symbol stands for one value: two registers with the same symbol hold the same.
import type { AstNode } from 'langium';
import type { Lock, Var } from '../generated/ast.ts';
import { codeOf } from '../threads.ts';

export type Value =
    /** Truth is 1 or 0, a member of an enum its index. `finite`: of a type of few values, so that paths are told apart by it. */
    | { readonly kind: 'number'; readonly value: number; readonly finite: boolean }
    | { readonly kind: 'null' }
    /** An object that a declaration names; `path`: a part of it. */
    | { readonly kind: 'object'; readonly node: AstNode; readonly path: string }
    /** A local struct, by the call that made it. */
    | { readonly kind: 'record'; readonly id: string }
    | SymbolValue
    | LockValue
    /** What `&x` is passed as. `isNew`: of an object that was made on this path. */
    | { readonly kind: 'cell'; readonly declaration: Var | undefined; readonly isNew: boolean };

export interface SymbolValue {
    readonly kind: 'symbol';
    readonly id: string;
    /** The expression it came from. */
    readonly node: AstNode;
    readonly notNull: boolean;
    /** The variable it was read from. */
    readonly cell: Var | undefined;
    /** The sequence that was being read then. */
    readonly section?: Lock;
}

export interface LockValue {
    readonly kind: 'lock';
    readonly declaration: Lock;
    /** Whose it is; absent for a lock of its own. */
    readonly owner: Value | undefined;
    /** Which of an array; absent where that is not known, or there is none. */
    readonly index: number | undefined;
}

const ids = new WeakMap<AstNode, number>();
/** By the number of a node: that of the function or actor it stands in. */
const codes: number[] = [0];

/** A number of its own for each node. */
export function idOf(node: AstNode): number {
    let id = ids.get(node);
    if (id === undefined) {
        id = codes.push(0) - 1;
        ids.set(node, id);
        const code = codeOf(node);
        codes[id] = code === undefined ? 0 : idOf(code);
    }
    return id;
}

/** The number of the function or actor that a node stands in; 0 for none. */
export function codeIdOf(id: number): number {
    return codes[id] ?? 0;
}

/** Equal for values that are the same on every path; `rename` says how symbols are called in it. */
export function keyOf(value: Value | undefined, rename: (id: string) => string = id => id): string {
    switch (value?.kind) {
        case undefined:
            return '';
        case 'number':
            return `${value.value}`;
        case 'null':
            return 'null';
        case 'object':
            return `o${idOf(value.node)}${value.path}`;
        case 'record':
            return `r${value.id}`;
        case 'symbol':
            return `${rename(value.id)}${value.notNull ? '!' : ''}${value.cell === undefined ? '' : `:${idOf(value.cell)}`}${value.section === undefined ? '' : '§'}`;
        case 'lock':
            return `l${idOf(value.declaration)}(${keyOf(value.owner, rename)})${value.index ?? ''}`;
        case 'cell':
            return `c${value.declaration === undefined ? '' : idOf(value.declaration)}${value.isNew ? '*' : ''}`;
    }
}

/** The value with other symbols, and other nodes for what its nodes were. */
export function renamed(value: Value, rename: (id: string) => string, nodeFor: (node: AstNode) => AstNode): Value {
    switch (value.kind) {
        case 'symbol':
            return { ...value, id: rename(value.id), node: nodeFor(value.node) };
        case 'object':
            return { ...value, node: nodeFor(value.node) };
        case 'lock':
            return value.owner === undefined ? value : { ...value, owner: renamed(value.owner, rename, nodeFor) };
        default:
            return value;
    }
}

export function numberValue(value: number): Value {
    return { kind: 'number', value, finite: false };
}

export function truthValue(value: boolean): Value {
    return { kind: 'number', value: Number(value), finite: true };
}
