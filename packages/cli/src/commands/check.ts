// `faultline check`: runs the checks, prints as they come, and answers with the exit status.
import type { CheckCommand } from '../arguments.ts';
import { bugReport } from '../bug-report.ts';
import { createDocuments } from '../documents.ts';
import type { ExitStatus } from '../exit-status.ts';
import { createPrinter } from '../formats/format.ts';
import { BEGINNING } from '../job.ts';
import { progressLine } from '../progress.ts';
import type { FileResult, RunEvent, RunResult } from '../run.ts';
import { exitStatusOf } from '../run.ts';
import { startRun } from '../runner.ts';
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
    const run = startRun({ files, only: command.only, settings: command.settings, from: BEGINNING }, event => {
        if (event.kind === 'file') {
            documents.add(event.texts);
            for (const uri of event.texts.keys()) inputs.add(uri);
        }
        collected.event(event);
        progress.event(event);
        printer.event(event);
    });
    interrupt.addEventListener('abort', run.stop);
    const end = await run.end;
    progress.clear();
    const result = { files: collected.files(), end, elapsedMs: performance.now() - start };
    requireOnly(command, result, collected.titles());
    printer.end(result);
    reportBugs(terminal, result);
    return { status: exitStatusOf(result), inputs };
}

interface Collected {
    readonly event: (event: RunEvent) => void;
    readonly files: () => readonly FileResult[];
    /** All titles there are, chosen or not. */
    readonly titles: () => readonly string[];
}

function collect(): Collected {
    const files: FileResult[] = [];
    const titles: string[] = [];
    const change = (changed: (last: FileResult) => FileResult) => {
        const last = files.pop();
        if (last !== undefined) files.push(changed(last));
    };
    return {
        files: () => files,
        titles: () => titles,
        event: event => {
            switch (event.kind) {
                case 'file':
                    titles.push(...event.allTitles);
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

/** A title that nothing has is a slip of the user, not a success. */
function requireOnly({ only }: CheckCommand, { files, end }: RunResult, titles: readonly string[]): void {
    const missing = only.find(title => !titles.includes(title));
    const hasErrors = files.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'));
    if (missing === undefined || end === 'stopped' || hasErrors) return;
    const meant = nearest(missing, titles);
    const hint =
        meant !== undefined
            ? `Did you mean ${JSON.stringify(meant)}?`
            : `There is ${titles
                  .slice(0, 8)
                  .map(title => JSON.stringify(title))
                  .join(', ')}${titles.length > 8 ? ', …' : ''}.`;
    throw new UsageError(`No check is titled ${JSON.stringify(missing)}. ${hint}`);
}

function reportBugs(terminal: Terminal, result: RunResult): void {
    const bugs = result.files.flatMap(({ checks }) => checks).filter(check => check.kind === 'broken');
    for (const { title, message, stack } of bugs)
        terminal.err(`${bugReport(`check ${JSON.stringify(title)}: ${message}`, stack)}\n`);
}
