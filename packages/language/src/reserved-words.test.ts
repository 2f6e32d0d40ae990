import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { RESERVED } from './lexer.ts';

test('the reference lists the reserved words', () => {
    const chapter = readFileSync(resolve(import.meta.dirname, '../reference/grammar.md'), 'utf8');
    const list = /<!-- reserved words -->\n+([^#]*?)\n\n/.exec(chapter)?.[1] ?? '';
    expect([...list.matchAll(/`(\w+)`/g)].map(match => match[1])).toEqual([...RESERVED].toSorted());
});
