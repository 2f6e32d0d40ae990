// The command as people run it: the built bundle, started by its bin, judged by what it prints and how it ends.
import { execFile, spawn } from 'node:child_process';
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const BIN = resolve(import.meta.dirname, '../bin/faultline.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-'));

const ABBA = `
lock a: mutex
lock b: mutex
param ordered = false
thread p { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q {
    if ordered { mutex_lock(a) }
    mutex_lock(b)
    if !ordered { mutex_lock(a) }
    mutex_unlock(a)
    mutex_unlock(b)
}
`;
/** Some 10^18 states. */
const ENDLESS = `
var a: u32
var b: u32
thread p { let i: u32 = 0; loop { WRITE_ONCE(a, i); i = i + 1; progress } }
thread q { let i: u32 = 0; loop { WRITE_ONCE(b, i); i = i + 1; progress } }
check "endless" expects pass
check "never begun" expects pass
`;

beforeAll(() => {
    expect(existsSync(resolve(BIN, '../../dist/faultline.js')), 'run `npm run build` first').toBe(true);
    const files = {
        'met.race': `${ABBA}check "either order" expects deadlock\ncheck "one order" with ordered = true expects pass\n`,
        'unexpected.race': `${ABBA}check "either order" expects pass\n`,
        'undecidable.race': `${ABBA}check "weak" under lkmm expects pass\n`,
        'endless.race': ENDLESS,
        'elsewhere.race': `
lock a: mutex
lock b: mutex
param misuse = false
thread p { first: mutex_lock(a); second: mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b) }
thread r if misuse { choose { mutex_unlock(a) } or { } }
check "at another label" expects deadlock at first
check "and something else" with misuse = true expects deadlock at second
`,
        'memory.race': `
import kernel.uaccess
import kernel.tlb
mm P { vma buf = anon[1] rw }
thread t in P { put_user(P.buf, 1); munmap(P.buf) }
final still_there: pte(P, P.buf).kind == present
check "it" expects violation still_there
`,
        'unreached.race':
            'var x = 0\nthread t { WRITE_ONCE(x, 1) }\nexists both: x == 2\ncheck "never" expects violation both\n',
        'wrong.race': 'thread t { y = 1 }\n',
        'empty.race': '',
        'declarations.race': 'var x = 0\n',
        'below/met.race': 'var x = 0\nthread t { WRITE_ONCE(x, 1) }\n',
        'nothing/readme.txt': '',
    };
    for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(folder, name, '..'), { recursive: true });
        writeFileSync(join(folder, name), text);
    }
    writeFileSync(join(folder, 'binary.race'), Buffer.from([0x7f, 0x45, 0, 1, 2, 3]));
    writeFileSync(join(folder, 'latin1.race'), Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
    readonly status: number | null;
    readonly out: string;
    readonly err: string;
}

/** Arguments in a line. With `interruptAfterMs`, SIGINT comes that long after the endless script is named. */
function faultline(line: string, { interruptAfterMs }: { readonly interruptAfterMs?: number } = {}): Promise<Ended> {
    const args = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder });
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', text => out.push(text));
    child.stderr.setEncoding('utf8').on('data', text => err.push(text));
    if (interruptAfterMs !== undefined) {
        const interrupted = Promise.withResolvers<void>();
        child.stdout.on('data', text => text.includes('endless.race') && interrupted.resolve());
        void interrupted.promise.then(() => setTimeout(() => child.kill('SIGINT'), interruptAfterMs));
    }
    return new Promise(ended => {
        child.on('close', status =>
            ended({ status, out: withoutTimes(out.join('')), err: withoutTimes(err.join('')) }),
        );
    });
}

function withoutTimes(text: string): string {
    return text.replace(/\b\d+(\.\d+)? (ms|s)\b/g, 'TIME');
}

test('every check met: 0, and a line for each', async () => {
    expect(await faultline('check met.race')).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "met.race
        ✓ either order  deadlock, as expected · 19 states · TIME
        ✓ one order     pass, as expected · 17 states · TIME

      2 checks: 2 met, 0 unexpected (TIME)
      ",
        "status": 0,
      }
    `);
});

test('an unexpected deadlock: 1, and its story', async () => {
    expect(await faultline('check unexpected.race')).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "unexpected.race
        ✗ either order  deadlock, expected pass · 19 states · TIME

          deadlock: p and q can never go on

          1  p  :5  mutex_lock(a)  a: free → held by p
          2  q  :8  mutex_lock(b)  b: free → held by q

          p waits for b, held by q  :5
          q waits for a, held by p  :9

          p → b → q → a → p

               p                     q
               -                     -
            1  mutex_lock(a)
            2                        mutex_lock(b)
               mutex_lock(b)         mutex_lock(a)
                 waits for b           waits for a
                 held by q             held by p

                          *** DEADLOCK ***

      1 check: 0 met, 1 unexpected (TIME)
      ",
        "status": 1,
      }
    `);
});

test('an outcome that is expected elsewhere is told; where another one is the surprise, that one alone', async () => {
    const { out } = await faultline('check elsewhere.race');
    const stories = out.split('\n').filter(line => /^ *(?:[✓✗]|deadlock:|bug )/.test(line));
    expect(stories.map(line => line.trim().replace(/ · .*/, ''))).toEqual([
        '✗ at another label    deadlock, expected deadlock at first',
        'deadlock: p and q can never go on',
        '✗ and something else  bug lock-misuse, deadlock, expected deadlock at second',
        'bug lock-misuse: r misuses a lock at `mutex_unlock(a)`',
    ]);
});

test('small changes share lines; files with the same name are told apart', async () => {
    const { out } = await faultline('check memory.race --trace');
    expect(out).toContain('machine/tlb.race:');
    expect(out).toContain('kernel/tlb.race:');
    expect(out).toMatch(/\n +address = \d+, write = (?:true|false), tried = false, vma = null, inode = null\n/);
});

test('a script with errors: 3, with the place', async () => {
    expect(await faultline('check wrong.race')).toMatchInlineSnapshot(`
  {
    "err": "",
    "out": "wrong.race:1:12: error[unknown-name]: \`y\` is not declared; a register begins with \`let y = …\`.
      thread t { y = 1 }
                 ^

  1 script with errors (TIME)
  ",
    "status": 3,
  }
`);
});

test('of hashes a pass is probable, in every format, and a failure is what it always is', async () => {
    const asked = async (format: string) => (await faultline(`check met.race --hash-compact --format ${format}`)).out;
    expect(await faultline('check met.race --hash-compact')).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "met.race
        ✓ either order  deadlock, as expected · 19 states · TIME
          note: Of each state a hash was kept (--hash-compact): with a probability of at most 1.1e-17 a state was left out, and what would have been found there.

        ✓ one order     probable pass, as expected · 17 states · TIME
          note: Of each state a hash was kept (--hash-compact): with a probability of at most 8.3e-18 a state was left out, and what would have been found there.

      2 checks: 2 met, 0 unexpected (TIME)
      ",
        "status": 0,
      }
    `);
    const [{ checks }] = JSON.parse(await asked('json')).files;
    expect(
        checks.map(({ verdict, met, exhausted, omission }: Record<string, unknown>) => [
            verdict,
            met,
            exhausted,
            omission,
        ]),
    ).toEqual([
        ['deadlock', true, true, (19 * 20) / 2 / 2 ** 64],
        ['probable-pass', true, true, (17 * 18) / 2 / 2 ** 64],
    ]);
    const { results } = JSON.parse(await asked('sarif')).runs[0];
    expect(results.map(({ ruleId, level }: Record<string, unknown>) => [ruleId, level])).toEqual([
        ['probable-pass', 'note'],
        ['probable-pass', 'note'],
    ]);
    expect(await asked('junit')).toContain('<system-out>probable pass, as expected</system-out>');
    expect((await faultline('explain probable-pass')).out).toContain('2^65');
});

test('what hashes cannot decide is inconclusive: 2', async () => {
    const { status, out } = await faultline('check unreached.race --hash-compact');
    expect(status).toBe(2);
    expect(out).toContain('inconclusive, not certain from hashes, expected violation both');
    expect(out).toContain('violation both is undecided without the states.');
    expect(out).toContain('leave out --hash-compact');
});

test('a model that cannot be decided yet is counted apart: 0', async () => {
    const { status, out } = await faultline('check undecidable.race');
    expect([status, out.split('\n').at(-2)]).toEqual([0, '1 check: 0 met, 0 unexpected, 1 not decidable yet (TIME)']);
});

test.each([
    ['--max-states 5000', 'out of states'],
    ['--timeout 300ms', 'out of time'],
    ['--max-memory 3M', 'out of memory'],
    ['--max-memory 3M --hash-compact', 'out of memory'],
])('%s stops: 2', async (option, reason) => {
    const { status, out } = await faultline(`check endless.race --only endless ${option}`);
    expect(status).toBe(2);
    expect(out).toContain(`? endless  inconclusive, ${reason}, expected pass`);
});

test.each([20, 1000])('Ctrl-C %d ms later prints what was found so far: 2', async interruptAfterMs => {
    const { status, out, err } = await faultline('check met.race endless.race', { interruptAfterMs });
    expect([status, err]).toEqual([2, '']);
    expect(out).toContain('✓ either order  deadlock, as expected');
    expect(out).toContain('Stopped. 4 checks: 2 met, 0 unexpected');
});

test('several files at a time are told in their order, and a slow one does not lose those behind it', async () => {
    const files = 'endless.race met.race unexpected.race wrong.race met.race';
    const [alone, together] = await Promise.all(
        ['--jobs 1', '--jobs 3'].map(jobs => faultline(`check ${files} --max-states 50k ${jobs}`)),
    );
    expect(together).toEqual(alone);
    const stopped = await faultline('check endless.race met.race unexpected.race --jobs 2', {
        interruptAfterMs: 3000,
    });
    expect(stopped.status).toBe(1);
    expect(stopped.out.indexOf('endless.race')).toBeLessThan(stopped.out.indexOf('met.race'));
    expect(stopped.out).toContain('✓ either order  deadlock, as expected');
    expect(stopped.out).toContain('Stopped.');
});

test('a failure outweighs a limit, an error in a script both', async () => {
    const limit = '--max-states 5000';
    expect((await faultline(`check endless.race unexpected.race ${limit}`)).status).toBe(1);
    expect((await faultline(`check endless.race unexpected.race wrong.race ${limit}`)).status).toBe(3);
});

test('--only asks one check, --param changes it, and unreached code is no matter then', async () => {
    const { status, out } = await faultline('check met.race --only "either order" --param ordered=true');
    expect(status).toBe(1);
    expect(out).toContain('✗ either order  pass, expected deadlock');
    expect(out).not.toContain('one order');
});

test.each([
    ['', 'faultline: Say what to do.'],
    ['check', 'faultline: Say what to check: files, or folders with *.race files.'],
    ['check met.race --facts', 'faultline: Facts are told in JSON: add --format json.'],
    ['check met.race --formt json', 'faultline: check has no option --formt. Did you mean --format?'],
    ['check missing.race', 'faultline: There is no file or folder missing.race.'],
    ['check unexpectd.race', 'faultline: There is no file or folder unexpectd.race. Did you mean unexpected.race?'],
    ['check nothing', 'faultline: There is no *.race file in nothing.'],
    ['check met.race --only "one ordr"', 'faultline: No check is titled "one ordr". Did you mean "one order"?'],
    [
        'check met.race --param orderd=true',
        'faultline: --param orderd=true: There is no param, knob or lock policy `orderd`.',
    ],
    ['export --to promela met.race', 'faultline: Say which check, with --check TITLE: "either order", "one order".'],
    ['export --to promela --swarm met.race', 'faultline: --swarm writes a folder: say where, with --out DIR.'],
    ['import-trail met.race', 'faultline: Say which script, and which trail: faultline import-trail FILE TRAIL.'],
    [
        'import-trail met.race missing.trail',
        'faultline: Say which check, with --check TITLE: "either order", "one order".',
    ],
    ['explain livelok', 'faultline: There is nothing to explain for livelok. Did you mean livelock?'],
])('wrong usage: faultline %s', async (line, message) => {
    const { status, out, err } = await faultline(line);
    expect([status, out, err.split('\n')[0]]).toEqual([64, '', message]);
});

test.each([
    ['binary.race', 'This is not a text: it holds zero bytes.'],
    ['latin1.race', 'This file is not a script: it is not UTF-8 text.'],
])('%s is no script: 3', async (file, message) => {
    const { status, out } = await faultline(`check ${file}`);
    expect(status).toBe(3);
    expect(out).toContain(message);
});

test.runIf(process.getuid?.() !== 0)('a file that may not be read: 3', async () => {
    const file = join(folder, 'secret.race');
    writeFileSync(file, '');
    chmodSync(file, 0);
    const { status, out } = await faultline('check secret.race');
    rmSync(file);
    expect(status).toBe(3);
    expect(out).toContain('This file cannot be read: permission denied.');
});

test('a device is no script, nor are symbolic links without an end: 3', async () => {
    symlinkSync('round.race', join(folder, 'below/round.race'));
    for (const [file, why] of [
        ['/dev/zero', 'is not a regular file.'],
        ['below/round.race', 'cannot be read: its symbolic links lead round in a circle.'],
    ]) {
        const { status, out } = await faultline(`check ${file}`);
        expect([status, out]).toEqual([3, expect.stringContaining(`${file}:1:1: error[unreadable]: This file ${why}`)]);
    }
    expect((await faultline('check below')).out).not.toContain('round.race');
    rmSync(join(folder, 'below/round.race'));
});

test.runIf(existsSync('/dev/full'))('output that cannot be written: one line, and never 0', async () => {
    const ended = (redirection: string) =>
        new Promise(done =>
            execFile(
                'bash',
                ['-c', `set -o pipefail; "$0" "$1" check met.race ${redirection}`, process.execPath, BIN],
                { cwd: folder },
                (error, _out, err) => done([error?.code, err.trim()]),
            ),
        );
    expect(await ended('>/dev/full')).toEqual([
        64,
        'faultline: Cannot write the output: ENOSPC: no space left on device, write.',
    ]);
    expect(await ended('| true')).toEqual([2, '']);
});

test.each(['empty.race', 'declarations.race'])('%s has nothing to check: 0', async file => {
    const { status, out } = await faultline(`check ${file}`);
    expect([status, out.split('\n')[1]?.trim()]).toEqual([
        0,
        'nothing to check: it has no threads and asks for nothing',
    ]);
});

test('a folder is walked in a stable order, and a file that is named twice is checked once', async () => {
    const { out } = await faultline('check below below/met.race met.race');
    expect(out.split('\n').filter(line => line.endsWith('.race'))).toEqual(['below/met.race', 'met.race']);
});

test('JSON says it all, once', async () => {
    const { status, out } = await faultline('check unexpected.race --format json');
    const { schema, files, summary } = JSON.parse(out.replaceAll('TIME', '0'));
    const [check] = files[0].checks;
    expect([status, schema, files[0].path, summary.exitStatus]).toEqual([1, 'faultline-check/1', 'unexpected.race', 1]);
    expect(check).toMatchObject({
        title: 'either order',
        model: 'sc',
        expected: 'pass',
        verdict: 'deadlock',
        met: false,
    });
    expect(check.trace[0]).toMatchInlineSnapshot(`
      {
        "changes": [
          {
            "after": "held by p",
            "before": "free",
            "cell": "a",
            "kind": "cell",
          },
        ],
        "column": 12,
        "endColumn": 25,
        "endLine": 5,
        "kind": "step",
        "line": 5,
        "part": null,
        "path": "unexpected.race",
        "reads": [],
        "stack": [],
        "step": 1,
        "text": "mutex_lock(a)",
        "thread": "p",
      }
    `);
    expect(check.outcomes[0].cycle).toEqual(['p', 'b', 'q', 'a', 'p']);
});

test('facts: the values of a lock before and after each step, who wrote them, and locks held', async () => {
    const { out } = await faultline('check met.race --format json --facts');
    const { files } = JSON.parse(out);
    const { facts } = files[0].checks[1];
    expect([facts.complete, facts.gap]).toEqual([true, null]);
    const lock = facts.objects.findIndex(({ name }: { name: string }) => name === 'b');
    const { values } = facts.objects[lock];
    expect(values.map(({ value }: { value: string }) => value)).toEqual(['free', 'held by p', 'held by q']);
    const words = (indices: readonly number[]) => indices.map(index => values[index].value);
    // Both take `a` first, so whoever takes `b` finds it free, and has `a`.
    const told = facts.steps
        .filter(({ touches }: { touches: readonly number[] }) => touches.includes(lock))
        .map(({ thread, line, text, values: all, locks }: (typeof facts.steps)[number]) => {
            const { before, after } = all.find(({ object }: { object: number }) => object === lock);
            return [thread, line, text, words(before), words(after), locks];
        });
    expect(told).toEqual([
        ['p', 5, 'mutex_lock(b)', ['free'], ['held by p'], { always: ['a'], sometimes: [] }],
        ['p', 5, 'mutex_unlock(b)', ['held by p'], ['free'], { always: ['a', 'b'], sometimes: [] }],
        ['q', 8, 'mutex_lock(b)', ['free'], ['held by q'], { always: ['a'], sometimes: [] }],
        ['q', 11, 'mutex_unlock(b)', ['held by q'], ['free'], { always: ['b'], sometimes: [] }],
    ]);
    const writers = values.map(({ writtenBy }: { writtenBy: readonly number[] }) =>
        writtenBy.map(step => `${facts.steps[step].thread}: ${facts.steps[step].text}`),
    );
    expect(writers).toEqual([['p: mutex_unlock(b)', 'q: mutex_unlock(b)'], ['p: mutex_lock(b)'], ['q: mutex_lock(b)']]);
});

test('facts: which of the values the way to an outcome has', async () => {
    const { out } = await faultline('check unexpected.race --format json --facts');
    const [check] = JSON.parse(out).files[0].checks;
    const [path] = check.facts.paths;
    expect(check.facts.paths).toHaveLength(check.outcomes.length);
    expect(path.steps).toHaveLength(check.outcomes[0].trace.length);
    const { objects } = check.facts;
    const words = (object: number, value: number) => `${objects[object].name}: ${objects[object].values[value].value}`;
    expect(path.begins.map((value: number, object: number) => words(object, value))).toMatchInlineSnapshot(`
      [
        "a: free",
        "b: free",
      ]
    `);
    const changes = path.steps.map(({ changes: all }: (typeof path.steps)[number]) =>
        all.map(({ object, value }: { object: number; value: number }) => words(object, value)),
    );
    expect(changes).toMatchInlineSnapshot(`
      [
        [
          "a: held by p",
        ],
        [
          "b: held by q",
        ],
      ]
    `);
});

test('JUnit has a case for each check', async () => {
    const { out } = await faultline('check unexpected.race met.race undecidable.race wrong.race --format junit');
    expect(out).toContain('<testsuites name="faultline" tests="5" failures="1" errors="1" skipped="1" time="');
    expect(out).toContain('<failure message="deadlock, expected pass">');
    expect(out.match(/<testcase /g)).toHaveLength(5);
});

test('SARIF has the way to the failure as a code flow', async () => {
    const { out } = await faultline('check unexpected.race wrong.race --format sarif');
    const log = JSON.parse(out);
    const [run] = log.runs;
    expect([log.version, run.tool.driver.rules.map(({ id }: { id: string }) => id)]).toEqual([
        '2.1.0',
        ['deadlock', 'unknown-name'],
    ]);
    const [result] = run.results;
    expect(result.locations[0].physicalLocation.artifactLocation).toEqual({
        uri: 'unexpected.race',
        uriBaseId: 'ROOT',
    });
    expect(result.codeFlows[0].threadFlows[0].locations).toHaveLength(2);
});

test('export writes a model for spin', async () => {
    expect(await faultline('export --to promela met.race --check "one order" -o one.pml')).toEqual({
        status: 0,
        out: '',
        err: '',
    });
    expect(readFileSync(join(folder, 'one.pml'), 'utf8')).toContain('proctype');
});

test('explain tells the page of a code, and lists what there is', async () => {
    const { status, out } = await faultline('explain bug[sleep-in-atomic] unknown-name');
    expect([status, out.split('\n')[0]]).toEqual([
        0,
        'sleep-in-atomic: an operation that may sleep is entered in atomic context',
    ]);
    expect((await faultline('explain')).out).toMatch(/^livelock +a thread runs for ever/m);
});

test('help for all and for each, and the version', async () => {
    expect((await faultline('--help')).out).toContain('faultline check PATH…');
    for (const command of ['check', 'export', 'import-trail', 'explain']) {
        expect((await faultline(`${command} --help`)).out).toContain(`faultline ${command}`);
    }
    expect((await faultline('--version')).out).toMatch(/^faultline \d+\.\d+\.\d+\n$/);
});

test('--watch checks again when a file or its import changes', async () => {
    const main = join(folder, 'watched.race');
    const helper = join(folder, 'helper.race');
    writeFileSync(helper, 'var x = 0\n');
    writeFileSync(
        main,
        'import "./helper.race"\nthread t { WRITE_ONCE(x, 1) }\nfinal same: x == 0\ncheck "w" expects pass\n',
    );
    const child = spawn(process.execPath, [BIN, 'check', 'watched.race', '--watch'], { cwd: folder });
    const text: string[] = [];
    const seen = (pattern: RegExp) =>
        new Promise<void>(found => {
            const look = () => pattern.test(text.join('')) && found();
            child.stdout.on('data', look);
            child.stderr.on('data', look);
            look();
        });
    child.stdout.setEncoding('utf8').on('data', piece => text.push(piece));
    child.stderr.setEncoding('utf8').on('data', piece => text.push(piece));
    await seen(/✗ w {2}violation same[\s\S]*Watching/);
    writeFileSync(helper, 'var x = 1\n');
    writeFileSync(
        main,
        'import "./helper.race"\nthread t { WRITE_ONCE(x, 1) }\nfinal same: x == 1\ncheck "w" expects pass\n',
    );
    await seen(/✓ w[\s\S]*Watching/);
    text.length = 0;
    writeFileSync(helper, 'var x = 1\nvar y = 1\n');
    await seen(/✓ w[\s\S]*Watching/);
    child.kill('SIGINT');
    expect(await new Promise(ended => child.on('close', ended))).toBe(0);
});
