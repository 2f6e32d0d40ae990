// Which integers an expression may be, so that the printer knows how Promela's 32-bit signed `int` has to be read.
//
// Invariant: a value is always printed as the `int` with the same low 32 bits ("its pattern"). Sums, products and
// bitwise operators need no more than that; comparisons, divisions and truth need to know what the pattern stands for.
import type { BinaryOperator, Domain, Program } from '@faultline/checker';

/** `low..high`, both included. */
export interface Range {
    readonly low: number;
    readonly high: number;
}

export const TWO_31 = 2 ** 31;
const TWO_32 = 2 ** 32;
export const BOOL: Range = { low: 0, high: 1 };
const UNSIGNED: Range = { low: 0, high: TWO_32 - 1 };

/** The pattern read as a signed number is the value. */
export const isSigned = ({ low, high }: Range): boolean => low >= -TWO_31 && high < TWO_31;
/** The pattern read as an unsigned number is the value. */
export const isUnsigned = ({ low, high }: Range): boolean => low >= 0 && high < TWO_32;
/** The pattern is zero only where the value is. */
export const hasTruth = ({ low, high }: Range): boolean => low > -TWO_32 && high < TWO_32;
/** JavaScript's numbers, and so the checker's, are exact. */
export const isExact = ({ low, high }: Range): boolean => low >= -(2 ** 53) && high <= 2 ** 53;

export const single = (value: number): Range => ({ low: value, high: value });

export const union = (a: Range, b: Range): Range => ({ low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) });

export function rangeOfDomain(program: Program, domain: Domain): Range {
    switch (domain.kind) {
        case 'int':
            return { low: domain.low, high: domain.high };
        case 'ref':
            return { low: 0, high: 2 * program.classes[domain.class]!.size };
        case 'bits':
            return { low: 0, high: 2 ** Math.max(0, ...domain.fields.map(({ shift, width }) => shift + width)) - 1 };
    }
}

/** The least type of Promela that holds the range. */
export function typeOf({ low, high }: Range): 'bit' | 'byte' | 'short' | 'int' {
    if (low >= 0 && high <= 1) return 'bit';
    if (low >= 0 && high <= 255) return 'byte';
    return low >= -32768 && high <= 32767 ? 'short' : 'int';
}

export const negate = ({ low, high }: Range): Range => ({ low: 0 - high, high: 0 - low });

export const complement = (range: Range): Range =>
    isUnsigned(range) ? { low: TWO_32 - 1 - range.high, high: TWO_32 - 1 - range.low } : UNSIGNED;

/** What an operator makes of two ranges. */
export function combine(operator: BinaryOperator, left: Range, right: Range): Range {
    switch (operator) {
        case '+':
            return { low: left.low + right.low, high: left.high + right.high };
        case '-':
            return { low: left.low - right.high, high: left.high - right.low };
        case '*': {
            const corners = [left.low, left.high].flatMap(a => [a * right.low + 0, a * right.high + 0]);
            return { low: Math.min(...corners), high: Math.max(...corners) };
        }
        case '/': {
            const most = magnitude(left);
            return left.low >= 0 && right.low >= 0 ? { low: 0, high: left.high } : { low: -most, high: most };
        }
        case '%': {
            const most = Math.min(magnitude(left), magnitude(right) - 1);
            return { low: left.low >= 0 ? 0 : -most, high: left.high <= 0 ? 0 : most };
        }
        case '&': {
            const masks = [left, right].filter(isUnsigned).map(range => range.high);
            return { low: 0, high: Math.min(TWO_32 - 1, ...masks) };
        }
        case '|':
        case '^':
            return isUnsigned(left) && isUnsigned(right) ? upTo(Math.max(left.high, right.high)) : UNSIGNED;
        case '<<': {
            const high = left.high * 2 ** right.high;
            return isUnsigned(left) && isShift(right) && high < TWO_32 ? { low: 0, high } : UNSIGNED;
        }
        case '>>': {
            const high = isUnsigned(left) ? left.high : TWO_32 - 1;
            return { low: 0, high: isShift(right) ? Math.floor(high / 2 ** right.low) : high };
        }
        case '==':
        case '!=':
        case '<':
        case '<=':
        case '>':
        case '>=':
        case '&&':
        case '||':
            return BOOL;
    }
}

/** C leaves other shifts undefined; the checker takes the count modulo 32. */
export const isShift = ({ low, high }: Range): boolean => low >= 0 && high <= 31;

const magnitude = ({ low, high }: Range): number => Math.max(Math.abs(low), Math.abs(high));

const upTo = (high: number): Range => ({ low: 0, high: 2 ** Math.ceil(Math.log2(high + 1)) - 1 });
