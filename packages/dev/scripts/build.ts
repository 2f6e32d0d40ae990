// Bundles what people run: the command line into packages/cli/dist, the language server into packages/language-server/dist.
//
// One file each, because a cold start is mostly the resolving and reading of modules; the server's worker has its own. A
// bundle takes the place of the old one at once, so that whoever runs it meanwhile runs one or the other; a build that
// fails leaves none.

import { readdir, rename, rm } from 'node:fs/promises';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';

const COMMON: BuildOptions = {
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // Some of langium's dependencies are CommonJS and call `require` for Node's own modules.
    banner: {
        js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    sourcemap: true,
    logLevel: 'warning',
};

await bundle('packages/cli/dist', { faultline: 'packages/cli/src/main.ts' });
await bundle('packages/language-server/dist', {
    'faultline-language-server': 'packages/language-server/src/main.ts',
    'faultline-language-server-worker': 'packages/language-server/src/worker.ts',
});

async function bundle(outdir: string, entryPoints: Readonly<Record<string, string>>): Promise<void> {
    const fresh = `${outdir}/new-${process.pid}`;
    try {
        await build({ ...COMMON, entryPoints, outdir: fresh });
    } catch {
        // esbuild has already said why
        for (const name of Object.keys(entryPoints)) await rm(`${outdir}/${name}.js`, { force: true });
        process.exitCode = 1;
    }
    for (const name of await readdir(fresh).catch(() => [])) await rename(`${fresh}/${name}`, `${outdir}/${name}`);
    await rm(fresh, { recursive: true, force: true });
    await rm(`${outdir}/compile-cache`, { recursive: true, force: true });
}
