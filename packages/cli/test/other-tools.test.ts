// Checks for other tools, and what those find told back: the commands as people run them.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readModule, spinOrNote } from '@faultline/interop/oracle';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const BIN = resolve(import.meta.dirname, '../bin/faultline.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-'));

beforeAll(() => {
    writeFileSync(
        join(folder, 'abba.race'),
        `lock a: mutex
lock b: mutex
param ordered = false
thread p { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q { if ordered { mutex_lock(a) } mutex_lock(b); if !ordered { mutex_lock(a) } mutex_unlock(a); mutex_unlock(b) }
check "it's ABBA" expects deadlock
check "one order" with ordered = true expects pass
`,
    );
    writeFileSync(join(folder, 'wrong.race'), 'thread t { y = 1 }\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
    readonly status: number;
    readonly out: string;
    readonly err: string;
}

function run(command: string, args: readonly string[]): Promise<Ended> {
    return new Promise(ended => {
        const child = execFile(command, args, { cwd: folder }, (_, out, err) =>
            ended({ status: child.exitCode ?? -1, out, err }),
        );
    });
}

const faultline = (...args: readonly string[]): Promise<Ended> => run(process.execPath, [BIN, ...args]);

const exportSwarm = (check: string, dir: string, ...more: readonly string[]): Promise<Ended> =>
    faultline('export', '--to', 'promela', '--swarm', '--check', check, '--out', dir, 'abba.race', ...more);

test('--swarm writes a model and a script, and nothing over what is there', async () => {
    expect(await exportSwarm('one order', 'twice')).toEqual({
        status: 0,
        out: 'twice/model.pml\ntwice/swarm.sh\n',
        err: '',
    });
    const again = await exportSwarm('one order', 'twice');
    expect([again.status, again.err.split('\n')[0]]).toEqual([
        64,
        'faultline: twice/model.pml exists; --force writes over it.',
    ]);
    expect((await exportSwarm('one order', 'twice', '--force')).status).toBe(0);
    const onFile = await exportSwarm('one order', 'abba.race');
    expect([onFile.status, onFile.err.split('\n')[0]]).toEqual([64, 'faultline: abba.race is not a folder.']);
});

test('a script with errors is told as such', async () => {
    const { status, out, err } = await faultline('export', '--to', 'promela', '--swarm', '-o', 'wrong', 'wrong.race');
    expect([status, out, existsSync(join(folder, 'wrong'))]).toEqual([3, '', false]);
    expect(err).toContain('wrong.race:1:12: error[unknown-name]');
});

test('swarm.sh tells what it takes, and what it does not', async () => {
    await exportSwarm('one order', 'usage');
    const help = await run('bash', ['usage/swarm.sh', '-h']);
    expect([help.status, help.err]).toEqual([0, '']);
    expect(help.out).toContain('-n RUNS');
    expect(help.out).toContain('3 it could not run');
    for (const [args, message] of [
        [['-n', 'many'], "-n takes a whole number above 0, not 'many'"],
        [['-w', '99'], '-w takes 18 to 40'],
        [['more'], "what is 'more'?"],
    ] as const) {
        const { status, err } = await run('bash', ['usage/swarm.sh', ...args]);
        expect([status, err]).toEqual([3, expect.stringContaining(message)]);
    }
});

describe.runIf(spinOrNote())('with spin', () => {
    test('swarm.sh searches everything, and says so', { timeout: 60_000 }, async () => {
        await exportSwarm('one order', 'sound');
        const { status, out } = await run('bash', ['sound/swarm.sh', '-m', '500']);
        expect([status, out]).toEqual([0, expect.stringContaining('No error: every state was searched')]);
        expect(out).toContain('17 states');
    });

    test('a swarm that finds nothing is no proof', { timeout: 60_000 }, async () => {
        await exportSwarm('one order', 'swarm');
        const { status, out } = await run('bash', ['swarm/swarm.sh', '-x', '-n', '6', '-w', '18', '-j', '2']);
        expect([status, out]).toEqual([2, expect.stringContaining('Nothing was found. That is no proof')]);
        expect(out.match(/17 states/g)).toHaveLength(6);
    });

    test('what is found is told as our own', { timeout: 60_000 }, async () => {
        await exportSwarm("it's ABBA", 'found');
        const all = await run('bash', ['found/swarm.sh', '-m', '500']);
        expect([all.status, all.out]).toEqual([1, expect.stringContaining('ERROR: deadlock')]);
        const swarm = await run('bash', ['found/swarm.sh', '-x', '-n', '3', '-w', '18']);
        expect([swarm.status, swarm.out]).toEqual([1, expect.stringContaining('ERROR: deadlock')]);
        expect(swarm.out).toContain(`faultline import-trail --check 'it'\\''s ABBA' abba.race`);

        for (const file of ['found/model.pml.steps', 'found/model.pml.trail']) {
            const { status, out, err } = await faultline('import-trail', 'abba.race', file, '--check', "it's ABBA");
            expect([status, err]).toEqual([0, '']);
            expect(out).toContain(`abba.race: it's ABBA, from ${file}, replayed`);
            expect(out).toContain('deadlock: p and q can never go on');
            expect(out).toContain('p waits for b, held by q');
        }
        const json = await faultline(
            ...['import-trail', 'abba.race', 'found/model.pml.steps', '--check', "it's ABBA", '--format', 'json'],
        );
        expect(JSON.parse(json.out)).toMatchObject({
            schema: 'faultline-trail/1',
            title: "it's ABBA",
            outcome: 'deadlock',
            expected: true,
            cycle: ['p', 'b', 'q', 'a', 'p'],
        });

        const other = await faultline('import-trail', 'abba.race', 'found/model.pml.steps', '--check', 'one order');
        expect([other.status, other.out]).toEqual([3, '']);
        expect(other.err).toMatch(/^faultline: found\/model.pml.steps:\d+: /);
    });
});

test.runIf(spinOrNote())(
    'of an execution that one core handed to another, all is told',
    { timeout: 60_000 },
    async () => {
        const text = `var a: u32
thread p { let i: u32 = 0; while i < 200 { WRITE_ONCE(a, i); i = i + 1 } assert(READ_ONCE(a) < 5) }
check "long" expects violation assert
`;
        writeFileSync(join(folder, 'long.race'), text);
        await faultline('export', '--to', 'promela', '--swarm', '--out', 'long', 'long.race');
        const { status, out } = await run('bash', ['long/swarm.sh', '-m', '500', '-j', '2']);
        expect([status, out]).toEqual([1, expect.stringContaining('ERROR: violation_assert')]);
        const told = await faultline('import-trail', 'long.race', 'long/model.pml.steps');
        expect([told.status, told.err]).toEqual([0, '']);
        expect(told.out).toContain('201  p  :2  assert(READ_ONCE(a) < 5)');
    },
);

test.runIf(spinOrNote())(
    'what the outcome does not need is left out, but with --whole',
    { timeout: 60_000 },
    async () => {
        const text = `lock a: mutex
lock b: mutex
var x = 0
thread noise { WRITE_ONCE(x, 1); WRITE_ONCE(x, 2); WRITE_ONCE(x, 3) }
thread p { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b) }
check "noise" expects deadlock
`;
        writeFileSync(join(folder, 'noise.race'), text);
        await faultline('export', '--to', 'promela', '--swarm', '--out', 'noise', 'noise.race');
        await run('bash', ['noise/swarm.sh', '-m', '500']);
        const trail = ['import-trail', 'noise.race', 'noise/model.pml.steps'];
        const told = await faultline(...trail);
        expect(told.out).toMatch(/, replayed; 2 of its \d+ steps are enough \(--whole tells all\)/);
        expect(told.out).toContain('p waits for b, held by q');
        expect(told.out).not.toContain('WRITE_ONCE');
        const whole = await faultline(...trail, '--whole');
        expect(whole.out).toContain('WRITE_ONCE(x, 3)');
        expect(whole.out).not.toContain('enough');
        const [less, all] = await Promise.all(
            [[], ['--whole']].map(more => faultline(...trail, '--format', 'json', ...more)),
        );
        const { trailSteps, ...story } = JSON.parse(less!.out);
        expect(trailSteps).toBeGreaterThan(4);
        expect(story.trace).toHaveLength(2);
        expect(JSON.parse(all!.out)).toMatchObject({ trailSteps, trace: { length: trailSteps } });
    },
);

test.each([
    ['hello\n', /:1: This is neither a trail of spin, nor what/],
    ['1:0:5\n2:9:9\n', /:2: This model has no process 9: it has 3\.$/m],
    [
        '1:0:5\n2:0:4\n3:0:4\n',
        /:3: Step 3 of 3 does not happen in "one order" of abba.race: p is at another step then\.$/m,
    ],
    ['1:0:5\n', /: It stops after its 1 steps; nothing is wrong there\.$/m],
])('what is no trail of the model is told at its line: %j', async (text, message) => {
    writeFileSync(join(folder, 'a.trail'), text);
    const { status, out, err } = await faultline('import-trail', 'abba.race', 'a.trail', '--check', 'one order');
    expect([status, out]).toEqual([3, '']);
    expect(err).toMatch(message);
    expect(err.startsWith('faultline: a.trail:')).toBe(true);
});

test('--to tla writes a module and its configurations', async () => {
    const { status, out } = await faultline(
        ...['export', '--to', 'tla', '--check', "it's ABBA", '--out', 'tla', 'abba.race'],
    );
    expect([status, out]).toEqual([0, 'tla/abba.tla\ntla/abba.cfg\ntla/abba_live.cfg\n']);
    expect(readModule(readFileSync(join(folder, 'tla/abba.tla'), 'utf8')).name).toBe('abba');
    expect(readFileSync(join(folder, 'tla/abba.cfg'), 'utf8')).toContain('INVARIANT NoDeadlock\n');
    expect(readFileSync(join(folder, 'tla/abba_live.cfg'), 'utf8')).toContain('PROPERTY p_goes_on\n');
    const again = await faultline('export', '--to', 'tla', '--check', "it's ABBA", '--out', 'tla', 'abba.race');
    expect([again.status, again.err.split('\n')[0]]).toEqual([
        64,
        'faultline: tla/abba.tla exists; --force writes over it.',
    ]);
});

test('without a folder, the configurations stand behind the end of the module', async () => {
    const { status, out } = await faultline('export', '--to', 'tla', '--check', 'one order', 'abba.race');
    expect(status).toBe(0);
    expect(readModule(out).name).toBe('abba');
    expect(out.slice(out.indexOf('\n====\n'))).toMatch(/\nabba\.cfg\n[\s\S]*\nabba_live\.cfg\n/);
});

test('under tso neither can be said', async () => {
    for (const to of ['promela', 'tla']) {
        const { status, out, err } = await faultline(
            ...['export', '--to', to, '--check', 'one order', '--model', 'tso', 'abba.race'],
        );
        expect([status, out]).toEqual([3, '']);
        expect(err).toContain('store buffers (tso) are not exported; check under sc');
    }
});

test('what TLC prints is told as our own', async () => {
    const state = (number: number, head: string, a: number, b: number, p: string, q: string): string =>
        `State ${number}: <${head}>\n/\\ a = ${a}\n/\\ b = ${b}\n/\\ p = [pc |-> "${p}"]\n/\\ q = [pc |-> "${q}"]\n/\\ outcome = "none"\n\n`;
    const at = 'line 1, col 1 to line 2, col 2 of module abba';
    const text = [
        'Error: Invariant NoDeadlock is violated.\n',
        state(1, 'Initial predicate', 0, 0, 'p_4', 'q_4'),
        state(2, `p_4 ${at}`, 1, 0, 'p_3', 'q_4'),
        state(3, `q_4 ${at}`, 1, 2, 'p_3', 'q_3'),
    ];
    writeFileSync(join(folder, 'tlc.out'), text.join(''));
    const { status, out, err } = await faultline('import-trail', 'abba.race', 'tlc.out', '--check', "it's ABBA");
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('deadlock: p and q can never go on');

    writeFileSync(join(folder, 'tlc.out'), text.join('').replace('/\\ b = 2', '/\\ b = 1'));
    const wrong = await faultline('import-trail', 'abba.race', 'tlc.out', '--check', "it's ABBA");
    expect([wrong.status, wrong.out]).toEqual([3, '']);
    expect(wrong.err).toContain('tlc.out:16: Step 2 of 2 does not happen in "it\'s ABBA" of abba.race');
});

test('a trail that is not there is told', async () => {
    const { status, err } = await faultline('import-trail', 'abba.race', 'no.trail', '--check', 'one order');
    expect([status, err]).toEqual([3, expect.stringContaining('no.trail cannot be read')]);
});

test('a model says how to take what spin finds back', async () => {
    await exportSwarm('one order', 'head');
    expect(readFileSync(join(folder, 'head/model.pml'), 'utf8')).toContain('faultline import-trail');
});
