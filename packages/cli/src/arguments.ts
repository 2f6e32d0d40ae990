// The command line, read: which command, on what, with which options.
import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Reduction } from '@faultline/checker';
import { REDUCTIONS } from '@faultline/checker';
import { parseBytes, parseCount, parseDuration } from './quantity.ts';
import { nearest, UsageError } from './usage-error.ts';

export type Command =
    | CheckCommand
    | ExportCommand
    | ImportTrailCommand
    | { readonly kind: 'explain'; readonly codes: readonly string[] }
    | { readonly kind: 'help'; readonly about: Topic | undefined }
    | { readonly kind: 'version' };

export interface CheckCommand {
    readonly kind: 'check';
    readonly paths: readonly string[];
    readonly format: Format;
    readonly settings: Settings;
    /** Titles; empty: all checks. */
    readonly only: readonly string[];
    readonly watch: 'watch' | 'once';
    readonly trace: 'full' | 'unexpected';
}

/** One check of one script. */
export interface CheckOfFile {
    readonly file: string;
    /** Its title; absent: the only one there is. */
    readonly check: string | undefined;
    readonly settings: Pick<Settings, 'model' | 'params'>;
}

export interface ExportCommand extends CheckOfFile {
    readonly kind: 'export';
    readonly to: Target;
    /** A file, or a folder for what is several files; absent: standard output. */
    readonly out: string | undefined;
    /** `swarm`: a folder with the model and a script that searches it with all cores. */
    readonly form: 'model' | 'swarm';
    readonly existing: 'kept' | 'overwritten';
}

export interface ImportTrailCommand extends CheckOfFile {
    readonly kind: 'import-trail';
    /** What the other tool wrote. */
    readonly trail: string;
    /** Which of its steps are told. */
    readonly steps: 'all' | 'needed';
    readonly format: TrailFormat;
    readonly trace: 'full' | 'unexpected';
}

/** What changes the question, and how much an answer may cost. */
export interface Settings {
    readonly model: 'sc' | 'tso' | undefined;
    readonly params: readonly Param[];
    readonly maxStates: number;
    readonly maxBytes: number;
    /** For each check. */
    readonly timeoutMs: number;
    /** How many threads search a check that has many states. */
    readonly workers: number;
    /** How many files are checked at a time. */
    readonly jobs: number;
    /** Those that may be made. */
    readonly reductions: readonly Reduction[];
    readonly deadRegisters: 'reset' | 'kept';
    /** What is kept of each state: with hashes a pass is only probable. */
    readonly keep: 'states' | 'hashes';
    /** What is told of each check. */
    readonly tell: 'verdict' | 'facts' | 'lock-order';
}

export interface Param {
    readonly name: string;
    readonly value: string;
}

export type Format = (typeof FORMATS)[number];
type Target = (typeof TARGETS)[number];
type TrailFormat = (typeof TRAIL_FORMATS)[number];
export type Topic = (typeof TOPICS)[number];

export const TOPICS = ['check', 'export', 'import-trail', 'explain'] as const;
const TRAIL_FORMATS = ['text', 'json'] as const;
const FORMATS = ['text', 'json', 'junit', 'sarif'] as const;
const MODELS = ['sc', 'tso'] as const;
const TARGETS = ['promela', 'tla'] as const;

const OPTIONS = {
    check: {
        format: 'string',
        model: 'string',
        only: 'string',
        param: 'string',
        'max-states': 'string',
        'max-memory': 'string',
        timeout: 'string',
        workers: 'string',
        jobs: 'string',
        'no-reduction': 'string',
        'hash-compact': 'boolean',
        facts: 'boolean',
        'lock-order': 'boolean',
        watch: 'boolean',
        trace: 'boolean',
    },
    export: {
        to: 'string',
        check: 'string',
        out: 'string',
        swarm: 'boolean',
        force: 'boolean',
        model: 'string',
        param: 'string',
    },
    'import-trail': {
        check: 'string',
        whole: 'boolean',
        format: 'string',
        trace: 'boolean',
        model: 'string',
        param: 'string',
    },
    explain: {},
} as const satisfies Record<Topic, Record<string, 'string' | 'boolean'>>;

/** Throws {@link UsageError}. */
export function readArguments(argv: readonly string[]): Command {
    const [first, ...rest] = argv;
    if (first === undefined) throw new UsageError('Say what to do.');
    if (first === '--version' || first === '-V') return { kind: 'version' };
    if (first === '--help' || first === '-h' || first === 'help') return { kind: 'help', about: topic(rest[0]) };
    const command = topic(first);
    if (command === undefined) throw new UsageError(unknownCommand(first));
    if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help', about: command };
    const given = readOptions(command, rest);
    switch (command) {
        case 'check':
            return checkCommand(given);
        case 'export':
            return exportCommand(given);
        case 'import-trail':
            return importTrailCommand(given);
        case 'explain':
            return { kind: 'explain', codes: given.operands };
    }
}

interface Given {
    readonly operands: readonly string[];
    /** All values of each option, in order; a flag has the value ''. */
    readonly options: ReadonlyMap<string, readonly string[]>;
}

function checkCommand({ operands, options }: Given): CheckCommand {
    if (operands.length === 0) throw new UsageError('Say what to check: files, or folders with *.race files.');
    const format = oneOf('format', last(options, 'format') ?? 'text', FORMATS);
    if (options.has('facts') && options.has('lock-order'))
        throw new UsageError('One of --facts and --lock-order at a time.');
    if (options.has('lock-order') && format !== 'json' && format !== 'text') {
        throw new UsageError('The order of locks is told as text or in JSON.');
    }
    for (const other of ['facts', 'lock-order', 'workers']) {
        if (options.has('hash-compact') && options.has(other))
            throw new UsageError(`--hash-compact keeps no states, and searches with one thread: not with --${other}.`);
    }
    if (options.has('facts') && format !== 'json') throw new UsageError('Facts are told in JSON: add --format json.');
    return {
        kind: 'check',
        paths: operands,
        format,
        settings: settings(options),
        only: options.get('only') ?? [],
        watch: options.has('watch') ? 'watch' : 'once',
        trace: options.has('trace') ? 'full' : 'unexpected',
    };
}

function exportCommand({ operands, options }: Given): ExportCommand {
    const [file, ...more] = operands;
    const to = last(options, 'to');
    if (to === undefined) throw new UsageError('Say what to export to: --to promela or --to tla.');
    if (file === undefined) throw new UsageError('Say which file to export.');
    if (more.length > 0) throw new UsageError('One file at a time can be exported.');
    const out = last(options, 'out');
    const target = oneOf('to', to, TARGETS);
    if (options.has('swarm') && target !== 'promela') throw new UsageError('--swarm is of spin: add --to promela.');
    if (options.has('swarm') && out === undefined)
        throw new UsageError('--swarm writes a folder: say where, with --out DIR.');
    return {
        kind: 'export',
        to: target,
        file,
        check: last(options, 'check'),
        out,
        form: options.has('swarm') ? 'swarm' : 'model',
        existing: options.has('force') ? 'overwritten' : 'kept',
        settings: settings(options),
    };
}

function importTrailCommand({ operands, options }: Given): ImportTrailCommand {
    const [file, trail, ...more] = operands;
    if (file === undefined || trail === undefined || more.length > 0)
        throw new UsageError('Say which script, and which trail: faultline import-trail FILE TRAIL.');
    return {
        kind: 'import-trail',
        file,
        trail,
        check: last(options, 'check'),
        steps: options.has('whole') ? 'all' : 'needed',
        format: oneOf('format', last(options, 'format') ?? 'text', TRAIL_FORMATS),
        trace: options.has('trace') ? 'full' : 'unexpected',
        settings: settings(options),
    };
}

function settings(options: Given['options']): Settings {
    const model = last(options, 'model');
    const without = (options.get('no-reduction') ?? [])
        .flatMap(names => names.split(','))
        .map(name => oneOf('no-reduction', name.trim(), [...REDUCTIONS, 'registers']));
    return {
        model: model === undefined ? undefined : oneOf('model', model, MODELS),
        params: (options.get('param') ?? []).map(param),
        maxStates: amount(options, 'max-states', parseCount, '1000000') ?? Number.POSITIVE_INFINITY,
        maxBytes: amount(options, 'max-memory', parseBytes, '2G') ?? defaultMaxBytes(),
        timeoutMs: amount(options, 'timeout', parseDuration, '30s') ?? Number.POSITIVE_INFINITY,
        workers: threads(options, 'workers') ?? 1,
        jobs: threads(options, 'jobs') ?? (options.has('workers') ? 1 : defaultJobs()),
        reductions: REDUCTIONS.filter(reduction => !without.includes(reduction)),
        deadRegisters: without.includes('registers') ? 'kept' : 'reset',
        keep: options.has('hash-compact') ? 'hashes' : 'states',
        tell: options.has('facts') ? 'facts' : options.has('lock-order') ? 'lock-order' : 'verdict',
    };
}

const MOST_THREADS = 64;
/** Of those that nobody has asked for: each file has limits of its own. */
const MOST_JOBS = 2;

function threads(options: Given['options'], name: string): number | undefined {
    const text = last(options, name);
    if (text === undefined) return undefined;
    const count = /^\d+$/.test(text) ? Number(text) : 0;
    if (count < 1 || count > MOST_THREADS)
        throw new UsageError(`--${name} takes a number from 1 to ${MOST_THREADS}, not ${JSON.stringify(text)}.`);
    return count;
}

/** A search takes up to twice of what its states need, and others want to live, too. */
function defaultMaxBytes(): number {
    return Math.min(2 * GIGABYTE, Math.max(LEAST_BYTES, Math.floor((memoryThereIs() - BASE_BYTES) / 4)));
}

function defaultJobs(): number {
    return memoryThereIs() < GIGABYTE ? 1 : Math.min(MOST_JOBS, availableParallelism());
}

/** A container may have less than the machine. */
function memoryThereIs(): number {
    return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

const GIGABYTE = 2 ** 30;
/** What Node, the kernel library and a search need besides states (measured: 100 to 190 MB). */
const BASE_BYTES = 192 * 2 ** 20;
const LEAST_BYTES = 16 * 2 ** 20;

function param(text: string): Param {
    const equals = text.indexOf('=');
    if (equals <= 0) throw new UsageError(`--param takes name=value, not ${JSON.stringify(text)}.`);
    return { name: text.slice(0, equals).trim(), value: text.slice(equals + 1).trim() };
}

function amount(
    options: Given['options'],
    name: string,
    parse: (text: string) => number | undefined,
    example: string,
): number | undefined {
    const text = last(options, name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined)
        throw new UsageError(`--${name} takes an amount like ${example}, not ${JSON.stringify(text)}.`);
    return value;
}

function readOptions(command: Topic, args: readonly string[]): Given {
    const known: Readonly<Record<string, 'string' | 'boolean'>> = OPTIONS[command];
    const { tokens } = parseArgs({
        args: [...args],
        strict: false,
        allowPositionals: true,
        tokens: true,
        options: {
            ...Object.fromEntries(Object.entries(known).map(([name, type]) => [name, { type }])),
            ...('out' in known ? { out: { type: 'string', short: 'o' } } : {}),
        },
    });
    const operands: string[] = [];
    const options = new Map<string, string[]>();
    for (const token of tokens) {
        if (token.kind === 'positional') operands.push(token.value);
        if (token.kind !== 'option') continue;
        const type = known[token.name];
        if (type === undefined) throw new UsageError(unknownOption(command, token.rawName, token.name, known));
        if (type === 'boolean' && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
        if (type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))) {
            throw new UsageError(`${token.rawName} needs a value.`);
        }
        options.set(token.name, [...(options.get(token.name) ?? []), token.value ?? '']);
    }
    return { operands, options };
}

function unknownOption(command: Topic, raw: string, name: string, known: Readonly<Record<string, unknown>>): string {
    const meant = nearest(name, [...Object.keys(known), 'help']);
    return `${command} has no option ${raw}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}

function unknownCommand(word: string): string {
    if (word.startsWith('-')) return `Unknown option ${word}.`;
    if (word.endsWith('.race')) return `Unknown command. Did you mean faultline check ${word}?`;
    const meant = nearest(word, TOPICS);
    return `Unknown command ${word}.${meant === undefined ? '' : ` Did you mean faultline ${meant}?`}`;
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
    const found = allowed.find(one => one === value);
    if (found === undefined)
        throw new UsageError(`--${option} takes ${allowed.join(' or ')}, not ${JSON.stringify(value)}.`);
    return found;
}

function topic(word: string | undefined): Topic | undefined {
    return TOPICS.find(one => one === word);
}

function last(options: Given['options'], name: string): string | undefined {
    return options.get(name)?.at(-1);
}
