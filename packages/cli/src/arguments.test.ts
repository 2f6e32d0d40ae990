import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

test('a check with every option', () => {
    const line =
        'check a.race b --format json --model tso --only x --only y --param p=1 --param m.k=a=b --max-states 10M --max-memory 1.5G --timeout 2m --workers 2 --jobs 3 --no-reduction por,symmetry,registers --watch --trace';
    expect(readArguments(line.split(' '))).toEqual({
        kind: 'check',
        paths: ['a.race', 'b'],
        format: 'json',
        settings: {
            model: 'tso',
            params: [
                { name: 'p', value: '1' },
                { name: 'm.k', value: 'a=b' },
            ],
            maxStates: 10_000_000,
            maxBytes: 1.5 * 2 ** 30,
            timeoutMs: 120_000,
            workers: 2,
            jobs: 3,
            reductions: [],
            deadRegisters: 'kept',
            keep: 'states',
            tell: 'verdict',
        },
        only: ['x', 'y'],
        watch: 'watch',
        trace: 'full',
    });
});

test('what is not said has a default, and a model of its own no check gets', () => {
    const maxBytes = Math.min(2 ** 31, Math.floor((totalmem() - 192 * 2 ** 20) / 4));
    expect(readArguments(['check', 'a.race'])).toMatchObject({
        format: 'text',
        settings: {
            model: undefined,
            maxStates: Number.POSITIVE_INFINITY,
            maxBytes,
            reductions: ['por', 'symmetry'],
            keep: 'states',
        },
        watch: 'once',
    });
});

test('help and version, wherever they stand', () => {
    expect(readArguments(['--help'])).toEqual({ kind: 'help', about: undefined });
    expect(readArguments(['help', 'export'])).toEqual({ kind: 'help', about: 'export' });
    expect(readArguments(['check', 'a.race', '--help'])).toEqual({ kind: 'help', about: 'check' });
    expect(readArguments(['--version'])).toEqual({ kind: 'version' });
});

test.each([
    ['', 'Say what to do.'],
    ['chekc a.race', 'Unknown command chekc. Did you mean faultline check?'],
    ['a.race', 'Unknown command. Did you mean faultline check a.race?'],
    ['check', 'Say what to check: files, or folders with *.race files.'],
    ['check a.race --modle tso', 'check has no option --modle. Did you mean --model?'],
    ['check a.race -z', 'check has no option -z.'],
    ['check a.race --model lkmm', '--model takes sc or tso, not "lkmm".'],
    ['check a.race --format xml', '--format takes text or json or junit or sarif, not "xml".'],
    ['check a.race --only', '--only needs a value.'],
    ['check a.race --only --trace', '--only needs a value.'],
    ['check a.race --watch=1', '--watch takes no value.'],
    ['check a.race --param p', '--param takes name=value, not "p".'],
    ['check a.race --timeout soon', '--timeout takes an amount like 30s, not "soon".'],
    ['check a.race --workers 0', '--workers takes a number from 1 to 64, not "0".'],
    ['check a.race --workers 1.5', '--workers takes a number from 1 to 64, not "1.5".'],
    ['check a.race --max-memory -1', '--max-memory takes an amount like 2G, not "-1".'],
    ['check a.race --no-reduction pro', '--no-reduction takes por or symmetry or registers, not "pro".'],
    ...['facts --format json', 'lock-order', 'workers 2'].map(other => [
        `check a.race --hash-compact --${other}`,
        `--hash-compact keeps no states, and searches with one thread: not with --${other.split(' ')[0]}.`,
    ]),
    ['check a.race --max-states 0', '--max-states takes an amount like 1000000, not "0".'],
    ['export a.race', 'Say what to export to: --to promela or --to tla.'],
    ['export --to alloy a.race', '--to takes promela or tla, not "alloy".'],
    ['export --to promela', 'Say which file to export.'],
    ['export --to promela a.race b.race', 'One file at a time can be exported.'],
])('%j: %s', (line, message) => {
    expect(() => readArguments(line.split(' ').filter(word => word !== ''))).toThrow(new UsageError(message));
});
