// Runs a job so that Ctrl-C is always heard: at once in this thread, and if it takes longer, in a worker.
//
// A search does not let signals through, and a worker costs a cold start. So a run begins here, and what is not through
// after a moment goes on there; at most that moment is lost.
import { Worker } from 'node:worker_threads';
import type { Job } from './job.ts';
import { broken, runJob } from './job.ts';
import type { CheckOutcome, RunEvent } from './run.ts';
import type { WorkerMessage, WorkerTask } from './worker.ts';

export interface Run {
    /** Resolves when it is through; `stopped` when {@link stop} was asked for. */
    readonly end: Promise<'complete' | 'stopped'>;
    /** What runs is reported as far as it got, what did not begin is not. */
    readonly stop: () => void;
}

const PATIENCE_MS = 250;
/** How long a worker may take to notice that it has to stop. */
const GRACE_MS = 1000;

export function startRun(job: Job, emit: (event: RunEvent) => void): Run {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const stopped = Promise.withResolvers<void>();
    return {
        end: run(job, emit, stop, stopped.promise),
        stop: () => {
            Atomics.store(stop, 0, 1);
            stopped.resolve();
        },
    };
}

async function run(
    job: Job,
    emit: (event: RunEvent) => void,
    stop: Int32Array,
    stopped: Promise<void>,
): Promise<'complete' | 'stopped'> {
    const isStopped = () => Atomics.load(stop, 0) === 1;
    const start = performance.now();
    const rest = runJob(job, {
        emit: event => event.kind === 'progress' || emit(event),
        now: () => performance.now(),
        interruption: () => (performance.now() - start > PATIENCE_MS ? 'elsewhere' : undefined),
    });
    if (rest === undefined) return 'complete';
    await new Promise(resolve => setImmediate(resolve)); // a signal that came in the meantime
    if (isStopped()) return 'stopped';
    await runInWorker({ ...job, from: rest }, emit, stop, stopped);
    return isStopped() ? 'stopped' : 'complete';
}

/** Resolves in any case: a worker that breaks is told as a broken check. */
function runInWorker(
    job: Job,
    emit: (event: RunEvent) => void,
    stop: Int32Array,
    stopped: Promise<void>,
): Promise<void> {
    const workerData: WorkerTask = { task: 'faultline-check', job, stop };
    const worker = new Worker(new URL(import.meta.url), { workerData, stderr: true });
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
        void stopped.then(() => setTimeout(() => void worker.terminate(), GRACE_MS).unref());
    });
}
