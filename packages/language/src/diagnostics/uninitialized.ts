// # uninitialized
//
// What it does: reports a shared reference that is never null and has no first value.
//
// Why: a variable without a first value starts at zero, `false` or `null`; a `ref T` has nothing to start with.
//
// Example:
//
//     struct node { var v: int }
//     var head: ref node
//
// Use instead: `var head: ref node = first`, or `ref node?`, which starts at `null`.
import { isModule } from '../generated/ast.ts';
import { placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';

export const uninitialized: Rule = {
    code: 'uninitialized',
    severity: 'error',
    visit: {
        Var: function* (node, { typing }) {
            if (node.value !== undefined || node.machine || !isModule(node.$container)) return;
            const declared = typing.typeOfDeclaration(node);
            const type = declared.kind === 'array' ? declared.of : declared;
            if ((type.kind !== 'ref' && type.kind !== 'thread') || type.nullable) return;
            const name = type.kind === 'ref' ? type.declaration.name : 'thread';
            yield {
                place: placeOfProperty(node, 'name'),
                message: `\`${node.name}\` is never null and needs a first value.`,
                hint: `Write \`= …\`, or the type \`ref ${name}?\`, which starts at \`null\`.`,
            };
        },
    },
};
