// Marked fixtures: a test's input and its expectation in one readable text.
//
//   <|>                  the cursor (at most one)
//   <|some text|>        a range (any number, not nested)
//   lock l: rwsem
//   //   ^ error[duplicate-name]: `l` is already declared.
//
// The carets stand under what they speak of. `//` hides the first two columns, and carets cannot leave
// their line; such ranges are written with one-based columns instead:
//
//   // @1-3 error[code]: columns 1 up to (not including) 3 of the line above
//   // @5-+2:1 error[code]: from column 5 of the line above to column 1 two lines further down
//
// Invariant: `readFixture(annotate(text, annotations))` gives back `text` and `annotations`, so that a test
// may compare `annotate(text, actual)` with the fixture itself and get a difference one can read.

/** Offsets into a text: from `start` up to, not including, `end`. */
export interface Range {
    readonly start: number;
    readonly end: number;
}

export interface Annotation extends Range {
    readonly severity: Severity;
    readonly code: string;
    readonly message: string;
}

/** A fixture without its marks; every offset is one into `text`. */
export interface Fixture {
    readonly text: string;
    readonly cursor: number | undefined;
    readonly ranges: readonly Range[];
    readonly annotations: readonly Annotation[];
}

type Severity = 'error' | 'warning' | 'info' | 'hint';

const ANNOTATION =
    /^\s*\/\/\s*(?:(?<carets>\^+)|@(?<from>\d+)-(?:\+(?<down>\d+):)?(?<to>\d+)) (?<severity>error|warning|info|hint)\[(?<code>[a-z0-9-]+)\]: (?<message>.*)$/;
const MARK = /<\|>|<\||\|>/g;

/** Takes the marks out of a fixture and says where they were. Throws on marks that do not make sense. */
export function readFixture(fixture: string): Fixture {
    const code: Line[] = [];
    const found: { readonly line: number; readonly groups: Groups; readonly source: string }[] = [];
    for (const source of fixture.split('\n')) {
        const groups = ANNOTATION.exec(source)?.groups;
        if (groups === undefined) {
            code.push({ source, start: code.length === 0 ? 0 : endOf(code.at(-1)!) + 1, marks: marksOf(source) });
        } else if (code.length === 0) {
            throw new Error(`An annotation with no line of code above it: ${source}`);
        } else {
            found.push({ line: code.length - 1, groups, source });
        }
    }
    return {
        text: code.map(line => line.source.replace(MARK, '')).join('\n'),
        ...cursorAndRanges(code),
        annotations: found.map(({ line, groups, source }) => ({
            ...rangeOf(groups, source, line, code),
            severity: groups.severity as Severity,
            code: groups.code!,
            message: groups.message!,
        })),
    };
}

/** Writes annotations under the lines they start on, in the order of their positions. */
export function annotate(text: string, annotations: readonly Annotation[]): string {
    const ordered = annotations.toSorted(
        (a, b) => a.start - b.start || a.end - b.end || compare(a.code, b.code) || compare(a.message, b.message),
    );
    let start = 0;
    return text
        .split('\n')
        .flatMap(line => {
            const [from, to] = [start, start + line.length];
            start = to + 1;
            const here = ordered.filter(annotation => annotation.start >= from && annotation.start <= to);
            return [line, ...here.map(annotation => `${place(annotation, text, from, to)} ${label(annotation)}`)];
        })
        .join('\n');
}

interface Line {
    /** As written in the fixture, marks included. */
    readonly source: string;
    /** Where the line starts in the text without marks. */
    readonly start: number;
    readonly marks: readonly Mark[];
}

interface Mark {
    readonly kind: string;
    readonly column: number;
}

type Groups = Readonly<Record<string, string | undefined>>;

function marksOf(source: string): Mark[] {
    return [...source.matchAll(MARK)].map(match => ({ kind: match[0], column: match.index }));
}

function endOf(line: Line): number {
    return offsetAt(line, line.source.length);
}

/** The offset in the clean text of a column of the marked line. */
function offsetAt(line: Line, column: number): number {
    const hidden = line.marks
        .filter(mark => mark.column < column)
        .reduce((sum, mark) => sum + Math.min(mark.kind.length, column - mark.column), 0);
    return line.start + column - hidden;
}

function cursorAndRanges(code: readonly Line[]): Pick<Fixture, 'cursor' | 'ranges'> {
    let cursor: number | undefined;
    let open: number | undefined;
    const ranges: Range[] = [];
    for (const line of code) {
        for (const { kind, column } of line.marks) {
            const offset = offsetAt(line, column);
            if (kind === '<|>') {
                if (cursor !== undefined) throw new Error('A fixture has at most one cursor `<|>`.');
                cursor = offset;
            } else if (kind === '<|') {
                if (open !== undefined) throw new Error('Ranges `<|…|>` do not nest.');
                open = offset;
            } else {
                if (open === undefined) throw new Error('`|>` without `<|` before it.');
                ranges.push({ start: open, end: offset });
                open = undefined;
            }
        }
    }
    if (open !== undefined) throw new Error('`<|` without `|>` after it.');
    return { cursor, ranges };
}

function rangeOf(groups: Groups, source: string, line: number, code: readonly Line[]): Range {
    const above = code[line]!;
    const { carets, from, to, down } = groups;
    if (carets !== undefined) {
        const column = source.indexOf('^');
        if (column + carets.length > above.source.length) throw new Error(`Nothing stands above the carets: ${source}`);
        return { start: offsetAt(above, column), end: offsetAt(above, column + carets.length) };
    }
    const last = code[line + Number(down ?? 0)];
    if (last === undefined) throw new Error(`The fixture ends before the range does: ${source}`);
    return { start: above.start + Number(from) - 1, end: last.start + Number(to) - 1 };
}

function place(range: Range, text: string, from: number, to: number): string {
    const column = range.start - from;
    if (column >= 2 && range.end > range.start && range.end <= to) {
        return `//${' '.repeat(column - 2)}${'^'.repeat(range.end - range.start)}`;
    }
    if (range.end <= to) return `// @${column + 1}-${range.end - from + 1}`;
    const further = text.slice(from, range.end).split('\n');
    return `// @${column + 1}-+${further.length - 1}:${further.at(-1)!.length + 1}`;
}

function label({ severity, code, message }: Annotation): string {
    return `${severity}[${code}]: ${message}`;
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
