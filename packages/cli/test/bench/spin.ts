// One run of spin on an exported program: generated, compiled with `gcc -O2`, searched; each stage with its time.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `full` is the search without partial-order reduction. */
export type Search = 'full' | 'reduced';

export interface SpinRun {
    readonly kind: 'run';
    readonly states: number;
    readonly transitions: number;
    /** Of the states with what `pan` keeps beside each, as it reports it, hash table included. */
    readonly bytes: number;
    /** Processor time in milliseconds: of spin and the compiler, and of `pan`. */
    readonly buildMs: number;
    readonly searchMs: number;
}

/** One that was given up, and why. */
export interface StoppedRun {
    readonly kind: 'stopped';
    readonly why: string;
}

/** How many megabytes `pan` may take. */
const MEGABYTES = 12_000;

/** How many seconds of processor time each of the three may take. */
const SECONDS = 300;

/** `expected` states: the stack and the hash table are made to fit, so that small models do not pay for large ones. */
export function runSpin(text: string, search: Search, expected: number): SpinRun | StoppedRun {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
    try {
        let spentMs = 0;
        const run = (command: string, args: readonly string[]): string => {
            const shell = ['-c', `ulimit -t ${SECONDS}; "$@" || echo "gave up: $?"; times`, 'sh', command, ...args];
            const output = execFileSync('sh', shell, {
                cwd: folder,
                encoding: 'utf8',
                stdio: ['ignore', 'pipe', 'ignore'],
            });
            spentMs = processorTime(output);
            const status = /^gave up: (\d+)$/m.exec(output)?.[1];
            if (status !== undefined) throw new GivenUp(whyStopped(command, Number(status), output));
            return output;
        };
        writeFileSync(join(folder, 'model.pml'), text);
        run('spin', ['-a', '-o2', '-DREPORT_ALL', 'model.pml']);
        const generationMs = spentMs;
        const flags = ['-O2', '-w', '-fwrapv', '-DSAFETY', '-DVECTORSZ=8192', `-DMEMLIM=${MEGABYTES}`];
        run('gcc', [...flags, ...(search === 'full' ? ['-DNOREDUCE'] : []), '-o', 'pan', 'pan.c']);
        const buildMs = generationMs + spentMs;
        const output = run('./pan', [
            '-c0',
            '-n',
            `-m${2 * expected + 10_000}`,
            `-w${Math.max(16, Math.ceil(Math.log2(expected)))}`,
        ]);
        if (/Search not completed|max search depth too small/.test(output))
            throw new GivenUp(whyStopped('pan', 0, output));
        const megabytes = (what: RegExp): number => read(output, what) * 2 ** 20;
        return {
            kind: 'run',
            states: read(output, /([\d.e+]+) states, stored/),
            transitions: read(output, /([\d.e+]+) transitions/),
            bytes:
                megabytes(/([\d.]+)\s+actual memory usage for states/) +
                megabytes(/([\d.]+)\s+memory used for hash table/),
            buildMs,
            searchMs: spentMs,
        };
    } catch (error) {
        if (error instanceof GivenUp) return { kind: 'stopped', why: error.message };
        throw error;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

class GivenUp extends Error {}

function whyStopped(command: string, status: number, output: string): string {
    if (/out of memory|memory limit/i.test(output)) return `${command} needs more than ${MEGABYTES} MB`;
    if (status > 128) return `${command} takes more than ${SECONDS} s of processor time`;
    throw new Error(`${command} ended with ${status}:\n${output}`);
}

/** Of the children of the shell, in milliseconds, from what `times` prints last: `0m0.010s 0m0.020s`. */
function processorTime(output: string): number {
    const last = output.trimEnd().split('\n').at(-1)!;
    const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
    if (parts.length !== 2) throw new Error(`no times in ${last}`);
    return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
}

function read(output: string, what: RegExp): number {
    const found = what.exec(output)?.[1];
    if (found === undefined) throw new Error(`pan does not say ${what}:\n${output}`);
    return Number(found);
}
