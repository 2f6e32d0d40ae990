// textDocument/codeLens
import type { Lens } from '@faultline/ide';
import { codeLenses } from '@faultline/ide';
import type { CodeLens, ServerCapabilities } from 'vscode-languageserver';
import { asksAnything } from '../check-service.ts';
import type { Context } from '../context.ts';
import { snapshotOf } from '../context.ts';
import { COMMANDS, SHOW_TRACE_COMMAND } from '../protocol.ts';
import { toRange } from '../to-lsp.ts';

export const codeLensCapability: ServerCapabilities = { codeLensProvider: {} };

export function onCodeLens(context: Context): void {
    const { connection, client, settings, workspace } = context;
    connection.onCodeLens(({ textDocument: { uri } }): CodeLens[] => {
        const snapshot = snapshotOf(context, uri);
        if (snapshot === undefined || !settings().codeLens || !asksAnything(snapshot.script)) return [];
        const lenses = codeLenses(snapshot);
        return lenses
            .filter(({ action }) => action.kind === 'check' || client().commands.includes(SHOW_TRACE_COMMAND))
            .map(lens => ({
                range: toRange(workspace.indexOf(lens.place.uri), lens.place),
                command: commandOf(lens, uri),
            }));
    });
}

function commandOf({ label, action }: Lens, uri: string): NonNullable<CodeLens['command']> {
    switch (action.kind) {
        case 'check':
            return { title: label, command: COMMANDS.check, arguments: [uri, action.title] };
        case 'trace':
            return { title: label, command: SHOW_TRACE_COMMAND, arguments: [uri, action.title] };
    }
}
