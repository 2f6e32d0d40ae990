// # bits-field-write
//
// What it does: notes an assignment to one field of a shared word.
//
// Why: it loads the whole word and stores it back, in two steps. What another CPU does to the word in between is lost,
// the dirty bit above all.
//
// Example:
//
//     pte.write = false
//
// Use instead: `clear_bit(pte.write)` for one atomic step, a `cmpxchg` loop, or an exchange; or leave it, where the word
// is under a lock that everybody takes.

import { AstUtils } from 'langium';
import { isAtomic, isBitsField, isMember } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Rule } from '../rule.ts';
import { isCellExpression } from './not-assignable.ts';
import { isSpecification } from './only-in-properties.ts';

export const bitsFieldWrite: Rule = {
    code: 'bits-field-write',
    severity: 'info',
    visit: {
        Assignment: function* ({ target }, { typing }) {
            if (!isMember(target) || !isBitsField(target.member?.ref) || !isCellExpression(target.receiver)) return;
            if (isSpecification(target) || AstUtils.getContainerOfType(target, isAtomic) !== undefined) return;
            const text = textOf(target);
            const isTruth = typing.typeOf(target).kind === 'bool';
            yield {
                place: placeOf(target),
                message: `This loads \`${textOf(target.receiver)}\` and stores it back, in two steps.`,
                ...(isTruth ? { hint: `\`set_bit(${text})\` and \`clear_bit(${text})\` are one step.` } : {}),
            };
        },
    },
};
