// What operators yield on values.
import type { Expr } from '@faultline/checker';
import type { BinaryExpression, ValueType } from '@faultline/language';
import { sameValue, wrap } from './access.ts';
import { outside, sameReference } from './domain.ts';
import { binary, conditional, constant, equal, not, ONE, subtract, unary, ZERO } from './expr.ts';
import type { Unit } from './scope.ts';
import { boundsOf } from './scope.ts';

/** What an operator yields on two values, and when it has no value. */
export function binaryValue(
    unit: Unit,
    node: BinaryExpression,
    left: Expr,
    right: Expr,
): { readonly value: Expr; readonly failure: Expr } {
    const { operator } = node;
    const type = unit.typing.typeOf(node);
    const of = (expr: Expr) => boundsOf({ unit }, expr);
    switch (operator) {
        case '==':
        case '!=': {
            const types = [unit.typing.typeOf(node.left), unit.typing.typeOf(node.right)];
            const known = types.find(({ kind }) => kind === 'ref') ?? types[0]!;
            const same = types.some(({ kind }) => kind === 'ref' || kind === 'struct')
                ? sameReference(left, right)
                : sameValue(unit, left, right, known);
            return { value: operator === '==' ? same : not(same), failure: ZERO };
        }
        case '/':
        case '%': {
            const bounds = of(right);
            const failure = bounds.low <= 0 && bounds.high >= 0 ? equal(right, ZERO) : ZERO;
            return { value: binary(operator, left, right), failure };
        }
        case '&':
        case '|':
        case '^': {
            const value = binary(operator, left, right);
            if (of(left).low >= 0 && of(right).low >= 0) return { value, failure: ZERO };
            const isHigh = binary('>=', value, constant(2 ** 31));
            return { value: conditional(isHigh, subtract(value, constant(2 ** 32)), value), failure: ZERO };
        }
        case '<<':
        case '>>': {
            const failure = outside(right, { low: 0, high: 31 }, of(right));
            if (operator === '>>' && of(left).low < 0) {
                const shifted = subtract(unary('-', binary('>>', subtract(unary('-', left), ONE), right)), ONE);
                return { value: conditional(binary('<', left, ZERO), shifted, binary('>>', left, right)), failure };
            }
            return { value: wrap(binary(operator, left, right), type), failure };
        }
        case '+':
        case '-':
        case '*':
            return { value: wrap(binary(operator, left, right), type), failure: ZERO };
        case '<':
        case '<=':
        case '>':
        case '>=':
        case '&&':
        case '||':
            return { value: binary(operator, left, right), failure: ZERO };
    }
}

export function unaryValue(operator: '!' | '-' | '~', value: Expr, type: ValueType): Expr {
    switch (operator) {
        case '!':
            return not(value);
        case '-':
            return wrap(unary('-', value), type);
        case '~':
            return type.kind === 'unsigned' ? wrap(unary('~', value), type) : subtract(unary('-', value), ONE);
    }
}
