// Runs spin on an exported program.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SpinAnswer {
    /** The states of the program: those that spin stores, less one for each error. */
    readonly states: number;
    /** The flags that came out, in order of their names. */
    readonly outcomes: readonly string[];
}

/** Whether tests can ask spin. Elsewhere than on the build machine they do without, and say so. */
export function spinOrNote(): boolean {
    const isThere = has('spin', '-V') && has('gcc', '--version');
    if (isThere) return true;
    if (process.env['CI'] === 'true') throw new Error('The tests need spin and gcc: apt-get install spin gcc');
    console.warn('spin is not installed: exported programs are not checked with it (apt-get install spin gcc)');
    return false;
}

// what takes time is the C compiler: tcc, where there is one, is twenty times as fast as gcc, and states are few
const COMPILER = has('tcc', '-v') ? 'tcc' : 'gcc';

/** Explores all states of an exported program; the temporary folder is gone afterwards, and named when it fails. */
export async function runSpin(text: string): Promise<SpinAnswer> {
    const folder = await mkdtemp(join(tmpdir(), 'faultline-spin-'));
    await writeFile(join(folder, 'model.pml'), text);
    await run(folder, 'spin', ['-a', '-o2', '-DREPORT_ALL', 'model.pml']);
    const flags = ['-w', '-DNOREDUCE', '-DSAFETY', '-DVECTORSZ=8192'];
    await run(folder, COMPILER, [...flags, '-fwrapv', '-o', 'pan', 'pan.c']);
    const answer = parse(await run(folder, './pan', ['-c0', '-m1000000', '-w20']), folder);
    await rm(folder, { recursive: true });
    return answer;
}

/** An execution that spin found, in the forms in which it tells it. */
export interface SpinTrail {
    /** The flag that came out. */
    readonly flag: string;
    readonly trail: string;
    /** What `spin -t -p` prints. */
    readonly steps: string;
    /** What `pan -r` prints. */
    readonly replay: string;
}

/** The first error in an exported program; `undefined`: there is none. */
export async function firstTrail(text: string): Promise<SpinTrail | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'faultline-spin-'));
    const file = join(folder, 'model.pml');
    await writeFile(file, text);
    await run(folder, 'spin', ['-a', '-o2', 'model.pml']);
    await run(folder, COMPILER, ['-w', '-DNOREDUCE', '-DSAFETY', '-DVECTORSZ=8192', '-fwrapv', '-o', 'pan', 'pan.c']);
    const output = await run(folder, './pan', ['-m1000000', '-w20']);
    const flag = /assertion violated {1,2}!\((\w+)\)/.exec(output)?.[1];
    const found = flag !== undefined && {
        flag,
        trail: await readFile(`${file}.trail`, 'utf8'),
        steps: (await promisify(execFile)('spin', ['-t', '-p', 'model.pml'], { cwd: folder })).stdout,
        replay: await run(folder, './pan', ['-r']),
    };
    await rm(folder, { recursive: true });
    return found || undefined;
}

function parse(output: string, folder: string): SpinAnswer {
    const errors = Number(/errors: (\d+)/.exec(output)?.[1] ?? Number.NaN);
    const stored = Number(/(\d+(?:\.\d+e\+\d+)?) states, stored/.exec(output)?.[1] ?? Number.NaN);
    const complaints = output
        .split('\n')
        .filter(
            line => /^(pan|error|warning)\b/.test(line) && !/assertion violated {1,2}!|elapsed time|rate/.test(line),
        );
    if (Number.isNaN(errors + stored) || complaints.length > 0 || /Search not completed/.test(output)) {
        throw new Error(`pan did not explore ${folder}:\n${output}`);
    }
    const outcomes = new Set([...output.matchAll(/assertion violated {1,2}!\((\w+)\)/g)].map(match => match[1]!));
    return { states: stored - errors, outcomes: [...outcomes].sort() };
}

async function run(folder: string, command: string, args: readonly string[]): Promise<string> {
    try {
        const { stdout } = await promisify(execFile)(command, args, { cwd: folder, maxBuffer: 2 ** 28 });
        // spin answers a syntax error on its standard output, and may exit with 0
        if (command === 'spin' && stdout.trim() !== '') throw new Error(stdout);
        return stdout;
    } catch (error) {
        throw new Error(`${command} failed in ${folder}`, { cause: error });
    }
}

function has(command: string, flag: string): boolean {
    try {
        execFileSync(command, [flag], { stdio: 'ignore' });
        return true;
    } catch {
        return false;
    }
}
