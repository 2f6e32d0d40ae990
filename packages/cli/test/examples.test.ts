// Each folder of examples has its test file.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLES } from './examples.ts';

test('each folder of examples has its test file', () => {
    const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter(entry => entry.isDirectory());
    const tests = readdirSync(resolve(import.meta.dirname, 'examples'));
    expect(tests.toSorted()).toEqual(folders.map(({ name }) => `${name}.test.ts`).toSorted());
});
