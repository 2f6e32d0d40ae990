// # not-assignable
//
// What it does: reports an assignment to something that holds no value: a param, a function, a lock, a whole array.
//
// Why: registers, parameters, cells, their fields and elements can change while a script runs; nothing else can.
//
// Example:
//
//     const LIMIT = 3
//     thread t { LIMIT = 4 }
//
// Use instead: `var limit = 3` for a shared cell, `let limit = 3` for a register.
import type { AstNode } from 'langium';
import type { Expression } from '../generated/ast.ts';
import { isBitsField, isGroup, isIndex, isMember, isNameReference, isStruct, isVar } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import type { Type } from '../types.ts';

const KINDS: Readonly<Record<string, string>> = {
    Param: 'a param',
    Const: 'a constant',
    Enum: 'a type',
    Bits: 'a type',
    Struct: 'a type',
    EnumMember: 'a constant',
    Mode: 'a mode of a lock',
    Fn: 'a function',
    ExternFn: 'a function',
    Lock: 'a lock',
    File: 'a file',
    Mm: 'an address space',
    Vma: 'an address',
    Thread: 'a thread',
    Device: 'a device',
    Interrupt: 'an interrupt',
    Event: 'an event',
    EventParameter: 'the choice of an event',
    Quantifier: 'the variable of a quantifier',
};

export const notAssignable: Rule = {
    code: 'not-assignable',
    severity: 'error',
    visit: {
        Assignment: function* ({ target }, context) {
            if (target === undefined) return;
            const reason = whyNot(target, context);
            if (reason !== undefined)
                yield { place: placeOf(target), message: `\`${textOf(target)}\` ${reason}; it cannot be assigned to.` };
        },
        UnaryExpression: function* ({ operator, operand }, context): Iterable<Finding> {
            if (operator !== '&' || operand === undefined) return;
            const type = context.typing.typeOf(operand);
            if (['lock', 'struct', 'array', 'list', 'error'].includes(type.kind)) return;
            const reason = isCellExpression(operand) ? undefined : 'is no cell';
            if (reason !== undefined)
                yield { place: placeOf(operand), message: `\`&\` passes a cell; \`${textOf(operand)}\` ${reason}.` };
        },
    },
};

/** Whether it stands for shared memory: a variable, a member of an object, an element, a parameter `p: &T`. */
export function isCellExpression(expression: Expression | undefined): boolean {
    if (isGroup(expression)) return isCellExpression(expression.inner);
    if (isIndex(expression)) return isCellExpression(expression.array);
    const declaration = namedBy(expression);
    // The fields of a local struct are registers.
    if (isVar(declaration)) return !(isStruct(declaration.$container) && declaration.$container.local);
    if (isMember(expression) && isBitsField(declaration)) return isCellExpression(expression.receiver);
    return declaration?.$type === 'Parameter' && (declaration as { type?: { cell: boolean } }).type?.cell === true;
}

/** The declaration that a name or member means. */
export function namedBy(expression: Expression | undefined): AstNode | undefined {
    if (isNameReference(expression)) return expression.reference?.ref;
    return isMember(expression) ? expression.member?.ref : undefined;
}

function whyNot(target: Expression, { typing }: Context): string | undefined {
    if (isGroup(target)) return whyNot(target.inner, { typing } as Context);
    if (isIndex(target)) return ofType(typing.typeOf(target));
    const declaration = namedBy(target);
    if (declaration === undefined) return isNameReference(target) || isMember(target) ? undefined : 'is a value';
    const kind = KINDS[declaration.$type];
    if (kind !== undefined) return `is ${kind}`;
    if (isVar(declaration) && declaration.fixed) return 'never changes';
    if (isVar(declaration) && isStruct(declaration.$container) && declaration.$container.extern)
        return 'is not yours to change';
    if (isMember(target) && isBitsField(declaration)) return whyNot(target.receiver, { typing } as Context);
    return ofType(typing.typeOf(target));
}

function ofType(type: Type): string | undefined {
    switch (type.kind) {
        case 'struct':
            return 'is an object';
        case 'lock':
            return 'is a lock';
        case 'array':
            return 'is a whole array';
        case 'list':
            return 'is a list';
        default:
            return undefined;
    }
}
