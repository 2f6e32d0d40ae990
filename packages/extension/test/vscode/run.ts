// `npm run test:vscode`: the packed extension in a real VS Code, three suites of mocha's, each in a window that has just come
// up. `hosted` runs inside the extension host and speaks VS Code's API; `scripts` and `walkthrough` have only screen, mouse and
// keyboard, and the .vsix as a user installs it.
//
// Invariant: it succeeds only if each suite ran tests and none of them failed. What is missing on this machine ends in
// exit code 3 and one line that says how to get it.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { withWindow } from './code-server.ts';
import type { RealVsCode } from './install.ts';
import { installVsCode, Unavailable } from './install.ts';
import { picture, useScreen } from './installed/screen.ts';
import { runMocha } from './mocha.ts';

const EXTENSION = resolve(import.meta.dirname, '../..');
const DIST = join(EXTENSION, 'dist/test');
/** More than a loaded machine takes; a page that never answers ends here. */
const PATIENCE = 300_000;

interface Report {
    readonly stats: { readonly tests: number; readonly passes: number; readonly failures: number };
    readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly stack?: string } }[];
    readonly passes: readonly { readonly fullTitle: string; readonly duration: number }[];
}

process.exitCode = await main();

async function main(): Promise<number> {
    rmSync(DIST, { recursive: true, force: true });
    mkdirSync(DIST, { recursive: true });
    await bundle();
    if (process.argv.includes('--bundle')) return 0;
    let tools: RealVsCode;
    try {
        tools = installVsCode();
    } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        console.error(error.message);
        return 3;
    }
    const suites = [
        { name: 'hosted', run: hosted },
        { name: 'scripts', run: installed('scripts') },
        { name: 'walkthrough', run: installed('walkthrough') },
    ].filter(({ name }) => process.argv.length < 3 || process.argv.includes(name));
    const total = { passed: 0, failed: 0 };
    for (const { name, run } of suites) {
        const report = join(DIST, `${name}.json`);
        await run(tools, report).catch(error => console.error(`${name}:`, error));
        const { passed, failed } = tell(name, report);
        total.passed += passed;
        total.failed += failed;
    }
    writeFileSync(join(DIST, 'total.json'), JSON.stringify(total));
    console.log(`\nIn a real VS Code: ${total.passed} passed, ${total.failed} failed`);
    return total.failed === 0 ? 0 : 1;
}

/** The same bundle that `.vscode-test.mjs` names, and the entry that a VS Code without test-cli calls. */
async function bundle(): Promise<void> {
    await build({
        entryPoints: {
            suite: join(import.meta.dirname, 'hosted/suite.ts'),
            run: join(import.meta.dirname, 'mocha.ts'),
        },
        outdir: DIST,
        outExtension: { '.js': '.cjs' },
        bundle: true,
        platform: 'node',
        target: 'node22',
        format: 'cjs',
        external: ['vscode', 'mocha'],
        sourcemap: 'inline',
        logLevel: 'warning',
    });
}

async function hosted(tools: RealVsCode, report: string): Promise<void> {
    const environment = { FAULTLINE_MOCHA: JSON.stringify({ files: [join(DIST, 'suite.cjs')], report }) };
    await withWindow(tools, { purpose: 'run-tests', environment }, async ({ page, open, remote }) => {
        const folder = mkdtempSync(join(tmpdir(), 'faultline-workspace-'));
        const log: string[] = [];
        try {
            await new Promise<void>((done, fail) => {
                const timer = setTimeout(() => fail(new Error(['No answer.', ...log].join('\n'))), PATIENCE);
                void (async () => {
                    await page.exposeFunction('codeAutomationLog', (_: string, words: readonly unknown[]) => {
                        log.push(words.join(' '));
                    });
                    await page.exposeFunction('codeAutomationExit', () => {
                        clearTimeout(timer);
                        done();
                    });
                    await open(folder, [
                        ['extensionDevelopmentPath', remote(join(EXTENSION, 'dist/vsix'))],
                        ['extensionTestsPath', remote(join(DIST, 'run.cjs'))],
                    ]);
                })().catch(fail);
            });
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });
}

function installed(suite: string) {
    const vsix = join(EXTENSION, 'dist/faultline.vsix');
    const pictures = join(DIST, 'pictures');
    return (tools: RealVsCode, report: string): Promise<void> =>
        withWindow(tools, { purpose: 'as-user', vsix }, async ({ page, open }) => {
            const parent = mkdtempSync(join(tmpdir(), 'faultline-workspace-'));
            const folder = join(parent, 'races');
            for (const one of [folder, pictures]) mkdirSync(one, { recursive: true });
            try {
                await open(folder, []);
                useScreen({ page, folder, pictures });
                const file = join(import.meta.dirname, `installed/${suite}.ts`);
                await runMocha({ files: [file], report, onFailure: title => picture(`failed ${title}`) });
            } finally {
                rmSync(parent, { recursive: true, force: true });
            }
        });
}

function tell(name: string, path: string): { readonly passed: number; readonly failed: number } {
    console.log(`\n${name}`);
    let report: Report;
    try {
        report = JSON.parse(readFileSync(path, 'utf8')) as Report;
    } catch {
        console.log('  ✗ has left no report');
        return { passed: 0, failed: 1 };
    }
    for (const { fullTitle, duration } of report.passes) console.log(`  ✓ ${fullTitle}  ${duration} ms`);
    for (const { fullTitle, err } of report.failures) console.log(`  ✗ ${fullTitle}\n${err.stack}`);
    const { tests, passes, failures } = report.stats;
    if (tests === 0) console.log('  ✗ no test has run');
    if (passes + failures < tests) console.log(`  ✗ ${tests - passes - failures} did not run`);
    return { passed: passes, failed: failures + (tests === 0 ? 1 : tests - passes - failures) };
}
