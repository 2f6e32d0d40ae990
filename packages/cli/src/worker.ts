// The worker's side of a run that takes longer.
import { parentPort, workerData } from 'node:worker_threads';
import type { Job } from './job.ts';
import { runJob } from './job.ts';
import type { RunEvent } from './run.ts';
import { createTeam } from './team.ts';

/** What a worker is started with; `stop[0]` becomes 1 when it has to end. */
export interface WorkerTask {
    readonly task: 'faultline-check';
    readonly job: Job;
    readonly stop: Int32Array;
}

export type WorkerMessage =
    | { readonly kind: 'events'; readonly events: readonly RunEvent[] }
    | { readonly kind: 'done' };

/** Whether this thread was started as a worker of a run. */
export function isWorkerTask(data: unknown): data is WorkerTask {
    return typeof data === 'object' && data !== null && 'task' in data && data.task === 'faultline-check';
}

export function work(): void {
    const { job, stop } = workerData as WorkerTask;
    const send = (message: WorkerMessage) => parentPort?.postMessage(message);
    runJob(job, {
        emit: event => send({ kind: 'events', events: [event] }),
        now: () => performance.now(),
        team: job.settings.workers === 1 ? undefined : createTeam(job.settings.workers),
        interruption: () => (Atomics.load(stop, 0) === 1 ? 'cancelled' : undefined),
    });
    send({ kind: 'done' });
}
