// Slips of a C programmer that can be seen in the tokens alone.
//
// A slip with an obvious meaning (`->`, `and`) is put right here, so that the parser goes on as if it had been written
// well; after another, the parser's own complaints about its lines would only repeat what has been said.
import type { LexerResult } from 'langium';

export type IToken = LexerResult['tokens'][number];
export type TokenType = IToken['tokenType'];

/** What a file in `diagnostics/` about such a slip exports. */
export interface SlipRule {
    readonly code: string;
    /** The texts of tokens that a slip may begin with. */
    readonly triggers: readonly string[];
    readonly find: (tokens: readonly IToken[], at: number) => FoundSlip | undefined;
}

export interface FoundSlip {
    /** How many tokens it takes. */
    readonly length: number;
    readonly message: string;
    readonly hint?: string;
    /** The text that surely stands for it. */
    readonly instead?: string;
    /** The token that the parser reads in its place; absent, its lines are given up. */
    readonly reading?: string;
}

export interface Slip {
    readonly code: string;
    readonly message: string;
    readonly hint: string | undefined;
    readonly start: number;
    readonly end: number;
    readonly instead: string | undefined;
    readonly related: readonly { readonly start: number; readonly end: number; readonly message: string }[];
    /** Whether syntax errors on its lines are its own. */
    readonly isGivenUp: boolean;
}

export interface Rewritten {
    readonly tokens: IToken[];
    readonly slips: readonly Slip[];
}

export function rewriteSlips(
    tokens: readonly IToken[],
    types: Readonly<Record<string, TokenType>>,
    rules: ReadonlyMap<string, readonly SlipRule[]>,
): Rewritten {
    const result: IToken[] = [];
    const slips: Slip[] = [];
    for (let at = 0; at < tokens.length; ) {
        const first = tokens[at]!;
        const found = findSlip(tokens, at, rules.get(first.image) ?? []);
        if (found === undefined) {
            result.push(first);
            at++;
            continue;
        }
        const { slip, code } = found;
        const taken = tokens.slice(at, at + slip.length);
        const last = taken.at(-1)!;
        const type = slip.reading === undefined ? undefined : types[slip.reading];
        slips.push({
            code,
            message: slip.message,
            hint: slip.hint,
            start: first.startOffset,
            end: last.endOffset! + 1,
            instead: slip.instead,
            related: [],
            isGivenUp: type === undefined,
        });
        if (type === undefined) result.push(...taken);
        else result.push(joined(first, last, type, slip.reading!));
        at += slip.length;
    }
    return { tokens: result, slips };
}

export function isWord(token: IToken | undefined): boolean {
    return token !== undefined && /^[A-Za-z_]\w*$/.test(token.image);
}

export function touches(left: IToken | undefined, right: IToken | undefined): boolean {
    return left !== undefined && right !== undefined && left.endOffset! + 1 === right.startOffset;
}

function findSlip(
    tokens: readonly IToken[],
    at: number,
    rules: readonly SlipRule[],
): { readonly slip: FoundSlip; readonly code: string } | undefined {
    for (const rule of rules) {
        const slip = rule.find(tokens, at);
        if (slip !== undefined) return { slip, code: rule.code };
    }
    return undefined;
}

function joined(first: IToken, last: IToken, type: TokenType, image: string): IToken {
    return {
        ...first,
        image,
        tokenType: type,
        tokenTypeIdx: type.tokenTypeIdx!,
        endOffset: last.endOffset!,
        endLine: last.endLine!,
        endColumn: last.endColumn!,
    };
}
