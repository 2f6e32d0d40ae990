// Where a reference that may be null is used although nothing on the way has checked it.
//
// A path (`p`, `p.next`) counts as checked from a condition that says so to the next assignment to it or to what it
// begins with. Others may change a shared path in between; that is what the checker finds out.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { calleeOf, expectedIn } from './expected.ts';
import { isLiteral, targetOf } from './flow.ts';
import type { Block, Expression, If, Statement } from './generated/ast.ts';
import {
    isAssignment,
    isAtExpression,
    isBinaryExpression,
    isCall,
    isExpression,
    isGroup,
    isMember,
    isNameReference,
    isNullLiteral,
    isUnaryExpression,
} from './generated/ast.ts';
import type { Typing } from './typing.ts';

/** Paths that are not null here; absent: control does not get here. */
type Checked = ReadonlySet<string> | undefined;

/** The uses of unchecked references in a body, or in a condition that stands alone, in the order of the text. */
export function uncheckedIn(code: Block | Expression | undefined, typing: Typing): readonly Expression[] {
    const found = new Set<Expression>();
    const ids = new Map<AstNode, number>();
    /** What is known where a loop is left by `break`. */
    const atBreaks = new Map<AstNode, readonly Checked[]>();
    if (isExpression(code)) visit(code, new Set());
    else inBlock(code, new Set());
    return [...found];

    function inBlock(block: Block | undefined, before: Checked): Checked {
        let checked = before;
        for (const statement of block?.statements ?? []) checked = inStatement(statement, checked);
        return checked;
    }

    function inStatement(statement: Statement, checked: Checked): Checked {
        if (checked === undefined) return undefined;
        switch (statement.$type) {
            case 'If':
                return inIf(statement, checked);
            case 'While': {
                const again = without(checked, assignedIn(statement));
                visit(statement.condition, again);
                inBlock(statement.body, and(again, provedBy(statement.condition, true)));
                const ended = isLiteral(statement.condition, true)
                    ? undefined
                    : and(again, provedBy(statement.condition, false));
                return both([ended, ...(atBreaks.get(statement) ?? [])]);
            }
            case 'Loop': {
                const again = without(checked, assignedIn(statement));
                inBlock(statement.body, again);
                return both(atBreaks.get(statement) ?? []);
            }
            case 'Match': {
                visit(statement.value, checked);
                const ends = statement.arms.map(arm => inBlock(arm.body, checked));
                return both(statement.arms.some(arm => arm.otherwise) ? ends : [...ends, checked]);
            }
            case 'ChooseBranch':
                return both(statement.branches.map(branch => inBlock(branch, checked)));
            case 'Atomic':
                visit(statement.guard, checked);
                return inBlock(statement.body, and(checked, provedBy(statement.guard, true)));
            case 'Block':
                return inBlock(statement, checked);
            case 'Assert':
            case 'Assume':
            case 'Wait':
                visit(statement.condition, checked);
                return and(checked, provedBy(statement.condition, true));
            case 'Let': {
                visitValues(statement, checked);
                const key = `${idOf(statement)}`;
                return isSafe(statement.value, checked) ? and(checked, [key]) : checked;
            }
            case 'Assignment': {
                visitValues(statement, checked);
                visit(statement.target, checked);
                const key = pathOf(statement.target);
                if (key === undefined) return checked;
                const rest = without(checked, [key]);
                return isSafe(statement.value, checked) ? and(rest, [key]) : rest;
            }
            case 'Return':
                visitValues(statement, checked);
                return undefined;
            case 'Break': {
                const loop = targetOf(statement);
                if (loop !== undefined) atBreaks.set(loop, [...(atBreaks.get(loop) ?? []), checked]);
                return undefined;
            }
            case 'Continue':
                return undefined;
            default:
                for (const child of AstUtils.streamContents(statement)) if (isExpression(child)) visit(child, checked);
                return checked;
        }
    }

    function inIf(statement: If, checked: Checked & object): Checked {
        visit(statement.condition, checked);
        const then = inBlock(statement.then, and(checked, provedBy(statement.condition, true)));
        const otherwise = and(checked, provedBy(statement.condition, false));
        if (statement.else === undefined) return both([then, otherwise]);
        const other =
            statement.else.$type === 'If' ? inIf(statement.else, otherwise) : inBlock(statement.else, otherwise);
        return both([then, other]);
    }

    /** The values of a statement, and whether they go where null must not. */
    function visitValues(node: Statement, checked: Checked & object): void {
        for (const { expression, type } of expectedIn(node, typing)) mustNotBeNull(expression, type, checked);
        for (const child of AstUtils.streamContents(node)) {
            if (isExpression(child) && !(isAssignment(node) && child === node.target)) visit(child, checked);
        }
    }

    function visit(expression: Expression | undefined, checked: Checked & object): void {
        if (expression === undefined || isAtExpression(expression)) return;
        if (isBinaryExpression(expression) && (expression.operator === '&&' || expression.operator === '||')) {
            visit(expression.left, checked);
            visit(expression.right, and(checked, provedBy(expression.left, expression.operator === '&&')));
            return;
        }
        if (isMember(expression)) mustNotBeNull(expression.receiver, undefined, checked);
        if (isCall(expression)) {
            for (const { expression: value, type } of expectedIn(expression, typing))
                mustNotBeNull(value, type, checked);
        }
        for (const child of AstUtils.streamContents(expression)) {
            if (isExpression(child)) visit(child, checked);
            else if (child.$type === 'Argument') visit((child as { value?: Expression } & AstNode).value, checked);
        }
    }

    function mustNotBeNull(
        expression: Expression | undefined,
        type: ReturnType<Typing['typeOf']> | undefined,
        checked: Checked & object,
    ): void {
        if (expression === undefined) return;
        const accepts =
            type !== undefined &&
            !(type.kind === 'struct' || ((type.kind === 'ref' || type.kind === 'thread') && !type.nullable));
        if (!accepts && !isSafe(expression, checked)) found.add(expression);
    }

    /** Whether it is not null, or nothing that could be. */
    function isSafe(expression: Expression | undefined, checked: Checked & object): boolean {
        const type = typing.typeOf(expression);
        if ((type.kind !== 'ref' && type.kind !== 'thread') || !type.nullable) return true;
        // What yields another reference of the same kind yields null for null alone.
        const callee = isCall(expression) ? calleeOf(expression) : undefined;
        if (isCall(expression) && callee?.kind === 'builtin' && callee.builtin.result === 'same') {
            return isSafe(expression.arguments[0]?.value, checked);
        }
        const key = pathOf(expression);
        return key !== undefined && checked.has(key);
    }

    /** The paths that a condition proves not to be null when it comes out so. */
    function provedBy(condition: Expression | undefined, outcome: boolean): readonly string[] {
        if (isGroup(condition)) return provedBy(condition.inner, outcome);
        if (isUnaryExpression(condition) && condition.operator === '!') return provedBy(condition.operand, !outcome);
        if (!isBinaryExpression(condition)) return [];
        const { left, operator, right } = condition;
        if (operator === (outcome ? '&&' : '||')) return [...provedBy(left, outcome), ...provedBy(right, outcome)];
        if (operator === (outcome ? '!=' : '==')) {
            const tested = isNullLiteral(right) ? left : isNullLiteral(left) ? right : undefined;
            const key = pathOf(tested);
            return key === undefined ? [] : [key];
        }
        if (operator === '==' && outcome) {
            const keys = [left, right].map(pathOf);
            const types = [left, right].map(side => typing.typeOf(side));
            return keys.filter((key, at): key is string => key !== undefined && isNever(types[1 - at]!));
        }
        return [];
    }

    function isNever(type: ReturnType<Typing['typeOf']>): boolean {
        return type.kind === 'struct' || ((type.kind === 'ref' || type.kind === 'thread') && !type.nullable);
    }

    function pathOf(expression: Expression | undefined): string | undefined {
        if (isGroup(expression)) return pathOf(expression.inner);
        if (isNameReference(expression)) {
            const declaration = expression.reference?.ref;
            return declaration === undefined ? undefined : `${idOf(declaration)}`;
        }
        if (!isMember(expression)) return undefined;
        const receiver = pathOf(expression.receiver);
        return receiver === undefined ? undefined : `${receiver}.${expression.member?.$refText}`;
    }

    function idOf(node: AstNode): number {
        let id = ids.get(node);
        if (id === undefined) {
            id = ids.size;
            ids.set(node, id);
        }
        return id;
    }

    function assignedIn(loop: AstNode): readonly string[] {
        return AstUtils.streamAllContents(loop)
            .filter(isAssignment)
            .map(assignment => pathOf(assignment.target))
            .nonNullable()
            .toArray();
    }
}

function and(checked: Checked & object, keys: readonly string[]): Checked & object {
    return keys.length === 0 ? checked : new Set([...checked, ...keys]);
}

function without(checked: Checked & object, keys: readonly string[]): Checked & object {
    if (keys.length === 0) return checked;
    return new Set([...checked].filter(path => !keys.some(key => path === key || path.startsWith(`${key}.`))));
}

/** What holds on every way that gets through. */
function both(ways: readonly Checked[]): Checked {
    const open = ways.filter(way => way !== undefined);
    const [first, ...others] = open;
    return first === undefined ? undefined : new Set([...first].filter(path => others.every(other => other.has(path))));
}
