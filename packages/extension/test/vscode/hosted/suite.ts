// The suite that runs inside the extension host: by `npm run test:vscode`, and by `@vscode/test-cli` (.vscode-test.mjs).
// It never activates the extension: opening a script has to do that.
import './diagnostics.ts';
import './reading.ts';
import './writing.ts';
import './commands.ts';
