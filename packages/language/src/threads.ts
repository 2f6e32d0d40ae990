// Questions about the structure of expressions and bodies that need no types.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type {
    Block,
    ChooseValue,
    Device,
    Event,
    Expression,
    Fn,
    Interrupt,
    Let,
    Lock,
    MachineActor,
    Return,
    Stack,
    Thread,
} from './generated/ast.ts';
import {
    isBlock,
    isChooseValue,
    isDevice,
    isEvent,
    isFn,
    isGroup,
    isIndex,
    isInterrupt,
    isLet,
    isLock,
    isMachineActor,
    isMember,
    isNameReference,
    isReturn,
    isStack,
    isThread,
    isUnaryExpression,
} from './generated/ast.ts';

/** What has a body that runs. */
export type Code = Fn | Actor;
export type Actor = Thread | Device | Interrupt | Event | MachineActor;
export type Register = Let | ChooseValue | Stack;

export function isActor(node: AstNode | undefined): node is Actor {
    return isThread(node) || isDevice(node) || isInterrupt(node) || isEvent(node) || isMachineActor(node);
}

export function isCode(node: AstNode | undefined): node is Code {
    return isFn(node) || isActor(node);
}

/** The function or actor whose body a node stands in. */
export function codeOf(node: AstNode): Code | undefined {
    return AstUtils.getContainerOfType(node, isCode);
}

/** The actor that `t` or `t[i]` names. */
export function actorNamedBy(expression: Expression | undefined): Actor | undefined {
    if (isGroup(expression)) return actorNamedBy(expression.inner);
    if (isIndex(expression)) return actorNamedBy(expression.array);
    if (!isNameReference(expression)) return undefined;
    const { ref } = expression.reference;
    return isActor(ref) ? ref : undefined;
}

/** The lock declaration that `l`, `x.l`, `ls[i]` or `&l` names; a parameter names none. */
export function lockNamedBy(expression: Expression | undefined): Lock | undefined {
    if (isGroup(expression)) return lockNamedBy(expression.inner);
    if (isIndex(expression)) return lockNamedBy(expression.array);
    if (isUnaryExpression(expression) && expression.operator === '&') return lockNamedBy(expression.operand);
    const named = isNameReference(expression)
        ? expression.reference.ref
        : isMember(expression)
          ? expression.member.ref
          : undefined;
    return isLock(named) ? named : undefined;
}

const registers = new WeakMap<Block, readonly Register[]>();

/** The registers that a body declares, in nested blocks, too, in the order of the text. */
export function registersOf(code: Code): readonly Register[] {
    if (!isBlock(code.body)) return [];
    let found = registers.get(code.body);
    if (found === undefined) {
        found = AstUtils.streamAllContents(code.body)
            .filter((node): node is Register => isLet(node) || isChooseValue(node) || isStack(node))
            .toArray();
        registers.set(code.body, found);
    }
    return found;
}

/** The `return` statements of a body, in the order of the text. */
export function returnsOf(code: Code): readonly Return[] {
    return isBlock(code.body) ? AstUtils.streamAllContents(code.body).filter(isReturn).toArray() : [];
}
