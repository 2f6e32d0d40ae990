// Domains as ranges of integers, and the references inside them.
import { invariant } from './broken-invariant.ts';
import type { BinaryOperator, ClassId, Domain, Expr, Program } from './program.ts';

/** `low..high`, both included. */
export interface Range {
    readonly low: number;
    readonly high: number;
}

/** Where a value of some domain holds a reference: the bits `shift..shift+width-1`. */
export interface ReferenceField {
    readonly class: ClassId;
    readonly shift: number;
    /** Of the shifted value. */
    readonly mask: number;
}

const BOOL = { low: 0, high: 1 };
const INT32 = { low: -0x80000000, high: 0x7fffffff };
const UINT32 = { low: 0, high: 0xffffffff };

export function rangeOfDomain(program: Program, domain: Domain): Range {
    switch (domain.kind) {
        case 'int':
            return domain;
        case 'ref':
            return { low: 0, high: 2 * classSize(program, domain.class) };
        case 'bits': {
            const width = Math.max(0, ...domain.fields.map(field => field.shift + field.width));
            invariant(width <= 32, 'a bits domain has at most 32 bits');
            return { low: 0, high: 2 ** width - 1 };
        }
    }
}

/** Whether its values are kept as the int32 with the same bits, and read with `>>> 0`. */
export function isUnsigned(range: Range): boolean {
    return range.high > INT32.high;
}

export function referencesOfDomain(domain: Domain): readonly ReferenceField[] {
    switch (domain.kind) {
        case 'int':
            return [];
        case 'ref':
            return [{ class: domain.class, shift: 0, mask: 0x7fffffff }];
        case 'bits':
            return domain.fields.flatMap(field =>
                field.domain.kind === 'ref'
                    ? [{ class: field.domain.class, shift: field.shift, mask: 2 ** field.width - 1 }]
                    : [],
            );
    }
}

/** The least range that holds both; where that needs more than 32 bits, the values are taken as signed. */
export function union(a: Range | undefined, b: Range): Range {
    if (a === undefined) return b;
    const range = { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
    return range.low < 0 && isUnsigned(range) ? INT32 : range;
}

/** A range that holds all values of an expression; coarse: what is not plainly visible is any integer of 32 bits. */
export function rangeOfExpression(program: Program, expression: Expr, registers: readonly Range[]): Range {
    switch (expression.kind) {
        case 'const':
            return { low: expression.value, high: expression.value };
        case 'register':
            return registers[expression.register] ?? INT32;
        case 'cell':
            return rangeOfDomain(program, program.cells[expression.cell]!.domain);
        case 'self':
            return { low: 0, high: Math.max(0, program.actors.length - 1) };
        case 'conditional':
            return union(
                rangeOfExpression(program, expression.then, registers),
                rangeOfExpression(program, expression.else, registers),
            );
        case 'at':
        case 'ended':
        case 'is-referenced':
            return BOOL;
        case 'unary':
            return expression.operator === '~' ? UINT32 : expression.operator === '!' ? BOOL : INT32;
        case 'binary':
            return rangeOfOperator(expression.operator);
        case 'actor-register':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
        case 'quantifier':
            return INT32;
    }
}

function rangeOfOperator(operator: BinaryOperator): Range {
    switch (operator) {
        case '==':
        case '!=':
        case '<':
        case '<=':
        case '>':
        case '>=':
        case '&&':
        case '||':
            return BOOL;
        case '&':
        case '|':
        case '^':
        case '<<':
        case '>>':
            return UINT32;
        case '+':
        case '-':
        case '*':
        case '/':
        case '%':
            return INT32;
    }
}

function classSize(program: Program, id: ClassId): number {
    const found = program.classes[id];
    invariant(found !== undefined, `class ${id} exists`);
    return found.size;
}
