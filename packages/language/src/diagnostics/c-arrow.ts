// # c-arrow
//
// What it does: reports C's `->`, and `->` before the result of a function.
//
// Why: a member is reached with `.`, through a reference, too. A result is written as every type is, behind `:`.
//
// Example:
//
//     p->next = null
//
// Use instead: `p.next = null`; `fn f(): int`.
import type { IToken, SlipRule } from '../slips.ts';
import { touches } from '../slips.ts';

export const cArrow: SlipRule = {
    code: 'c-arrow',
    triggers: ['-'],
    find: (tokens, at) => {
        const next = tokens[at + 1];
        if (next?.image !== '>' || !touches(tokens[at], next)) return undefined;
        if (tokens[at - 1]?.image === ')' && isHeader(tokens, at)) {
            return {
                length: 2,
                message: 'The result of a function is written `: type`.',
                instead: ':',
                reading: [':'],
            };
        }
        return { length: 2, message: 'A member is reached with `.`.', instead: '.', reading: ['.'] };
    },
};

function isHeader(tokens: readonly IToken[], at: number): boolean {
    const line = tokens[at]!.startLine;
    for (let before = at - 1; before >= 0 && tokens[before]!.startLine === line; before--) {
        if (tokens[before]!.image === 'fn') return true;
    }
    return false;
}
