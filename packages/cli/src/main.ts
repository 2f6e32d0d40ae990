// The command line: reads the arguments, runs the command, sets the exit status. The only file that ends the process.
import { isMainThread, workerData } from 'node:worker_threads';
import type { Command } from './arguments.ts';
import { readArguments, TOPICS } from './arguments.ts';
import type { ExitStatus } from './exit-status.ts';
import { EXIT } from './exit-status.ts';
import { help } from './help.ts';
import type { Terminal } from './terminal.ts';
import { processTerminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

// Commands are loaded when they run: `--help` needs no parser.
if (isMainThread) await main(process.argv.slice(2));
else await workIfAsked();

async function main(argv: readonly string[]): Promise<void> {
    process.stdout.on('error', error => process.exit(outputLost(error, argv)));
    // Nobody is left to be told.
    process.stderr.on('error', () => {});
    const terminal = processTerminal();
    try {
        process.exitCode = await runCommand(readArguments(argv), terminal);
    } catch (error) {
        process.exitCode = await failed(error, argv, terminal);
    }
}

async function runCommand(command: Command, terminal: Terminal): Promise<ExitStatus> {
    switch (command.kind) {
        case 'help':
            terminal.out(help(command.about));
            return EXIT.met;
        case 'version':
            terminal.out(`faultline ${version}\n`);
            return EXIT.met;
        case 'check': {
            const interrupt = interruptSignal();
            if (command.watch === 'watch') {
                return (await import('./commands/watch.ts')).runWatch(command, terminal, interrupt);
            }
            return (await (await import('./commands/check.ts')).runCheck(command, terminal, interrupt)).status;
        }
        case 'export':
            return (await import('./commands/export.ts')).runExport(command, terminal);
        case 'import-trail':
            return (await import('./commands/import-trail.ts')).runImportTrail(command, terminal);
        case 'explain':
            return (await import('./commands/explain.ts')).runExplain(command.codes, terminal);
    }
}

/** Aborts at the first Ctrl-C; a second one ends the process as if nobody had listened. */
function interruptSignal(): AbortSignal {
    const controller = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
            controller.abort();
            process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
        });
    }
    return controller.signal;
}

/** Whoever reads may have had enough (`faultline … | head`), or there is no room; then nobody knows what the rest would have said. */
function outputLost(error: NodeJS.ErrnoException, [command]: readonly string[]): ExitStatus {
    if (error.code === 'EPIPE') return command === 'check' ? EXIT.limit : EXIT.met;
    process.stderr.write(`faultline: Cannot write the output: ${error.message}.\n`);
    return EXIT.usage;
}

async function failed(error: unknown, argv: readonly string[], terminal: Terminal): Promise<ExitStatus> {
    if (error instanceof UsageError) {
        const about = argv.find(word => TOPICS.some(topic => topic === word));
        terminal.err(`faultline: ${error.message}\nTry faultline ${about === undefined ? '' : `${about} `}--help.\n`);
        return EXIT.usage;
    }
    const { bugReport } = await import('./bug-report.ts');
    const [message, stack] = error instanceof Error ? [error.message, error.stack ?? ''] : [String(error), ''];
    terminal.err(`${bugReport(message, stack)}\n`);
    return EXIT.bug;
}

async function workIfAsked(): Promise<void> {
    const { isWorkerTask, work } = await import('./worker.ts');
    if (isWorkerTask(workerData)) return work();
    const { isMemberTask, search } = await import('./team.ts');
    if (isMemberTask(workerData)) search();
}
