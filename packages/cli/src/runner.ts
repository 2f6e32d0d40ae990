// Runs a job so that Ctrl-C is always heard: at once in this thread, and if it takes longer, in a worker.
//
// A search does not let signals through, and a worker costs a cold start. So a run begins here, and what is not through
// after a moment goes on there; at most that moment is lost.
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
        if (!stop.aborted) await runInWorker({ ...job, from: rest }, emit, stop);
    }
    return stop.aborted ? 'stopped' : 'complete';
}

/** Resolves in any case: a worker that breaks is told as a broken check. */
function runInWorker(job: Job, emit: (event: RunEvent) => void, stop: AbortSignal): Promise<void> {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const workerData: WorkerTask = { task: 'faultline-check', job, stop: flag };
    const worker = new Worker(new URL(import.meta.url), {
        workerData,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    return new Promise(resolve => {
        worker.on('message', (message: WorkerMessage) => {
            switch (message.kind) {
                case 'events':
                    message.events.forEach(emit);
                    break;
                case 'done':
                    resolve();
                    break;
            }
        });
        worker.on('error', error => {
            emit({ kind: 'check', check: broken('', error) satisfies CheckOutcome });
            resolve();
        });
        worker.on('exit', () => resolve());
        stop.addEventListener('abort', () => {
            Atomics.store(flag, 0, 1);
            setTimeout(() => void worker.terminate(), GRACE_MS).unref();
        });
    });
}
