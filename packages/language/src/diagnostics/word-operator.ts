// # word-operator
//
// What it does: reports `and`, `or` and `not` as operators.
//
// Why: kernel readers write `&&`, `||` and `!`. (`or` stands between the branches of a `choose`.)
//
// Example:
//
//     if a and not b { return }
//
// Use instead: `if a && !b { return }`.
import type { FoundSlip, IToken, SlipRule } from '../slips.ts';
import { endsOperand, isSameLine, isWord, startsOperand } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const wordOperator: SlipRule = {
    code: 'word-operator',
    triggers: ['and', 'or', 'not'],
    find: (tokens, at): FoundSlip | undefined => {
        const [before, word, after] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
        if (!startsOperand(after) || !isSameLine(word, after)) return undefined;
        if (word.image === 'not') {
            if (
                startsStatement(tokens, at) ||
                (endsOperand(before) && !['and', 'or'].includes(before!.image)) ||
                !isWord(after)
            )
                return undefined;
            return { length: 1, message: '`not` is written `!`.', instead: '!', reading: ['!'] };
        }
        if (!endsOperand(before) || !isSameLine(before, word)) return undefined;
        if (isOutcome(tokens, at)) {
            const message = 'The outcomes of a check are listed, `deadlock, pass`, and all of them must occur.';
            return { length: 1, message, reading: [','] };
        }
        const operator = word.image === 'and' ? '&&' : '||';
        return {
            length: 1,
            message: `\`${word.image}\` is written \`${operator}\`.`,
            instead: operator,
            reading: [operator],
        };
    },
};

/** Whether the word stands behind the `expects` of a check. */
function isOutcome(tokens: readonly IToken[], at: number): boolean {
    let first = at;
    while (first > 0 && isSameLine(tokens[first - 1], tokens[at])) first--;
    return tokens.slice(first, at).some(({ image }) => image === 'expects');
}
