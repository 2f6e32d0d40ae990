// The worker's side of a run that takes longer: it takes one file after another, as long as there are any.
import { parentPort, workerData } from 'node:worker_threads';
import type { Job } from './job.ts';
import { runFiles } from './job.ts';
import type { RunEvent } from './run.ts';
import { createTeam } from './team.ts';

/** What a worker is started with. Those of one run share the two numbers. */
export interface WorkerTask {
    readonly task: 'faultline-check';
    readonly job: Job;
    /** `stop[0]` becomes 1 when all have to end. */
    readonly stop: Int32Array;
    /** `next[0]`: the first file that nobody has begun. */
    readonly next: Int32Array;
}

export type WorkerMessage =
    /** `file`: its place in the job. */
    { readonly kind: 'event'; readonly file: number; readonly event: RunEvent } | { readonly kind: 'done' };

/** Whether this thread was started as a worker of a run. */
export function isWorkerTask(data: unknown): data is WorkerTask {
    return typeof data === 'object' && data !== null && 'task' in data && data.task === 'faultline-check';
}

export function work(): void {
    const { job, stop, next } = workerData as WorkerTask;
    const send = (message: WorkerMessage) => parentPort?.postMessage(message);
    let file = 0;
    function* files(): Iterable<number> {
        for (;;) {
            file = Atomics.add(next, 0, 1);
            if (file >= job.files.length) return;
            yield file;
        }
    }
    runFiles(job, files(), {
        emit: event => send({ kind: 'event', file, event }),
        now: () => performance.now(),
        team: job.settings.workers === 1 ? undefined : createTeam(job.settings.workers),
        interruption: () => (Atomics.load(stop, 0) === 1 ? 'cancelled' : undefined),
    });
    send({ kind: 'done' });
}
