// # only-in-properties
//
// What it does: reports code that looks at what only a property can see: another thread's registers, whether a lock is
// held, where a thread stands, whether it has ended.
//
// Why: no instruction could find it out; a script that branches on it would prove nothing about a kernel.
//
// Example:
//
//     thread a { if l.held { return } }
//
// Use instead: an `assert`, `invariant`, `final` or a ghost; in code, a shared variable, or `mutex_trylock`.
import type { AstNode } from 'langium';
import type { Member } from '../generated/ast.ts';
import {
    isAssert,
    isAssignment,
    isAssume,
    isChooseValue,
    isExists,
    isFinal,
    isInvariant,
    isLet,
    isNameReference,
    isStack,
    isVar,
} from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import { builtinOf } from '../prelude.ts';
import type { Finding, Rule } from '../rule.ts';
import { namedBy } from './not-assignable.ts';

export const onlyInProperties: Rule = {
    code: 'only-in-properties',
    severity: 'error',
    visit: {
        Member: judgeMember,
        NameReference: function* (node) {
            if (builtinOf(node.reference?.ref)?.semantics.kind === 'property' && !isSpecification(node)) {
                yield { place: placeOf(node), message: `Only a property may ask \`${node.reference.$refText}\`.` };
            }
        },
        AtExpression: function* (node) {
            if (!isSpecification(node))
                yield { place: placeOf(node), message: 'Only a property may ask where a thread is.' };
        },
    },
};

/** Whether it stands in a property, an assertion or a ghost assignment. */
export function isSpecification(node: AstNode): boolean {
    for (let at: AstNode | undefined = node; at !== undefined; at = at.$container) {
        if (isAssert(at) || isAssume(at) || isInvariant(at) || isFinal(at) || isExists(at)) return true;
        if (isAssignment(at)) {
            const target = namedBy(at.target.$type === 'Index' ? at.target.array : at.target);
            if (isVar(target) && target.ghost) return true;
        }
    }
    return false;
}

function* judgeMember(node: Member): Iterable<Finding> {
    const declaration = node.member?.ref;
    if (declaration === undefined || isSpecification(node)) return;
    const place = placeOf(node);
    const isRegister = isLet(declaration) || isChooseValue(declaration) || isStack(declaration);
    if (isRegister && isNameReference(node.receiver)) {
        yield { place, message: `Only a property may read \`${textOf(node)}\`, a register of a thread.` };
    } else if (builtinOf(declaration)?.semantics.kind === 'property') {
        yield { place, message: `Only a property may ask \`${textOf(node)}\`.` };
    } else if (
        isVar(declaration) &&
        declaration.name === 'result' &&
        declaration.$container.$type === 'Struct' &&
        declaration.$container.extern
    ) {
        yield { place, message: `Only a property may read \`${textOf(node)}\`.` };
    }
}
