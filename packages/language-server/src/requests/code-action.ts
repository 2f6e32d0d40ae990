// textDocument/codeAction: repairs of the diagnostics in a range
import type { QuickFix } from '@faultline/ide';
import { quickFixes } from '@faultline/ide';
import type { CodeAction, ServerCapabilities } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotOf } from '../context.ts';
import { OPEN_SETTING_COMMAND } from '../protocol.ts';
import { shownDiagnostics } from '../publish.ts';
import { offsetAt, toDiagnostic, toRange } from '../to-lsp.ts';

export const codeActionCapability: ServerCapabilities = {
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
};

export function onCodeAction(context: Context): void {
    const { connection, workspace } = context;
    connection.onCodeAction(({ textDocument: { uri }, range }): CodeAction[] => {
        const snapshot = snapshotOf(context, uri);
        if (snapshot === undefined) return [];
        const index = workspace.indexOf(snapshot.script.uri);
        const [start, end] = [offsetAt(index, range.start), offsetAt(index, range.end)];
        return shownDiagnostics(context, snapshot.script.uri)
            .filter(({ place }) => place.start <= end && place.end >= start)
            .flatMap(diagnostic => quickFixes({ snapshot, diagnostic, library: workspace.libraryNames }))
            .flatMap(fix => toAction(context, fix));
    });
}

function toAction({ workspace, client }: Context, { title, diagnostic, isPreferred, action }: QuickFix): CodeAction[] {
    const common = {
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(workspace, diagnostic)],
        isPreferred,
    };
    switch (action.kind) {
        case 'edit': {
            const byUri = Map.groupBy(action.edits, ({ place }) => place.uri);
            const changes = Object.fromEntries(
                [...byUri].map(([uri, edits]) => [
                    workspace.clientUri(uri),
                    edits.map(({ place, text }) => ({ range: toRange(workspace.indexOf(uri), place), newText: text })),
                ]),
            );
            return [{ ...common, edit: { changes } }];
        }
        case 'setting':
            return client.commands.includes(OPEN_SETTING_COMMAND)
                ? [{ ...common, command: { title, command: OPEN_SETTING_COMMAND, arguments: [action.setting] } }]
                : [];
    }
}
