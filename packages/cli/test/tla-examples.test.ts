// The examples as TLA+ modules: each is read without fault, and the small ones have the states that the checker finds.
// Of a script the first check that is exported stands for all; FAULTLINE_TLA_EXAMPLES=all takes every check.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check } from '@faultline/checker';
import { compile } from '@faultline/compiler';
import { toTla } from '@faultline/interop';
import { checkTla, readModule } from '@faultline/interop/oracle';
import { expect, test } from 'vitest';
import { EXAMPLES } from './examples.ts';
import { BUDGET, load } from './scripts.ts';

const isAll = process.env['FAULTLINE_TLA_EXAMPLES'] === 'all';
/** What the interpreter of TLA+ can do in a moment. */
const MOST_STATES = isAll ? 2000 : 300;
const LONGEST = 400_000;

const scripts = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.race'));

test('every example is a module, or says why it is none', { timeout: isAll ? 3_600_000 : 600_000 }, () => {
    const seen = { modules: 0, counted: 0, refused: 0 };
    for (const name of scripts) {
        const path = resolve(EXAMPLES, name);
        const script = load(pathToFileURL(path).href, readFileSync(path, 'utf8'));
        for (const question of script.checks) {
            const compilation = compile(script, question);
            if (compilation.kind !== 'ok') continue;
            const { program, sourceMap } = compilation;
            const exported = toTla(program, {
                module: basename(path, '.race'),
                describeStep: step => sourceMap.steps[step]?.text,
                labelOf: step => sourceMap.steps[step]?.labels[0],
            });
            if (exported.kind === 'not-expressible') {
                seen.refused++;
                for (const reason of exported.reasons) {
                    expect(reason).toMatch(/^store buffers|^what runs on behind a step|^TLC has no integer/);
                }
                continue;
            }
            const about = `${name}: ${question.title}`;
            expect(readModule(exported.text).name, about).toBe(exported.module);
            seen.modules++;
            if (exported.text.length < LONGEST) {
                const { states } = check(program, BUDGET);
                const answer = states > MOST_STATES ? undefined : checkTla(exported, 4 * MOST_STATES);
                if (answer !== undefined) {
                    expect(answer.states - answer.cuts, about).toBe(states);
                    seen.counted++;
                }
            }
            if (!isAll) break;
        }
    }
    console.info(`TLA+: ${JSON.stringify(seen)}`);
    expect(seen.modules).toBeGreaterThan(seen.refused);
    expect(seen.counted).toBeGreaterThan(20);
});
