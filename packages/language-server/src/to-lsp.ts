// Offsets to LSP's lines and characters and back, and our plain data in its shapes.
import type { LineIndex, ShownDiagnostic } from '@faultline/ide';
import { positionAt } from '@faultline/ide';
import type { Place, Severity } from '@faultline/language';
import type { Diagnostic, Location, Position, Range } from 'vscode-languageserver';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';

/** What knows the texts that places are in. */
export interface Texts {
    readonly indexOf: (uri: string) => LineIndex;
    /** As the client writes it. */
    readonly clientUri: (uri: string) => string;
}

export function toPosition(index: LineIndex, offset: number): Position {
    const { line, column } = positionAt(index, offset);
    return { line: line - 1, character: column - 1 };
}

export function toRange(index: LineIndex, { start, end }: { readonly start: number; readonly end: number }): Range {
    return { start: toPosition(index, start), end: toPosition(index, end) };
}

export function toLocation(texts: Texts, place: Place): Location {
    return { uri: texts.clientUri(place.uri), range: toRange(texts.indexOf(place.uri), place) };
}

/** A position beyond its line is the line's end. */
export function offsetAt({ text, starts }: LineIndex, { line, character }: Position): number {
    const start = starts[line];
    if (start === undefined) return line < 0 ? 0 : text.length;
    const next = starts[line + 1];
    const end = next === undefined ? text.length : next - (text.startsWith('\r\n', next - 2) ? 2 : 1);
    return Math.min(start + Math.max(0, character), Math.max(start, end));
}

export function toDiagnostic(texts: Texts, shown: ShownDiagnostic): Diagnostic {
    const { place, severity, code, message, hint, related, tag } = shown;
    return {
        range: toRange(texts.indexOf(place.uri), place),
        severity: SEVERITY[severity],
        code,
        codeDescription: { href: manualUri(code) },
        source: 'faultline',
        message: hint === undefined ? message : `${message}\n${hint}`,
        ...(related.length === 0
            ? {}
            : {
                  relatedInformation: related.map(one => ({
                      location: toLocation(texts, one.place),
                      message: one.message,
                  })),
              }),
        ...(tag === undefined && !FADED.has(code) ? {} : { tags: [DiagnosticTag.Unnecessary] }),
    };
}

/** Code that is there for nothing. */
const FADED: ReadonlySet<string> = new Set(['unused', 'unreachable-code', 'no-effect']);

/** The page that explains a code. */
function manualUri(code: string): string {
    return `builtin:/manual/${code}.md`;
}

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
    error: DiagnosticSeverity.Error,
    warning: DiagnosticSeverity.Warning,
    info: DiagnosticSeverity.Information,
    hint: DiagnosticSeverity.Hint,
};
