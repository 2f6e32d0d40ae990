// # ghost-read
//
// What it does: reports code that reads a ghost.
//
// Why: a ghost exists for the specification only. If code could read it, taking the ghosts out would change what the
// code does.
//
// Example:
//
//     ghost var owner = 0
//     thread t { if owner == 1 { return } }
//
// Use instead: a `var`, or read the ghost in an `assert`, an `invariant` or another ghost's assignment.

import type { Member, NameReference } from '../generated/ast.ts';
import { isMember, isVar } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { namedBy } from './not-assignable.ts';
import { isSpecification } from './only-in-properties.ts';

export const ghostRead: Rule = {
    code: 'ghost-read',
    severity: 'error',
    visit: { NameReference: judge, Member: judge },
};

function* judge(node: NameReference | Member): Iterable<Finding> {
    const declaration = namedBy(node);
    if (!isVar(declaration) || !declaration.ghost || isSpecification(node)) return;
    if (isMember(node.$container) && node.$container.receiver !== node) return;
    yield { place: placeOf(node), message: `\`${declaration.name}\` is a ghost; code must not depend on it.` };
}
