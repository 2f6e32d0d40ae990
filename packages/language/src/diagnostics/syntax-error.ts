// # syntax-error
//
// What it does: says what was expected where the text makes no sense, and what stands there.
//
// Why: the line cannot be read. The lines after it are read as usual, and the names it would have declared are missing.
//
// Example:
//
//     let x = let y
//     //      ^^^ Expected an expression, found `let`.
import type { LangiumDocument } from 'langium';
import type { Diagnostic, Place } from '../diagnostic.ts';
import type { LexerReport } from '../lexer.ts';
import type { Slip } from '../slips.ts';
import { tooDeep } from './nested-too-deeply.ts';

/** More say nothing new about a file. */
const MOST = 50;

/** Behind other mistakes it is their consequence. */
const STRAY = 'Expected a declaration, found `}`.';

type ParseResult = LangiumDocument['parseResult'];
type ParserError = ParseResult['parserErrors'][number];

export function syntaxErrors(uri: string, text: string, result: ParseResult): readonly Diagnostic[] {
    const report = result.lexerReport as LexerReport | undefined;
    const slips = report?.slips ?? [];
    const isGivenUp = (place: Place) =>
        slips.some(
            slip =>
                slip.isGivenUp && place.end >= lineStart(text, slip.start) && place.start <= lineEnd(text, slip.end),
        );
    const complaints = firstOfEachLine(text, [
        ...result.lexerErrors.map(({ offset, length }) => {
            const place = { uri, start: offset, end: offset + length };
            return error('syntax-error', place, unexpectedCharacters(text.slice(place.start, place.end)));
        }),
        ...result.parserErrors.map(complaint =>
            error('syntax-error', placeOfError(uri, text, complaint), complaint.message),
        ),
    ]).filter(({ place, message }, index) => !isGivenUp(place) && !(message === STRAY && index + slips.length > 0));
    const told = [
        ...(report?.tooDeep === undefined ? [] : [tooDeep({ uri, ...report.tooDeep })]),
        ...slips.map(slip => ofSlip(uri, slip)),
        ...complaints,
    ];
    return told.slice(0, MOST);
}

/** What follows in the same line is mostly a consequence. */
function firstOfEachLine(text: string, complaints: readonly Diagnostic[]): readonly Diagnostic[] {
    const seen = new Set<number>();
    return complaints
        .toSorted((a, b) => a.place.start - b.place.start)
        .filter(({ place }) => {
            const line = lineStart(text, place.start);
            return !seen.has(line) && seen.add(line);
        });
}

function error(code: string, place: Place, message: string): Diagnostic {
    return { severity: 'error', code, message, place, related: [] };
}

function ofSlip(uri: string, { code, message, hint, start, end, instead, related }: Slip): Diagnostic {
    const place = { uri, start, end };
    return {
        ...error(code, place, message),
        related: related.map(({ start, end, message }) => ({ place: { uri, start, end }, message })),
        ...(hint === undefined ? {} : { hint }),
        ...(instead === undefined ? {} : { fix: { title: `Write \`${instead}\``, edits: [{ place, text: instead }] } }),
    };
}

function placeOfError(uri: string, text: string, complaint: ParserError): Place {
    const { token } = complaint;
    const previousToken = 'previousToken' in complaint ? (complaint.previousToken as typeof token) : undefined;
    if (token.image !== '' && Number.isFinite(token.startOffset)) {
        return { uri, start: token.startOffset, end: token.endOffset! + 1 };
    }
    const end = Number.isFinite(previousToken?.endOffset) ? previousToken!.endOffset! + 1 : text.trimEnd().length;
    return { uri, start: Math.max(0, end - 1), end };
}

function unexpectedCharacters(characters: string): string {
    if (characters.startsWith('"')) return 'This text has no closing `"`.';
    const shown = characters.length > 20 ? `${characters.slice(0, 20)}…` : characters;
    return `\`${shown.replace(/[\p{C}`]/gu, '·')}\` has no meaning here.`;
}

function lineStart(text: string, offset: number): number {
    return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
    const end = text.indexOf('\n', offset);
    return end < 0 ? text.length : end;
}
