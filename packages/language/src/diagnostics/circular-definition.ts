// # circular-definition
//
// What it does: reports a constant or param whose value depends on itself, and a struct that contains itself.
//
// Why: neither has an end.
//
// Example:
//
//     struct node { var next: node }
//
// Use instead: a reference: `var next: ref node?`.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Const, Param, Struct, Var } from '../generated/ast.ts';
import { isConst, isNameReference, isParam, isStruct, isVar } from '../generated/ast.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';

export const circularDefinition: Rule = {
    code: 'circular-definition',
    severity: 'error',
    visit: {
        Const: judgeConstant,
        Param: judgeConstant,
        Struct: function* (struct) {
            for (const member of struct.members) {
                const target = isVar(member) ? placedIn(member) : undefined;
                if (target === undefined || !reaches(target, struct, structsIn)) continue;
                yield {
                    place: placeOf(member),
                    message: `An object of \`${struct.name}\` would contain another \`${struct.name}\`.`,
                    hint: `Write \`ref ${target.name}?\` for a reference.`,
                };
            }
        },
    },
};

function* judgeConstant(node: Const | Param): Iterable<Finding> {
    if (constantsIn(node).some(used => reaches(used, node, constantsIn))) {
        yield { place: placeOfProperty(node, 'name'), message: `The value of \`${node.name}\` depends on itself.` };
    }
}

function reaches<T extends AstNode>(start: T, target: T, next: (node: T) => readonly T[]): boolean {
    const seen = new Set<T>();
    const waiting = [start];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
        if (node === target) return true;
        if (seen.has(node)) continue;
        seen.add(node);
        waiting.push(...next(node));
    }
    return false;
}

function constantsIn(node: Const | Param): readonly (Const | Param)[] {
    return AstUtils.streamAllContents(node)
        .filter(isNameReference)
        .map(reference => reference.reference?.ref)
        .filter((declaration): declaration is Const | Param => isConst(declaration) || isParam(declaration))
        .toArray();
}

function structsIn(struct: Struct): readonly Struct[] {
    return struct.members.flatMap(member => (isVar(member) ? (placedIn(member) ?? []) : []));
}

/** The struct whose object lies in the member itself. */
function placedIn(member: Var): Struct | undefined {
    const { type } = member;
    const declaration = type?.target?.ref;
    return isStruct(declaration) && !declaration.extern && !type?.reference && !type?.nullable && !type?.cell
        ? declaration
        : undefined;
}
