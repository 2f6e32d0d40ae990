// Operators on constants, in the checker's arithmetic.
import type { BinaryOperator } from '@faultline/checker';

/** A truth value of a comparison, else a number. A divisor of 0, which never comes to be evaluated, makes 0. */
export function fold(operator: Exclude<BinaryOperator, '&&' | '||'>, a: number, b: number): number | boolean {
    switch (operator) {
        case '==':
            return a === b;
        case '!=':
            return a !== b;
        case '<':
            return a < b;
        case '<=':
            return a <= b;
        case '>':
            return a > b;
        case '>=':
            return a >= b;
        case '+':
            return a + b;
        case '-':
            return a - b;
        case '*':
            return a * b + 0;
        case '/':
            return b === 0 ? 0 : Math.trunc(a / b) + 0;
        case '%':
            return b === 0 ? 0 : (a % b) + 0;
        case '&':
            return (a & b) >>> 0;
        case '|':
            return (a | b) >>> 0;
        case '^':
            return (a ^ b) >>> 0;
        case '<<':
            return b < 0 || b > 31 ? 0 : (a << b) >>> 0;
        case '>>':
            return b < 0 || b > 31 ? 0 : a >>> b;
    }
}
