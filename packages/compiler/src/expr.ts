// Makers of checker expressions. They fold constants, so that whatever a param decides costs nothing.
import type { BinaryOperator, CellId, Expr, RegisterId, UnaryOperator } from '@faultline/checker';

export const constant = (value: number): Expr => ({ kind: 'const', value });
export const ZERO = constant(0);
export const ONE = constant(1);
export const SELF: Expr = { kind: 'self' };
export const OLD: Expr = { kind: 'old' };
export const OPERAND: Expr = { kind: 'operand' };
export const SLOT: Expr = { kind: 'slot' };

export const register = (id: RegisterId): Expr => ({ kind: 'register', register: id });
export const bound = (depth: number): Expr => ({ kind: 'bound', depth });

/** What memory holds. */
export const inMemory = (cell: CellId, index?: Expr): Expr => cellExpr(cell, index, 'memory');
/** As the stepping actor's CPU sees it. */
export const asSeen = (cell: CellId, index?: Expr): Expr => cellExpr(cell, index, 'own');

const cellExpr = (cell: CellId, index: Expr | undefined, view: 'memory' | 'own'): Expr =>
    index === undefined ? { kind: 'cell', cell, view } : { kind: 'cell', cell, index, view };

export const isConstant = (expr: Expr): expr is { readonly kind: 'const'; readonly value: number } =>
    expr.kind === 'const';
const isValue = (expr: Expr, value: number): boolean => expr.kind === 'const' && expr.value === value;

export function not(operand: Expr): Expr {
    return unary('!', operand);
}

export function and(...operands: readonly Expr[]): Expr {
    return operands.reduceRight((right, left) => binary('&&', left, right), ONE);
}

export function or(...operands: readonly Expr[]): Expr {
    return operands.reduceRight((right, left) => binary('||', left, right), ZERO);
}

export const equal = (left: Expr, right: Expr): Expr => binary('==', left, right);
export const unequal = (left: Expr, right: Expr): Expr => binary('!=', left, right);
export const add = (left: Expr, right: Expr): Expr => binary('+', left, right);
export const subtract = (left: Expr, right: Expr): Expr => binary('-', left, right);
export const multiply = (left: Expr, right: Expr): Expr => binary('*', left, right);

export function unary(operator: UnaryOperator, operand: Expr): Expr {
    if (operand.kind === 'const') return constant(evaluateUnary(operator, operand.value));
    if (operator === '!' && operand.kind === 'unary' && operand.operator === '!' && isTruth(operand.operand)) {
        return operand.operand;
    }
    if (operator === '!' && operand.kind === 'binary') {
        if (operand.operator === '==') return { ...operand, operator: '!=' };
        if (operand.operator === '!=') return { ...operand, operator: '==' };
    }
    return { kind: 'unary', operator, operand };
}

export function binary(operator: BinaryOperator, left: Expr, right: Expr): Expr {
    if (left.kind === 'const' && right.kind === 'const') {
        if (!((operator === '/' || operator === '%') && right.value === 0)) {
            return constant(evaluateBinary(operator, left.value, right.value));
        }
    }
    if (operator === '&&') {
        if (left.kind === 'const') return left.value === 0 ? ZERO : truth(right);
        if (isValue(right, 0)) return ZERO;
        if (right.kind === 'const') return truth(left);
    }
    if (operator === '||') {
        if (left.kind === 'const') return left.value === 0 ? truth(right) : ONE;
        if (right.kind === 'const') return right.value === 0 ? truth(left) : ONE;
    }
    if (operator === '+') {
        if (isValue(left, 0)) return right;
        if (isValue(right, 0)) return left;
    }
    if (operator === '-' && isValue(right, 0)) return left;
    if (operator === '*') {
        if (isValue(left, 1)) return right;
        if (isValue(right, 1)) return left;
        if (isValue(left, 0) || isValue(right, 0)) return ZERO;
    }
    return { kind: 'binary', operator, left, right };
}

export function conditional(condition: Expr, whenTrue: Expr, whenFalse: Expr): Expr {
    if (condition.kind === 'const') return condition.value === 0 ? whenFalse : whenTrue;
    return { kind: 'conditional', condition, then: whenTrue, else: whenFalse };
}

/** 1 or 0. */
const truth = (expr: Expr): Expr => (isTruth(expr) ? expr : unequal(expr, ZERO));

function isTruth(expr: Expr): boolean {
    if (expr.kind === 'const') return expr.value === 0 || expr.value === 1;
    if (expr.kind === 'unary') return expr.operator === '!';
    if (expr.kind === 'binary') return ['==', '!=', '<', '<=', '>', '>=', '&&', '||'].includes(expr.operator);
    if (expr.kind === 'quantifier') return expr.quantifier !== 'count';
    return expr.kind === 'at' || expr.kind === 'ended' || expr.kind === 'is-referenced';
}

export function evaluateUnary(operator: UnaryOperator, value: number): number {
    switch (operator) {
        case '!':
            return value === 0 ? 1 : 0;
        case '-':
            return 0 - value;
        case '~':
            return ~value >>> 0;
    }
}

export function evaluateBinary(operator: BinaryOperator, left: number, right: number): number {
    switch (operator) {
        case '+':
            return left + right;
        case '-':
            return left - right;
        case '*':
            return left * right;
        case '/':
            return Math.trunc(left / right) + 0;
        case '%':
            return (left % right) + 0;
        case '==':
            return Number(left === right);
        case '!=':
            return Number(left !== right);
        case '<':
            return Number(left < right);
        case '<=':
            return Number(left <= right);
        case '>':
            return Number(left > right);
        case '>=':
            return Number(left >= right);
        case '&&':
            return Number(left !== 0 && right !== 0);
        case '||':
            return Number(left !== 0 || right !== 0);
        case '&':
            return (left & right) >>> 0;
        case '|':
            return (left | right) >>> 0;
        case '^':
            return (left ^ right) >>> 0;
        case '<<':
            return (left << right) >>> 0;
        case '>>':
            return left >>> right;
    }
}
