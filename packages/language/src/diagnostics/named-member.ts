// # named-member
//
// What it does: notes where a property names one of several threads that are alike: `t[0]`.
//
// Why: threads declared together, `thread t[3]`, differ in their numbers alone, and count as interchangeable. A property
// that names one of them tells it from the others, and there are more states to look at.
//
// Example:
//
//     thread t[3] { let n = xchg(x, 1) }
//     final first: t[0].n == 0
//
// Use instead: a question about all of them, `count(i in 0..2, t[i].n == 0) == 1`; or leave it, where one is meant.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Exists, Final, Invariant } from '../generated/ast.ts';
import { isExists, isFinal, isGroup, isInvariant, isNameReference, isThread } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Rule } from '../rule.ts';

const isProperty = (node: AstNode): node is Exists | Final | Invariant =>
    isInvariant(node) || isFinal(node) || isExists(node);

export const namedMember: Rule = {
    code: 'named-member',
    severity: 'info',
    visit: {
        Index: function* (node, { typing }) {
            const array = isGroup(node.array) ? node.array.inner : node.array;
            const thread = isNameReference(array) ? array.reference?.ref : undefined;
            if (!isThread(thread) || thread.count === undefined || typing.constant(node.index) === undefined) return;
            if (AstUtils.getContainerOfType(node, isProperty) === undefined) return;
            yield {
                place: placeOf(node),
                message: `This names one of the threads \`${thread.name}\`: they count no more as interchangeable.`,
                hint: `To ask about all of them: \`all(i in 0..${textOf(thread.count)} - 1, ${thread.name}[i] …)\`.`,
            };
        },
    },
};
