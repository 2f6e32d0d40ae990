#!/usr/bin/env node
// Starts the bundled language server on a Node that can run it: in this process if it is new enough,
// else on the Node that `npm ci` put into node_modules.

import { existsSync } from 'node:fs';
// Not `import { enableCompileCache }`: an old Node lacks it and would refuse to load this file.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 22;
const bundle = new URL('../dist/faultline-language-server.js', import.meta.url);

if (!existsSync(bundle)) {
    quit('The language server is not built. Run `npm ci` or `npm run build` in the repository.');
} else if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) {
    module.enableCompileCache?.(fileURLToPath(new URL('../dist/compile-cache', import.meta.url)));
    await import(bundle.href);
} else {
    await runOnOwnNode();
}

async function runOnOwnNode() {
    const { spawn } = await import('node:child_process');
    const node = ownNode();
    if (node === undefined) {
        quit(
            `Node ${process.versions.node} is too old: the server needs ${OLDEST_NODE} or later. \`npm ci\` brings one.`,
        );
        return;
    }
    const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', error => quit(`Cannot start ${node}: ${error.message}`));
    child.on('exit', code => {
        process.exitCode = code ?? 70;
    });
}

function ownNode() {
    try {
        const file = process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node';
        return module.createRequire(import.meta.url).resolve(file);
    } catch {
        return undefined;
    }
}

function quit(message) {
    console.error(message);
    process.exitCode = 70;
}
