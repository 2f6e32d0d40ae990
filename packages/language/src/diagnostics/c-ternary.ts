// # c-ternary
//
// What it does: reports C's `c ? a : b`.
//
// Why: which accesses happen is then easy to overlook.
//
// Example:
//
//     let n = big ? 2 : 1
//
// Use instead: `let n = 1`, `if big { n = 2 }`.
import type { SlipRule } from '../slips.ts';
import { endsOperand, isSameLine, startsOperand } from '../slips.ts';

export const cTernary: SlipRule = {
    code: 'c-ternary',
    triggers: ['?'],
    find: (tokens, at, { isCode }) => {
        const [before, mark, after] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
        if (!isCode(at) || !endsOperand(before) || !isSameLine(mark, after) || !startsOperand(after)) return undefined;
        return { length: 1, message: 'There is no `c ? a : b`; write an `if`.' };
    },
};
