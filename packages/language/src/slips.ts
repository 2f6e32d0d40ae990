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
    /** The texts of tokens that a slip may begin with; `'` stands for a text in single quotes, `0` for a number. */
    readonly triggers: readonly string[];
    readonly find: (tokens: readonly IToken[], at: number, surroundings: Surroundings) => FoundSlip | undefined;
}

export interface Surroundings {
    /** Whether the token stands in a body, rather than between declarations or among members. */
    readonly isCode: (at: number) => boolean;
}

export interface FoundSlip {
    /** How many tokens it takes. */
    readonly length: number;
    readonly message: string;
    readonly hint?: string;
    /** The text that surely stands for it. */
    readonly instead?: string;
    /** The tokens that the parser reads in its place, by name, names of things as `ID x`; absent, its lines are given up. */
    readonly reading?: readonly string[];
    /** Read as a token of the same kind with this text. */
    readonly image?: string;
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
    const inCode = codeAt(tokens);
    const surroundings: Surroundings = { isCode: at => inCode[at] === 1 };
    for (let at = 0; at < tokens.length; ) {
        const first = tokens[at]!;
        const found = findSlip(tokens, at, surroundings, rules.get(triggerOf(first)) ?? []);
        if (found === undefined) {
            result.push(first);
            at++;
            continue;
        }
        const { slip, code } = found;
        const taken = tokens.slice(at, at + slip.length);
        const last = taken.at(-1)!;
        const { message, hint, instead, reading, image } = slip;
        const isGivenUp = (reading === undefined || reading[0] === 'END') && image === undefined;
        slips.push({
            code,
            message,
            hint,
            start: first.startOffset,
            end: last.endOffset! + 1,
            instead,
            related: [],
            isGivenUp,
        });
        if (image !== undefined) result.push(spanning(first, last, first.tokenType, image));
        else if (reading === undefined) result.push(...taken);
        else {
            reading.forEach((each, index) => {
                const [name, text = name === 'END' ? ';' : name] = each.split(' ') as [string, string?];
                const type = types[name]!;
                result.push(index === 0 ? spanning(first, last, type, text) : behind(last, type, text));
            });
        }
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

/** Whether both stand on one line. */
export function isSameLine(left: IToken | undefined, right: IToken | undefined): boolean {
    return left !== undefined && right !== undefined && left.endLine === right.startLine;
}

/** Whether an expression may end with the token. */
export function endsOperand(token: IToken | undefined): boolean {
    return (
        token !== undefined && (/^[)\]]$/.test(token.image) || (/^\w/.test(token.image) && !OPENERS.has(token.image)))
    );
}

/** Whether an expression may begin with the token. */
export function startsOperand(token: IToken | undefined): boolean {
    return token !== undefined && /^(?:[\w!~(-]|&$)/.test(token.image);
}

const OPENERS = new Set(['if', 'while', 'return', 'until', 'assert', 'assume', 'in', 'match', 'else', 'or']);
const HOLDS_MEMBERS = new Set([
    'bits',
    'enum',
    'extensible',
    'extern',
    'file',
    'filesystem',
    'local',
    'lock',
    'machine',
    'mm',
    'owned',
    'struct',
]);

/** For each token, 1 where it stands in a body. */
export function codeAt(tokens: readonly IToken[]): Uint8Array {
    const result = new Uint8Array(tokens.length);
    const isBody: boolean[] = [];
    let holdsMembers = false;
    tokens.forEach((token, at) => {
        if (token.image === '}') isBody.pop();
        result[at] = isBody.at(-1) ? 1 : 0;
        if (token.image === '{') {
            isBody.push(!holdsMembers);
            holdsMembers = false;
        } else if (!isBody.at(-1) && startsLine(tokens, at)) {
            holdsMembers = HOLDS_MEMBERS.has(token.image) && tokens[at + 1]?.image !== 'actor';
        }
    });
    return result;
}

function startsLine(tokens: readonly IToken[], at: number): boolean {
    const before = tokens[at - 1];
    return before === undefined || [';', '{', '}'].includes(before.image) || before.endLine !== tokens[at]!.startLine;
}

function triggerOf({ image }: IToken): string {
    return image.startsWith("'") ? "'" : /^\d/.test(image) ? '0' : image;
}

function findSlip(
    tokens: readonly IToken[],
    at: number,
    surroundings: Surroundings,
    rules: readonly SlipRule[],
): { readonly slip: FoundSlip; readonly code: string } | undefined {
    for (const rule of rules) {
        const slip = rule.find(tokens, at, surroundings);
        if (slip !== undefined) return { slip, code: rule.code };
    }
    return undefined;
}

function spanning(first: IToken, last: IToken, type: TokenType, image: string): IToken {
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

/** Without width, so that it leaves no trace in the syntax tree. */
function behind(last: IToken, type: TokenType, image: string): IToken {
    return {
        ...last,
        image,
        tokenType: type,
        tokenTypeIdx: type.tokenTypeIdx!,
        startOffset: last.endOffset! + 1,
        endOffset: last.endOffset!,
    };
}
