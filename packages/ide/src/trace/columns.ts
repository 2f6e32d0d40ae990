// The drawing that kernel people put into mails: one column for each thread, calls indented, time running down.
//
//         writer1                           writer2
//         -------                           -------
//         write_iter()
//     1     down_write(f.inode.glock)
//                                           write_iter()
//     2                                       down_write(f.inode.glock)
//           ...
//
// It is plain ASCII as far as the script is, so that it survives a mail.
import type { Change } from './changes.ts';
import type { Spot, Story, StoryLine } from './story.ts';

const GUTTER = 5;
const NARROWEST = 18;
const GAP = 2;

/** Draws a story at most `width` wide, line by line; empty where its threads do not fit side by side. */
export function columns(story: Story, width: number): readonly string[] {
    const threads = threadsOf(story);
    const column = Math.min(Math.floor((width - GUTTER) / Math.max(threads.length, 1)), 48);
    if (threads.length < 2 || column < NARROWEST || story.lines.length === 0) return [];
    const rows: Row[] = [
        { cells: threads.map(thread => [thread]) },
        { cells: threads.map(thread => ['-'.repeat(thread.length)]) },
    ];
    const open = new Map<string, readonly string[]>();
    const inColumn = (thread: string, lines: readonly string[]) => threads.map(one => (one === thread ? lines : []));
    const drawn = (spot: Spot, text: string) => {
        const opened = openedCalls(spot, open.get(spot.thread) ?? []);
        open.set(spot.thread, callsOf(spot));
        return { opened, lines: wrapped(text, indentOf(spot.stack.length), column - GAP) };
    };
    for (const line of story.lines) {
        if (line.step - 1 === story.cycleStart) rows.push({ note: 'repeats for ever:' });
        const { opened, lines } = drawn(line, statement(line));
        for (const call of opened)
            rows.push({ cells: inColumn(line.thread, wrapped(call.text, call.indent, column - GAP)) });
        rows.push({ number: line.step, cells: inColumn(line.thread, lines) });
    }
    return [...rows, ...ending(story, threads, drawn, inColumn)].flatMap(row => rendered(row, column, width));
}

interface Row {
    readonly number?: number;
    readonly cells?: readonly (readonly string[])[];
    /** Across all columns. */
    readonly note?: string;
}

type Draw = (
    spot: Spot,
    text: string,
) => {
    readonly opened: readonly { readonly text: string; readonly indent: number }[];
    readonly lines: readonly string[];
};

function threadsOf({ lines, waits, at }: Story): readonly string[] {
    return [...new Set([...lines, ...waits, ...at].map(({ thread }) => thread))];
}

function ending(
    { outcome, waits, at, race, lines, cycleStart }: Story,
    threads: readonly string[],
    drawn: Draw,
    inColumn: (thread: string, lines: readonly string[]) => readonly (readonly string[])[],
): readonly Row[] {
    const title = `*** ${`${outcome.kind} ${outcome.name}`.trim().toUpperCase()} ***`;
    const side = (spots: readonly Spot[], textsOf: (spot: Spot) => readonly string[]): Row => ({
        cells: threads.map(thread =>
            spots
                .filter(spot => spot.thread === thread)
                .flatMap(spot => {
                    const calls = drawn(spot, spot.text);
                    const opened = calls.opened.map(({ text, indent }) => ' '.repeat(indent) + text);
                    const below = textsOf(spot).map(text => ' '.repeat(indentOf(spot.stack.length) + 2) + text);
                    return [...opened, ...calls.lines, ...below];
                }),
        ),
    });
    if (waits.length > 0) {
        return [
            side(waits, spot =>
                waits.filter(wait => wait === spot).flatMap(wait => [wait.short, wait.because].filter(Boolean)),
            ),
            { note: '' },
            { note: title },
        ];
    }
    if (race !== undefined) return [side(race.accesses, () => ['^ data-race']), { note: '' }, { note: title }];
    const last = lines.at(-1);
    const [spot] = at;
    if (cycleStart !== undefined || last === undefined || spot === undefined || spot.thread !== last.thread) {
        return [{ note: '' }, { note: title }];
    }
    const mark = `${' '.repeat(indentOf(spot.stack.length))}^ ${outcome.name === '' ? outcome.kind : outcome.name}`;
    const isTold = spot.text === last.text && callsOf(spot).join() === callsOf(last).join();
    return [
        isTold ? { cells: inColumn(spot.thread, [mark]) } : side([spot], () => [mark.trim()]),
        { note: '' },
        { note: title },
    ];
}

/** The statement, with what it read. */
function statement({ text, kind, changes }: StoryLine): string {
    if (kind === 'flush') {
        const reached = changes.flatMap(change => (change.kind === 'cell' ? [`${change.cell} = ${change.after}`] : []));
        return `~ ${reached.length === 0 ? text : reached.join(', ')} reaches memory`;
    }
    const values = changes.flatMap(received);
    return values.length === 0 ? text : `${text}  // ${values.join(', ')}`;
}

function received(change: Change): readonly string[] {
    switch (change.kind) {
        case 'read':
            return [change.value];
        case 'register':
            return [change.after];
        case 'cell':
        case 'buffered':
        case 'deferred':
            return [];
    }
}

function callsOf({ stack }: Spot): readonly string[] {
    return stack.map(({ fn, place }) => `${fn} ${place.uri} ${place.start}`);
}

/** The calls that a thread has entered since it was last seen. */
function openedCalls(
    spot: Spot,
    before: readonly string[],
): readonly { readonly text: string; readonly indent: number }[] {
    const calls = callsOf(spot);
    const same = calls.findIndex((call, depth) => before[depth] !== call);
    return same < 0
        ? []
        : spot.stack.slice(same).map(({ fn }, index) => ({ text: `${fn}()`, indent: indentOf(same + index) }));
}

function indentOf(depth: number): number {
    return 2 * Math.min(depth, 5);
}

function wrapped(text: string, indent: number, width: number): readonly string[] {
    const lines: string[] = [];
    let line = ' '.repeat(indent);
    for (const word of text.split(/(?<=\s)/)) {
        if (line.trim() !== '' && (line + word).trimEnd().length > width) {
            lines.push(line.trimEnd());
            line = ' '.repeat(indent + 4);
        }
        line += word;
    }
    return [...lines, line.trimEnd()].map(one => (one.length <= width ? one : `${one.slice(0, width - 3)}...`));
}

function rendered({ number, cells, note }: Row, column: number, width: number): readonly string[] {
    if (cells === undefined) {
        const text = note ?? '';
        return [
            text === ''
                ? ''
                : `${' '.repeat(Math.max(GUTTER, Math.floor((Math.min(width, 80) - text.length) / 2)))}${text}`,
        ];
    }
    const height = Math.max(...cells.map(lines => lines.length));
    return Array.from({ length: height }, (_, index) => {
        const label = index === 0 && number !== undefined ? String(number).padStart(GUTTER - 2) : '';
        const texts = cells.map(lines => (lines[index] ?? '').padEnd(column));
        return `${label.padEnd(GUTTER)}${texts.join('')}`.trimEnd();
    });
}
