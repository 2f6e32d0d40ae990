// The thread that checks: takes a job, tells events, says when it is done. Its thread hears nothing while it searches,
// so it is stopped through shared memory.
import { parentPort } from 'node:worker_threads';
import type { Job, JobEvent } from './job.ts';
import { createJobRunner } from './job.ts';

export interface WorkerRequest {
    readonly job: Job;
    /** `stop[0]` becomes 1 when the job has to end. */
    readonly stop: Int32Array;
}

export type WorkerAnswer =
    /** Has read the library. */
    { readonly kind: 'ready' } | { readonly kind: 'event'; readonly event: JobEvent } | { readonly kind: 'done' };

const { run, readAhead } = createJobRunner();
parentPort?.on('message', ({ job, stop }: WorkerRequest) => {
    const answer = (one: WorkerAnswer) => parentPort?.postMessage(one);
    run(job, {
        emit: event => answer({ kind: 'event', event }),
        now: () => performance.now(),
        isStopped: () => Atomics.load(stop, 0) === 1,
    });
    answer({ kind: 'done' });
});
// A job that comes meanwhile goes before.
const ahead = (): void => {
    if (readAhead()) setImmediate(ahead);
    else parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);
};
setImmediate(ahead);
