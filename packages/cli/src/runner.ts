// Runs a job so that Ctrl-C is always heard: at once in this thread, and if it takes longer, in a worker.
//
// A search does not let signals through, and a worker costs a cold start. So a run begins here, and what is not through
// after a moment goes on there, several files at a time; at most that moment is lost.
import { Worker } from 'node:worker_threads';
import type { Job } from './job.ts';
import { broken, runJob } from './job.ts';
import type { CheckOutcome, RunEvent } from './run.ts';
import type { WorkerMessage, WorkerTask } from './worker.ts';

const PATIENCE_MS = 250;
/** A worker's own default is small; what a search keeps is counted and limited by itself. */
const HEAP_MB = 8192;
/** How long a worker may take to notice that it has to stop. */
const GRACE_MS = 1000;

/** `stopped`: `stop` was aborted. Then what runs is reported as far as it got, and what did not begin is not. */
export async function run(
    job: Job,
    emit: (event: RunEvent) => void,
    stop: AbortSignal,
): Promise<'complete' | 'stopped'> {
    const start = performance.now();
    const rest = runJob(job, {
        emit: event => event.kind === 'progress' || emit(event),
        now: () => performance.now(),
        team: undefined,
        interruption: () => {
            if (stop.aborted) return 'cancelled';
            return performance.now() - start > PATIENCE_MS ? 'elsewhere' : undefined;
        },
    });
    if (rest !== undefined) {
        await new Promise(resolve => setImmediate(resolve)); // a signal may have come in the meantime
        if (!stop.aborted) await runInWorkers({ ...job, from: rest }, emit, stop);
    }
    return stop.aborted ? 'stopped' : 'complete';
}

/** Several files at a time; their events come in the order of the files all the same. */
async function runInWorkers(job: Job, emit: (event: RunEvent) => void, stop: AbortSignal): Promise<void> {
    const count = Math.min(job.settings.jobs, job.files.length - job.from.file);
    const task: WorkerTask = {
        task: 'faultline-check',
        job,
        stop: new Int32Array(new SharedArrayBuffer(4)),
        next: new Int32Array(new SharedArrayBuffer(4)).fill(job.from.file),
    };
    const order = inOrder(job.from.file, emit);
    await Promise.all(Array.from({ length: count }, () => runInWorker(task, order.event, stop)));
    order.end();
}

/** Resolves in any case: a worker that breaks is told as a broken check. */
function runInWorker(
    task: WorkerTask,
    emit: (file: number, event: RunEvent) => void,
    stop: AbortSignal,
): Promise<void> {
    const worker = new Worker(new URL(import.meta.url), {
        workerData: task,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    let file = task.job.from.file;
    return new Promise(resolve => {
        worker.on('message', (message: WorkerMessage) => {
            switch (message.kind) {
                case 'event':
                    file = message.file;
                    emit(file, message.event);
                    break;
                case 'done':
                    resolve();
                    break;
            }
        });
        worker.on('error', error => {
            emit(file, { kind: 'check', check: broken('', error) satisfies CheckOutcome });
            resolve();
        });
        worker.on('exit', () => resolve());
        stop.addEventListener('abort', () => {
            Atomics.store(task.stop, 0, 1);
            setTimeout(() => void worker.terminate(), GRACE_MS).unref();
        });
    });
}

/** Lets the events of one file through and keeps those of later ones until it is over. */
function inOrder(
    first: number,
    emit: (event: RunEvent) => void,
): { readonly event: (file: number, event: RunEvent) => void; readonly end: () => void } {
    let current = first;
    const kept = new Map<number, RunEvent[]>();
    const event = (file: number, one: RunEvent): void => {
        if (file > current) {
            // how far a search has come is of no interest later
            if (one.kind !== 'progress') kept.set(file, [...(kept.get(file) ?? []), one]);
            return;
        }
        emit(one);
        if (one.kind === 'end-of-file') next();
    };
    const next = (): void => {
        current++;
        const events = kept.get(current) ?? [];
        kept.delete(current);
        for (const each of events) event(current, each);
    };
    return {
        event,
        // what was stopped has no end
        end: () => {
            while (kept.size > 0) next();
        },
    };
}
