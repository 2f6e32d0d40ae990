// # local-struct
//
// What it does: reports an object of a `local struct` used as a value, its type where only a value's type may stand, and
// what its fields cannot be.
//
// Why: such an object is a bundle of registers. It has a name, or is made where a function is called; there is nothing
// to copy, compare, return or store.
//
// Example:
//
//     local struct request { count: int }
//     var last: request
//     fn make(): request { return request(count: 1) }
//
// Use instead: `let r = request(count: 1)`, parameters (`fn f(r: request)`, which passes it by reference), and its fields.
import type { AstNode } from 'langium';
import { calleeOf, implicitParameters } from '../expected.ts';
import type { Call, Expression, Member, NameReference, Struct, Type as TypeSyntax } from '../generated/ast.ts';
import {
    isArgument,
    isAssignment,
    isCall,
    isGroup,
    isLet,
    isMember,
    isParameter,
    isStruct,
    isVar,
} from '../generated/ast.ts';
import { placeOf, placeOfProperty, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import type { Typing } from '../typing.ts';

export const localStruct: Rule = {
    code: 'local-struct',
    severity: 'error',
    visit: {
        Struct: judgeDeclaration,
        Type: judgeType,
        Call: judgeUse,
        NameReference: judgeUse,
        Member: judgeUse,
    },
};

function* judgeDeclaration(struct: Struct): Iterable<Finding> {
    if (!struct.local) return;
    if (struct.pool !== undefined || struct.typesafe) {
        yield {
            place: placeOfProperty(struct, 'name'),
            message: 'A local struct has no pool: its objects are registers.',
        };
    }
    for (const member of struct.members) {
        const isField = isVar(member) && member.length === undefined && !member.ghost && !member.owned;
        if (!isField || member.per !== undefined || member.type?.list) {
            yield {
                place: placeOf(member),
                message: 'The fields of a local struct are registers: `name: type = value`.',
            };
        }
    }
}

function* judgeType(node: TypeSyntax): Iterable<Finding> {
    const struct = structOf(node);
    if (struct === undefined) return;
    const { $container: parent, reference, nullable } = node;
    if (!isParameter(parent) && !isLet(parent)) {
        yield {
            place: placeOf(node),
            message: `Only a parameter may have the type \`${struct.name}\`: its objects are registers.`,
        };
    } else if (reference || nullable) {
        const message = `An object of \`${struct.name}\` is passed by reference, and is never null; write \`${struct.name}\`.`;
        yield { place: placeOf(node), message };
    }
}

function structOf({ target, $container: parent }: TypeSyntax): Struct | undefined {
    const declaration = target?.ref;
    // Of a cell or a list; what contains it says so already.
    const named = declaration?.$type === 'TypeAlias' ? declaration.struct?.ref : declaration;
    return isStruct(named) && named.local && parent !== undefined ? named : undefined;
}

function* judgeUse(node: Call | Member | NameReference, { typing }: Context): Iterable<Finding> {
    const struct = objectOf(node, typing);
    if (struct === undefined) return;
    // A field or an element of such a type is an error already.
    if (isMember(node) && !isLet(node.member?.ref)) return;
    const isMade = isCall(node);
    if (isMade && calleeOf(node)?.kind !== 'record') return;
    let whole: Expression = node;
    while (isGroup(whole.$container)) whole = whole.$container;
    const parent: AstNode = whole.$container;
    if (isMember(parent) && !isMade) return;
    if (isLet(parent) && isMade) return;
    if (isArgument(parent) && isPassed(parent.$container, parent.$containerIndex ?? 0, typing)) return;
    const place = placeOf(node);
    if (isAssignment(parent) && parent.target === whole) {
        yield { place, message: `\`${textOf(node)}\` is a name of its object for good; assign to its fields.` };
    } else if (isLet(parent)) {
        yield { place, message: `This would be another name of \`${textOf(node)}\`; use that one.` };
    } else {
        yield {
            place,
            message: `An object of \`${struct.name}\` is no value.`,
            hint: isMade
                ? `Make it with \`let\`, or as the argument of a function with a parameter of the type \`${struct.name}\`.`
                : 'Use its fields, or pass it to a function.',
        };
    }
}

function objectOf(node: Expression, typing: Typing): Struct | undefined {
    const type = typing.typeOf(node);
    const struct = type.kind === 'ref' || type.kind === 'struct' ? type.declaration : undefined;
    return struct?.local ? struct : undefined;
}

/** Whether it goes to a parameter; that the type is the right one is another rule's business. */
function isPassed(call: Call, index: number, typing: Typing): boolean {
    const callee = calleeOf(call);
    // What is not declared is told already.
    if (callee === undefined) return true;
    if (callee.kind !== 'function') return false;
    const parameter = callee.fn.parameters[index + implicitParameters(call)];
    return parameter === undefined || typing.typeOfDeclaration(parameter).kind !== 'error';
}
