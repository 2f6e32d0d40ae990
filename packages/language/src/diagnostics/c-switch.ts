// # c-switch
//
// What it does: reports C's `switch`, `case` and `default`.
//
// Why: an arm of a `match` ends by itself, nothing falls through.
//
// Example:
//
//     switch (state) { case idle: start(); break; }
//
// Use instead: `match state { idle => { start() } else => { } }`.
import type { SlipRule } from '../slips.ts';
import { startsOperand } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const cSwitch: SlipRule = {
    code: 'c-switch',
    triggers: ['switch', 'case', 'default'],
    find: (tokens, at, { isCode }) => {
        const next = tokens[at + 1];
        if (!isCode(at) || !startsStatement(tokens, at)) return undefined;
        switch (tokens[at]!.image) {
            case 'switch':
                return startsOperand(next)
                    ? { length: 1, message: '`switch` is written `match`.', instead: 'match', reading: ['match'] }
                    : undefined;
            case 'case':
                return startsOperand(next) ? { length: 1, message: 'An arm is written `value => { … }`.' } : undefined;
            default:
                return next?.image === ':'
                    ? { length: 2, message: 'The last arm is written `else => { … }`.' }
                    : undefined;
        }
    },
};
