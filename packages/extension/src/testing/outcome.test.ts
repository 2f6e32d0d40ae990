// What the shipped server says of a check, as the result of a test.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BundledServer } from '../../test/bundled-server.ts';
import { startBundledServer } from '../../test/bundled-server.ts';
import { outcomeOf } from './outcome.ts';

let server: BundledServer;
beforeAll(async () => {
    server = await startBundledServer();
});
afterAll(() => server.stop());

test('passed, failed where and why, or neither', async () => {
    const { verdicts } = await server.check(`lock l: mutex
thread p { mutex_lock(l); mutex_lock(l) }
check "a" expects deadlock
check "b" expects pass
check "c" under lkmm expects pass
`);
    const [passed, failed, skipped] = verdicts.map(outcomeOf);
    expect(passed).toMatchObject({ kind: 'passed', milliseconds: expect.any(Number) });
    expect(failed).toMatchObject({
        kind: 'failed',
        message: 'b: deadlock, expected pass',
        expected: 'pass',
        actual: 'deadlock',
        at: { start: { line: 1, character: 26 } },
    });
    expect(skipped).toEqual({ kind: 'skipped' });
});

test('what does not compile, or comes to no end, is an error at the check', async () => {
    const { verdicts } = await server.check('thread p { }\ncheck "a" expects pass\n');
    const [verdict] = verdicts;
    expect(outcomeOf({ ...verdict!, status: 'inconclusive', summary: 'out of states' })).toMatchObject({
        kind: 'errored',
        message: 'a: out of states',
        at: { start: { line: 1 } },
    });
    expect(outcomeOf({ ...verdict!, status: 'running' })).toEqual({ kind: 'skipped' });
});
