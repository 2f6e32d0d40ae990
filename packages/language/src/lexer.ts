// From text to tokens: line ends become terminators, and words are keywords only where they mean something.
//
// Invariant: a terminator has no width, so the parser sees it and the syntax tree never does; every other token keeps
// the offsets of the text it stands for.
import type { LexerResult, TokenBuilderOptions, TokenizeOptions } from 'langium';
import { DefaultLexer, DefaultTokenBuilder } from 'langium';
import { slipsInComments } from './diagnostics/block-comment.ts';
import { closeOpenBlocks } from './diagnostics/missing-brace.ts';
import { preprocessorSlip } from './diagnostics/preprocessor.ts';
import { slipRules } from './diagnostics/slip-rules.ts';
import { placeTooDeep } from './nesting.ts';
import type { IToken, Slip, SlipRule, TokenType } from './slips.ts';
import { codeAt, isWord, rewriteSlips, touches } from './slips.ts';
import { ENDS, startsStatement } from './statement-start.ts';

/** Never a name. */
export const RESERVED: ReadonlySet<string> = new Set([
    'addr',
    'alloc',
    'assert',
    'assume',
    'atomic',
    'bool',
    'break',
    'choose',
    'continue',
    'current',
    'else',
    'expects',
    'false',
    'fn',
    'if',
    'import',
    'in',
    'int',
    'kfree_rcu',
    'let',
    'loop',
    'null',
    'or',
    'return',
    'size_t',
    'this_cpu',
    'true',
    'u16',
    'u32',
    'u8',
    'ulong',
    'under',
    'until',
    'wait_interruptible',
    'wait_killable',
    'while',
    'with',
]);

type Predicate = (tokens: readonly IToken[], at: number) => boolean;

/** Keywords where the tokens around them say so, names elsewhere. */
const CONTEXTUAL: ReadonlyMap<string, Predicate> = new Map<string, Predicate>([
    ['all', isQuantifier],
    ['any', isQuantifier],
    ['anon', isMapped],
    ['count', isQuantifier],
    ['at', (tokens, at) => isAtOfCheck(tokens, at) || isAtExpression(tokens, at)],
    ['cover', (tokens, at) => startsStatement(tokens, at) && isWord(tokens[at + 1])],
    ['fail', (tokens, at) => startsStatement(tokens, at) && isWord(tokens[at + 1])],
    ['free', (tokens, at) => startsStatement(tokens, at) && opensOperand(tokens[at + 1])],
    ['hardware', (tokens, at) => startsStatement(tokens, at) && ['{', 'when'].includes(tokens[at + 1]?.image ?? '')],
    ['list', (tokens, at) => tokens[at + 1]?.image === '<' && [':', '&', '<'].includes(tokens[at - 1]?.image ?? '')],
    ['machine', isMachine],
    ['match', (tokens, at) => startsStatement(tokens, at) && opensOperand(tokens[at + 1])],
    ['none', isMapped],
    ['progress', (tokens, at) => startsStatement(tokens, at) && endsStatement(tokens, at)],
    ['ref', (tokens, at) => isWord(tokens[at + 1]) && [':', '&', '<'].includes(tokens[at - 1]?.image ?? '')],
    ['refcount', (tokens, at) => [':', '&', '<'].includes(tokens[at - 1]?.image ?? '')],
    ['spin', (tokens, at) => tokens[at + 1]?.image === 'until'],
    ['stack', (tokens, at) => startsStatement(tokens, at) && isWord(tokens[at + 1])],
    ['wait', (tokens, at) => tokens[at + 1]?.image === 'until'],
]);

/** After one of these a line goes on, whatever follows. */
const NEVER_ENDS: ReadonlySet<string> = new Set([
    'else',
    'expects',
    'fn',
    'if',
    'import',
    'in',
    'let',
    'or',
    'under',
    'until',
    'while',
    'with',
]);
/** Before one of these a line goes on. */
const CONTINUES: ReadonlySet<string> = new Set([
    'else',
    'or',
    'with',
    'under',
    'expects',
    ')',
    ']',
    ',',
    '.',
    '&&',
    '||',
]);
const SLIP_RULES = rulesByTrigger();
const WORD = /^[A-Za-z_]\w*$/;

export class FaultlineTokenBuilder extends DefaultTokenBuilder {
    protected override buildKeywordTokens(
        rules: Parameters<DefaultTokenBuilder['buildKeywordTokens']>[0],
        terminals: TokenType[],
        options?: TokenBuilderOptions,
    ): TokenType[] {
        const id = terminals.find(terminal => terminal.name === 'ID')!;
        const keywords = super.buildKeywordTokens(rules, terminals, options);
        for (const keyword of keywords) {
            if (WORD.test(keyword.name) && !RESERVED.has(keyword.name) && !CONTEXTUAL.has(keyword.name)) {
                keyword.CATEGORIES = [id];
            }
        }
        return keywords;
    }
}

export class FaultlineLexer extends DefaultLexer {
    override tokenize(text: string, options?: TokenizeOptions): LexerResult {
        const result = super.tokenize(text, options);
        const types = this.definition;
        const tooDeep = placeTooDeep(result.tokens);
        if (tooDeep !== undefined) return { ...result, tokens: [], errors: [], report: reporting([], tooDeep) };
        const directives = result.errors.filter(({ offset }) => isDirective(text, offset));
        const lines = new Set(directives.map(({ line }) => line));
        const written = result.tokens.filter(({ startLine }) => !lines.has(startLine));
        const rewritten = rewriteSlips(written, types, SLIP_RULES);
        const closed = closeOpenBlocks(rewritten.tokens, types);
        markNames(closed.tokens, types.ID!);
        markLabels(closed.tokens, types.LABEL!);
        const slips = [
            ...rewritten.slips,
            ...closed.slips,
            ...slipsInComments(result.hidden),
            ...directives.map(({ offset }) => preprocessorSlip(text, offset)),
        ];
        const errors = result.errors.filter(({ line }) => !lines.has(line));
        const tokens = withTerminators(closed.tokens, types.END!, text, options?.mode === 'partial');
        return { ...result, tokens, errors, report: reporting(slips, undefined) };
    }
}

/** What the lexer found out besides the tokens. */
export interface LexerReport {
    readonly diagnostics: [];
    readonly slips: readonly Slip[];
    readonly tooDeep: { readonly start: number; readonly end: number } | undefined;
}

function reporting(slips: readonly Slip[], tooDeep: LexerReport['tooDeep']): LexerReport {
    return { diagnostics: [], slips, tooDeep };
}

/** Whether a `#` begins the line. */
function isDirective(text: string, offset: number): boolean {
    return text[offset] === '#' && text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}

/** Turns keywords into names where they mean nothing. */
function markNames(tokens: IToken[], id: TokenType): void {
    tokens.forEach((token, at) => {
        const word = token.tokenType.name;
        const isKeyword = CONTEXTUAL.get(word);
        if (isKeyword === undefined ? RESERVED.has(word) && isPartOfOutcome(tokens, at) : !isKeyword(tokens, at)) {
            token.tokenType = id;
            token.tokenTypeIdx = id.tokenTypeIdx!;
        }
    });
}

/** Inside code, `name:` where a statement may begin is a label; inside a `struct` or `bits` it is a member. */
function markLabels(tokens: IToken[], label: TokenType): void {
    const inCode = codeAt(tokens);
    tokens.forEach((token, at) => {
        if (inCode[at] === 1 && tokens[at + 1]?.image === ':' && isWord(token) && startsStatement(tokens, at)) {
            token.tokenType = label;
            token.tokenTypeIdx = label.tokenTypeIdx!;
        }
    });
}

function withTerminators(tokens: readonly IToken[], end: TokenType, text: string, isPrefix: boolean): IToken[] {
    const result: IToken[] = [];
    tokens.forEach((token, at) => {
        result.push(token);
        const mayEnd = ENDS.test(token.image) && !NEVER_ENDS.has(token.tokenType.name);
        if (mayEnd ? isLineEnd(tokens, at, text, isPrefix) : isBeforeCheck(tokens, at)) {
            result.push({
                image: '',
                tokenType: end,
                tokenTypeIdx: end.tokenTypeIdx!,
                startOffset: token.endOffset! + 1,
                endOffset: token.endOffset!,
                startLine: token.endLine!,
                endLine: token.endLine!,
                startColumn: token.endColumn! + 1,
                endColumn: token.endColumn!,
            });
        }
    });
    return result;
}

function isLineEnd(tokens: readonly IToken[], at: number, text: string, isPrefix: boolean): boolean {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    if (next === undefined) return !isPrefix || text.includes('\n', token.endOffset! + 1);
    if (next.startLine === token.endLine) return next.image === '}';
    return !CONTINUES.has(next.image) && !isAtOfCheck(tokens, at + 1);
}

/** Nothing goes on with `check "…"` on another line: a check that stops in its middle does not take in the next one. */
function isBeforeCheck(tokens: readonly IToken[], at: number): boolean {
    const [next, title] = [tokens[at + 1], tokens[at + 2]];
    if (next?.image !== 'check' || title?.tokenType.name !== 'STRING') return false;
    return next.startLine !== tokens[at]!.endLine && isInCheck(tokens, at);
}

function isInCheck(tokens: readonly IToken[], at: number): boolean {
    for (let before = at; before >= 0 && at - before < 200; before--) {
        const { image } = tokens[before]!;
        if (image === 'check') return true;
        if (image === '{' || image === '}' || image === ';') return false;
    }
    return false;
}

/** `count(i in 0..n, …)`. */
function isQuantifier(tokens: readonly IToken[], at: number): boolean {
    return tokens[at + 1]?.image === '(' && isWord(tokens[at + 2]) && tokens[at + 3]?.image === 'in';
}

/** `vma buf = anon[0]`, `mm child = none`. */
function isMapped(tokens: readonly IToken[], at: number): boolean {
    return tokens[at - 1]?.image === '=' && ['vma', 'mm'].includes(tokens[at - 3]?.image ?? '');
}

/** `machine { … }`, `machine var …`, `machine.rwsem`. */
function isMachine(tokens: readonly IToken[], at: number): boolean {
    const next = tokens[at + 1]?.image ?? '';
    return next === '.' || next === '{' || (startsStatement(tokens, at) && (next === 'var' || next === 'actor'));
}

/** `at(t, label)`. */
function isAtExpression(tokens: readonly IToken[], at: number): boolean {
    return tokens[at + 1]?.image === '(' && !['fn', '.'].includes(tokens[at - 1]?.image ?? '');
}

/** `expects violation v at label`. */
function isAtOfCheck(tokens: readonly IToken[], at: number): boolean {
    if (tokens[at]?.image !== 'at' || !isWord(tokens[at + 1])) return false;
    if (!isWord(tokens[at - 1]) && tokens[at - 1]?.image !== '...') return false;
    for (let before = at - 1; before >= 0 && at - before < 200; before--) {
        const { image } = tokens[before]!;
        if (image === 'expects') return true;
        if (image === '{' || image === '}' || image === ';') return false;
    }
    return false;
}

/** `sleep-in-atomic`, `use-after-free`: written without spaces; and what stands behind `bug` or `violation`. */
function isPartOfOutcome(tokens: readonly IToken[], at: number): boolean {
    const token = tokens[at]!;
    const [before, hyphen] = [tokens[at - 2], tokens[at - 1]];
    if (hyphen?.image === '-' && isWord(before) && touches(before, hyphen) && touches(hyphen, token)) return true;
    // `expects bug null-deref`, `expects violation assert`
    const [list, kind] = [tokens[at - 2]?.image ?? '', tokens[at - 1]?.image ?? ''];
    return ['expects', ','].includes(list) && ['bug', 'violation'].includes(kind);
}

function endsStatement(tokens: readonly IToken[], at: number): boolean {
    const after = tokens[at + 1];
    return after === undefined || after.startLine !== tokens[at]!.endLine || ['}', ';'].includes(after.image);
}

function opensOperand(token: IToken | undefined): boolean {
    return token !== undefined && /^(?:[\w("!~&]|-$)/.test(token.image) && token.image !== '&=';
}

function rulesByTrigger(): ReadonlyMap<string, readonly SlipRule[]> {
    const rules = new Map<string, SlipRule[]>();
    for (const rule of slipRules) {
        for (const trigger of rule.triggers) rules.set(trigger, [...(rules.get(trigger) ?? []), rule]);
    }
    return rules;
}
