// `npm run bench`: the checker and spin on the same models, in one run, turn and turn about.
//
//     npm run bench -- [--rounds 5] [--record] [family, or model of any size, as 'philosophers 10']...
//
// Every run of ours is a process of its own that reads, compiles and checks the script, as `faultline check` does; every run
// of spin generates and compiles its verifier, and is given up where that or the search takes too long or too much memory.
// Figures are medians. `--record` adds the run to packages/checker/benchmarks.json.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Program, Reduction } from '@faultline/checker';
import { check, REDUCTIONS } from '@faultline/checker';
import { compile } from '@faultline/compiler';
import { toPromela } from '@faultline/interop';
import { load } from '../scripts.ts';
import type { Family, Model } from './models.ts';
import { FAMILIES } from './models.ts';
import type { Search, SpinRun } from './spin.ts';
import { runSpin } from './spin.ts';

const HISTORY = resolve(import.meta.dirname, '../../../checker/benchmarks.json');
const BUDGET = { maxStates: 100_000_000, maxBytes: 12 * 2 ** 30, shouldStop: () => undefined };

const SEARCHES: readonly Search[] = ['full', 'reduced'];

const HEADINGS = `| model | verdict | states | transitions | our M states/s | pan | ratio | our bytes/state | pan | ratio | our total s | peak MB | spin+gcc+pan s | ratio | reduced: our states | pan's | ratio | our total s | spin+gcc+pan s | ratio |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|`;

interface OwnRun {
    readonly states: number;
    readonly transitions: number;
    readonly bytes: number;
    readonly verdict: string;
    /** Processor time in milliseconds, from the first state to the last one found; of short searches with the judgement. */
    readonly searchMs: number;
    /** With reading and compiling the script, judging the graph and telling the witnesses; without the start of the process. */
    readonly totalMs: number;
    /** Of the process. */
    readonly peakBytes: number;
}

interface Row {
    readonly model: string;
    readonly own: OwnRun;
    readonly ownReduced: OwnRun;
    readonly full: SpinRun | undefined;
    readonly reduced: SpinRun | undefined;
    /** Why spin has no figures. */
    readonly withoutSpin?: string;
}

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        rounds: { type: 'string', default: '3' },
        record: { type: 'boolean' },
        one: { type: 'string' },
        search: { type: 'string', default: 'full' },
    },
});
const models = positionals.length === 0 ? FAMILIES.flatMap(modelsOf) : positionals.flatMap(named);

if (values.one === undefined) compare(Number(values.rounds));
else process.stdout.write(JSON.stringify(ownRun(named(values.one)[0]!, values.search === 'reduced' ? REDUCTIONS : [])));

function modelsOf({ sizes, model }: Family): readonly Model[] {
    return sizes.map(model);
}

/** All of a family, or one of its models, which may be of another size than those that are measured when nothing is named. */
function named(what: string): readonly Model[] {
    const [, name, size] = /^(\S+)(?: (\d+))?$/.exec(what) ?? [];
    const family = FAMILIES.find(family => family.name === name);
    if (family === undefined) throw new Error(`no family ${what}: ${FAMILIES.map(({ name }) => name).join(', ')}`);
    return size === undefined ? modelsOf(family) : [family.model(Number(size))];
}

function compare(rounds: number): void {
    const rows: Row[] = [];
    console.log(HEADINGS);
    for (const model of models) {
        const row = compareOn(model, rounds);
        rows.push(row);
        console.log(lineOf(row));
    }
    console.log();
    for (const { model, withoutSpin } of rows) if (withoutSpin) console.log(`${model}: ${withoutSpin}`);
    if (values.record !== true) return;
    const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
    const history: readonly unknown[] = JSON.parse(readFileSync(HISTORY, 'utf8'));
    const run = {
        commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') === '' ? '' : ' and more'),
        date: new Date().toISOString().slice(0, 10),
        machine: `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`,
        rounds,
        rows,
    };
    writeFileSync(HISTORY, `${JSON.stringify([...history, run], undefined, 4)}\n`);
}

function compareOn(model: Model, rounds: number): Row {
    const exported = toPromela(programOf(model));
    const own: Record<Search, OwnRun[]> = { full: [], reduced: [] };
    const spin: Record<Search, SpinRun[]> = { full: [], reduced: [] };
    let withoutSpin = exported.kind === 'promela' ? undefined : 'the export does not say what it needs';
    for (let round = 0; round < rounds; round++) {
        for (const search of SEARCHES) {
            own[search].push(inItsOwnProcess(model, search));
            if (exported.kind !== 'promela' || withoutSpin !== undefined) continue;
            const run = runSpin(exported.text, search, own.full[0]!.states);
            if (run.kind === 'run') spin[search].push(run);
            else withoutSpin = run.why;
        }
    }
    return {
        model: model.name,
        own: median(own.full),
        ownReduced: median(own.reduced),
        full: spin.full.length > 0 ? median(spin.full) : undefined,
        reduced: spin.reduced.length > 0 ? median(spin.reduced) : undefined,
        ...(withoutSpin === undefined ? {} : { withoutSpin }),
    };
}

function inItsOwnProcess({ name }: Model, search: Search): OwnRun {
    const args = ['--max-old-space-size=8000', import.meta.filename, '--one', name, '--search', search];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 }));
}

function ownRun(model: Model, reductions: readonly Reduction[]): OwnRun {
    const start = processorTime();
    const program = programOf(model);
    const compiled = processorTime();
    let seen = { states: 0, ms: 0 };
    const result = check(program, {
        ...BUDGET,
        reductions,
        onProgress: ({ states }) => {
            seen = { states, ms: processorTime() - compiled };
        },
    });
    const searched = processorTime();
    const { states, transitions, bytes, verdict } = result;
    return {
        states,
        transitions,
        bytes,
        verdict: verdict.kind,
        // a short search says nothing on its way
        searchMs: 2 * seen.states < states ? searched - compiled : (seen.ms * states) / seen.states,
        totalMs: searched - start,
        peakBytes: process.resourceUsage().maxRSS * 1024,
    };
}

function programOf({ name, text }: Model): Program {
    const script = load('file:///bench.race', text);
    const compilation = compile(script, script.checks[0]!);
    if (compilation.kind !== 'ok') throw new Error(`${name}: ${JSON.stringify(script.diagnostics)}`);
    return compilation.program;
}

/** Of this process, in milliseconds: that of the threads that collect garbage and compile, too. */
function processorTime(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
}

/** Each figure its own median; what does not vary is its own. */
function median<Run extends object>(runs: readonly Run[]): Run {
    const keys = Object.keys(runs[0]!) as (keyof Run)[];
    const middle = (values: readonly Run[keyof Run][]): Run[keyof Run] =>
        values.toSorted((a, b) => Number(a) - Number(b))[values.length >> 1]!;
    return Object.fromEntries(keys.map(key => [key, middle(runs.map(run => run[key]))])) as Run;
}

/** Millions of states a second; of a search that is over at once nothing can be said. */
function rateOf({ states, searchMs }: OwnRun | SpinRun): number | undefined {
    return searchMs < 50 ? undefined : states / searchMs / 1000;
}

function lineOf({ model, own, ownReduced, full, reduced }: Row): string {
    const rate = rateOf(own);
    const panRate = full && rateOf(full);
    const size = own.bytes / own.states;
    const panSize = full && full.bytes / full.states;
    const reducedTotal = reduced && (reduced.buildMs + reduced.searchMs) / 1000;
    const panTotal = full && (full.buildMs + full.searchMs) / 1000;
    const figures = [
        model,
        own.verdict,
        own.states,
        own.transitions,
        rate?.toFixed(2),
        panRate?.toFixed(2),
        rate && panRate && (rate / panRate).toFixed(2),
        size.toFixed(0),
        panSize?.toFixed(0),
        panSize && (size / panSize).toFixed(2),
        (own.totalMs / 1000).toFixed(2),
        (own.peakBytes / 2 ** 20).toFixed(0),
        panTotal?.toFixed(2),
        panTotal && (own.totalMs / 1000 / panTotal).toFixed(2),
        ownReduced.states,
        reduced?.states,
        reduced && (ownReduced.states / reduced.states).toFixed(2),
        (ownReduced.totalMs / 1000).toFixed(2),
        reducedTotal?.toFixed(2),
        reducedTotal && (ownReduced.totalMs / 1000 / reducedTotal).toFixed(2),
    ];
    return `| ${figures.map(figure => figure ?? '–').join(' | ')} |`;
}
