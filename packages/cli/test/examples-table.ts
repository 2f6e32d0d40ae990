// Prints what each check of the examples costs: `npm run examples:table [PART OF A PATH…]`.
//
// Times are of this machine in this run; states and bytes are of the program alone.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check } from '@faultline/checker';
import { compile } from '@faultline/compiler';
import type { Question, Script } from '@faultline/language';
import { BUDGET, load } from './scripts.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
/** A check with more has the wrong bounds, or says more than it must. */
const MOST_STATES = 2_000_000;

interface Row {
    readonly title: string;
    readonly steps: number;
    readonly states: number;
    readonly bytesPerState: number;
    readonly compileMs: number;
    readonly checkMs: number;
}

const wanted = process.argv.slice(2);
const files = globSync('**/*.race', { cwd: EXAMPLES })
    .filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)))
    .toSorted();
const all: Row[] = [];
for (const file of files) {
    console.info(file);
    const path = resolve(EXAMPLES, file);
    const script = load(pathToFileURL(path).href, readFileSync(path, 'utf8'));
    for (const question of script.checks) {
        const row = measure(script, question);
        if (row === undefined) continue;
        all.push(row);
        console.info(line(row));
    }
}
const total = (part: (row: Row) => number): number => all.reduce((sum, row) => sum + part(row), 0);
console.info(
    `${all.length} checks, ${total(row => row.states).toLocaleString('en')} states, ` +
        `${seconds(total(row => row.compileMs))} compiling, ${seconds(total(row => row.checkMs))} checking`,
);
const tooLarge = all.filter(({ states }) => states > MOST_STATES);
for (const { title, states } of tooLarge) console.error(`${title} has ${states} states; ${MOST_STATES} are allowed.`);
if (tooLarge.length > 0) process.exitCode = 1;

/** Nothing, where the model cannot be decided yet. */
function measure(script: Script, question: Question): Row | undefined {
    const began = performance.now();
    const compilation = compile(script, question);
    const compiled = performance.now();
    if (compilation.kind === 'undecidable') return undefined;
    if (compilation.kind === 'errors') throw new Error(`${question.title} does not compile`);
    const { program } = compilation;
    const { states, bytes } = check(program, BUDGET);
    return {
        title: question.title,
        steps: program.steps.length,
        states,
        bytesPerState: Math.round(bytes / states),
        compileMs: compiled - began,
        checkMs: performance.now() - compiled,
    };
}

function line({ title, steps, states, bytesPerState, compileMs, checkMs }: Row): string {
    const columns = [
        `${states.toLocaleString('en')} states`.padStart(16),
        `${bytesPerState} bytes`.padStart(12),
        `${steps} steps`.padStart(12),
        `${Math.round(compileMs)} + ${Math.round(checkMs)} ms`.padStart(14),
    ];
    return `  ${title.padEnd(56)}${columns.join('')}`;
}

function seconds(ms: number): string {
    return `${(ms / 1000).toFixed(1)} s`;
}
