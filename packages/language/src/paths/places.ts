// What an expression, or a node, stands for: a register, a variable, a part of an atomic block.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Expression, Var } from '../generated/ast.ts';
import {
    isAtomic,
    isBitsField,
    isChooseValue,
    isEventParameter,
    isGroup,
    isIndex,
    isLet,
    isMember,
    isNameReference,
    isParameter,
    isStack,
    isUnaryExpression,
    isVar,
} from '../generated/ast.ts';

type Register = Parameters<typeof isLet>[0] & AstNode;

export function isRegister(node: unknown): node is Register {
    return isLet(node) || isParameter(node) || isChooseValue(node) || isStack(node) || isEventParameter(node);
}

/** The parameter that is passed on as it is. */
export function parameterIn(node: Expression | undefined): AstNode | undefined {
    if (isGroup(node)) return parameterIn(node.inner);
    if (isUnaryExpression(node)) return parameterIn(node.operand);
    const declaration = isNameReference(node) ? node.reference?.ref : undefined;
    return isParameter(declaration) ? declaration : undefined;
}

/** The register that a path of names stands for itself. */
export function registerOf(node: Expression | undefined): AstNode | undefined {
    if (isGroup(node)) return registerOf(node.inner);
    const declaration = isNameReference(node) ? node.reference?.ref : undefined;
    return isRegister(declaration) ? declaration : undefined;
}

export function memberNamed(node: Expression): AstNode | undefined {
    return isMember(node) ? node.member?.ref : undefined;
}

/** The register that a path of members begins with. */
export function baseOfPath(node: Expression | undefined): AstNode | undefined {
    if (isMember(node)) return baseOfPath(node.receiver);
    if (isGroup(node)) return baseOfPath(node.inner);
    const declaration = isNameReference(node) ? node.reference?.ref : undefined;
    return isLet(declaration) ? declaration : undefined;
}

/** The variable whose element or field a place is. */
export function variableIn(node: Expression | undefined): Var | undefined {
    if (isGroup(node)) return variableIn(node.inner);
    if (isUnaryExpression(node)) return variableIn(node.operand);
    if (isIndex(node)) return variableIn(node.array);
    if (isMember(node)) {
        const member = node.member?.ref;
        return isBitsField(member) ? variableIn(node.receiver) : isVar(member) ? member : undefined;
    }
    const declaration = isNameReference(node) ? node.reference?.ref : undefined;
    return isVar(declaration) ? declaration : undefined;
}

export function isHardware(node: AstNode): boolean {
    const atomic = AstUtils.getContainerOfType(node, isAtomic);
    return atomic?.kind === 'hardware';
}

export function isInAtomicBlock(node: AstNode): boolean {
    return node.$container !== undefined && AstUtils.getContainerOfType(node.$container, isAtomic) !== undefined;
}
