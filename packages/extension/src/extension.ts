// The extension's entry: what starts with it, and what ends with it.
import type { ExtensionContext } from 'vscode';
import { window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createClient, offerRestart } from './client.ts';
import { registerCommands } from './commands/index.ts';
import { createServer } from './server.ts';
import { createStatus } from './status.ts';
import { createTests } from './testing/controller.ts';
import { createTracePanel } from './trace/panel.ts';
import { trackProgress } from './walkthrough.ts';

let running: LanguageClient | undefined;

/** @public Called by VS Code. */
export async function activate(context: ExtensionContext): Promise<void> {
    const log = window.createOutputChannel('Faultline', { log: true });
    const client = createClient(context, log);
    running = client;
    const server = createServer(client);
    const panel = createTracePanel(context, server);
    const tests = createTests(server);
    context.subscriptions.push(
        log,
        server,
        panel,
        tests,
        createStatus(server),
        trackProgress(server),
        registerCommands({ context, client, server, panel, tests, log }),
    );
    try {
        await client.start();
    } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        void offerRestart(log, () => client.restart());
    }
}

/** @public Called by VS Code. */
export async function deactivate(): Promise<void> {
    if (running?.isRunning() === true) await running.stop();
}
