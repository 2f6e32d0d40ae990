// The language client: starts the bundled server as a module of its own process, and starts it again when it breaks.
import { OPEN_SETTING_COMMAND, SHOW_TRACE_COMMAND } from '@faultline/language-server/protocol';
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { window } from 'vscode';
import type { ErrorHandler } from 'vscode-languageclient/node';
import { CloseAction, ErrorAction, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { createCrashCounter } from './crashes.ts';

export const LANGUAGE = 'faultline';

export function createClient(context: ExtensionContext, log: LogOutputChannel): LanguageClient {
    const module = context.asAbsolutePath('dist/faultline-language-server.js');
    const client: LanguageClient = new LanguageClient(
        LANGUAGE,
        'Faultline',
        { module, transport: TransportKind.ipc },
        {
            // of every scheme: also what is not saved yet, not on a disk, or part of the library
            documentSelector: [{ language: LANGUAGE }],
            outputChannel: log,
            initializationOptions: { commands: [SHOW_TRACE_COMMAND, OPEN_SETTING_COMMAND] },
            initializationFailedHandler: () => false,
            errorHandler: errorHandler(log, () => client.restart()),
        },
    );
    return client;
}

function errorHandler(log: LogOutputChannel, restart: () => Promise<void>): ErrorHandler {
    const crashed = createCrashCounter();
    return {
        error: error => {
            log.error(error.message);
            return { action: ErrorAction.Continue, handled: true };
        },
        closed: () => {
            if (crashed(Date.now()) === 'restart') {
                log.warn('The language server has stopped, and is started again.');
                return { action: CloseAction.Restart, handled: true };
            }
            log.error('The language server has stopped again and again, and is left alone.');
            void offerRestart(log, restart);
            return { action: CloseAction.DoNotRestart, handled: true };
        },
    };
}

/** Says that the server is gone; the rest of the editor goes on. */
export async function offerRestart(log: LogOutputChannel, restart: () => Promise<void>): Promise<void> {
    const again = 'Start Again';
    const show = 'Show Output';
    const chosen = await window.showErrorMessage('The Faultline language server has stopped.', again, show);
    if (chosen === again) await restart();
    if (chosen === show) log.show();
}
