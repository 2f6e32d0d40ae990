// `faultline check --watch`: checks again whenever a script or one of its imports changes; a change overtakes a run.
import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckCommand } from '../arguments.ts';
import type { ExitStatus } from '../exit-status.ts';
import { EXIT } from '../exit-status.ts';
import { kindOf } from '../scripts.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { runCheck } from './check.ts';

/** Until Ctrl-C; answers with the status of the last run. */
export async function runWatch(command: CheckCommand, terminal: Terminal, interrupt: AbortSignal): Promise<ExitStatus> {
    let status: ExitStatus = EXIT.met;
    const changes = watchChanges(command.paths);
    while (!interrupt.aborted) {
        const changed = changes.next();
        const stop = AbortSignal.any([interrupt, changed]);
        try {
            const checked = await runCheck(command, terminal, stop);
            status = checked.status;
            changes.follow([...checked.inputs].filter(uri => uri.startsWith('file:')).map(uri => fileURLToPath(uri)));
        } catch (error) {
            if (!(error instanceof UsageError)) throw error;
            terminal.err(`faultline: ${error.message}\n`);
            status = EXIT.usage;
        }
        if (!stop.aborted) {
            terminal.err(`${terminal.paint('faint', 'Watching; Ctrl-C ends.')}\n`);
            await aborted(stop);
        }
        if (!interrupt.aborted) terminal.out('\n');
    }
    changes.close();
    return status;
}

interface Changes {
    /** Aborts at the next change. */
    readonly next: () => AbortSignal;
    readonly follow: (files: readonly string[]) => void;
    readonly close: () => void;
}

/** An editor writes a file in several steps. */
const SETTLE_MS = 50;

/** Watches folders rather than files: an editor replaces a file by another. */
function watchChanges(paths: readonly string[]): Changes {
    const watchers = new Map<string, FSWatcher>();
    const files = new Set<string>();
    const folders = new Set<string>();
    let pending = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const onChange = (folder: string, name: string | null) => {
        const isOurs =
            name === null || files.has(join(folder, name)) || (folders.has(folder) && name.endsWith('.race'));
        if (!isOurs) return;
        clearTimeout(timer);
        timer = setTimeout(() => pending.abort(), SETTLE_MS);
    };
    const watchFolder = (folder: string) => {
        if (watchers.has(folder) || kindOf(folder) !== 'folder') return;
        const watcher = watch(folder, (_event, name) => onChange(folder, name === null ? null : basename(name)));
        watcher.on('error', () => watcher.close());
        watchers.set(folder, watcher);
    };
    const follow = (followed: readonly string[]) => {
        for (const file of followed) {
            files.add(resolve(file));
            watchFolder(dirname(resolve(file)));
        }
    };
    for (const path of paths.map(one => resolve(one))) {
        if (kindOf(path) === 'folder') {
            folders.add(path);
            watchFolder(path);
        } else {
            follow([path]);
        }
    }
    return {
        follow,
        next: () => {
            pending = new AbortController();
            return pending.signal;
        },
        close: () => {
            clearTimeout(timer);
            for (const watcher of watchers.values()) watcher.close();
        },
    };
}

function aborted(signal: AbortSignal): Promise<void> {
    return new Promise(done => {
        if (signal.aborted) done();
        else signal.addEventListener('abort', () => done(), { once: true });
    });
}
