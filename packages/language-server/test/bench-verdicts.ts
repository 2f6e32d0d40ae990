// From a save to the verdicts, for every example whose checks stay below 10,000 states: what `npm run bench:lsp` ends with.
//
// A file is checked check by check, in its order, and each verdict is published as soon as it is there. So the wait for a verdict
// begins with the save, or with the verdict before it; and the whole file has a figure of its own.
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { VerdictsChangedParams } from '../src/protocol.ts';
import { CANCEL, VERDICTS, VERDICTS_CHANGED } from '../src/protocol.ts';
import type { Client } from './client.ts';
import { overStdio } from './client.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
/** Checks with more are cut off there, and not measured. */
const MOST_STATES = 10_000;
const TARGET_MS = 300;
/** The first save after the file was opened, and those after it. */
const SAVES = 3;

interface Wait {
    readonly file: string;
    readonly title: string;
    readonly milliseconds: number;
    /** What the server computed meanwhile, in all its threads. */
    readonly cpu: number;
}
interface Waits {
    /** For each check, since the save or the verdict before it. */
    readonly verdicts: Wait[];
    /** For each file. */
    readonly first: Wait[];
    readonly last: Wait[];
}

/** `empty`: the round trip of an empty request, in milliseconds. */
export async function benchVerdicts(empty: number): Promise<void> {
    const client = await overStdio({ settings: { limits: { states: MOST_STATES, memory: 2048, seconds: 0 } } });
    const [opened, saved, again] = [noWaits(), noWaits(), noWaits()];
    const quiet = () => client.connection.sendRequest(CANCEL, {});
    const started = performance.now();
    const cpu = cpuOf(client.pid);
    for (const path of globSync(`${EXAMPLES}/*/*.race`).toSorted()) {
        const small = smallChecks(path);
        if (small.size === 0) continue;
        const uri = pathToFileURL(path).href;
        const text = readFileSync(path, 'utf8');
        const note = (waits: Waits, act: () => Promise<void>) => waitsOf(client, uri, small, waits, act);
        await note(opened, () => client.open(uri, text));
        await quiet();
        for (let round = 1; round <= SAVES; round++) {
            await client.edit(uri, text + '\n'.repeat(round));
            // What was said of the text before is on its way no more.
            await client.connection.sendRequest(VERDICTS, { uri });
            await note(round === SAVES ? again : saved, () => client.save(uri));
            // The last save comes right behind the verdicts, while what else there is to find out is still looked for.
            if (round !== SAVES - 1) await quiet();
        }
        await client.close(uri);
    }
    console.log(`\nverdicts of the examples (checks of fewer than ${MOST_STATES.toLocaleString('en-US')} states)`);
    show('opened, first verdict', opened.first, empty);
    show('opened, each further verdict', opened.verdicts, empty);
    show('saved, first verdict', saved.first, empty);
    show('saved, each further verdict', saved.verdicts, empty);
    show('saved, all of the file', saved.last, empty);
    show('saved again at once, first', again.first, empty);
    const elapsed = performance.now() - started;
    const busy = cpuOf(client.pid) - cpu;
    if (!Number.isNaN(busy))
        console.log(`  the server computed ${(busy / 1000).toFixed(1)} s in ${(elapsed / 1000).toFixed(1)} s`);
    const all = [...saved.first, ...saved.verdicts];
    const over = all.filter(({ milliseconds }) => milliseconds > TARGET_MS);
    console.log(`  after a save ${over.length} of ${all.length} took longer than ${TARGET_MS} ms; the slowest:`);
    for (const { file, title, milliseconds, cpu: computed } of all
        .toSorted((a, b) => b.milliseconds - a.milliseconds)
        .slice(0, 10)) {
        const ratio = `×${(milliseconds / empty).toFixed(0)}`;
        console.log(
            `    ${milliseconds.toFixed(0).padStart(5)} ms  ${ratio.padStart(6)}  computing ${computed} ms  ${file} "${title}"`,
        );
    }
    await client.stop();
}

const noWaits = (): Waits => ({ verdicts: [], first: [], last: [] });

/** Resolves when each of these checks has said something new. */
async function waitsOf(
    { connection, pid }: Client,
    uri: string,
    titles: ReadonlySet<string>,
    waits: Waits,
    act: () => Promise<void>,
): Promise<void> {
    const file = `${basename(dirname(uri))}/${basename(uri)}`;
    const waiting = new Set(titles);
    const told = new Set<string>();
    const all = Promise.withResolvers<void>();
    const start = performance.now();
    const cpuAtStart = cpuOf(pid);
    let before = start;
    let cpuBefore = cpuAtStart;
    const listener = connection.onNotification(VERDICTS_CHANGED, (params: VerdictsChangedParams) => {
        if (params.uri !== uri) return;
        const now = performance.now();
        const cpu = cpuOf(pid);
        for (const { title, status, isStale } of params.verdicts) {
            if (isStale || status === 'running' || status === 'not-run' || told.has(title)) continue;
            told.add(title);
            if (waiting.delete(title)) {
                const wait = { file, title, milliseconds: now - before, cpu: cpu - cpuBefore };
                (told.size === 1 ? waits.first : waits.verdicts).push(wait);
                if (waiting.size === 0) {
                    waits.last.push({ file, title, milliseconds: now - start, cpu: cpu - cpuAtStart });
                    all.resolve();
                }
            }
            before = now;
            cpuBefore = cpu;
        }
    });
    await act();
    await all.promise;
    listener.dispose();
}

function smallChecks(path: string): ReadonlySet<string> {
    const golden: unknown = JSON.parse(readFileSync(resolve(dirname(path), 'golden.json'), 'utf8'));
    const of = (golden as Readonly<Record<string, Readonly<Record<string, string>>>>)[basename(path)] ?? {};
    return new Set(Object.keys(of).filter(title => Number.parseInt(of[title]!, 10) < MOST_STATES));
}

function show(name: string, waits: readonly Wait[], empty: number): void {
    const times = waits.map(({ milliseconds }) => milliseconds);
    const shown = [50, 95, 100].map(one => `p${one} ${percentile(times, one).toFixed(0).padStart(5)} ms`).join('  ');
    const cpu = waits.map(one => one.cpu);
    const computed = Number.isNaN(cpu[0])
        ? ''
        : `, computing p50 ${percentile(cpu, 50)}, p95 ${percentile(cpu, 95)} ms`;
    const ratio = (percentile(times, 50) / empty).toFixed(0);
    console.log(`  ${name.padEnd(28)} ${shown}  ×${ratio}  of ${times.length}${computed}`);
}

function percentile(values: readonly number[], percent: number): number {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

/** In milliseconds; not a number where the system does not tell. */
function cpuOf(pid: number | undefined): number {
    try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
        return (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
        return Number.NaN;
    }
}
