// `faultline check`: runs the checks, prints as they come, and answers with the exit status.
import type { CheckCommand } from '../arguments.ts';
import { bugReport } from '../bug-report.ts';
import { createDocuments } from '../documents.ts';
import type { ExitStatus } from '../exit-status.ts';
import { createPrinter } from '../formats/format.ts';
import { BEGINNING } from '../job.ts';
import { progressLine } from '../progress.ts';
import type { FileEvent, FileResult, RunEvent, RunResult } from '../run.ts';
import { exitStatusOf } from '../run.ts';
import { run } from '../runner.ts';
import { findScripts } from '../scripts.ts';
import type { Terminal } from '../terminal.ts';
import { nearest, UsageError } from '../usage-error.ts';

export interface Checked {
    readonly status: ExitStatus;
    /** What was read, by URI: the scripts and what they import. */
    readonly inputs: ReadonlySet<string>;
}

/** `interrupt` aborts at Ctrl-C, or when the run is overtaken. Throws {@link UsageError}. */
export async function runCheck(command: CheckCommand, terminal: Terminal, interrupt: AbortSignal): Promise<Checked> {
    const start = performance.now();
    const documents = createDocuments();
    const printer = createPrinter(command, terminal, documents);
    const progress = progressLine(terminal);
    const files = findScripts(command.paths);
    const collected = collect();
    const inputs = new Set(files.map(({ uri }) => uri));
    let misuse: string | undefined;
    const slip = new AbortController();
    const emit = (event: RunEvent) => {
        collected.event(event);
        if (event.kind === 'file') {
            documents.add(event.texts);
            for (const uri of event.texts.keys()) inputs.add(uri);
            // Of a single script one knows at once.
            if (files.length === 1) misuse = misuseOf(command, collected.announced());
        }
        if (misuse !== undefined) return slip.abort();
        progress.event(event);
        printer.event(event);
    };
    const job = { files, only: command.only, settings: command.settings, from: BEGINNING };
    const end = await run(job, emit, AbortSignal.any([interrupt, slip.signal]));
    progress.clear();
    if (end === 'complete') misuse ??= misuseOf(command, collected.announced());
    if (misuse !== undefined) throw new UsageError(misuse);
    const result = { files: collected.files(), end, elapsedMs: performance.now() - start };
    printer.end(result);
    reportBugs(terminal, result);
    return { status: exitStatusOf(result), inputs };
}

interface Collected {
    readonly event: (event: RunEvent) => void;
    readonly files: () => readonly FileResult[];
    readonly announced: () => readonly FileEvent[];
}

function collect(): Collected {
    const files: FileResult[] = [];
    const announced: FileEvent[] = [];
    const change = (changed: (last: FileResult) => FileResult) => {
        const last = files.pop();
        if (last !== undefined) files.push(changed(last));
    };
    return {
        files: () => files,
        announced: () => announced,
        event: event => {
            switch (event.kind) {
                case 'file':
                    announced.push(event);
                    files.push({ ...event, checks: [], findings: [] });
                    break;
                case 'check':
                    change(last => ({ ...last, checks: [...last.checks, event.check] }));
                    break;
                case 'end-of-file':
                    change(last => ({ ...last, findings: event.findings }));
                    break;
                case 'progress':
                    break;
            }
        },
    };
}

/** A title that no check has, or a param that no script takes, is a slip of the user and not a success. */
function misuseOf({ only, settings }: CheckCommand, files: readonly FileEvent[]): string | undefined {
    const sound = files.filter(({ diagnostics }) => diagnostics.every(({ severity }) => severity !== 'error'));
    if (sound.length < files.length || sound.length === 0) return undefined;
    const titles = sound.flatMap(({ allTitles }) => allTitles);
    const missing = only.find(title => !titles.includes(title));
    if (missing !== undefined) return unknownTitle(missing, titles);
    for (const { name, value } of settings.params) {
        const rejections = sound.flatMap(({ rejected }) =>
            rejected.filter(({ param }) => param === `${name}=${value}`),
        );
        if (rejections.length === sound.length) return `--param ${name}=${value}: ${rejections[0]!.message}`;
    }
    return undefined;
}

function unknownTitle(missing: string, titles: readonly string[]): string {
    const meant = nearest(missing, titles);
    const shown = titles.slice(0, 8).map(title => JSON.stringify(title));
    const list = `There is ${shown.join(', ')}${titles.length > shown.length ? ', …' : ''}.`;
    const hint = meant === undefined ? list : `Did you mean ${JSON.stringify(meant)}?`;
    return `No check is titled ${JSON.stringify(missing)}. ${hint}`;
}

function reportBugs(terminal: Terminal, result: RunResult): void {
    const bugs = result.files.flatMap(({ checks }) => checks).filter(check => check.kind === 'broken');
    for (const { title, message, stack } of bugs)
        terminal.err(`${bugReport(`check ${JSON.stringify(title)}: ${message}`, stack)}\n`);
}
