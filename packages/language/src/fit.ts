// Whether a value fits a type, and what keeps it from fitting.
import type { Expression } from './generated/ast.ts';
import { isMember, isVma } from './generated/ast.ts';
import { textOf } from './place.ts';
import type { Type } from './types.ts';
import { rangeOf, showOne, showType } from './types.ts';
import type { Typing } from './typing.ts';

export interface Misfit {
    /** `null`: only where the value may be null. */
    readonly kind: 'type' | 'cast' | 'range' | 'null';
    readonly message: string;
    readonly hint?: string;
    /** The text to write instead, when that is surely right. */
    readonly instead?: string;
}

/** Absent: it fits, or something is wrong with it that is told elsewhere. */
export function misfitOf(typing: Typing, expression: Expression | undefined, target: Type): Misfit | undefined {
    if (expression === undefined) return undefined;
    const type = typing.typeOf(expression);
    if (type.kind === 'error' || target.kind === 'error' || target.kind === 'void') return undefined;
    switch (target.kind) {
        case 'int':
            return misfitOfInt(typing, expression, type, target);
        case 'unsigned':
            return misfitOfUnsigned(typing, expression, type, target);
        case 'ref':
        case 'thread':
            return misfitOfReference(expression, type, target);
        case 'struct':
            return (type.kind === 'struct' || type.kind === 'ref') && type.declaration === target.declaration
                ? mayBeNull(expression, type)
                : otherType(expression, type, target);
        case 'cell':
            return misfitOfCell(expression, type, target);
        default:
            return isSameType(type, target) ? undefined : otherType(expression, type, target);
    }
}

/** The same kind of value; ranges and widths do not matter. */
export function isSameType(left: Type, right: Type): boolean {
    if (left.kind !== right.kind) return false;
    switch (left.kind) {
        case 'enum':
        case 'bits':
        case 'struct':
        case 'ref':
        case 'lock':
            return left.declaration === (right as typeof left).declaration;
        case 'cell':
        case 'array':
        case 'list':
            return isSameType(left.of, (right as typeof left).of);
        default:
            return true;
    }
}

export function isNumber(type: Type): boolean {
    return type.kind === 'int' || type.kind === 'unsigned';
}

type OfKind<K extends Type['kind']> = Type & { readonly kind: K };

function misfitOfInt(typing: Typing, expression: Expression, type: Type, target: OfKind<'int'>): Misfit | undefined {
    if (type.kind === 'unsigned') return needsCast(expression, type, 'int');
    if (type.kind !== 'int') return otherType(expression, type, target);
    const value = typing.constant(expression);
    const [low, high] = value === undefined ? [type.low, type.high] : [value, value];
    return high < target.low || low > target.high ? outOfRange(expression, value, target) : undefined;
}

function misfitOfUnsigned(
    typing: Typing,
    expression: Expression,
    type: Type,
    target: OfKind<'unsigned'>,
): Misfit | undefined {
    if (type.kind === 'unsigned') return type.bits > target.bits ? needsCast(expression, type, target.name) : undefined;
    if (type.kind !== 'int') return otherType(expression, type, target);
    const value = typing.constant(expression);
    if (value === undefined) return needsCast(expression, type, target.name);
    const range = rangeOf(target)!;
    if (value >= range.low && value <= range.high) return undefined;
    return { ...outOfRange(expression, value, target), instead: `${target.name}(${textOf(expression)})` };
}

function misfitOfReference(expression: Expression, type: Type, target: OfKind<'ref' | 'thread'>): Misfit | undefined {
    if (type.kind === 'null') {
        if (target.nullable) return undefined;
        const hint = `A type that may be null is written \`${showType({ ...target, nullable: true })}\`.`;
        return { kind: 'type', message: `${showOne(target, 'capital')} is never null.`, hint };
    }
    if (type.kind === 'thread' && target.kind === 'thread')
        return target.nullable ? undefined : mayBeNull(expression, type);
    if (
        (type.kind === 'ref' || type.kind === 'struct') &&
        target.kind === 'ref' &&
        type.declaration === target.declaration
    ) {
        return target.nullable ? undefined : mayBeNull(expression, type);
    }
    return otherType(expression, type, target);
}

function misfitOfCell(expression: Expression, type: Type, target: OfKind<'cell'>): Misfit | undefined {
    if (type.kind === 'cell' && isSameType(type.of, target.of)) return undefined;
    const mismatch = otherType(expression, type, target);
    const instead = `&${textOf(expression)}`;
    return isSameType(type, target.of)
        ? { ...mismatch, hint: `A cell is passed as \`${instead}\`.`, instead }
        : mismatch;
}

function mayBeNull(expression: Expression, type: Type): Misfit | undefined {
    if (!('nullable' in type) || !type.nullable) return undefined;
    return { kind: 'null', message: `\`${textOf(expression)}\` may be null here.` };
}

function outOfRange(expression: Expression, value: number | undefined, target: Type): Misfit {
    const what = value === undefined ? `\`${textOf(expression)}\`` : String(value);
    const name = showType(target);
    const { low, high } = rangeOf(target)!;
    const remark = name.includes('..') ? '' : `, which is ${low}..${high}`;
    return { kind: 'range', message: `${what} is outside \`${name}\`${remark}.` };
}

function needsCast(expression: Expression, type: Type, target: string): Misfit {
    const instead = `${target}(${textOf(expression)})`;
    return {
        kind: 'cast',
        message: `${showOne(type, 'capital')} is no \`${target}\` without a conversion.`,
        hint: `Write \`${instead}\` if that is meant.`,
        instead,
    };
}

function otherType(expression: Expression, type: Type, target: Type): Misfit {
    const message =
        type.kind === 'void'
            ? `Expected ${showOne(target)}; \`${textOf(expression)}\` has no value.`
            : `Expected ${showOne(target)}, found ${showOne(type)}.`;
    const hint = hintFor(expression, type, target);
    return { kind: 'type', message, ...(hint === undefined ? {} : { hint }) };
}

function hintFor(expression: Expression, type: Type, target: Type): string | undefined {
    const text = textOf(expression);
    if (target.kind === 'bool' && isNumber(type)) return `Write \`${text} != 0\`.`;
    if (target.kind === 'bool' && (type.kind === 'ref' || type.kind === 'thread')) return `Write \`${text} != null\`.`;
    if (isNumber(target) && (type.kind === 'bool' || type.kind === 'enum')) return `Write \`int(${text})\`.`;
    if (target.kind === 'ref' && type.kind === 'int' && text === '0') return 'Write `null`.';
    return target.kind === 'ref' ? hintForMapping(expression) : undefined;
}

/** For `P.buf`: what it is, and how one gets at the mapping itself. */
export function hintForMapping(expression: Expression): string | undefined {
    if (!isMember(expression) || !isVma(expression.member?.ref)) return undefined;
    const text = textOf(expression);
    return `\`${text}\` is the mapping's first address; the mapping is \`find_vma(${textOf(expression.receiver)}, ${text})\`.`;
}
