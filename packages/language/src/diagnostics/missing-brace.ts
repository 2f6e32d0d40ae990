// # missing-brace
//
// What it does: reports a block that is still open where the next declaration begins.
//
// Why: a declaration that begins a line stands outside all blocks, so a `}` must be missing above it. It is read as if
// it were there, and the rest of the file keeps its meaning.
//
// Example:
//
//     thread a {
//         if x { y = 1
//     }
//     thread b { }
//     // <- Expected `}` before `thread`.
//
// Use instead: close the block.
import type { IToken, Slip, TokenType } from '../slips.ts';
import { isWord } from '../slips.ts';

/** Declarations that never stand in a block and are never the beginning of a statement at the start of a line. */
const DECLARES = new Set([
    'bits',
    'check',
    'const',
    'daemon',
    'device',
    'enum',
    'event',
    'exists',
    'final',
    'fn',
    'import',
    'interrupt',
    'invariant',
    'machine',
    'param',
    'struct',
    'thread',
]);

/** Closes, without width, what is open before such a declaration. */
export function closeOpenBlocks(
    tokens: readonly IToken[],
    types: Readonly<Record<string, TokenType>>,
): { readonly tokens: IToken[]; readonly slips: readonly Slip[] } {
    const result: IToken[] = [];
    const slips: Slip[] = [];
    const open: IToken[] = [];
    tokens.forEach((token, at) => {
        if (token.image === '{') open.push(token);
        else if (token.image === '}') open.pop();
        else if (open.length > 0 && token.startColumn === 1 && DECLARES.has(token.image) && isDeclaration(tokens, at)) {
            slips.push(slip(token, open.at(-1)!));
            for (; open.length > 0; open.pop()) result.push(closing(tokens[at - 1]!, types['}']!));
        }
        result.push(token);
    });
    return { tokens: result, slips };
}

function isDeclaration(tokens: readonly IToken[], at: number): boolean {
    const [before, next] = [tokens[at - 1], tokens[at + 1]];
    if (before === undefined || before.endLine === tokens[at]!.startLine) return false;
    return isWord(next) || (next !== undefined && (next.image.startsWith('"') || next.image === '{'));
}

function slip(token: IToken, open: IToken): Slip {
    return {
        code: 'missing-brace',
        message: `Expected \`}\` before \`${token.image}\`.`,
        hint: undefined,
        start: token.startOffset,
        end: token.endOffset! + 1,
        instead: undefined,
        related: [{ start: open.startOffset, end: open.endOffset! + 1, message: 'This block is open.' }],
        isGivenUp: false,
    };
}

function closing(before: IToken, type: TokenType): IToken {
    return {
        ...before,
        image: '}',
        tokenType: type,
        tokenTypeIdx: type.tokenTypeIdx!,
        startOffset: before.endOffset! + 1,
        endOffset: before.endOffset!,
    };
}
