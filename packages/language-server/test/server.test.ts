// What a client sees of edits, saves and runs, with a real client library.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { CodeAction, CodeLens, CompletionList, Hover, WorkspaceEdit } from 'vscode-languageserver';
import type { CheckAnswer, ExportAnswer, TraceAnswer, VerdictsAnswer } from '../src/protocol.ts';
import type { Client } from './client.ts';
import { inProcess } from './client.ts';

const REAL = new URL('../src/worker.ts', import.meta.url);
const BROKEN = new URL('./worker-that-breaks.ts', import.meta.url);
const URI = 'file:///scripts/abba.race';
const ABBA = `lock a: mutex
lock b: mutex
thread p { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b) }
check "both orders" expects pass
`;
const FIXED = ABBA.replace('mutex_lock(b); mutex_lock(a)', 'mutex_lock(a); mutex_lock(b)');
const ENDLESS = `${Array.from({ length: 6 }, (_, at) => `var x${at}: u16 = 0\nthread t${at} { loop { WRITE_ONCE(x${at}, READ_ONCE(x${at}) + u16(1)) } }`).join('\n')}
`;

let client: Client;
afterEach(() => client.stop());

const ask = <T>(method: string, params: object) => client.connection.sendRequest<T>(method, params);
const document = { textDocument: { uri: URI } };
const messages = async (code: string) =>
    (await client.diagnostics(URI, ({ diagnostics }) => diagnostics.some(one => one.code === code))).diagnostics.map(
        ({ message }) => message,
    );

const hoverAt = async (line: number, character: number) => {
    const found = await ask<Hover>('textDocument/hover', { ...document, position: { line, character } });
    return (found.contents as { readonly value: string }).value;
};

describe('facts', () => {
    test('on hover, in Markdown, with links that any client can follow', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(URI, ABBA);
        await ask<CheckAnswer>('faultline/check', { uri: URI });
        expect(await hoverAt(3, 37)).toMatchInlineSnapshot(`
          "\`\`\`faultline
          lock a: mutex
          \`\`\`

          Before this step: \`free\`. After it: \`held by q\`.

          Locks held here: \`b\`.

          Over all 19 reachable states in "both orders":

          |  | a | before | after | written by |
          | --- | --- | --- | --- | --- |
          |  | \`free\` | ✓ |  | initially, [p: mutex\\_unlock(a)](file:///scripts/abba.race#L3,59), [q: mutex\\_unlock(a)](file:///scripts/abba.race#L4,42) |
          |  | \`held by q\` |  | ✓ | [q: mutex\\_lock(a)](file:///scripts/abba.race#L4,27) |

          Where q is stuck: \`a\` is held by p.

          On the way to deadlock in "both orders":

          | | thread | |
          |-:|---|---|
          | [1](file:///scripts/abba.race#L3,12) | p | \`a: free → held by p\` |"
        `);
    });

    test('a mapping shows the page-table entries behind it', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(
            URI,
            `import kernel.uaccess
machine { pmd_pages 2; frames 2 }
mm P { vma code = anon[1] private rw; vma buf = anon[2] private rw }
thread one in P { let first = user_store(P.buf, 1); let second = user_store(P.buf + PAGE_SIZE, 1) }
`,
        );
        await ask<CheckAnswer>('faultline/check', { uri: URI });
        // The mapping's pages are the second of one table and the first of another one.
        const told = await hoverAt(2, 43);
        const rows = told.slice(told.indexOf('Its page-table entries, over all')).split('\n');
        const cells = rows.slice(4).map(row => row.split(' | ').slice(0, -1).join(' | '));
        expect(cells).toMatchInlineSnapshot(`
          [
            "|  | \`P.buf + 0: table#1.entries[1]\` | \`none\` | \`null\` | \`0\` | \`0\` | \`0\`",
            "|  | \`P.buf + 0: table#1.entries[1]\` | \`present\` | \`frame#1\` | \`1\` | \`1\` | \`1\`",
            "|  | \`P.buf + 1: table#2.entries[0]\` | \`none\` | \`null\` | \`0\` | \`0\` | \`0\`",
            "|  | \`P.buf + 1: table#2.entries[0]\` | \`present\` | \`frame#2\` | \`1\` | \`1\` | \`1\`",
          ]
        `);
    });

    test('after an edit they say that they are from before, and their links have moved', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(URI, ABBA);
        await ask<CheckAnswer>('faultline/check', { uri: URI });
        const top = { line: 0, character: 0 };
        await client.edit(URI, { range: { start: top, end: top }, text: '// more\n' });
        const told = await hoverAt(4, 37);
        expect(told).toContain('Over all 19 reachable states in "both orders", before the last edit:');
        expect(told).toContain('[q: mutex\\_unlock(a)](file:///scripts/abba.race#L5,42)');
    });
});

describe('verdicts', () => {
    test('come on save, go when the script is repaired', async () => {
        client = await inProcess(REAL);
        await client.open(URI, ABBA);
        expect(await messages('deadlock')).toHaveLength(2);
        await client.edit(URI, FIXED);
        await client.save(URI);
        const clean = await client.diagnostics(
            URI,
            ({ diagnostics, version }) => version === 2 && diagnostics.length === 0,
        );
        expect(clean.diagnostics).toEqual([]);
    });

    test('move with the text and say that they are from before; a text that comes back makes them fresh', async () => {
        client = await inProcess(REAL);
        await client.open(URI, ABBA);
        await messages('deadlock');
        await client.edit(URI, {
            range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
            text: '// more\n',
        });
        const moved = await client.diagnostics(URI);
        expect(moved.diagnostics.map(({ range }) => range.start)).toEqual([
            { line: 3, character: 26 },
            { line: 4, character: 26 },
        ]);
        expect(moved.diagnostics[0]?.message).toContain('(Before the last edit.)');
        expect(moved.diagnostics[0]?.relatedInformation?.[0]?.location.range.start.line).toBe(3);
        await client.edit(URI, {
            range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
            text: '',
        });
        const back = await client.diagnostics(URI);
        expect(back.diagnostics[0]?.message).not.toContain('(Before the last edit.)');
    });

    test('a verdict on what has just been saved is not from before the edit, whatever else is still being found out', async () => {
        client = await inProcess(REAL);
        await client.open(URI, ABBA);
        await client.status(({ state, last }) => state === 'idle' && last === '0 as expected, 1 not');
        const stale: (readonly boolean[])[] = [];
        client.connection.onNotification('faultline/verdictsChanged', ({ verdicts }: VerdictsAnswer) => {
            if (verdicts[0]?.summary === 'pass, as expected') stale.push(verdicts.map(({ isStale }) => isStale));
        });
        await client.edit(URI, FIXED);
        await client.save(URI);
        await client.status(({ state, last }) => state === 'idle' && last === '1 as expected');
        expect(stale.length).toBeGreaterThan(0);
        expect(stale.flat()).not.toContain(true);
    });

    test('what is edited before the first verdict comes makes that one old', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(URI, ABBA);
        const run = ask<CheckAnswer>('faultline/check', { uri: URI });
        const top = { line: 0, character: 0 };
        await client.edit(URI, { range: { start: top, end: top }, text: '// more\n' });
        const edited = await ask<VerdictsAnswer>('faultline/verdicts', { uri: URI });
        expect(edited.verdicts.map(({ status }) => status)).toEqual(['running']);
        expect((await run).verdicts.map(({ isStale }) => isStale)).toEqual([true]);
        for (const message of await messages('deadlock')) expect(message).toMatch(/\(Before the last edit\.\)$/);
        const { diagnostics } = await client.diagnostics(URI);
        expect(diagnostics.map(({ range }) => range.start.line)).toEqual([3, 4]);
    });

    test('a verdict is new as soon as its check was asked again, and the others stay from before', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(URI, `${ABBA}check "again" expects deadlock\n`);
        await ask<CheckAnswer>('faultline/check', { uri: URI });
        const top = { line: 0, character: 0 };
        await client.edit(URI, { range: { start: top, end: top }, text: '// more\n' });
        await ask<CheckAnswer>('faultline/check', { uri: URI, titles: ['both orders'] });
        const { verdicts } = await ask<VerdictsAnswer>('faultline/verdicts', { uri: URI });
        expect(verdicts.map(({ title, isStale }) => [title, isStale])).toEqual([
            ['both orders', false],
            ['again', true],
        ]);
        const told = (await messages('deadlock')).map(message => [
            `${message}`.includes('(check "again")'),
            `${message}`.endsWith('(Before the last edit.)'),
        ]);
        expect(told).toEqual([
            [false, false],
            [false, false],
            [true, true],
            [true, true],
        ]);
    });

    test('of a script that is not open are told, too, and follow what happens to it on the disk', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'faultline-closed-'));
        try {
            const path = join(folder, 'closed.race');
            const uri = pathToFileURL(path).href;
            writeFileSync(path, ABBA);
            client = await inProcess(REAL, { folders: [pathToFileURL(folder).href] });
            const lines = async (until: (messages: readonly string[]) => boolean) => {
                const { diagnostics } = await client.diagnostics(uri, shown =>
                    until(shown.diagnostics.map(({ message }) => `${message}`)),
                );
                return diagnostics.map(({ range }) => range.start.line);
            };
            const changed = () =>
                client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
            await ask<CheckAnswer>('faultline/check', { uri });
            expect(await lines(all => all.length > 0)).toEqual([2, 3]);
            writeFileSync(path, `// more\n${ABBA}`);
            await changed();
            expect(await lines(all => all.some(one => one.endsWith('(Before the last edit.)')))).toEqual([3, 4]);
            // Opened and closed again, it is as it was; what was not saved has never been.
            await client.open(uri, `// more\n${ABBA}`);
            await client.edit(uri, '');
            await client.close(uri);
            await client.open(URI, '');
            await client.diagnostics(URI);
            expect(await lines(all => all.length > 0)).toEqual([3, 4]);
            rmSync(path);
            await changed();
            expect(await lines(all => all.length === 0)).toEqual([]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    test('a newer save supersedes the older run', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(URI, ENDLESS);
        const first = ask<CheckAnswer>('faultline/check', { uri: URI });
        await client.status(({ states }) => states > 0);
        await client.edit(URI, ABBA);
        const second = await ask<CheckAnswer>('faultline/check', { uri: URI });
        expect((await first).end).toBe('superseded');
        expect(second).toMatchObject({
            end: 'complete',
            verdicts: [
                {
                    title: 'both orders',
                    status: 'unexpected',
                    summary: 'deadlock, expected pass',
                    expected: 'pass',
                    found: 'deadlock',
                    traces: 1,
                },
            ],
        });
    });

    test('a run is cancelled, and the server answers meanwhile', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(URI, ENDLESS);
        const run = ask<CheckAnswer>('faultline/check', { uri: URI });
        await client.status(({ states }) => states > 0);
        const before = performance.now();
        expect(
            await ask<Hover>('textDocument/hover', { ...document, position: { line: 0, character: 5 } }),
        ).not.toBeNull();
        expect(performance.now() - before).toBeLessThan(1000);
        const start = performance.now();
        await ask('faultline/cancel', { uri: URI });
        expect(performance.now() - start).toBeLessThan(500);
        expect((await run).end).toBe('stopped');
    });

    test('checks asked for one by one do not disturb each other, nor what the others said', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        const never =
            'var x = 0\nthread r { if READ_ONCE(x) == 1 { WRITE_ONCE(x, 0) } }\nthread s { let v = READ_ONCE(x) }\n';
        await client.open(URI, `${never}check "one" expects pass\ncheck "two" expects deadlock\n`);
        await ask('faultline/check', { uri: URI });
        expect(await messages('unreached')).toHaveLength(2);
        const ends = ['one', 'two', 'one'].map(title =>
            ask<CheckAnswer>('faultline/check', { uri: URI, titles: [title] }),
        );
        expect((await Promise.all(ends)).map(({ end }) => end)).toEqual(['complete', 'complete', 'complete']);
        const { verdicts } = await ask<VerdictsAnswer>('faultline/verdicts', { uri: URI });
        expect(verdicts.map(({ status }) => status)).toEqual(['met', 'unexpected']);
        expect(await messages('unreached')).toHaveLength(2);
    });

    test('a long run shows progress, by which it can be cancelled', async () => {
        const capabilities = { window: { workDoneProgress: true } };
        client = await inProcess(REAL, { settings: { check: 'manual' }, capabilities });
        await client.open(URI, ENDLESS);
        const run = ask<CheckAnswer>('faultline/check', { uri: URI });
        const begun = await client.progress(({ value }) => value.kind === 'begin');
        expect(begun.value).toMatchObject({ title: 'Checking abba.race', cancellable: true });
        const { token, value } = await client.progress(one => one.value.kind === 'report');
        expect(value).toMatchObject({
            message: expect.stringMatching(/^1\/1 nothing goes wrong: [\d,]+ states, depth \d+$/),
        });
        await client.connection.sendNotification('window/workDoneProgress/cancel', { token });
        expect((await run).end).toBe('stopped');
        await client.progress(one => one.token === token && one.value.kind === 'end');
    });

    test('limits come from the settings', async () => {
        client = await inProcess(REAL, {
            settings: { check: 'manual', limits: { states: 1000, memory: 512, seconds: 60 } },
        });
        await client.open(URI, ENDLESS);
        const { verdicts } = await ask<CheckAnswer>('faultline/check', { uri: URI });
        expect(verdicts).toMatchObject([{ status: 'inconclusive', summary: 'out of states', expected: 'pass' }]);
        expect(verdicts[0]).not.toHaveProperty('found');
        expect(await messages('inconclusive')).toEqual([expect.stringContaining('faultline.limits.states')]);
    });

    test('of files that import what was saved', async () => {
        client = await inProcess(REAL);
        const lib = 'file:///scripts/lib.race';
        await client.open(lib, 'lock l: mutex\nfn twice() { mutex_lock(l) }\n');
        await client.open(URI, 'import "./lib.race"\nthread t { twice(); mutex_unlock(l) }\ncheck "c" expects pass\n');
        await client.status(({ state, last }) => state === 'idle' && last === '1 as expected');
        await client.edit(lib, 'lock l: mutex\nfn twice() { mutex_lock(l); mutex_lock(l) }\n');
        await client.save(lib);
        const deadlocks = (await messages('deadlock')).filter(message => String(message).startsWith('deadlock'));
        expect(deadlocks).toHaveLength(1);
        const answer = await ask<VerdictsAnswer>('faultline/verdicts', { uri: URI });
        expect(answer.verdicts[0]?.summary).toBe('deadlock, expected pass');
    });

    test('a worker that dies is a message, and the server lives', async () => {
        client = await inProcess(BROKEN, { settings: { check: 'manual' } });
        await client.open(URI, `// crash\n${ABBA}`);
        expect((await ask<CheckAnswer>('faultline/check', { uri: URI })).end).toBe('crashed');
        expect(client.messages).toEqual([expect.stringContaining('out of luck')]);
        await client.edit(URI, `// done\n${ABBA}`);
        expect((await ask<CheckAnswer>('faultline/check', { uri: URI })).end).toBe('complete');
    });

    test('checks run while typing if that is wished', async () => {
        client = await inProcess(REAL, { settings: { check: 'onType' } });
        await client.open(URI, FIXED);
        await client.edit(URI, ABBA);
        expect(await messages('deadlock')).toHaveLength(2);
    });
});

describe('requests', () => {
    test('the trace of a check', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' }, commands: ['faultline.showTrace'] });
        await client.open(URI, ABBA);
        await ask('faultline/check', { uri: URI });
        const trace = await ask<TraceAnswer>('faultline/trace', { uri: URI, title: 'both orders' });
        expect(trace.steps.map(({ step, thread, text, changes }) => ({ step, thread, text, changes }))).toEqual([
            {
                step: 1,
                thread: 'p',
                text: 'mutex_lock(a)',
                changes: [{ kind: 'cell', cell: 'a', before: 'free', after: 'held by p' }],
            },
            {
                step: 2,
                thread: 'q',
                text: 'mutex_lock(b)',
                changes: [{ kind: 'cell', cell: 'b', before: 'free', after: 'held by q' }],
            },
        ]);
        expect(trace.waits.map(({ sentence }) => sentence)).toEqual([
            'p waits for b, held by q',
            'q waits for a, held by p',
        ]);
        expect(trace).toMatchObject({ index: 0, counterexamples: [{ outcome: 'deadlock', isExpected: false }] });
        expect(trace.holds).toEqual([
            { thread: 'p', object: 'a', mode: '', from: 1 },
            { thread: 'q', object: 'b', mode: '', from: 2 },
        ]);
        expect(trace.endings).toMatchObject([
            { thread: 'p', text: 'mutex_lock(b)', told: ['waits for b', 'held by q'], isShown: false, stack: [] },
            { thread: 'q', text: 'mutex_lock(a)', told: ['waits for a', 'held by p'], isShown: false, stack: [] },
        ]);
        expect(await ask('faultline/trace', { uri: URI, title: 'nothing' })).toBeNull();
        expect(await ask('faultline/trace', { uri: URI, title: 'both orders', index: 1 })).toBeNull();
        const lenses = await ask<CodeLens[]>('textDocument/codeLens', document);
        expect(lenses.map(({ command }) => command?.command)).toEqual([
            'faultline.server.check',
            'faultline.showTrace',
        ]);
    });

    test('a trace as text: lanes, or where they do not fit, step by step', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        const textOf = async (script: string) => {
            const uri = `file:///scripts/${script.length}.race`;
            await client.open(uri, script);
            await ask('faultline/check', { uri });
            return (await ask<TraceAnswer>('faultline/trace', { uri, title: 'nothing goes wrong' })).text.split('\n');
        };
        const two = ABBA.replace(/check.*\n/, '');
        expect((await textOf(two)).join('\n')).toMatch(/mutex_lock\(b\) +mutex_lock\(a\)/);
        expect(await textOf('lock l: mutex\nthread p { mutex_lock(l); mutex_lock(l) }')).toEqual([
            'deadlock: p waits for l, which it holds itself: it can never go on',
            '',
            '1. p: mutex_lock(l)  →  l: free → held by p',
            '✗ p waits for l, which it holds itself',
        ]);
        const locks = Array.from({ length: 6 }, (_, at) => `lock l${at}: mutex\n`).join('');
        const ring = Array.from(
            { length: 6 },
            (_, at) =>
                `thread t${at} { mutex_lock(l${at}); mutex_lock(l${(at + 1) % 6}); mutex_unlock(l${at}); mutex_unlock(l${(at + 1) % 6}) }\n`,
        ).join('');
        expect(await textOf(`${locks}${ring}`)).toContain('✗ t0 waits for l1, held by t1');
    });

    test('a check in Promela, or why not', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        await client.open(URI, `${ABBA}check "another model" under lkmm expects pass\n`);
        const exported = (title: string) =>
            ask<ExportAnswer>('faultline/export', { uri: URI, title, format: 'promela' });
        expect(await exported('both orders')).toMatchObject({
            kind: 'text',
            text: expect.stringContaining('proctype'),
        });
        expect(await exported('another model')).toEqual({
            kind: 'refused',
            reasons: ['A model under lkmm cannot be exported.'],
        });
        expect(await exported('nothing')).toEqual({ kind: 'refused', reasons: ['No check is titled "nothing".'] });
        await client.edit(URI, 'thread t { mutex_lock(nothing) }');
        expect(await exported('nothing goes wrong')).toMatchObject({ kind: 'refused' });
    });

    test('the library as documents', async () => {
        client = await inProcess(REAL);
        expect(
            await ask<{ text: string }>('workspace/textDocumentContent', { uri: 'builtin:///kernel/wait.race' }),
        ).toMatchObject({ text: expect.stringContaining('fn schedule()') });
        expect(await ask('faultline/libraryText', { uri: 'builtin:/prelude.race' })).toContain('mutex_lock');
        expect(await ask('faultline/libraryText', { uri: 'builtin:/manual/deadlock.md' })).toContain('# deadlock');
        expect(await ask('faultline/libraryText', { uri: 'file:///etc/passwd' })).toBeNull();
    });

    test('rename goes through open files', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        const lib = 'file:///scripts/lib.race';
        await client.open(lib, 'lock l: mutex\n');
        await client.open(URI, 'import "./lib.race"\nthread t { mutex_lock(l); mutex_unlock(l) }\n');
        const edit = await ask<WorkspaceEdit>('textDocument/rename', {
            textDocument: { uri: lib },
            position: { line: 0, character: 5 },
            newName: 'big',
        });
        expect(Object.entries(edit.changes ?? {}).map(([uri, edits]) => `${uri} ${edits.length}`)).toEqual([
            `${lib} 1`,
            `${URI} 2`,
        ]);
        await expect(
            ask('textDocument/rename', {
                textDocument: { uri: lib },
                position: { line: 0, character: 5 },
                newName: 'let',
            }),
        ).rejects.toThrow('`let` is a word of the language.');
    });

    test('a hundred open files', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        const uris = Array.from({ length: 100 }, (_, at) => `file:///scripts/many/${at}.race`);
        const user = 'import "./0.race"\nthread t { mutex_lock(l); mutex_unlock(l) }\n';
        for (const [at, uri] of uris.entries()) await client.open(uri, at === 0 ? 'lock l: mutex\n' : user);
        for (const uri of uris) expect((await client.diagnostics(uri)).diagnostics).toEqual([]);
        await client.edit(uris[0]!, 'lock k: mutex\n');
        for (const uri of uris.slice(1)) await client.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 2);
    });

    test('a missing fence and a missing unlock, proved by a check', async () => {
        client = await inProcess(REAL, { settings: { check: 'manual' } });
        const repairs = async (text: string) => {
            await client.edit(URI, text);
            await ask('faultline/check', { uri: URI });
            const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
            const actions = await ask<CodeAction[]>('textDocument/codeAction', {
                ...document,
                range,
                context: { diagnostics: [] },
            });
            return actions.map(({ title }) => title);
        };
        await client.open(URI, '');
        expect(
            await repairs(`var x = 0
var y = 0
thread p {
    WRITE_ONCE(x, 1)
    let r = READ_ONCE(y)
}
thread q {
    WRITE_ONCE(y, 1)
    smp_mb()
    let r = READ_ONCE(x)
}
final one: p.r == 1 || q.r == 1
check "SB" under tso expects pass
`),
        ).toEqual([
            'Add `smp_mb()` after `WRITE_ONCE(x, 1)` (checked: "SB" is then as expected)',
            'Let "SB" expect violation one',
        ]);
        expect(
            await repairs(`lock l: mutex
thread p { mutex_lock(l) }
thread q { mutex_lock(l); mutex_unlock(l) }
check "locks" expects pass
`),
        ).toContain('Add `mutex_unlock(l)` (checked: "locks" is then as expected)');
    });
});

test('every prefix of an example: an answer to everything, never a crash', async () => {
    client = await inProcess(REAL, { settings: { check: 'manual' } });
    const text = readFileSync(
        resolve(import.meta.dirname, '../../../examples/a-gfs2/a3-fs-lock-mmap-lock.race'),
        'utf8',
    );
    const start = text.indexOf('param');
    await client.open(URI, '');
    for (let end = start; end <= text.length; end += 7) {
        const prefix = text.slice(start, end);
        await client.edit(URI, prefix);
        const lines = prefix.split('\n');
        const position = { line: lines.length - 1, character: lines.at(-1)!.length };
        const range = { start: { line: 0, character: 0 }, end: position };
        const at = { ...document, position };
        await Promise.all([
            ask<CompletionList>('textDocument/completion', at),
            ask('textDocument/hover', at),
            ask('textDocument/definition', at),
            ask('textDocument/signatureHelp', at),
            ask('textDocument/documentHighlight', at),
            ask('textDocument/documentSymbol', document),
            ask('textDocument/semanticTokens/full', document),
            ask('textDocument/foldingRange', document),
            ask('textDocument/selectionRange', { ...document, positions: [position] }),
            ask('textDocument/formatting', { ...document, options: { tabSize: 4, insertSpaces: true } }),
            ask('textDocument/codeLens', document),
            ask('textDocument/inlayHint', { ...document, range }),
            ask('textDocument/codeAction', { ...document, range, context: { diagnostics: [] } }),
        ]);
    }
    const last = await client.diagnostics(URI);
    expect(last.diagnostics).toEqual([]);
});
