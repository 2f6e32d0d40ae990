// What the README shows is what the command prints.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

test('the story in the README is real', async () => {
    const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8');
    const [, script = '', output = ''] = /```race\n(.*?)```.*?```\n(.*?)```/s.exec(readme) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
    writeFileSync(join(folder, 'mmap-lock.race'), script);
    const args = [resolve(ROOT, 'packages/cli/bin/faultline.js'), 'check', 'mmap-lock.race'];
    const printed = await new Promise<string>(done => {
        execFile(process.execPath, args, { cwd: folder }, (_error, stdout) => done(stdout));
    });
    rmSync(folder, { recursive: true });
    expect(withoutTimes(printed)).toBe(withoutTimes(output));
});

function withoutTimes(text: string): string {
    return text.replace(/\b\d+(\.\d+)? (ms|s)\b/g, 'TIME');
}
