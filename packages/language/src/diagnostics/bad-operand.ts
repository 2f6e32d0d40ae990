// # bad-operand
//
// What it does: reports an operator that cannot be applied to its operands.
//
// Why: arithmetic and order are for numbers, `!`, `&&` and `||` for truths, `==` for two values of one type.
//
// Example:
//
//     var p: ref node? = null
//     thread t { if !p { return } }
//
// Use instead: `if p == null { return }`. And since `==` binds tighter than `&`, as in C: `(flags & 4) == 0`.
import type { AstNode } from 'langium';
import { isNumber, isSameType } from '../fit.ts';
import type { Assignment, BinaryExpression, Expression, UnaryExpression } from '../generated/ast.ts';
import { isBinaryExpression } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { replace } from '../rule.ts';
import type { Type } from '../types.ts';
import { showOne } from '../types.ts';

export const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

const TRUTHS: Readonly<Record<string, string>> = { '&': '&&', '|': '||', '^': '!=' };

export const badOperand: Rule = {
    code: 'bad-operand',
    severity: 'error',
    visit: {
        BinaryExpression: judgeBinary,
        UnaryExpression: judgeUnary,
        Assignment: judgeAssignment,
    },
};

function* judgeBinary(node: BinaryExpression, { typing }: Context): Iterable<Finding> {
    const { left, operator, right } = node;
    if (left === undefined || right === undefined) return;
    const [leftType, rightType] = [typing.typeOf(left), typing.typeOf(right)];
    switch (operator) {
        case '&&':
        case '||':
            for (const operand of [left, right]) yield* truth(operand, typing.typeOf(operand));
            return;
        case '==':
        case '!=':
            if (!areComparable(leftType, rightType)) yield incomparable(node, leftType, rightType);
            return;
        default:
            yield* numbers(node, operator, [
                [left, leftType],
                [right, rightType],
            ]);
    }
}

function* judgeUnary({ operator, operand }: UnaryExpression, { typing }: Context): Iterable<Finding> {
    if (operand === undefined) return;
    const type = typing.typeOf(operand);
    if (operator === '!') yield* truth(operand, type, 'negated');
    else if (operator !== '&' && !isNumber(type) && type.kind !== 'error') {
        yield { place: placeOf(operand), message: `\`${operator}\` needs a number, found ${showOne(type)}.` };
    }
}

function* judgeAssignment({ target, operator, value }: Assignment, { typing }: Context): Iterable<Finding> {
    if (operator === '=' || target === undefined || value === undefined) return;
    yield* numbers(value, operator, [
        [target, typing.typeOf(target)],
        [value, typing.typeOf(value)],
    ]);
}

/** A truth where one is needed; for a reference or a number, what was probably meant. */
export function* truth(operand: Expression, type: Type, use?: 'negated'): Iterable<Finding> {
    if (type.kind === 'bool' || type.kind === 'error') return;
    const place = placeOf(operand);
    const zero = type.kind === 'ref' || type.kind === 'thread' ? 'null' : isNumber(type) ? '0' : undefined;
    const message =
        type.kind === 'void'
            ? `Expected a \`bool\`; \`${textOf(operand)}\` has no value.`
            : `Expected a \`bool\`, found ${showOne(type)}.`;
    if (zero === undefined) {
        yield { place, message };
        return;
    }
    const text = textOf(operand);
    const instead = use === 'negated' ? `${text} == ${zero}` : `${text} != ${zero}`;
    const whole = use === 'negated' && operand.$container !== undefined ? placeOf(operand.$container) : place;
    const fix = isBinaryExpression(operand) ? {} : { fix: replace(`Write \`${instead}\``, whole, instead) };
    yield { place, message, hint: `Write \`${instead}\`.`, ...fix };
}

function* numbers(
    whole: AstNode,
    operator: string,
    operands: readonly (readonly [Expression, Type])[],
): Iterable<Finding> {
    const wrong = operands.find(([, type]) => !isNumber(type) && type.kind !== 'error');
    if (wrong === undefined) return;
    const [operand, type] = wrong;
    const message =
        type.kind === 'void'
            ? `\`${operator}\` needs numbers; \`${textOf(operand)}\` has no value.`
            : `\`${operator}\` needs numbers, found ${showOne(type)}.`;
    const hint = hintFor(whole, operator, operands, operand);
    yield { place: placeOf(operand), message, ...(hint === undefined ? {} : { hint }) };
}

function hintFor(
    whole: AstNode,
    operator: string,
    operands: readonly (readonly [Expression, Type])[],
    wrong: Expression,
): string | undefined {
    const instead = TRUTHS[operator];
    if (instead === undefined) return undefined;
    if (operands.every(([, type]) => type.kind === 'bool')) return `For truths write \`${instead}\`.`;
    if (!isBinaryExpression(wrong) || !isBinaryExpression(whole) || wrong !== whole.right) return undefined;
    return `\`${wrong.operator}\` binds tighter: write \`(${textOf(whole.left)} ${operator} ${textOf(wrong.left)}) ${wrong.operator} ${textOf(wrong.right)}\`.`;
}

function areComparable(left: Type, right: Type): boolean {
    if (left.kind === 'error' || right.kind === 'error') return true;
    if (isNumber(left) && isNumber(right)) return true;
    if (isReference(left) && isReference(right)) {
        if (left.kind === 'null' || right.kind === 'null') return true;
        if (left.kind === 'thread' || right.kind === 'thread') return left.kind === right.kind;
        return left.declaration === right.declaration;
    }
    return left.kind !== 'void' && !['array', 'list', 'lock', 'cell'].includes(left.kind) && isSameType(left, right);
}

function isReference(type: Type): type is Type & { kind: 'ref' | 'struct' | 'thread' | 'null' } {
    return ['ref', 'struct', 'thread', 'null'].includes(type.kind);
}

function incomparable(node: BinaryExpression, left: Type, right: Type): Finding {
    const none = [
        [node.left, left],
        [node.right, right],
    ].find(([, type]) => (type as Type).kind === 'void') as [Expression, Type] | undefined;
    const message =
        none !== undefined
            ? `\`${textOf(none[0])}\` has no value to compare.`
            : `${showOne(left, 'capital')} cannot be compared with ${showOne(right)}.`;
    const isTruth = left.kind === 'bool' && isNumber(right);
    const hint = isTruth ? 'A `bool` needs no comparison: write it, or `!` and it.' : undefined;
    return { place: placeOf(node), message, ...(hint === undefined ? {} : { hint }) };
}
