// For people: one line for each check, and the story of what nobody expected.
import type { Answer, Change, CheckReport, Finding, Found, LockOrder, Story, StoryLine } from '@faultline/ide';
import { columns, counted, expectationInWords, outcomeInWords } from '@faultline/ide';
import type { Diagnostic, Place } from '@faultline/language';
import type { Documents } from '../documents.ts';
import { durationInWords } from '../quantity.ts';
import type { CheckOutcome, FileEvent, RunResult } from '../run.ts';
import { openLimit, tally } from '../run.ts';
import type { Paint, Style, Terminal } from '../terminal.ts';
import { lockOrderLines } from './lock-order.ts';
import type { Printer } from './printer.ts';

export interface TextOptions {
    readonly trace: 'full' | 'unexpected';
}

const MARGIN = '    ';
const WIDEST_TITLE = 36;
const WIDEST_STATEMENT = 44;
const WIDEST_EXCERPT = 100;
/** A story longer than this is told without its middle, unless all of it was asked for. */
const LONGEST_STORY = 60;

export function textPrinter(terminal: Terminal, documents: Documents, options: TextOptions): Printer {
    const said = { file: undefined as FileEvent | undefined, assumptions: '', gap: 'none' as 'none' | 'wanted' };
    const view = (): View => ({ ...terminal, ...options, documents, home: said.file?.file.uri });
    const say = (lines: readonly string[]) => terminal.out(lines.map(line => `${line}\n`).join(''));
    const block = (lines: readonly string[]) => {
        if (lines.length === 0) return;
        say(said.gap === 'wanted' ? ['', ...lines] : lines);
        said.gap = lines.length > 1 ? 'wanted' : 'none';
    };
    const assumptions = (check: CheckOutcome) => {
        const assumed = check.kind === 'reported' ? (check.report.answer?.assumptions ?? []) : [];
        const isSame = assumed.join() === said.assumptions;
        said.assumptions = assumed.join();
        return options.trace === 'full' && !isSame ? assumptionLines(view(), assumed) : [];
    };
    return {
        event: event => {
            switch (event.kind) {
                case 'file':
                    Object.assign(said, { file: event, assumptions: '' });
                    block(fileLines(view(), event));
                    said.gap = 'none';
                    break;
                case 'check':
                    block([...checkLines(view(), event.check, titleWidth(said.file)), ...assumptions(event.check)]);
                    break;
                case 'end-of-file':
                    block(event.findings.map(finding => findingLine(view(), finding)));
                    said.gap = 'wanted';
                    break;
                case 'progress':
                    break;
            }
        },
        end: result => say(['', summary(terminal.paint, result)]),
    };
}

/** One execution that another tool found. */
export function trailLines(
    terminal: Terminal,
    documents: Documents,
    {
        found,
        heading,
        home,
        expected,
        trace,
    }: TextOptions &
        Pick<CheckReport, 'expected'> & {
            readonly found: Found;
            readonly heading: string;
            readonly home: string;
        },
): readonly string[] {
    return [heading, ...storyLines({ ...terminal, documents, home, trace }, found, expected)];
}

interface View extends TextOptions {
    /** The script that is told about: places in it are lines only. */
    readonly home: string | undefined;
    readonly documents: Documents;
    readonly width: number;
    readonly paint: Paint;
}

/** One diagnostic as compilers print them: place, message, the line, what stands behind it. */
export function diagnosticLines(
    { documents, paint }: Pick<View, 'documents' | 'paint'>,
    diagnostic: Diagnostic,
): readonly string[] {
    const { severity, code, message, place, related, hint } = diagnostic;
    const style: Style = severity === 'error' ? 'bad' : severity === 'warning' ? 'doubtful' : 'faint';
    return [
        `${paint('strong', at(documents, place))} ${paint(style, `${severity}[${code}]`)}: ${message}`,
        ...excerpt(documents, paint, place, style),
        ...related.map(one => `${MARGIN}${paint('faint', at(documents, one.place))} ${one.message}`),
        ...(hint === undefined ? [] : [`${MARGIN}${paint('good', 'hint')}: ${hint}`]),
    ];
}

/** Nothing for a script that has checks, none of which was asked for. */
function fileLines(view: View, { file, diagnostics, titles, allTitles, rejected }: FileEvent): readonly string[] {
    const { paint } = view;
    const told = diagnostics
        .filter(({ severity }) => severity === 'error' || severity === 'warning' || view.trace === 'full')
        .flatMap(one => diagnosticLines(view, one));
    if (diagnostics.some(({ severity }) => severity === 'error')) return told;
    if (titles.length === 0 && allTitles.length > 0) return told;
    const nothing = titles.length === 0 ? ['  nothing to check: it has no threads and asks for nothing'] : [];
    const ignored = rejected.map(({ param, message }) => `  --param ${param} is not applied: ${message}`);
    return [...told, paint('strong', file.path), ...[...nothing, ...ignored].map(line => paint('doubtful', line))];
}

export function checkLines(view: View, check: CheckOutcome, width: number): readonly string[] {
    const { paint } = view;
    switch (check.kind) {
        case 'refused':
            return [
                headline(paint, 'bad', '✗', check.title, width, 'cannot be checked'),
                ...check.diagnostics.flatMap(one => diagnosticLines(view, one)),
            ];
        case 'broken':
            return [headline(paint, 'bad', '!', check.title, width, `a bug of faultline: ${firstLine(check.message)}`)];
        case 'reported':
            return [
                ...reportLines(view, check.report, check.elapsedMs, width),
                ...(check.lockOrder === undefined ? [] : orderLines(view, check.lockOrder)),
            ];
    }
}

function orderLines(view: View, order: LockOrder): readonly string[] {
    const where = (place: Place): string => short(view, place);
    const lines = lockOrderLines({ paint: view.paint, where }, order);
    return [...lines.map(line => (line === '' ? '' : `${MARGIN}${line}`)), ...(lines.length > 1 ? [''] : [])];
}

function reportLines(view: View, report: CheckReport, elapsedMs: number, width: number): readonly string[] {
    const { paint } = view;
    const { title, status, answer, expected } = report;
    if (answer === undefined) return [headline(paint, 'doubtful', '–', title, width, verdictInWords(report))];
    const cost = ` · ${counted(answer.states, 'state')} · ${durationInWords(elapsedMs)}`;
    const line = headline(
        paint,
        STYLE[status],
        SIGN[status],
        title,
        width,
        verdictInWords(report),
        paint('faint', cost),
    );
    const told = answer.found.filter(
        ({ isExpected }) => view.trace === 'full' || !isExpected || isMisplaced(report, answer),
    );
    const notes = [...answer.notes, ...(status === 'inconclusive' ? limitNotes(answer) : [])];
    return [
        line,
        ...notes.map(note => `${MARGIN}${paint('doubtful', 'note')}: ${note}`),
        ...told.flatMap(found => storyLines(view, found, expected)),
    ];
}

const SIGN = { met: '✓', unexpected: '✗', inconclusive: '?', undecidable: '–' } as const;
const STYLE = { met: 'good', unexpected: 'bad', inconclusive: 'doubtful', undecidable: 'doubtful' } as const;

function headline(
    paint: Paint,
    style: Style,
    sign: string,
    title: string,
    width: number,
    verdict: string,
    rest = '',
): string {
    return `  ${paint(style, sign)} ${title.padEnd(width)}  ${paint(style === 'good' ? 'faint' : style, verdict)}${rest}`;
}

/** `deadlock, expected pass` */
export function verdictInWords(report: CheckReport): string {
    const { status, expected, answer, model } = report;
    if (answer === undefined) return `not decidable yet under ${model}`;
    const { found, exhausted, limit } = answer;
    const what = found.map(({ outcome }) => outcomeInWords(outcome)).join(', ');
    const pass = answer.omission === undefined ? 'pass' : 'probable pass';
    const wanted = expectationInWords(expected);
    switch (status) {
        case 'met':
            return `${what === '' ? pass : what}, as expected${openLimit(report) === undefined ? '' : ' (not exhausted)'}`;
        case 'unexpected':
            return `${what === '' ? pass : what}, expected ${wanted}${exhausted ? '' : ' (not exhausted)'}`;
        case 'inconclusive':
            return `${what === '' ? 'inconclusive' : `${what} so far`}, ${LIMIT[limit ?? 'cancelled']}, expected ${wanted}`;
        case 'undecidable':
            return `not decidable yet under ${model}`;
    }
}

const LIMIT = {
    states: 'out of states',
    memory: 'out of memory',
    time: 'out of time',
    cancelled: 'stopped',
    hashes: 'not certain from hashes',
} as const;

function limitNotes({ limit, depth }: Answer): readonly string[] {
    const reached = `The search got to depth ${depth}.`;
    switch (limit) {
        case 'states':
            return [`${reached} --max-states raises the limit.`];
        case 'memory':
            return [`${reached} --max-memory raises the limit.`];
        case 'time':
            return [`${reached} --timeout raises the limit.`];
        case 'hashes':
            return ['It takes the states themselves to decide that: leave out --hash-compact.'];
        case 'cancelled':
        case undefined:
            return [reached];
    }
}

function isMisplaced({ expected, status }: CheckReport, { found }: Answer): boolean {
    const isElsewhere = found.length > 0 && found.every(({ isExpected }) => isExpected);
    return status === 'unexpected' && expected.label !== undefined && isElsewhere;
}

function assumptionLines({ paint }: View, assumptions: readonly string[]): readonly string[] {
    if (assumptions.length === 0) return [];
    return ['', ...['assuming', ...assumptions.map(one => `  ${one}`)].map(line => `${MARGIN}${paint('faint', line)}`)];
}

// ------------------------------------------------------------------------------------------------------------ story

function storyLines(view: View, { outcome, story }: Found, expected: CheckReport['expected']): readonly string[] {
    const { paint, width, trace } = view;
    const isAskedFor = expected.outcomes.some(one => one.kind === outcome.kind && one.name === outcome.name);
    const style: Style = isAskedFor ? 'strong' : 'bad';
    // Of a property that the script declares the sentence says what it is and its name.
    const sentence =
        story.property === undefined || outcome.kind === 'bug'
            ? `${paint(style, outcomeInWords(outcome))}: ${story.sentence}`
            : paint(style, story.sentence);
    const isShort = trace === 'full' || story.lines.length <= LONGEST_STORY;
    const lines = [
        sentence,
        ...valueLines(view, story),
        ...(story.race === undefined ? [] : raceLines(view, story.race)),
        ...(story.lines.length === 0 ? [] : ['', ...pathLines(view, story)]),
        ...waitLines(view, story),
        ...(isShort ? drawing(columns(story, width - MARGIN.length)) : []),
    ];
    return ['', ...lines.map(line => (line === '' ? '' : `${MARGIN}${line}`))];
}

function valueLines(view: View, { property, values }: Story): readonly string[] {
    const { documents, paint } = view;
    const declared =
        property === undefined ? [] : [`${documents.textOf(property)}  ${paint('faint', short(view, property))}`];
    const seen = values.map(({ cell, value }) => `${cell} is ${value}`).join(', ');
    return [...declared, ...(seen === '' ? [] : [paint('strong', seen)])].map(line => `  ${line}`);
}

function drawing(lines: readonly string[]): readonly string[] {
    return lines.length === 0 ? [] : ['', ...lines];
}

/** The longest step number, thread, place and statement, so that they stand under each other. */
interface Widths {
    readonly step: number;
    readonly thread: number;
    readonly place: number;
    readonly text: number;
}

function pathLines(view: View, story: Story): readonly string[] {
    const { paint, trace } = view;
    const widths: Widths = {
        step: String(story.lines.length).length,
        thread: widest(story.lines.map(line => line.thread)),
        place: widest(story.lines.map(({ place }) => short(view, place))),
        text: Math.min(WIDEST_STATEMENT, widest(story.lines.map(statement))),
    };
    const told = story.lines.map((line, index) => {
        const opening = index === story.cycleStart ? [paint('doubtful', '┌ repeats for ever')] : [];
        const inCycle = story.cycleStart !== undefined && index >= story.cycleStart;
        const margin = story.cycleStart === undefined ? '' : inCycle ? `${paint('doubtful', '│')} ` : '  ';
        return [...opening, ...stepLines(view, line, widths, margin)];
    });
    const closing = story.cycleStart === undefined ? [] : [paint('doubtful', '└ and again')];
    if (trace === 'full' || told.length <= LONGEST_STORY) return [...told.flat(), ...closing];
    const half = LONGEST_STORY / 2;
    const between = paint('faint', `… ${counted(told.length - LONGEST_STORY, 'step')} (--trace tells all)`);
    return [...told.slice(0, half).flat(), between, ...told.slice(-half).flat(), ...closing];
}

function stepLines(view: View, line: StoryLine, widths: Widths, margin: string): readonly string[] {
    const { paint, width } = view;
    const number = String(line.step).padStart(widths.step);
    const thread = line.thread.padEnd(widths.thread);
    const place = short(view, line.place).padEnd(widths.place);
    const text = clipped(statement(line), WIDEST_STATEMENT);
    const indent = MARGIN.length + (margin === '' ? 0 : 2) + widths.step + widths.thread + widths.place + 6;
    const changes = line.changes.map(changeInWords);
    const left = `${margin}${paint('faint', number)}  ${thread}  ${paint('faint', place)}  `;
    const together = changes.join(', ');
    if (together === '') return [`${left}${text}`];
    if (indent + widths.text + 2 + together.length <= width) {
        return [`${left}${text.padEnd(widths.text)}  ${paint('strong', together)}`];
    }
    const under = `${margin}${' '.repeat(indent - MARGIN.length - (margin === '' ? 0 : 2) + 2)}`;
    return [
        `${left}${text}`,
        ...underneath(line.changes, width - under.length).map(one => `${under}${paint('strong', one)}`),
    ];
}

/** What memory and locks do stands on lines of its own; registers and values read fill lines together. */
function underneath(changes: readonly Change[], room: number): readonly string[] {
    const lines: string[] = [];
    let isOpen = false;
    for (const change of changes) {
        const words = changeInWords(change);
        const isSmall = change.kind === 'register' || change.kind === 'read';
        const last = lines.at(-1);
        if (isOpen && isSmall && last!.length + 2 + words.length <= room) lines.splice(-1, 1, `${last}, ${words}`);
        else lines.push(words);
        isOpen = isSmall;
    }
    return lines;
}

function statement({ kind, text }: StoryLine): string {
    return kind === 'flush' ? `~ store buffer: ${text}` : text;
}

function changeInWords(change: Change): string {
    switch (change.kind) {
        case 'cell':
            return `${change.cell}: ${change.before} → ${change.after}`;
        case 'register':
            return `${change.cell} = ${change.after}`;
        case 'read':
            return `${change.cell} is ${change.value}`;
        case 'buffered':
            return `${change.cell}: ${change.after} in the store buffer`;
        case 'deferred':
            return `${change.text} in the store buffer`;
    }
}

function waitLines(view: View, { waits, cycle }: Story): readonly string[] {
    const { paint } = view;
    if (waits.length === 0) return [];
    const sentences = widest(waits.map(({ sentence }) => sentence));
    return [
        '',
        ...waits.map(({ sentence, place, stack }) => {
            const calls =
                stack.length === 0
                    ? ''
                    : ` in ${stack
                          .map(({ fn }) => fn)
                          .toReversed()
                          .join(' ← ')}`;
            return `${sentence.padEnd(sentences)}  ${paint('faint', `${short(view, place)}${calls}`)}`;
        }),
        ...(cycle.length < 3 ? [] : ['', cycle.join(' → ')]),
    ];
}

function raceLines(view: View, { accesses }: NonNullable<Story['race']>): readonly string[] {
    const { paint } = view;
    return accesses.flatMap(({ title, marking, text, frames }) => {
        const names = widest(frames.map(({ fn }) => fn));
        return [
            '',
            `${title} (${marking}): ${text}`,
            ...frames.map(({ fn, place }) => `  ${fn.padEnd(names)}  ${paint('faint', short(view, place))}`),
        ];
    });
}

// ---------------------------------------------------------------------------------------------------------- summary

function findingLine({ documents, paint }: View, { code, place, message }: Finding): string {
    return `  ${paint('doubtful', `warning[${code}]`)} ${paint('faint', at(documents, place))} ${message}`;
}

function summary(paint: Paint, result: RunResult): string {
    const { checks, met, unexpected, inconclusive, undecidable, refused, broken, notRun, filesWithErrors } =
        tally(result);
    const part = (count: number, text: string, style: Style) => (count === 0 ? [] : [paint(style, `${count} ${text}`)]);
    const parts = [
        paint(met === checks ? 'good' : 'strong', `${met} met`),
        paint(unexpected > 0 ? 'bad' : 'faint', `${unexpected} unexpected`),
        ...part(inconclusive, 'inconclusive', 'doubtful'),
        ...part(undecidable, 'not decidable yet', 'doubtful'),
        ...part(refused, 'with errors', 'bad'),
        ...part(broken, 'broken', 'bad'),
        ...part(notRun, 'not run', 'doubtful'),
    ];
    const wrong = filesWithErrors === 0 ? [] : [paint('bad', `${counted(filesWithErrors, 'script')} with errors`)];
    const asked = checks === 0 && wrong.length > 0 ? [] : [`${counted(checks, 'check')}: ${parts.join(', ')}`];
    const stopped = result.end === 'stopped' ? `${paint('doubtful', 'Stopped.')} ` : '';
    return `${stopped}${[...asked, ...wrong].join('; ')} ${paint('faint', `(${durationInWords(result.elapsedMs)})`)}`;
}

/** The line of a place with carets below; of a long line the part around it. */
function excerpt(documents: Documents, paint: Paint, place: Place, style: Style): readonly string[] {
    const line = printable(documents.lineOf(place));
    if (line.trim() === '') return [];
    const { start, end } = documents.locate(place);
    const from = start.column > WIDEST_EXCERPT - 20 ? start.column - 20 : 0;
    const shown = line.slice(from, from + WIDEST_EXCERPT);
    const column = start.column - 1 - from;
    const length = (end.line === start.line ? end.column : line.length + 1) - start.column;
    const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - column)));
    const under = shown.slice(0, column).replace(/[^\t]/g, ' ');
    return [`${MARGIN}${shown}`, `${MARGIN}${under}${paint(style, carets)}`];
}

/** Control characters would speak to the terminal. */
function printable(text: string): string {
    return text.replace(/[^\t\P{Cc}]/gu, '\ufffd');
}

function at(documents: Documents, place: Place): string {
    const { path, start } = documents.locate(place);
    return `${path}:${start.line}:${start.column}:`;
}

function short({ documents, home }: View, place: Place): string {
    const { start } = documents.locate(place);
    return `${place.uri === home ? '' : documents.nameOf(place.uri)}:${start.line}`;
}

function titleWidth(file: FileEvent | undefined): number {
    return Math.min(WIDEST_TITLE, widest(file?.titles ?? []));
}

function clipped(text: string, width: number): string {
    return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function widest(texts: readonly string[]): number {
    return texts.reduce((width, { length }) => Math.max(width, length), 0);
}

function firstLine(text: string): string {
    return text.split('\n', 1)[0]!;
}
