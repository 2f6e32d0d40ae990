// What the TextMate grammar makes of a script before the server colours it. The fixtures are vscode-tmgrammar-test's.
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const TOOL = fileURLToPath(import.meta.resolve('vscode-tmgrammar-test/dist/unit.js'));
const GRAMMAR = resolve(import.meta.dirname, '../../../syntaxes/faultline.tmLanguage.json');
const FIXTURES = globSync('grammar/*.race', { cwd: import.meta.dirname });

/** What the tool says; it fails where a scope is not as the fixture says. */
async function testGrammar(fixture: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [TOOL, '--grammar', GRAMMAR, fixture]);
    return stdout;
}

test.each(FIXTURES)('%s', async fixture => {
    expect(await testGrammar(resolve(import.meta.dirname, fixture))).toContain(
        `✓ ${resolve(import.meta.dirname, fixture)}`,
    );
});

test('a fixture that is wrong fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'faultline-grammar-'));
    const wrong = join(folder, 'wrong.race');
    const right = readFileSync(resolve(import.meta.dirname, FIXTURES[0]!), 'utf8');
    await writeFile(wrong, right.replace('// <---- keyword.control', '// <---- comment.line'));
    await expect(testGrammar(wrong)).rejects.toMatchObject({
        stdout: expect.stringContaining('missing required scopes: comment.line.faultline'),
    });
    await rm(folder, { recursive: true });
});
