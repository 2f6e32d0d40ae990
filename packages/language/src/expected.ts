// Which type is expected of an expression by the place it stands in.
import type { AstNode } from 'langium';
import type { Builtin } from './builtin.ts';
import type { Bits, Call, Expression, Fn, Struct, Type as TypeSyntax } from './generated/ast.ts';
import {
    isAssignment,
    isBits,
    isBitsField,
    isCall,
    isConst,
    isExternFn,
    isFn,
    isLet,
    isMatch,
    isMember,
    isNameReference,
    isParam,
    isReturn,
    isStruct,
    isVar,
} from './generated/ast.ts';
import type { LockKind, LockOperation } from './locks/lock-kind.ts';
import { accessorOf } from './machine.ts';
import { builtinOf, lockOperationOf, writtenParameters } from './prelude.ts';
import { codeOf } from './threads.ts';
import type { Type } from './types.ts';
import { BOOL, INT, THREAD, ULONG } from './types.ts';
import type { Typing } from './typing.ts';

export interface Expected {
    readonly expression: Expression;
    readonly type: Type;
}

/** The pairs of a node's own parts; conditions and operands are not among them. */
export function expectedIn(node: AstNode, typing: Typing): readonly Expected[] {
    if (isLet(node) || isParam(node) || isConst(node)) return typed(node.type, node.value);
    if (isVar(node)) return typed(node.type, node.value);
    if (isAssignment(node)) {
        const target = isNameReference(node.target) ? node.target.reference?.ref : undefined;
        return node.operator !== '=' || isConst(target) || isParam(target)
            ? []
            : pair(node.value, typing.typeOf(node.target));
    }
    if (isReturn(node)) {
        const code = codeOf(node);
        return isFn(code) && code.returnType !== undefined ? pair(node.value, typing.typeOfDeclaration(code)) : [];
    }
    if (isMatch(node)) {
        const type = typing.typeOf(node.value);
        return node.arms.flatMap(arm => arm.patterns.flatMap(pattern => pair(pattern, type)));
    }
    return isCall(node) ? expectedOfArguments(node, typing) : [];

    function typed(type: TypeSyntax | undefined, value: Expression | undefined): readonly Expected[] {
        return type === undefined ? [] : pair(value, typing.typeOfSyntax(type));
    }
}

/** What a call calls. */
export type Callee =
    | { readonly kind: 'function'; readonly fn: Fn }
    | { readonly kind: 'bits'; readonly bits: Bits }
    | { readonly kind: 'record'; readonly struct: Struct }
    | {
          readonly kind: 'builtin';
          readonly builtin: Builtin;
          readonly parameters: Builtin['parameters'];
          readonly list: Expression | undefined;
      }
    | { readonly kind: 'lock'; readonly lockKind: LockKind; readonly operation: LockOperation };

export function calleeOf(call: Call): Callee | undefined {
    const { callee } = call;
    const declaration = isNameReference(callee)
        ? callee.reference?.ref
        : isMember(callee)
          ? callee.member?.ref
          : undefined;
    const accessor = accessorOf(call);
    if (accessor !== undefined) return { kind: 'function', fn: accessor };
    if (isFn(declaration)) return { kind: 'function', fn: declaration };
    if (isBits(declaration)) return { kind: 'bits', bits: declaration };
    if (isStruct(declaration)) return declaration.local ? { kind: 'record', struct: declaration } : undefined;
    if (!isExternFn(declaration)) return undefined;
    const builtin = builtinOf(declaration);
    if (builtin !== undefined) {
        const list = isMember(callee) ? callee.receiver : undefined;
        return { kind: 'builtin', builtin, parameters: writtenParameters(builtin), list };
    }
    const found = lockOperationOf(declaration);
    return found && { kind: 'lock', lockKind: found.kind, operation: found.operation };
}

/** `inode.fault(vmf)`: what stands before the dot is the first parameter. */
export function implicitParameters({ callee }: Call): number {
    return isMember(callee) ? 1 : 0;
}

function expectedOfArguments(call: Call, typing: Typing): readonly Expected[] {
    const callee = calleeOf(call);
    switch (callee?.kind) {
        case undefined:
            return [];
        case 'function':
            return call.arguments.flatMap(({ value }, index) => {
                const parameter = callee.fn.parameters[index + implicitParameters(call)];
                return parameter === undefined ? [] : pair(value, typing.typeOfDeclaration(parameter));
            });
        case 'bits':
        case 'record':
            return call.arguments.flatMap(({ field, value }) =>
                isBitsField(field?.ref) || isVar(field?.ref) ? pair(value, typing.typeOfDeclaration(field.ref)) : [],
            );
        case 'lock':
            return call.arguments.slice(1).flatMap(({ value }, index) => {
                const type = callee.operation.parameters[index]?.type;
                return type === undefined || type === 'mode' ? [] : pair(value, plainType(type));
            });
        case 'builtin':
            return call.arguments.flatMap(({ value }, index) => {
                const type = callee.parameters[index]?.type;
                return type === undefined
                    ? []
                    : expectedOfBuiltin(type, value, cellOf(call, callee.parameters), callee.list, typing);
            });
    }
}

function expectedOfBuiltin(
    type: Builtin['parameters'][number]['type'],
    value: Expression,
    cell: Expression | undefined,
    list: Expression | undefined,
    typing: Typing,
): readonly Expected[] {
    switch (type) {
        case 'int':
        case 'bool':
        case 'unsigned':
        case 'thread':
            return pair(value, plainType(type));
        case 'value': {
            const type = typing.typeOf(cell);
            return pair(value, type.kind === 'cell' ? type.of : type);
        }
        case 'element': {
            const type = typing.typeOf(list);
            return type.kind === 'list' ? pair(value, type.of) : [];
        }
        default:
            return [];
    }
}

/** The cell that a `value` is compared with or stored in. */
function cellOf(call: Call, parameters: Builtin['parameters']): Expression | undefined {
    return call.arguments[parameters.findIndex(parameter => parameter.type === 'cell')]?.value;
}

function plainType(type: 'int' | 'bool' | 'unsigned' | 'thread'): Type {
    switch (type) {
        case 'int':
            return INT;
        case 'bool':
            return BOOL;
        case 'unsigned':
            return ULONG;
        case 'thread':
            return THREAD;
    }
}

function pair(expression: Expression | undefined, type: Type): readonly Expected[] {
    return expression === undefined ? [] : [{ expression, type }];
}
