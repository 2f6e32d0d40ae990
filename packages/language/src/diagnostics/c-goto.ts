// # c-goto
//
// What it does: reports `goto`.
//
// Why: labels name steps; control goes by blocks.
//
// Example:
//
//     retry: ...
//     goto retry
//
// Use instead: `retry: loop { … continue retry … break }`; for a common exit, a function with `return`.
import type { SlipRule } from '../slips.ts';
import { isWord } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const cGoto: SlipRule = {
    code: 'c-goto',
    triggers: ['goto'],
    find: (tokens, at, { isCode }) => {
        const label = tokens[at + 1];
        if (!isCode(at) || !isWord(label) || !startsStatement(tokens, at)) return undefined;
        return {
            length: 2,
            message: 'There is no `goto`.',
            hint: `Write \`${label!.image}: loop { … }\` with \`break\` and \`continue ${label!.image}\`, or a function with \`return\`.`,
        };
    },
};
