// # shadowed-name
//
// What it does: warns of a register or parameter with the name of a shared variable or lock.
//
// Why: `let x = 1` declares a register of the thread; the shared `x` keeps its value, and nobody sees the store.
//
// Example:
//
//     var done = false
//     thread t { let done = true }
//
// Use instead: `done = true` for the shared variable, another name for a register.
import type { AstNode } from 'langium';
import { moduleOf } from '../environment.ts';
import { isLock, isVar } from '../generated/ast.ts';
import { placeOfProperty } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { exportsOf, nameOf } from '../scope.ts';

export const shadowedName: Rule = {
    code: 'shadowed-name',
    severity: 'warning',
    visit: { Let: judge, ChooseValue: judge, Stack: judge, Parameter: judge, EventParameter: judge },
};

function* judge(node: AstNode): Iterable<Finding> {
    const module = moduleOf(node);
    const shared =
        module === undefined
            ? undefined
            : exportsOf(module)
                  .get(nameOf(node))
                  ?.find(each => isVar(each) || isLock(each));
    if (shared === undefined) return;
    const what = isLock(shared) ? 'lock' : 'shared variable';
    yield {
        place: placeOfProperty(node, 'name'),
        message: `This hides the ${what} \`${nameOf(node)}\`.`,
        related: [{ place: placeOfProperty(shared, 'name'), message: `The ${what}.` }],
    };
}
