// The language client: starts the bundled server as a Node module, and speaks with it.
import { OPEN_SETTING_COMMAND } from '@faultline/language-server/protocol';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

export function createClient(context: ExtensionContext): LanguageClient {
    const module = context.asAbsolutePath('dist/faultline-language-server.js');
    return new LanguageClient(
        'faultline',
        'Faultline',
        { module, transport: TransportKind.ipc },
        {
            documentSelector: [{ language: 'faultline' }],
            initializationOptions: { commands: [OPEN_SETTING_COMMAND] },
        },
    );
}
