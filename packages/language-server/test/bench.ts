// `npm run bench:lsp`: how long an editor waits, on a script of 500 lines with 20 functions, over stdio.
//
// Every figure with its distribution, and as a ratio to the round trip of an empty request.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { CheckAnswer } from '../src/protocol.ts';
import { benchVerdicts } from './bench-verdicts.ts';
import type { Client } from './client.ts';
import { overStdio } from './client.ts';

const URI = 'file:///bench.race';
const OTHER = 'file:///endless.race';
const ROUNDS = 60;

const started = performance.now();
const client = await overStdio({ settings: { check: 'manual', limits: { states: 0, memory: 2048, seconds: 0 } } });
const ready = performance.now() - started;
const text = script();
await client.open(URI, text);
await client.diagnostics(URI);

const document = { textDocument: { uri: URI } };
const line = text.split('\n').findIndex(one => one.includes('down_read(o'));
const position = { line, character: 16 };
const ask = (method: string, params: object) => () => client.connection.sendRequest(method, params);

const empty = await measure(ask('faultline/verdicts', { uri: 'file:///nothing.race' }));
console.log(
    `${text.split('\n').length} lines; server ready in ${ready.toFixed()} ms; an empty request ${shown(empty)}`,
);
await suite('idle');
await withFacts();
await client.open(OTHER, endless());
const run = client.connection.sendRequest<CheckAnswer>('faultline/check', { uri: OTHER });
await client.status(({ states }) => states > 0);
await suite('while a search runs');
const cancelled = performance.now();
await client.connection.sendRequest('faultline/cancel', {});
await run;
console.log(`cancel to quiet: ${(performance.now() - cancelled).toFixed(1)} ms`);
await client.stop();
await benchVerdicts(percentile(empty, 50));

async function suite(title: string): Promise<void> {
    console.log(`\n${title}`);
    const figures: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['keystroke to diagnostics', keystroke(client)],
        ['hover', ask('textDocument/hover', { ...document, position })],
        ['definition', ask('textDocument/definition', { ...document, position })],
        ['completion', ask('textDocument/completion', { ...document, position })],
        ['semantic tokens', ask('textDocument/semanticTokens/full', document)],
        ['formatting', ask('textDocument/formatting', { ...document, options: { tabSize: 4, insertSpaces: true } })],
    ];
    await measured(figures);
}

async function measured(figures: readonly (readonly [string, () => Promise<unknown>])[]): Promise<void> {
    for (const [name, act] of figures) {
        const times = await measure(act);
        console.log(
            `  ${name.padEnd(26)} ${shown(times)}  ×${(percentile(times, 50) / percentile(empty, 50)).toFixed(0)}`,
        );
    }
}

/** On a scenario of the kernel's whose facts are known. */
async function withFacts(): Promise<void> {
    const uri = 'file:///facts.race';
    const scenario = readFileSync(new URL('../../../examples/a-gfs2/a2-two-files.race', import.meta.url), 'utf8');
    await client.open(uri, scenario);
    const begun = performance.now();
    await client.connection.sendRequest<CheckAnswer>('faultline/check', { uri });
    console.log(`\nfacts of a scenario: all there after ${(performance.now() - begun).toFixed()} ms`);
    const at = scenario.split('\n').findIndex(one => one.includes('let written = gfs2'));
    const where = { textDocument: { uri }, position: { line: at, character: 20 } };
    await measured([
        ['hover on a call', ask('textDocument/hover', where)],
        ['keystroke to diagnostics', keystroke(client, uri)],
    ]);
}

function keystroke({ edit, diagnostics }: Client, uri = URI): () => Promise<unknown> {
    let count = 0;
    return async () => {
        const at = { line: 0, character: 4 };
        const isOdd = count++ % 2 === 1;
        await edit(
            uri,
            isOdd
                ? { range: { start: at, end: { ...at, character: 5 } }, text: '' }
                : { range: { start: at, end: at }, text: 'x' },
        );
        await diagnostics(uri);
    };
}

async function measure(act: () => Promise<unknown>): Promise<readonly number[]> {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
        const start = performance.now();
        await act();
        times.push(performance.now() - start);
    }
    return times.toSorted((a, b) => a - b);
}

function shown(times: readonly number[]): string {
    return [50, 95, 100].map(one => `p${one} ${percentile(times, one).toFixed(1).padStart(6)} ms`).join('  ');
}

function percentile(times: readonly number[], percent: number): number {
    return times[Math.min(times.length - 1, Math.floor((times.length * percent) / 100))]!;
}

function script(): string {
    const parts = Array.from(
        { length: 20 },
        (_, at) => `/// What part ${at} does.
struct object${at} {
    lock lock: rwsem
    var size: int 0..3 = 0
    var state: u8 = 0
}
var o${at}: object${at}
fn grow${at}(o: object${at}, by: int): int {
    let before = 0
    down_read(o.lock)
    before = READ_ONCE(o.size)
    up_read(o.lock)
    if before + by > 3 { return -EAGAIN }
    down_write(o.lock)
    WRITE_ONCE(o.size, before + by)
    if o.state == u8(1) {
        WRITE_ONCE(o.state, u8(0))
    }
    up_write(o.lock)
    return before
}
thread t${at} {
    let r = grow${at}(o${at}, 1)
    assert r >= 0
}
`,
    );
    return `// a\n${parts.join('\n')}check "all" expects pass\n`;
}

function endless(): string {
    return Array.from(
        { length: 6 },
        (_, at) => `var x${at}: u16 = 0\nthread t${at} { loop { WRITE_ONCE(x${at}, READ_ONCE(x${at}) + u16(1)) } }\n`,
    ).join('');
}
