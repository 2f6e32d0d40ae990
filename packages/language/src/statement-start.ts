// Where a statement may begin, told from the tokens before.
import type { IToken } from './slips.ts';
import { isWord } from './slips.ts';

/** A token that may be the last of a statement. */
export const ENDS = /^(?:[\w"'].*|[)\]?]|\.\.\.)$/s;

/** Whether the token is the first of a line, or stands after `{`, `}`, `;` or a label. */
export function startsStatement(tokens: readonly IToken[], at: number): boolean {
    for (let start = at; ; start -= 2) {
        const before = tokens[start - 1];
        if (before === undefined || ['{', '}', ';'].includes(before.image)) return true;
        if (before.endLine !== tokens[start]!.startLine) return ENDS.test(before.image) || before.image === ':';
        if (before.image !== ':' || !isWord(tokens[start - 2])) return false;
    }
}
