// # missing-until
//
// What it does: reports `wait` and `spin` without `until`.
//
// Example:
//
//     wait ready
//
// Use instead: `wait until ready`.
import type { SlipRule } from '../slips.ts';
import { isSameLine, isWord } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const missingUntil: SlipRule = {
    code: 'missing-until',
    triggers: ['wait', 'spin', 'wait_killable', 'wait_interruptible'],
    find: (tokens, at, { isCode }) => {
        const [{ image }, next] = [tokens[at]!, tokens[at + 1]];
        if (!isCode(at) || next?.image === 'until' || !isSameLine(tokens[at], next)) return undefined;
        if (!isWord(next) && next?.image !== '!') return undefined;
        if ((image === 'wait' || image === 'spin') && !startsStatement(tokens, at)) return undefined;
        return {
            length: 1,
            message: `Write \`${image} until\` and the condition.`,
            instead: `${image} until`,
            reading: [image, 'until'],
        };
    },
};
