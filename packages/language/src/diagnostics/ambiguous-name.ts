// # ambiguous-name
//
// What it does: reports the bare name of a member of two enums.
//
// Why: the names of enums are global, so that `state == busy` needs no prefix; two of the same name need one.
//
// Example:
//
//     enum a { on, off }
//     enum b { on, auto }
//     var x = on
//
// Use instead: `a.on`.
import { isEnumMember } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Rule } from '../rule.ts';
import { codeList } from '../rule.ts';
import { namesFor } from '../scope.ts';

export const ambiguousName: Rule = {
    code: 'ambiguous-name',
    severity: 'error',
    visit: {
        NameReference: function* (node) {
            if (!isEnumMember(node.reference?.ref)) return;
            const found = namesFor(node, 'reference').find(node.reference.$refText).filter(isEnumMember);
            if (found.length < 2) return;
            const full = found.map(member => `${member.$container.name}.${member.name}`);
            yield {
                place: placeOf(node),
                message: `\`${node.reference.$refText}\` may be ${codeList(full)}.`,
                hint: `Write \`${full[0]}\`.`,
            };
        },
    },
};
