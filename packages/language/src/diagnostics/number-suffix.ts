// # number-suffix
//
// What it does: reports C's suffixes of numbers: `1UL`.
//
// Why: a literal fits every type that holds its value.
//
// Example:
//
//     size = 1UL
//
// Use instead: `size = 1`.
import type { SlipRule } from '../slips.ts';
import { touches } from '../slips.ts';

export const numberSuffix: SlipRule = {
    code: 'number-suffix',
    triggers: ['0'],
    find: (tokens, at) => {
        const [{ image }, next] = [tokens[at]!, tokens[at + 1]];
        if (next === undefined || !/^[uUlL]{1,3}$/.test(next.image) || !touches(tokens[at], next)) return undefined;
        return { length: 2, message: 'A number has no suffix.', instead: image, image };
    },
};
