// Columns of neighbouring lines: comments behind code, and what follows the title of a check. Who wrote them as columns
// (two spaces or more somewhere) gets columns; who did not is left alone.
import type { LaidOut } from './format.ts';

export function alignColumns(lines: readonly LaidOut[]): readonly string[] {
    const gaps = lines.map(line => [...line.gaps]);
    alignRuns(lines, gaps, afterTitle);
    alignRuns(lines, gaps, trailingComment);
    return lines.map((line, at) => textOf(line, gaps[at]!));
}

/** The index of the token that begins the column. */
type Column = (line: LaidOut) => number | undefined;

function afterTitle({ tokens }: LaidOut): number | undefined {
    const [check, title, next] = tokens;
    return check?.text === 'check' && title?.kind === 'string' && next !== undefined && next.kind === 'word'
        ? 2
        : undefined;
}

function trailingComment({ tokens }: LaidOut): number | undefined {
    const last = tokens.length - 1;
    return last > 0 && tokens[last]!.kind === 'comment' ? last : undefined;
}

function alignRuns(lines: readonly LaidOut[], gaps: string[][], column: Column): void {
    let run: { readonly line: number; readonly token: number }[] = [];
    const close = () => {
        const widths = run.map(({ line, token }) => widthUpTo(lines[line]!, gaps[line]!, token));
        const column = columnOf(
            run.map(({ line, token }) => placeBefore(lines[line]!, token)),
            widths,
        );
        run.forEach(({ line, token }, at) => {
            gaps[line]![token] = ' '.repeat(column === undefined ? 1 : column - widths[at]!);
        });
        run = [];
    };
    lines.forEach((line, at) => {
        const token = column(line);
        if (token !== undefined) run.push({ line: at, token });
        else if (run.length > 0) close();
    });
    if (run.length > 0) close();
}

interface Before {
    readonly spaces: number;
    /** From the first token of the line, as it was written. */
    readonly column: number;
}

function placeBefore({ tokens, indent }: LaidOut, token: number): Before {
    const { start } = tokens[token]!;
    return { spaces: start - tokens[token - 1]!.end, column: indent.length + start - tokens[0]!.start };
}

/** The column that most stand in, if all still fit; else one with room; none where nobody made one. */
function columnOf(before: readonly Before[], widths: readonly number[]): number | undefined {
    const widest = Math.max(...widths);
    const byColumn = [...Map.groupBy(before, ({ column }) => column)].toSorted(([, a], [, b]) => b.length - a.length);
    const [column, lines] = byColumn[0]!;
    if (2 * lines.length > before.length && column > widest) return column;
    return before.some(({ spaces }) => spaces > 1) ? widest + 2 : undefined;
}

function widthUpTo({ indent, tokens }: LaidOut, gaps: readonly string[], token: number): number {
    return tokens.slice(0, token).reduce((sum, one, at) => sum + gaps[at]!.length + one.text.length, indent.length);
}

function textOf({ indent, tokens }: LaidOut, gaps: readonly string[]): string {
    return tokens.length === 0 ? '' : indent + tokens.map((token, at) => gaps[at]! + token.text.trimEnd()).join('');
}
