// Where control can get: whether a statement completes, which breaks leave a loop.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Block, Break, Expression, Statement } from './generated/ast.ts';
import { isBooleanLiteral, isBreak, isGroup, isLabel, isLoop, isWhile } from './generated/ast.ts';

/** Whether control may come to the end of the block. */
export function completes(block: Block | undefined): boolean {
    return block === undefined || block.statements.every(statementCompletes);
}

/** Whether control may go on behind the statement. Conditions count as unknown unless they are literals. */
export function statementCompletes(statement: Statement): boolean {
    switch (statement.$type) {
        case 'Return':
        case 'Break':
        case 'Continue':
            return false;
        case 'Loop':
            return breaksOf(statement).length > 0;
        case 'While':
            return !isLiteral(statement.condition, true) || breaksOf(statement).length > 0;
        case 'If':
            if (statement.else === undefined || completes(statement.then)) return true;
            return statement.else.$type === 'If' ? statementCompletes(statement.else) : completes(statement.else);
        case 'Match':
            return !statement.arms.some(arm => arm.otherwise) || statement.arms.some(arm => completes(arm.body));
        case 'ChooseBranch':
            return statement.branches.some(completes);
        case 'Atomic':
            return completes(statement.body);
        case 'Block':
            return completes(statement);
        case 'Assert':
        case 'Assume':
            return !isLiteral(statement.condition, false);
        default:
            return true;
    }
}

/** Whether the statements are `let`, `if` and `return` alone, and return on every way. */
export function onlyComputes(block: Block | undefined): boolean {
    const statements = block?.statements ?? [];
    const isPlain = (statement: Statement): boolean => {
        switch (statement.$type) {
            case 'Let':
            case 'Return':
                return true;
            case 'If':
                return (
                    statement.then.statements.every(isPlain) &&
                    (statement.else === undefined ||
                        (statement.else.$type === 'If'
                            ? isPlain(statement.else)
                            : statement.else.statements.every(isPlain)))
                );
            default:
                return false;
        }
    };
    return statements.every(isPlain) && !completes(block);
}

/** The breaks that leave this loop. */
function breaksOf(loop: AstNode): readonly Break[] {
    return AstUtils.streamAllContents(loop)
        .filter(isBreak)
        .filter(each => targetOf(each) === loop)
        .toArray();
}

/** The loop that a `break` or `continue` means. */
export function targetOf(jump: AstNode & { readonly label?: Break['label'] }): AstNode | undefined {
    for (let node: AstNode | undefined = jump.$container; node !== undefined; node = node.$container) {
        if (!isLoop(node) && !isWhile(node)) continue;
        if (jump.label === undefined || labelsOf(node).includes(jump.label.$refText)) return node;
    }
    return undefined;
}

/** The labels right before a statement. */
function labelsOf(statement: AstNode): readonly string[] {
    const labels: string[] = [];
    const block = statement.$container as Block | undefined;
    for (let at = (statement.$containerIndex ?? 0) - 1; ; at--) {
        const before = block?.statements?.[at];
        if (!isLabel(before)) return labels;
        labels.push(before.name);
    }
}

export function isLiteral(expression: Expression | undefined, value: boolean): boolean {
    if (isGroup(expression)) return isLiteral(expression.inner, value);
    return isBooleanLiteral(expression) && expression.true === value;
}
