// Bundles what people run: the command line into packages/cli/dist/faultline.js.
//
// One file, because a cold start is mostly the resolving and reading of modules.

import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const OUT = 'packages/cli/dist';

await rm(`${OUT}/faultline.js`, { force: true });
await rm(`${OUT}/compile-cache`, { recursive: true, force: true });
await build({
    entryPoints: { faultline: 'packages/cli/src/main.ts' },
    outdir: OUT,
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
}).catch(() => process.exit(1)); // esbuild has already said why
