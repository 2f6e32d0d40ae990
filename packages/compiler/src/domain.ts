// What a value of a type is as an integer, and which integers an expression can yield.
import type { Domain, Expr, Register } from '@faultline/checker';
import type { BitsField, Struct, ValueType } from '@faultline/language';
import { and, binary, constant, equal, not, ONE, or, ZERO } from './expr.ts';

/** What types need to know of a program to become domains. */
export interface Numbering {
    readonly classOf: (struct: Struct) => number;
    /** How many objects the struct has. */
    readonly objectsOf: (struct: Struct) => number;
    /** How many actors there are: a thread is named by its ActorId + 1, 0 is null. */
    readonly actors: () => readonly string[];
    readonly typeOfField: (field: BitsField) => ValueType;
}

export const BOOL: Domain = { kind: 'int', low: 0, high: 1 };

export function domainOf(type: ValueType, numbering: Numbering): Domain {
    switch (type.kind) {
        case 'bool':
            return BOOL;
        case 'int':
            return { kind: 'int', low: type.low, high: type.high };
        case 'unsigned':
            return { kind: 'int', low: 0, high: 2 ** type.bits - 1 };
        case 'enum':
            return { kind: 'int', low: 0, high: Math.max(0, type.declaration.members.length - 1) };
        case 'bits':
            return {
                kind: 'bits',
                fields: bitsFields(type.declaration.fields, numbering).map(
                    ({ name, shift, width, domain, type: of }) => ({
                        name,
                        shift,
                        width,
                        domain,
                        ...(of.kind === 'enum'
                            ? { valueNames: of.declaration.members.map(member => member.name) }
                            : {}),
                    }),
                ),
            };
        case 'ref':
            return { kind: 'ref', class: numbering.classOf(type.declaration) };
        case 'thread':
            return { kind: 'int', low: 0, high: numbering.actors().length };
        case 'null':
        case 'void':
        case 'error':
        case 'struct':
        case 'cell':
        case 'lock':
        case 'array':
        case 'list':
            return { kind: 'int', low: 0, high: 0 };
    }
}

/** Names of the values, where numbers would not tell a person. */
export function valueNamesOf(type: ValueType, numbering: Numbering): readonly string[] | undefined {
    if (type.kind === 'bool') return ['false', 'true'];
    if (type.kind === 'enum') return type.declaration.members.map(member => member.name);
    if (type.kind === 'thread') return ['null', ...numbering.actors()];
    return undefined;
}

export interface FieldLayout {
    readonly field: BitsField;
    readonly name: string;
    readonly shift: number;
    readonly width: number;
    readonly type: ValueType;
    readonly domain: Extract<Domain, { kind: 'int' | 'ref' }>;
}

/** Fields stand in the order of their declaration, the first in the lowest bits. */
export function bitsFields(fields: readonly BitsField[], numbering: Numbering): readonly FieldLayout[] {
    let shift = 0;
    return fields.map(field => {
        const type = numbering.typeOfField(field);
        const domain = domainOf(type, numbering);
        if (domain.kind === 'bits') throw new Error('a field of a word is not a word');
        const high =
            domain.kind === 'int' ? domain.high : type.kind === 'ref' ? 2 * numbering.objectsOf(type.declaration) : 0;
        const width = Math.max(1, Math.ceil(Math.log2(high + 1)));
        const layout = { field, name: field.name, shift, width, type, domain };
        shift += width;
        return layout;
    });
}

/** The value that a cell without an initial value has. */
export function defaultOf(domain: Domain): number {
    return domain.kind === 'int' ? Math.min(Math.max(0, domain.low), domain.high) : 0;
}

export interface Interval {
    readonly low: number;
    readonly high: number;
}

const WIDE: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
export const INT: Interval = { low: -32768, high: 32767 };

function intervalOfDomain(domain: Domain): Interval {
    return domain.kind === 'int' ? domain : { low: 0, high: 2 ** 32 - 1 };
}

/** Bounds that the value of an expression keeps, given the registers and cells it reads. */
export function intervalOf(
    expr: Expr,
    registerAt: (id: number) => Register,
    cellDomain: (id: number) => Domain,
): Interval {
    const of = (operand: Expr): Interval => intervalOf(operand, registerAt, cellDomain);
    switch (expr.kind) {
        case 'const':
            return { low: expr.value, high: expr.value };
        case 'register':
            return intervalOfDomain(registerAt(expr.register).domain);
        case 'cell':
            return intervalOfDomain(cellDomain(expr.cell));
        case 'conditional': {
            const [whenTrue, whenFalse] = [of(expr.then), of(expr.else)];
            return {
                low: Math.min(whenTrue.low, whenFalse.low),
                high: Math.max(whenTrue.high, whenFalse.high),
            };
        }
        case 'unary': {
            if (expr.operator === '!') return { low: 0, high: 1 };
            if (expr.operator === '~') return { low: 0, high: 2 ** 32 - 1 };
            const operand = of(expr.operand);
            return { low: -operand.high, high: -operand.low };
        }
        case 'binary':
            return intervalOfBinary(expr.operator, of(expr.left), of(expr.right));
        case 'at':
        case 'ended':
        case 'is-referenced':
            return { low: 0, high: 1 };
        case 'quantifier':
            return expr.quantifier === 'count' ? { low: 0, high: WIDE.high } : { low: 0, high: 1 };
        case 'self':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
        case 'actor-register':
            return WIDE;
    }
}

function intervalOfBinary(operator: string, left: Interval, right: Interval): Interval {
    const extremes = (compute: (a: number, b: number) => number): Interval => {
        const values = [left.low, left.high].flatMap(a => [right.low, right.high].map(b => compute(a, b)));
        return values.some(Number.isNaN) ? WIDE : { low: Math.min(...values), high: Math.max(...values) };
    };
    switch (operator) {
        case '+':
            return { low: left.low + right.low, high: left.high + right.high };
        case '-':
            return { low: left.low - right.high, high: left.high - right.low };
        case '*':
            return extremes((a, b) => a * b);
        case '/': {
            if (right.low > 0) return extremes((a, b) => Math.trunc(a / b) + 0);
            const most = Math.max(Math.abs(left.low), Math.abs(left.high));
            return { low: left.low < 0 || right.low < 0 ? -most : 0, high: most };
        }
        case '%': {
            const most = Math.max(Math.abs(right.low), Math.abs(right.high)) - 1;
            return {
                low: left.low < 0 ? -most : 0,
                high: Math.min(most, Math.max(Math.abs(left.low), Math.abs(left.high))),
            };
        }
        case '&':
            return left.low >= 0 && right.low >= 0
                ? { low: 0, high: Math.min(left.high, right.high) }
                : right.low >= 0
                  ? { low: 0, high: right.high }
                  : { low: 0, high: 2 ** 32 - 1 };
        case '|':
        case '^': {
            const most = Math.max(left.high, right.high);
            if (left.low < 0 || right.low < 0 || most >= 2 ** 32) return { low: 0, high: 2 ** 32 - 1 };
            return { low: 0, high: 2 ** Math.ceil(Math.log2(most + 1)) - 1 };
        }
        case '>>':
            return left.low >= 0 && left.high < 2 ** 32
                ? { low: 0, high: right.low === right.high ? Math.floor(left.high / 2 ** (right.low & 31)) : left.high }
                : { low: 0, high: 2 ** 32 - 1 };
        case '<<':
            return { low: 0, high: 2 ** 32 - 1 };
        default:
            return { low: 0, high: 1 };
    }
}

/** Whether `value` lies outside of the bounds; constant 0 where its own bounds already say that it cannot. */
export function outside(value: Expr, bounds: Interval, known: Interval): Expr {
    if (value.kind === 'const') return value.value < bounds.low || value.value > bounds.high ? ONE : ZERO;
    const below = known.low < bounds.low ? binary('<', value, constant(bounds.low)) : ZERO;
    const above = known.high > bounds.high ? binary('>', value, constant(bounds.high)) : ZERO;
    return or(below, above);
}

// References: 0 is null, 2i+1 names object i, 2i+2 names it through a copy that outlived its free.

export const referenceTo = (object: Expr): Expr => binary('+', binary('*', object, constant(2)), ONE);
/** The object that a reference (not null) names. */
/** Of null, the first. */
export const objectOf = (reference: Expr): Expr => binary('/', binary('-', reference, ONE), constant(2));
export const isStale = (reference: Expr): Expr =>
    and(binary('!=', reference, ZERO), equal(binary('&', reference, ONE), ZERO));
/** Equality ignores the mark. */
export function sameReference(left: Expr, right: Expr): Expr {
    const number = (reference: Expr): Expr => binary('>>', binary('+', reference, ONE), ONE);
    if (left.kind === 'const' && left.value === 0) return equal(right, ZERO);
    if (right.kind === 'const' && right.value === 0) return equal(left, ZERO);
    return equal(number(left), number(right));
}
export const isNull = (reference: Expr): Expr => not(binary('!=', reference, ZERO));
