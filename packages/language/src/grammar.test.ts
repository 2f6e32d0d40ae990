import { globSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { createRandom } from '../test/random.ts';
import { sentence } from '../test/sentences.ts';
import { createServices } from './services.ts';

const RUNS = 300;

afterEach(() => vi.restoreAllMocks());

test('the parser never has to guess', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { LangiumParser } = createServices('development').parser;
    for (const path of globSync(new URL('../../../examples/**/*.race', import.meta.url).pathname)) {
        LangiumParser.parse(readFileSync(path, 'utf8'));
    }
    for (let seed = 0; seed < RUNS; seed++) LangiumParser.parse(sentence(createRandom(seed)));
    expect(log.mock.calls.map(([message]) => String(message))).toEqual([]);
});
