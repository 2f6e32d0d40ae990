// The drawing that kernel people put into mails: one column for each thread, calls indented, time running down.
//
//          writer1                        writer2
//          -------                        -------
//          write_iter()
//       1    down_write(f.inode.glock)
//                                         write_iter()
//       2                                   down_write(f.inode.glock)
//
// It is plain ASCII as far as the script is, so that it survives a mail.
import type { Change } from './changes.ts';
import type { Ending } from './ending.ts';
import { callsOf, endingOf } from './ending.ts';
import type { Spot, Story, StoryLine } from './story.ts';

const REPEATS = '--- repeats for ever ---';
const GUTTER = 5;
const GAP = 3;
const NARROWEST = 22;
/** With less for each thread little of a nested statement is left. */
const LEGIBLE = 24;
const WIDEST = 48;

/** Draws a story at most `width` wide, line by line; empty where its threads do not fit side by side. */
export function columns(story: Story, width: number): readonly string[] {
    const { threads, lines } = story;
    if (threads.length < 2 || lines.length === 0 || threads.length * LEGIBLE + GUTTER > width) return [];
    const wished = widthsOf(
        draw(story, () => WIDEST),
        threads.length,
    );
    const widths = shared(wished, width - GUTTER);
    const rows = draw(story, thread => widths[threads.indexOf(thread)]! - GAP);
    return rows.flatMap(row => rendered(row, widths));
}

/** Gives each what it wishes, and where that is too much, those with the greatest wishes equal shares of the rest. */
function shared(wished: readonly number[], room: number): readonly number[] {
    let [modest, greedy] = [0, wished.length];
    let share = Math.floor(room / wished.length);
    for (;;) {
        const satisfied = wished.filter(wish => wish <= share);
        if (satisfied.length === wished.length - greedy || satisfied.length === wished.length) break;
        modest = satisfied.reduce((sum, wish) => sum + wish, 0);
        greedy = wished.length - satisfied.length;
        share = Math.floor((room - modest) / greedy);
    }
    return wished.map(wish => Math.min(wish, share));
}

function draw(story: Story, columnOf: (thread: string) => number): readonly Row[] {
    const { threads, lines, cycleStart } = story;
    const page: Page = { threads, columnOf, calls: new Map() };
    const rows: Row[] = [
        { kind: 'cells', cells: threads.map(thread => [thread]) },
        { kind: 'cells', cells: threads.map(thread => ['-'.repeat(thread.length)]) },
    ];
    for (const line of lines) {
        if (line.step - 1 === cycleStart) rows.push({ kind: 'note', text: REPEATS });
        const opened = enter(page, line);
        if (opened.length > 0) rows.push(inColumn(page, line.thread, opened));
        rows.push({ ...inColumn(page, line.thread, statement(page, line)), step: line.step });
    }
    return [...rows, ...ending(page, story)];
}

interface Page {
    readonly threads: readonly string[];
    /** How wide the text of a thread may be. */
    readonly columnOf: (thread: string) => number;
    /** The calls that each thread was last seen in. */
    readonly calls: Map<string, readonly string[]>;
}

type Row =
    | { readonly kind: 'cells'; readonly cells: readonly (readonly string[])[]; readonly step?: number }
    /** Across all columns. */
    | { readonly kind: 'note'; readonly text: string };

function inColumn({ threads }: Page, thread: string, lines: readonly string[]): Row & { readonly kind: 'cells' } {
    return { kind: 'cells', cells: threads.map(one => (one === thread ? lines : [])) };
}

// ----------------------------------------------------------------------------------------------------------- ending

function ending(page: Page, story: Story): readonly Row[] {
    const { outcome, waits } = story;
    const title: readonly Row[] = [
        { kind: 'note', text: '' },
        { kind: 'note', text: `*** ${`${outcome.kind.toUpperCase()} ${outcome.name}`.trim()} ***` },
    ];
    const endings = endingOf(story);
    return endings.length === 0 ? title : [sideBySide(page, endings, waits.length > 0 ? '' : '^ '), ...title];
}

/** The statement only if it is not what the thread was last seen at. */
function sideBySide(page: Page, endings: readonly Ending[], sign: string): Row {
    const cells = page.threads.map(thread =>
        endings
            .filter(({ spot }) => spot.thread === thread)
            .flatMap(({ spot, told, isShown }) => {
                const here = isShown ? [] : [...enter(page, spot), ...wrapped(page, spot, spot.text)];
                return [...here, ...told.flatMap(text => wrapped(page, spot, `${sign}${text}`, 2))];
            }),
    );
    return { kind: 'cells', cells };
}

// -------------------------------------------------------------------------------------------------------- statements

/** The statement, with what it read, as far as there is room for it. */
function statement(page: Page, line: StoryLine): readonly string[] {
    const { text, part, kind, changes } = line;
    if (kind === 'flush') {
        const reached = changes.flatMap(change => (change.kind === 'cell' ? [`${change.cell} = ${change.after}`] : []));
        return wrapped(page, line, `~ ${reached.length === 0 ? text : reached.join(', ')} reaches memory`);
    }
    const values = /^(?:atomic|hardware)\b/.test(text) ? changes.flatMap(did) : received(text, part, changes);
    const { column, room, indent } = roomFor(page, line);
    const fitting = values.filter(value => value.length <= room - '// ,'.length);
    const note = `// ${fitting.join(', ')}`;
    const [first = '', ...others] = wrapped(page, line, text);
    if (fitting.length === 0) return [first, ...others];
    if (others.length === 0 && first.length + 2 + note.length <= column) return [`${first}  ${note}`];
    return [first, ...others, ...broken(note.split(/(?<=, )/), `${indent}  `, `${indent}     `, column)];
}

/** A block does not say by itself what it does. */
function did(change: Change): readonly string[] {
    switch (change.kind) {
        case 'cell':
        case 'register':
            return [`${change.cell} = ${change.after}`];
        case 'read':
        case 'buffered':
        case 'deferred':
            return [];
    }
}

/** What was read, and the registers that the statement itself names; those of calls that it leads into are told elsewhere. */
function received(text: string, part: string | undefined, changes: readonly Change[]): readonly string[] {
    const words = new Set(text.match(/\w+/g));
    const own = changes.filter(change => change.kind === 'register' && words.has(change.cell));
    const registers = own.flatMap(change =>
        change.kind !== 'register' ? [] : [own.length === 1 ? change.after : `${change.cell} = ${change.after}`],
    );
    const reads = changes.flatMap(change =>
        change.kind !== 'read' ? [] : [part === undefined ? change.value : `${change.cell} is ${change.value}`],
    );
    return [...registers, ...reads];
}

/** The heads of the calls that a thread has entered since it was last seen. */
function enter(page: Page, spot: Spot): readonly string[] {
    const before = page.calls.get(spot.thread) ?? [];
    const calls = callsOf(spot);
    page.calls.set(spot.thread, calls);
    const same = calls.findIndex((call, depth) => before[depth] !== call);
    return same < 0 ? [] : spot.stack.slice(same).map(({ fn }, index) => `${indentOf(same + index)}${fn}()`);
}

function indentOf(depth: number): string {
    return '  '.repeat(Math.min(depth, 5));
}

/** A long condition is told by its beginning. */
const MOST_LINES = 3;

/** Breaks at blanks, and where that is not enough behind brackets and commas; what is too long even so is cut. */
function wrapped(page: Page, spot: Spot, text: string, more = 0): readonly string[] {
    const { column, indent, room } = roomFor(page, spot, more);
    const words = text.split(/(?<= )/).flatMap(word => (word.length <= room ? [word] : word.split(/(?<=[(,])/)));
    const lines = broken(words, indent, `${indent}  `, column);
    const told =
        lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]}...`];
    return told.map(one => (one.length <= column ? one : `${one.slice(0, column - 3)}...`));
}

/** Where a thread's text begins and ends; `room`: what a continued line has. */
function roomFor(
    { columnOf }: Page,
    { thread, stack }: Spot,
    more = 0,
): { column: number; indent: string; room: number } {
    const column = columnOf(thread);
    const indent = indentOf(stack.length) + ' '.repeat(more);
    return { column, indent, room: column - indent.length - 2 };
}

function broken(words: readonly string[], indent: string, further: string, column: number): readonly string[] {
    const lines: string[] = [];
    let line = indent;
    for (const word of words) {
        if (line.trim() !== '' && (line + word).trimEnd().length > column) {
            lines.push(line.trimEnd());
            line = further;
        }
        line += word;
    }
    return [...lines, line.trimEnd()];
}

// --------------------------------------------------------------------------------------------------------- rendering

/** As wide as what stands in each column. */
function widthsOf(rows: readonly Row[], count: number): readonly number[] {
    return Array.from({ length: count }, (_, column) => {
        const texts = rows.flatMap(row => (row.kind === 'cells' ? (row.cells[column] ?? []) : []));
        return GAP + Math.max(NARROWEST - GAP, ...texts.map(({ length }) => length));
    });
}

function rendered(row: Row, widths: readonly number[]): readonly string[] {
    if (row.kind === 'note') {
        const all = widths.reduce((sum, width) => sum + width, GUTTER);
        const middle = Math.max(GUTTER, Math.floor((all - row.text.length) / 2));
        return [row.text === '' ? '' : ' '.repeat(middle) + row.text];
    }
    const height = Math.max(...row.cells.map(lines => lines.length));
    return Array.from({ length: height }, (_, index) => {
        const label = index === 0 && row.step !== undefined ? String(row.step).padStart(GUTTER - 2) : '';
        const texts = row.cells.map((lines, column) => (lines[index] ?? '').padEnd(widths[column]!));
        return `${label.padEnd(GUTTER)}${texts.join('')}`.trimEnd();
    });
}
