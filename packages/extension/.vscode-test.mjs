// The suite of the extension host in a VS Code that @vscode/test-cli downloads: for people with a network. CI runs the same
// bundle in code-server; test/vscode/README.md tells both.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @public Read by test-cli. */
export default {
    files: 'dist/test/suite.cjs',
    extensionDevelopmentPath: join(import.meta.dirname, 'dist/vsix'),
    workspaceFolder: mkdtempSync(join(tmpdir(), 'faultline-workspace-')),
    mocha: { ui: 'tdd', timeout: 60_000 },
};
