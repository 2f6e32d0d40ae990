// Workers that hang, die or are not needed any more.
import { afterEach, expect, test } from 'vitest';
import type { Job, JobEvent } from '../src/job.ts';
import type { Pool } from '../src/pool.ts';
import { createPool, GRACE_MS } from '../src/pool.ts';

const BROKEN = new URL('./worker-that-breaks.ts', import.meta.url);
const REAL = new URL('../src/worker.ts', import.meta.url);
let pool: Pool;
afterEach(() => pool.dispose());

const job = (text: string): Job => ({
    uri: 'file:///x.race',
    texts: new Map([['file:///x.race', text]]),
    titles: undefined,
    limits: { states: 0, memory: 512, seconds: 0 },
    wanted: 'verdict',
});
const ignore = () => {};

test('a worker that hears nothing is killed', async () => {
    pool = createPool(BROKEN, 1);
    const run = pool.start(job('// hang'), ignore);
    const start = performance.now();
    expect(await run.stop()).toEqual({ kind: 'stopped' });
    expect(performance.now() - start).toBeLessThan(GRACE_MS * 4);
    expect(await pool.start(job('// done'), ignore).end).toEqual({ kind: 'complete' });
});

test.each([
    ['// crash', 'out of luck'],
    ['// exit', 'it ended with status 3'],
])('a worker that dies is a message, and the next job has another: %s', async (text, message) => {
    pool = createPool(BROKEN, 1);
    const [dying, waiting] = [pool.start(job(text), ignore), pool.start(job('// done'), ignore)];
    expect(await dying.end).toEqual({ kind: 'crashed', message });
    expect(await waiting.end).toEqual({ kind: 'complete' });
});

test('a job that waits is stopped at once', async () => {
    pool = createPool(BROKEN, 1);
    const [first, second] = [pool.start(job('// hang'), ignore), pool.start(job('// hang'), ignore)];
    expect(await second.stop()).toEqual({ kind: 'stopped' });
    expect(await first.stop()).toEqual({ kind: 'stopped' });
});

test('what is under way when all ends, ends', async () => {
    pool = createPool(BROKEN, 2);
    const runs = ['// hang', '// hang', '// hang'].map(text => pool.start(job(text), ignore).end);
    await pool.dispose();
    expect(await Promise.all(runs)).toEqual([{ kind: 'stopped' }, { kind: 'stopped' }, { kind: 'stopped' }]);
});

test('the real worker checks, and hears in the middle of a search', async () => {
    pool = createPool(REAL, 1);
    const events: JobEvent[] = [];
    const small = pool.start(job('lock a: mutex\nthread t { mutex_lock(a); mutex_lock(a) }'), event =>
        events.push(event),
    );
    expect(await small.end).toEqual({ kind: 'complete' });
    // How long it takes, and so whether progress is told, is the machine's business.
    expect(events.map(({ kind }) => kind).filter(kind => kind !== 'progress')).toEqual(['check', 'findings']);
    const begun = Promise.withResolvers<void>();
    const endless = pool.start(job(ENDLESS), event => {
        if (event.kind === 'progress') begun.resolve();
    });
    await begun.promise;
    const start = performance.now();
    expect(await endless.stop()).toEqual({ kind: 'stopped' });
    expect(performance.now() - start).toBeLessThan(GRACE_MS * 4);
});

/** More states than any test waits for. */
const ENDLESS = `${Array.from({ length: 6 }, (_, at) => `var x${at}: u16 = 0\nthread t${at} { loop { WRITE_ONCE(x${at}, READ_ONCE(x${at}) + u16(1)) } }`).join('\n')}
`;
