import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from './index.ts';
import { slipRules } from './slip-rules.ts';

const FOLDER = new URL('.', import.meta.url).pathname;
const pages = new Map(
    globSync('*.ts', { cwd: FOLDER }).flatMap(file => {
        const code = /^\/\/ # (\S+)\n/.exec(readFileSync(FOLDER + file, 'utf8'))?.[1];
        return code === undefined ? [] : [[file, code] as const];
    }),
);

test('a file is named after its code, and has a test', () => {
    for (const [file, code] of pages) {
        expect(file).toBe(`${code}.ts`);
        expect(existsSync(`${FOLDER}${code}.test.ts`), code).toBe(true);
    }
});

test('every code has a page', () => {
    const codes = [...rules, ...slipRules].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter(code => ![...pages.values()].includes(code))).toEqual([]);
});
