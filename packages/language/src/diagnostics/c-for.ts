// # c-for
//
// What it does: reports C's `for` and `do`.
//
// Why: a loop is `while c { }` or `loop { }`; what is asked of all members of a range in a property is `all(i in a..b, …)`.
//
// Example:
//
//     for (int i = 0; i < 3; i++) { total += a[i] }
//
// Use instead:
//
//     let i = 0
//     while i < 3 {
//         total += a[i]
//         i += 1
//     }
import type { SlipRule } from '../slips.ts';
import { isWord } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const cFor: SlipRule = {
    code: 'c-for',
    triggers: ['for', 'do'],
    find: (tokens, at, { isCode }) => {
        const next = tokens[at + 1];
        if (!isCode(at) || !startsStatement(tokens, at)) return undefined;
        if (tokens[at]!.image === 'for' && (next?.image === '(' || isWord(next))) {
            return {
                length: 1,
                message: 'There is no `for`.',
                hint: 'Write `let i = 0` and `while i < n { …; i += 1 }`.',
            };
        }
        if (tokens[at]!.image !== 'do' || next?.image !== '{') return undefined;
        return {
            length: 1,
            message: 'There is no `do`.',
            hint: 'Write `loop { …; if !c { break } }`.',
            reading: ['loop'],
        };
    },
};
