// # single-quotes
//
// What it does: reports a text in single quotes.
//
// Example:
//
//     check 'no barriers' expects deadlock
//
// Use instead: double quotes.
import type { SlipRule } from '../slips.ts';

export const singleQuotes: SlipRule = {
    code: 'single-quotes',
    triggers: ["'"],
    find: (tokens, at) => {
        const { image } = tokens[at]!;
        const instead = `"${image.slice(1, -1).replaceAll('"', '\\"')}"`;
        return { length: 1, message: 'A text is written in double quotes.', instead, image: instead };
    },
};
