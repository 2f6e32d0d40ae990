// The extension's entry: what starts with it, and what the palette can call.
import { OPEN_SETTING_COMMAND } from '@faultline/language-server/protocol';
import type { ExtensionContext } from 'vscode';
import { commands } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createClient } from './client.ts';

let client: LanguageClient | undefined;

/** @public Called by VS Code. */
export async function activate(context: ExtensionContext): Promise<void> {
    const started = createClient(context);
    client = started;
    context.subscriptions.push(
        commands.registerCommand('faultline.restartServer', () => started.restart()),
        commands.registerCommand(OPEN_SETTING_COMMAND, (id: string) =>
            commands.executeCommand('workbench.action.openSettings', id),
        ),
    );
    await started.start();
}

/** @public Called by VS Code. */
export async function deactivate(): Promise<void> {
    await client?.stop();
}
