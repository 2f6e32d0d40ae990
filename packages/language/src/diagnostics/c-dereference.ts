// # c-dereference
//
// What it does: reports C's `*p`.
//
// Why: a reference is used as it is (`p.member`), and a parameter `p: &T` stands for the cell.
//
// Example:
//
//     *flag = true
//
// Use instead: `flag = true`, with a parameter `flag: &bool`.
import type { SlipRule } from '../slips.ts';
import { endsOperand, isSameLine, isWord } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const cDereference: SlipRule = {
    code: 'c-dereference',
    triggers: ['*'],
    find: (tokens, at, { isCode }) => {
        const [before, star, after] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
        if (!isCode(at) || !isSameLine(star, after) || !(isWord(after) || after?.image === '(')) return undefined;
        const isPrefix = startsStatement(tokens, at) || (isSameLine(before, star) && !endsOperand(before));
        if (!isPrefix) return undefined;
        const name = isWord(after) ? after!.image : 'p';
        return {
            length: 1,
            message: `There is no \`*${name}\`; \`${name}\` itself stands for the cell, and \`${name}.x\` for a member.`,
        };
    },
};
