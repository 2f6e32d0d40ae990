// How deeply a text nests, told from its tokens before the parser, which recurses, meets them.
import type { IToken } from './slips.ts';
import { ENDS } from './statement-start.ts';

const BRACKETS = 100;
const PREFIXES = 100;
const CHAIN = 200;
const TOKENS = 2000;

const OPENS = new Set(['{', '(', '[']);
const CLOSES = new Set(['}', ')', ']']);
const IS_PREFIX = /^(?:[!~&-]|&&|<|list)$/;

/** Where the first too deep part begins; absent where all is well. */
export function placeTooDeep(tokens: readonly IToken[]): { readonly start: number; readonly end: number } | undefined {
    let brackets = 0;
    let prefixes = 0;
    let chain = 0;
    let inStatement = 0;
    for (const [at, { image }] of tokens.entries()) {
        brackets = OPENS.has(image) ? brackets + 1 : CLOSES.has(image) ? Math.max(0, brackets - 1) : brackets;
        prefixes = IS_PREFIX.test(image) ? prefixes + 1 : 0;
        if (image === 'else') chain++;
        else if (tokens[at - 1]?.image === '}') chain = 0;
        const startsLine = tokens[at - 1]?.endLine !== tokens[at]!.startLine;
        inStatement =
            image === '{' ||
            image === '}' ||
            image === ';' ||
            (startsLine && /^\w/.test(image) && ENDS.test(tokens[at - 1]?.image ?? 'x'))
                ? 0
                : inStatement + 1;
        if (brackets > BRACKETS || prefixes > PREFIXES || chain > CHAIN || inStatement > TOKENS) {
            return { start: tokens[at]!.startOffset, end: tokens[at]!.endOffset! + 1 };
        }
    }
    return undefined;
}
