// The suite of the extension host in a VS Code that @vscode/test-cli downloads: for people with a network. CI runs the same
// bundle in code-server (`npm run test:vscode`).
//
//     npm run package && node packages/extension/test/vscode/run.ts --bundle
//     cd packages/extension && npx -p @vscode/test-cli -p @vscode/test-electron vscode-test
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
