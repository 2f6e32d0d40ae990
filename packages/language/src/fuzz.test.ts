// The parser and the analysis answer for any text. `FUZZ_RUNS=20000 npx vitest run packages/language/src/fuzz.test.ts`
// looks longer, `FUZZ_SEED=…` again.
import { globSync, readFileSync } from 'node:fs';
import { AstUtils } from 'langium';
import { expect, test } from 'vitest';
import { language } from '../test/check-diagnostics.ts';
import type { Random } from '../test/random.ts';
import { createRandom } from '../test/random.ts';
import { sentence } from '../test/sentences.ts';
import { documentation } from './documentation.ts';
import { knobValue, NO_OVERRIDES } from './overrides.ts';
import { createTyping } from './typing.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

const SCRIPTS = globSync(new URL('../../../examples/**/*.race', import.meta.url).pathname)
    .toSorted()
    .map(path => readFileSync(path, 'utf8'));
const SCRAPS = [
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ';',
    '\n',
    '=',
    '==',
    '->',
    '++',
    '"',
    "'",
    '/*',
    '*/',
    '//',
    '#',
    '\\',
    '?',
    ':',
    '..',
    '...',
    '&',
    'let',
    'fn',
    'thread',
    'check',
    'atomic',
    'ref',
    'list<',
    'null',
    '\u{1F600}',
    '\uD800',
    '\uE000',
    '\u200B',
    '99999999999999999999',
    '0x',
    '-',
];

test('texts that were tampered with', () => {
    expect(SCRIPTS.length).toBeGreaterThan(0);
    for (let run = 0; run < RUNS; run++) mustAnswer(SEED * 1_000_000 + run, random => tampered(random));
});

test('sentences of the grammar', () => {
    for (let run = 0; run < RUNS; run++) mustAnswer(SEED * 1_000_000 + run, sentence);
});

test('random characters', () => {
    for (let run = 0; run < RUNS; run++) {
        mustAnswer(SEED * 1_000_000 + run, random =>
            Array.from({ length: random.below(300) }, () =>
                String.fromCharCode(random.pick([random.below(128), random.below(65536)])),
            ).join(''),
        );
    }
});

/** Everything that a caller may ask of a script that was loaded. */
function mustAnswer(seed: number, write: (random: Random) => string): void {
    const text = write(createRandom(seed));
    const start = performance.now();
    try {
        const script = language.load('file:///fuzz.race', text, () => undefined);
        const typing = createTyping(new Map());
        for (const node of AstUtils.streamAst(script.module)) {
            typing.typeOfDeclaration(node);
            documentation(node);
        }
        knobValue(script, 'rwsem', NO_OVERRIDES);
        for (const { code, place, message } of script.diagnostics) {
            if (code === 'nested-too-deeply' && depthOf(text) < 20) throw new Error('A shallow text is called deep.');
            if (!(place.start >= 0 && place.start <= place.end && place.end <= text.length))
                throw new Error(`${code} stands at ${place.start}-${place.end}.`);
            if (/undefined|NaN|\[object/.test(message)) throw new Error(message);
        }
    } catch (error) {
        throw new Error(`Seed ${seed}:\n${text}`, { cause: error });
    }
    if (performance.now() - start > 5000)
        throw new Error(`Seed ${seed} took ${performance.now() - start} ms:\n${text}`);
}

function depthOf(text: string): number {
    return Math.max(0, ...text.split(/[^([{!~&-]+/).map(run => run.length), text.split(/[([{]/).length);
}

function tampered(random: Random): string {
    let text = random.pick(SCRIPTS);
    const times = 1 + random.below(6);
    for (let n = 0; n < times; n++) {
        const [from, to] = [random.below(text.length + 1), random.below(text.length + 1)].toSorted((a, b) => a - b) as [
            number,
            number,
        ];
        const short = Math.min(to, from + random.below(40));
        switch (random.below(6)) {
            case 0:
                text = text.slice(0, from) + text.slice(short);
                break;
            case 1:
                text = text.slice(0, from) + random.pick(SCRAPS) + text.slice(from);
                break;
            case 2:
                text = text.slice(0, short) + text.slice(from);
                break;
            case 3:
                text = text.slice(0, from) + text.slice(short, to) + text.slice(from, short) + text.slice(to);
                break;
            case 4:
                text = text.slice(0, from) + String.fromCharCode(random.below(256)) + text.slice(from + 1);
                break;
            default:
                text = text.slice(0, to);
        }
    }
    return text;
}
