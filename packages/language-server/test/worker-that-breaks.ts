// A worker for tests: does what the first comment of the script says, else it hangs without hearing anything.
import { parentPort } from 'node:worker_threads';
import type { WorkerRequest } from '../src/worker.ts';

parentPort?.on('message', ({ job }: WorkerRequest) => {
    const text = job.texts.get(job.uri) ?? '';
    if (text.startsWith('// crash')) throw new Error('out of luck');
    if (text.startsWith('// exit')) process.exit(3);
    if (text.startsWith('// done')) parentPort?.postMessage({ kind: 'done' });
    else for (;;);
});
