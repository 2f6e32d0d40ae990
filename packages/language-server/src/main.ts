// `faultline-language-server --stdio`
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

// The sources run as they are, and so does the bundle, where the worker has another name.
const isSource = import.meta.url.endsWith('.ts');
const workerUrl = new URL(isSource ? './worker.ts' : './faultline-language-server-worker.js', import.meta.url);

if (process.argv.includes('--help') || process.argv.includes('-h')) {
    process.stdout.write('faultline-language-server --stdio: a language server for Faultline scripts (*.race)\n');
} else {
    const connection = createConnection(ProposedFeatures.all);
    // Our own bugs are told in the log; the server lives on.
    const log = (error: unknown) =>
        connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    // A client that is gone hears nothing: then there is nothing left to do.
    process.stdout.on('error', () => process.exit(1));
    process.on('uncaughtException', log);
    process.on('unhandledRejection', log);
    startServer(connection, { version: '0.0.0', workerUrl });
}
