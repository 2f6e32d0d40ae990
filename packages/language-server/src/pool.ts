// A few workers, and the jobs that wait for one.
//
// Invariant: every run ends, whatever its worker does: one that does not hear is killed, one that dies is replaced.
import { Worker } from 'node:worker_threads';
import type { Job, JobEvent } from './job.ts';
import type { WorkerAnswer, WorkerRequest } from './worker.ts';

export interface Pool {
    readonly start: (job: Job, onEvent: (event: JobEvent) => void) => Run;
    /** Makes workers ready before they are needed: one, and another for whoever comes while the first still has to stop. */
    readonly warm: () => void;
    readonly dispose: () => Promise<void>;
}

export interface Run {
    readonly end: Promise<RunEnd>;
    /** Resolves, like `end`, within about {@link GRACE_MS}. What comes after it is not told any more. */
    readonly stop: () => Promise<RunEnd>;
}

export type RunEnd =
    | { readonly kind: 'complete' }
    | { readonly kind: 'stopped' }
    /** The worker died. */
    | { readonly kind: 'crashed'; readonly message: string };

/** How long a worker may take to notice that it has to stop. */
export const GRACE_MS = 100;

interface Slot {
    readonly worker: Worker;
    task: Task | undefined;
}

interface Task {
    readonly job: Job;
    readonly onEvent: (event: JobEvent) => void;
    readonly stop: Int32Array;
    readonly finish: (end: RunEnd) => void;
    isOver: boolean;
}

export function createPool(workerUrl: URL, size: number): Pool {
    const slots: Slot[] = [];
    const waiting: Task[] = [];

    return {
        start: (job, onEvent) => {
            const end = Promise.withResolvers<RunEnd>();
            const task: Task = {
                job,
                onEvent: event => {
                    if (!task.isOver) onEvent(event);
                },
                stop: new Int32Array(new SharedArrayBuffer(4)),
                finish: how => {
                    task.isOver = true;
                    end.resolve(how);
                },
                isOver: false,
            };
            waiting.push(task);
            dispatch();
            return {
                end: end.promise,
                stop: () => {
                    stop(task);
                    return end.promise;
                },
            };
        },
        warm: () => {
            if (slots.length === 0) slots.push(openSlot());
        },
        dispose: async () => {
            for (const task of [...waiting, ...slots.flatMap(({ task }) => task ?? [])])
                task.finish({ kind: 'stopped' });
            waiting.length = 0;
            await Promise.all(slots.splice(0).map(({ worker }) => worker.terminate()));
        },
    };

    function dispatch(): void {
        while (waiting.length > 0) {
            const free = slots.find(({ task }) => task === undefined) ?? (slots.length < size ? openSlot() : undefined);
            if (free === undefined) return;
            if (!slots.includes(free)) slots.push(free);
            const task = waiting.shift()!;
            free.task = task;
            free.worker.postMessage({ job: task.job, stop: task.stop } satisfies WorkerRequest);
        }
    }

    function stop(task: Task): void {
        if (task.isOver) return;
        const index = waiting.indexOf(task);
        if (index >= 0) {
            waiting.splice(index, 1);
            task.finish({ kind: 'stopped' });
            return;
        }
        Atomics.store(task.stop, 0, 1);
        setTimeout(() => {
            if (task.isOver) return;
            const slot = slots.find(one => one.task === task);
            if (slot !== undefined) {
                close(slot);
                // Whoever comes next need not wait until it has read the library.
                slots.push(openSlot());
            }
            task.finish({ kind: 'stopped' });
            dispatch();
        }, GRACE_MS);
    }

    function openSlot(): Slot {
        const slot: Slot = { worker: new Worker(workerUrl, { stderr: true, stdout: true }), task: undefined };
        const died = (message: string) => {
            if (!slots.includes(slot)) return;
            close(slot);
            slot.task?.finish({ kind: 'crashed', message });
            dispatch();
        };
        slot.worker.on('message', (answer: WorkerAnswer) => {
            switch (answer.kind) {
                case 'ready':
                    // One after the other: whoever types meanwhile needs the processors, too.
                    if (slots.includes(slot) && slots.length < Math.min(2, size)) slots.push(openSlot());
                    break;
                case 'event':
                    slot.task?.onEvent(answer.event);
                    break;
                case 'done': {
                    const { task } = slot;
                    slot.task = undefined;
                    task?.finish({ kind: Atomics.load(task.stop, 0) === 1 ? 'stopped' : 'complete' });
                    dispatch();
                    break;
                }
            }
        });
        slot.worker.on('error', error => died(error.message));
        slot.worker.on('exit', code => died(`it ended with status ${code}`));
        return slot;
    }

    function close(slot: Slot): void {
        const index = slots.indexOf(slot);
        if (index >= 0) slots.splice(index, 1);
        void slot.worker.terminate();
    }
}
