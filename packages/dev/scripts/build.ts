// Bundles what people run: the command line into packages/cli/dist, the language server into packages/language-server/dist,
// the extension with a server of its own into packages/extension/dist.
//
// One file each, because a cold start is mostly the resolving and reading of modules; the server's worker has its own. A
// bundle takes the place of the old one at once, so that whoever runs it meanwhile runs one or the other; a build that
// fails leaves none.

import { copyFile, readdir, rename, rm } from 'node:fs/promises';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';

const COMMON: BuildOptions = { bundle: true, sourcemap: true, logLevel: 'warning' };
const FOR_NODE: BuildOptions = {
    ...COMMON,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // Some of langium's dependencies are CommonJS and call `require` for Node's own modules.
    banner: {
        js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
};
/** In the extension size counts: server and worker share what both need, and a map names its sources without quoting them. */
const SMALL: BuildOptions = { minifySyntax: true, minifyWhitespace: true, sourcesContent: false };

const SERVER = {
    'faultline-language-server': 'packages/language-server/src/main.ts',
    'faultline-language-server-worker': 'packages/language-server/src/worker.ts',
};
const EXTENSION = 'packages/extension/dist';

await bundle('packages/cli/dist', FOR_NODE, { faultline: 'packages/cli/src/main.ts' });
await bundle('packages/language-server/dist', FOR_NODE, SERVER);
await bundle(EXTENSION, { ...FOR_NODE, ...SMALL, splitting: true, chunkNames: 'faultline-shared' }, SERVER);
await bundle(
    EXTENSION,
    {
        ...COMMON,
        ...SMALL,
        platform: 'node',
        target: 'node22',
        format: 'cjs',
        external: ['vscode'],
        outExtension: { '.js': '.cjs' },
    },
    { extension: 'packages/extension/src/extension.ts' },
);
await bundle(
    EXTENSION,
    { ...COMMON, ...SMALL, platform: 'browser', target: 'es2024', format: 'iife' },
    { 'trace-view': 'packages/extension/src/trace/view.ts' },
);
await copyFile('syntaxes/faultline.tmLanguage.json', `${EXTENSION}/faultline.tmLanguage.json`);

async function bundle(
    outdir: string,
    options: BuildOptions,
    entryPoints: Readonly<Record<string, string>>,
): Promise<void> {
    const fresh = `${outdir}/new-${process.pid}`;
    const ending = options.outExtension?.['.js'] ?? '.js';
    try {
        await build({ ...options, entryPoints, outdir: fresh });
    } catch {
        // esbuild has already said why
        for (const name of Object.keys(entryPoints)) await rm(`${outdir}/${name}${ending}`, { force: true });
        process.exitCode = 1;
    }
    for (const name of await readdir(fresh).catch(() => [])) await rename(`${fresh}/${name}`, `${outdir}/${name}`);
    await rm(fresh, { recursive: true, force: true });
    await rm(`${outdir}/compile-cache`, { recursive: true, force: true });
}
