// What Enter does while one types a script of the examples: VS Code takes the best of what resembles the word before the cursor.
import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { CompletionList } from 'vscode-languageserver';
import { inProcess } from './client.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
const FILES = [
    'algorithms/peterson',
    'g-classic/g13-nested-fault',
    'litmus/mp',
    'sync/mode-lock',
    'b-mte/b7-asynchronous',
];

test('behind a word that is all there it begins a new line', { timeout: 60_000 }, async () => {
    const client = await inProcess(new URL('../src/worker.ts', import.meta.url), { settings: { check: 'manual' } });
    const taken: string[] = [];
    let words = 0;
    for (const path of globSync(FILES.map(name => `${EXAMPLES}/${name}.race`))) {
        const uri = `file:///${basename(path)}`;
        const lines = readFileSync(path, 'utf8').split('\n');
        await client.open(uri, lines.join('\n'));
        for (const [line, text] of lines.entries()) {
            const [before, word] = /^(?:(?!\/\/).)*?\b([a-zA-Z_]\w*)$/.exec(text) ?? [];
            if (before === undefined || word === undefined) continue;
            words++;
            const list = await client.connection.sendRequest<CompletionList | null>('textDocument/completion', {
                textDocument: { uri },
                position: { line, character: before.length },
            });
            const items = list?.items ?? [];
            const isThere = items.some(({ label, textEdit }) => label === word && textEdit?.newText === word);
            const others = items.filter(({ label }) => resembles(word, label));
            if (!isThere && others.length > 0) taken.push(`${before}: ${others.map(({ label }) => label).join()}`);
        }
    }
    await client.stop();
    expect(taken).toEqual([]);
    expect(words).toBeGreaterThan(30);
});

test('the mappings of an address space come before what every one has', async () => {
    const client = await inProcess(new URL('../src/worker.ts', import.meta.url), { settings: { check: 'manual' } });
    const line = 'thread t in P { let e = pte(P, P.) }';
    const uri = 'file:///mappings.race';
    await client.open(uri, `mm P { vma user = anon[1] rw; vma other = anon[1] rw }\n${line}\n`);
    const list = await client.connection.sendRequest<CompletionList>('textDocument/completion', {
        textDocument: { uri },
        position: { line: 1, character: line.indexOf(')') },
    });
    await client.stop();
    const sorted = list.items.toSorted((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
    expect(sorted.slice(0, 3).map(({ label }) => label)).toEqual(['other', 'user', 'cpus']);
});

/** The letters of the word are in the label, in their order, beginning with the first. */
function resembles(word: string, label: string): boolean {
    let at = 0;
    for (const letter of label.toLowerCase()) if (letter === word[at]?.toLowerCase()) at++;
    return at === word.length && label[0]?.toLowerCase() === word[0]?.toLowerCase();
}
