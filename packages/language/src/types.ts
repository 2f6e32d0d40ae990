// What an expression or a declaration may hold, as a value. Types are facts about the AST, kept beside it.
//
// Bounds and lengths may depend on params, and a check may override params: so a type is always the answer of a
// `Typing`, which knows the values of the params it was made for.
import type { Bits, Enum, ExternLockKind, Struct } from './generated/ast.ts';

export type Type =
    | { readonly kind: 'bool' }
    /** A signed integer of `low..high`; `int` alone is -32768..32767. Constants have the range of their value. */
    | { readonly kind: 'int'; readonly low: number; readonly high: number; readonly name?: 'refcount' }
    /** A wrapping unsigned integer. `ulong` and `size_t` are 16 bits wide, and so is `addr`: a tag of 4 bits above the granule. */
    | { readonly kind: 'unsigned'; readonly bits: 8 | 16 | 32; readonly name: string }
    | { readonly kind: 'enum'; readonly declaration: Enum }
    | { readonly kind: 'bits'; readonly declaration: Bits }
    /** An object of the struct, as a place; it is passed by reference. */
    | { readonly kind: 'struct'; readonly declaration: Struct }
    /** A reference to an object of the struct. */
    | { readonly kind: 'ref'; readonly declaration: Struct; readonly nullable: boolean }
    /** A reference to a thread (`current`, the name of a thread). */
    | { readonly kind: 'thread'; readonly nullable: boolean }
    /** A cell passed with `&x`. */
    | { readonly kind: 'cell'; readonly of: Type }
    | { readonly kind: 'lock'; readonly declaration: ExternLockKind }
    | { readonly kind: 'array'; readonly of: Type; readonly length: number }
    | { readonly kind: 'list'; readonly of: Type; readonly capacity: number }
    | { readonly kind: 'null' }
    | { readonly kind: 'void' }
    /** Already reported: fits everywhere, so that one mistake is told once. */
    | { readonly kind: 'error' };

export const BOOL: Type = { kind: 'bool' };
export const VOID: Type = { kind: 'void' };
export const ERROR: Type = { kind: 'error' };
export const NULL: Type = { kind: 'null' };
export const THREAD: Type = { kind: 'thread', nullable: false };
const INT_LOW = -32768;
const INT_HIGH = 32767;
export const INT: Type & { readonly kind: 'int' } = { kind: 'int', low: INT_LOW, high: INT_HIGH };
/** A number of references. That it stays above 0 is what the language looks after. */
export const REFCOUNT: Type & { readonly kind: 'int' } = { kind: 'int', low: 0, high: 63, name: 'refcount' };
export const ADDR: Type & { readonly kind: 'unsigned' } = { kind: 'unsigned', bits: 16, name: 'addr' };
export const isAddress = (type: Type): boolean => type.kind === 'unsigned' && type.name === ADDR.name;
export const ULONG: Type & { readonly kind: 'unsigned' } = { kind: 'unsigned', bits: 16, name: 'ulong' };

/** A type as one writes it. */
export function showType(type: Type): string {
    switch (type.kind) {
        case 'bool':
        case 'null':
            return type.kind;
        case 'int':
            return type.name !== undefined ? type.name : isPlain(type) ? 'int' : `int ${type.low}..${type.high}`;
        case 'unsigned':
            return type.name;
        case 'enum':
        case 'bits':
        case 'struct':
        case 'lock':
            return type.declaration.name ?? '?';
        case 'ref':
            return type.nullable ? `${type.declaration.name}?` : `ref ${type.declaration.name}`;
        case 'thread':
            return type.nullable ? 'thread?' : 'thread';
        case 'cell':
            return `&${showType(type.of)}`;
        case 'array':
            return `${showType(type.of)}[${type.length}]`;
        case 'list':
            return `list<${showType(type.of)}>[${type.capacity}]`;
        case 'void':
            return 'nothing';
        case 'error':
            return '?';
    }
}

/** The range says nothing: that of `int`, or of a literal. */
function isPlain({ low, high }: Type & { readonly kind: 'int' }): boolean {
    return low === high || (low === INT_LOW && high === INT_HIGH);
}

/** A type with its article: ``an `int` ``. */
export function showOne(type: Type, letter: 'capital' | 'small' = 'small'): string {
    const name = showType(type);
    const article = /^[aeio]/.test(name) ? 'an' : 'a';
    return `${letter === 'capital' ? article.replace('a', 'A') : article} \`${name}\``;
}

/** The type of a register that starts with a value of this type. */
export function widened(type: Type): Type {
    switch (type.kind) {
        case 'int':
            return type.low === type.high ? joined(type, INT) : { kind: 'int', low: type.low, high: type.high };
        case 'struct':
            return { kind: 'ref', declaration: type.declaration, nullable: false };
        case 'cell':
            return widened(type.of);
        default:
            return type;
    }
}

/** The smallest range that holds both. */
export function joined(
    left: Type & { readonly kind: 'int' },
    right: Type & { readonly kind: 'int' },
): Type & { readonly kind: 'int' } {
    return { kind: 'int', low: Math.min(left.low, right.low), high: Math.max(left.high, right.high) };
}

/** The values that a cell or register of this type may hold, as numbers; absent where they are no numbers. */
export function rangeOf(type: Type): { readonly low: number; readonly high: number } | undefined {
    switch (type.kind) {
        case 'bool':
            return { low: 0, high: 1 };
        case 'int':
            return { low: type.low, high: type.high };
        case 'unsigned':
            return { low: 0, high: 2 ** type.bits - 1 };
        case 'enum':
            return { low: 0, high: type.declaration.members.length - 1 };
        default:
            return undefined;
    }
}

/** What remains of a value in this type: unsigned types wrap, others keep it. */
export function wrapped(value: number, type: Type): number {
    if (type.kind !== 'unsigned') return value;
    const size = 2 ** type.bits;
    return ((value % size) + size) % size;
}
