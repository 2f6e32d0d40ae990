// # misplaced-type
//
// What it does: reports a type that cannot stand where it stands: a lock as a variable, a list in a register, a
// nullable number, a cell that is not a parameter.
//
// Why: locks are declared with `lock`; `?` is for references; a list is shared state.
//
// Example:
//
//     var l: mutex
//
// Use instead: `lock l: mutex`.
import type { Type as TypeSyntax } from '../generated/ast.ts';
import { isBits, isEnum, isExternLockKind, isStruct } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';

export const misplacedType: Rule = {
    code: 'misplaced-type',
    severity: 'error',
    visit: {
        Type: function* (node, context) {
            for (const message of judge(node, context)) yield { place: placeOf(node), message };
        },
    },
};

function* judge(node: TypeSyntax, _context: Context): Iterable<Finding['message']> {
    const { target, nullable, reference, cell, list, primitive, $container: parent } = node;
    const declaration = target?.ref;
    if (nullable && (primitive !== undefined || isEnum(declaration) || isBits(declaration) || cell || list)) {
        yield `Only a reference may be null; \`${textOf(node)}\` is none.`;
    }
    if (reference && declaration !== undefined && !isStruct(declaration))
        yield `\`ref\` is for structs; \`${declaration.name}\` is none.`;
    if (isExternLockKind(declaration) && parent.$type === 'Var') {
        yield `A lock is declared with \`lock ${parent.name}: ${declaration.name}\`.`;
    } else if (isExternLockKind(declaration) && parent.$type !== 'Parameter' && parent.$type !== 'ExternParameter') {
        yield 'A lock is no value; only a parameter may stand for one.';
    }
    if (list && parent.$type !== 'Var' && parent.$type !== 'Parameter')
        yield 'A list is a variable: `var q: list<…>[n]`.';
    if (cell && parent.$type !== 'Parameter') yield 'Only a parameter stands for a cell.';
    if (
        isStruct(declaration) &&
        !declaration.extern &&
        !nullable &&
        !reference &&
        (parent.$type === 'BitsField' || parent.$type === 'Param')
    ) {
        yield 'An object cannot stand here.';
    }
}
