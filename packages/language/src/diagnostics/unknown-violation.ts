// # unknown-violation
//
// What it does: reports an expected violation of a property that does not exist.
//
// Why: `violation NAME` names an `invariant`, a `final`, an `exists` or a named `assert` of this file or one that it
// imports; `violation assert` means any assertion without a name.
//
// Example:
//
//     invariant alone: !(a && b)
//     check "both" expects violation alnoe
//
// Use instead: the name of the property.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { allModules } from '../environment.ts';
import type { Module } from '../generated/ast.ts';
import { isAssert, isExists, isFinal, isInvariant } from '../generated/ast.ts';
import { nearest } from '../names.ts';
import { placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';
import { replace } from '../rule.ts';

export const unknownViolation: Rule = {
    code: 'unknown-violation',
    severity: 'error',
    needsWholeSyntax: true,
    visit: {
        Expectation: function* (node) {
            const { verdict, name } = node;
            if (verdict !== 'violation') return;
            const names = propertyNames(node);
            const wanted = name ?? 'assert';
            if (names.includes(wanted)) return;
            const place = placeOfProperty(node, name === undefined ? 'verdict' : 'name');
            if (wanted === 'assert') {
                yield { place, message: 'Every assertion here has a name; say which: `violation NAME`.' };
                return;
            }
            const near = nearest(wanted, names);
            const message = `There is no property \`${wanted}\``;
            if (near === undefined) yield { place, message: `${message}.` };
            else
                yield {
                    place,
                    message: `${message}; did you mean \`${near}\`?`,
                    fix: replace(`Write \`${near}\``, place, near),
                };
        },
    },
};

function propertyNames(node: AstNode): readonly string[] {
    return allModules(node).flatMap(namesIn);
}

const known = new WeakMap<Module, readonly string[]>();

/** Found once for all checks that expect something of a module. */
function namesIn(module: Module): readonly string[] {
    let names = known.get(module);
    if (names === undefined) {
        names = AstUtils.streamAllContents(module)
            .filter(each => isInvariant(each) || isFinal(each) || isExists(each) || isAssert(each))
            .map(each => each.name ?? 'assert')
            .toArray();
        known.set(module, names);
    }
    return names;
}
