// # misplaced-let
//
// What it does: reports a `let` outside of code, and a `var` inside.
//
// Why: `let` is a register of one thread, `var` is shared by all: it stands outside, where all see it.
//
// Example:
//
//     thread t { var n = 0 }
//
// Use instead: `let n = 0`; or, if the others are meant to see it, `var n = 0` outside.
import type { SlipRule } from '../slips.ts';
import { isWord } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const misplacedLet: SlipRule = {
    code: 'misplaced-let',
    triggers: ['let', 'var'],
    find: (tokens, at, { isCode }) => {
        const [{ image, startColumn }, next] = [tokens[at]!, tokens[at + 1]];
        if (!isWord(next) || !startsStatement(tokens, at)) return undefined;
        if (image === 'var' && isCode(at)) {
            return {
                length: 1,
                message: 'A register is declared with `let`; `var` stands outside of code.',
                instead: 'let',
                reading: ['let'],
            };
        }
        if (image === 'let' && !isCode(at) && startColumn === 1) {
            return {
                length: 1,
                message: 'A shared variable is declared with `var`; `let` stands in code.',
                instead: 'var',
                reading: ['var'],
            };
        }
        return undefined;
    },
};
