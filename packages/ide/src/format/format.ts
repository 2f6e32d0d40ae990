// A text, laid out: indentation, spaces, columns. Lines are neither joined nor split, and every token stays.
//
// Invariant: the tokens of the result are those of the text, and a text that was laid out stays as it is.
import type { Token } from '../syntax/tokens.ts';
import { tokensOf } from '../syntax/tokens.ts';
import { alignColumns } from './columns.ts';
import type { Role } from './spacing.ts';
import { rolesOf, spaceBetween } from './spacing.ts';

export interface FormatOptions {
    /** One level of indentation. */
    readonly indent: string;
}

export interface TextEdit {
    readonly start: number;
    readonly end: number;
    readonly text: string;
}

export const DEFAULT_FORMAT: FormatOptions = { indent: '    ' };

/** Edits of whole lines, first to last; none where the text is laid out. */
export function formatEdits(text: string, options: FormatOptions): readonly TextEdit[] {
    return editsBetween(text, formatted(text, options));
}

/** Only the lines (from 0, both included) of a range; blank lines stay. */
export function formatLines(text: string, options: FormatOptions, from: number, to: number): readonly TextEdit[] {
    const laidOut = layOut(text, options);
    const edits: TextEdit[] = [];
    let start = 0;
    splitLines(text).forEach((line, at) => {
        const source = line.replace(/[\r\n]+$/, '');
        const fresh = laidOut?.[at] ?? source;
        if (at >= from && at <= to && fresh !== source) edits.push({ start, end: start + source.length, text: fresh });
        start += line.length;
    });
    return edits;
}

/** A text with a block comment is left as it is: that is a mistake, and what it hides is anybody's guess. */
export function formatted(text: string, options: FormatOptions): string {
    const laidOut = layOut(text, options);
    if (laidOut === undefined) return text;
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const result: string[] = [];
    for (const line of laidOut) {
        const isBlank = line === '';
        if (isBlank && (result.length === 0 || result.at(-1) === '')) continue;
        result.push(line);
    }
    while (result.at(-1) === '') result.pop();
    return result.length === 0 ? '' : `${result.join(eol)}${eol}`;
}

/** Each line laid out, without its end. */
function layOut(text: string, options: FormatOptions): readonly string[] | undefined {
    const tokens = tokensOf(text);
    if (tokens.some(token => token.text.startsWith('/*'))) return undefined;
    return alignColumns(indented(linesOf(tokens, text), options));
}

/** A line of code, laid out but for its columns. */
export interface LaidOut {
    readonly indent: string;
    readonly tokens: readonly Token[];
    /** What stands before each token. */
    readonly gaps: readonly string[];
    /** As it was written. */
    readonly source: string;
}

function linesOf(
    tokens: readonly Token[],
    text: string,
): readonly { readonly tokens: readonly Token[]; readonly source: string }[] {
    const sources = text.split(/\r\n|\r|\n/);
    const byLine = Map.groupBy(tokens, ({ line }) => line);
    return sources.map((source, line) => ({ source, tokens: byLine.get(line) ?? [] }));
}

function indented(
    lines: readonly { readonly tokens: readonly Token[]; readonly source: string }[],
    { indent }: FormatOptions,
): readonly LaidOut[] {
    /** For each open bracket the level of what stands in it. */
    const levels: number[] = [];
    let previous: readonly Token[] = [];
    let continued = 0;
    return lines.map(({ tokens, source }) => {
        const [first] = tokens;
        if (first === undefined) return { indent: '', tokens, gaps: [], source };
        const code = tokens.filter(({ kind }) => kind !== 'comment');
        let closing = 0;
        while (isClosing(tokens[closing])) closing++;
        const outer = levels.length - Math.min(closing, levels.length);
        const base = closing > 0 ? (levels[outer] ?? 1) - 1 : (levels.at(-1) ?? 0);
        const isInParentheses = PARENTHESES.has(previous.at(-1)?.text ?? '');
        if (code.length > 0 && closing === 0 && !isInParentheses && continues(previous, first)) continued = 1;
        else if (code.length > 0) continued = 0;
        const level = base + (first.kind === 'comment' ? 0 : continued);
        for (const token of tokens) {
            if (token.kind !== 'sign') continue;
            if (OPENING.has(token.text)) levels.push(level + 1);
            else if (isClosing(token)) levels.pop();
        }
        if (code.length > 0) previous = code;
        const roles = rolesOf(tokens);
        const gaps = tokens.map((token, at) => (at === 0 ? '' : gapBefore(tokens, roles, at, token)));
        return { indent: indent.repeat(Math.max(0, level)), tokens, gaps, source };
    });
}

function gapBefore(tokens: readonly Token[], roles: readonly Role[], at: number, token: Token): string {
    return spaceBetween(tokens[at - 1]!, roles[at - 1]!, token, roles[at]!);
}

/** Whether a line goes on from the one before. */
function continues(previous: readonly Token[], first: Token): boolean {
    const last = previous.at(-1);
    if (last === undefined || last.text === '{' || last.text === '}' || last.text === ';') return false;
    if (CONTINUES.has(first.text)) return true;
    return last.kind === 'sign' && !ENDS.has(last.text) && !isLabelEnd(previous);
}

function isLabelEnd(previous: readonly Token[]): boolean {
    return previous.at(-1)?.text === ':' && previous.length === 2;
}

const OPENING: ReadonlySet<string> = new Set(['{', '(', '[']);
const PARENTHESES: ReadonlySet<string> = new Set(['(', '[']);
const ENDS: ReadonlySet<string> = new Set([')', ']', '?', '...', '=>', ',']);
const CONTINUES: ReadonlySet<string> = new Set(['with', 'under', 'expects', '&&', '||', '.', 'at']);

function isClosing(token: Token | undefined): boolean {
    return token !== undefined && (token.text === '}' || token.text === ')' || token.text === ']');
}

/** The lines that differ, each run of them as one edit. */
function editsBetween(before: string, after: string): readonly TextEdit[] {
    if (before === after) return [];
    const [old, fresh] = [splitLines(before), splitLines(after)];
    let head = 0;
    while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
    // Blank lines may have gone: where the counts differ, all between the first and the last difference is one edit.
    if (old.length !== fresh.length) {
        let tail = 0;
        while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
        const start = lengthOf(old.slice(0, head));
        const end = before.length - lengthOf(old.slice(old.length - tail));
        return [{ start, end, text: fresh.slice(head, fresh.length - tail).join('') }];
    }
    const edits: TextEdit[] = [];
    let offset = 0;
    old.forEach((line, at) => {
        if (line !== fresh[at]) edits.push({ start: offset, end: offset + line.length, text: fresh[at]! });
        offset += line.length;
    });
    return edits;
}

/** With their ends. */
function splitLines(text: string): readonly string[] {
    return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function lengthOf(lines: readonly string[]): number {
    return lines.reduce((sum, line) => sum + line.length, 0);
}
