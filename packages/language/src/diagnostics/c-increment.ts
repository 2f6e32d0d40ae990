// # c-increment
//
// What it does: reports `x++`, `x--`, `++x` and `--x`.
//
// Why: an assignment is a statement and never a part of an expression, so that what is one step can be seen.
//
// Example:
//
//     counter++
//
// Use instead: `counter += 1`; where it must be one step, `atomic_inc(counter)`.
import type { SlipRule } from '../slips.ts';
import { endsOperand, isSameLine, isWord, touches } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const cIncrement: SlipRule = {
    code: 'c-increment',
    triggers: ['+', '-'],
    find: (tokens, at) => {
        const [before, first, second, after] = [tokens[at - 1], tokens[at]!, tokens[at + 1], tokens[at + 2]];
        if (second?.image !== first.image || !touches(first, second)) return undefined;
        const sign = first.image;
        const isPrefix = startsStatement(tokens, at);
        const isPostfix =
            !isPrefix &&
            endsOperand(before) &&
            isSameLine(before, first) &&
            !(isSameLine(second, after) && /^[\w(]/.test(after!.image));
        if (isPostfix) {
            const name = isWord(before) ? before!.image : 'x';
            return {
                length: 2,
                message: `There is no \`${sign}${sign}\`; write \`${name} ${sign}= 1\`.`,
                instead: ` ${sign}= 1`,
                reading: ['END'],
            };
        }
        if (!isPrefix) return undefined;
        const name = isWord(after) ? after!.image : 'x';
        return { length: 2, message: `There is no \`${sign}${sign}\`; write \`${name} ${sign}= 1\`.` };
    },
};
