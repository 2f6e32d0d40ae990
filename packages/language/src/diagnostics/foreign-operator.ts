// # foreign-operator
//
// What it does: reports operators of other languages: `:=`, `===`, `!==`, `<>`.
//
// Example:
//
//     if x <> 1 { return }
//
// Use instead: `x != 1`; `let x = 1` for `x := 1`.
import type { SlipRule } from '../slips.ts';
import { isWord, touches } from '../slips.ts';

export const foreignOperator: SlipRule = {
    code: 'foreign-operator',
    triggers: [':', '==', '!=', '<'],
    find: (tokens, at, { isCode }) => {
        const [before, first, second] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
        if (!isCode(at) || !touches(first, second)) return undefined;
        if (first.image === ':' && second?.image === '=' && isWord(before)) {
            return { length: 2, message: `A register is declared with \`let ${before!.image} = …\`.` };
        }
        if ((first.image === '==' || first.image === '!=') && second?.image === '=') {
            return {
                length: 2,
                message: `\`${first.image}=\` is written \`${first.image}\`.`,
                instead: first.image,
                reading: [first.image],
            };
        }
        if (first.image === '<' && second?.image === '>') {
            return { length: 2, message: '`<>` is written `!=`.', instead: '!=', reading: ['!='] };
        }
        return undefined;
    },
};
