// textDocument/documentSymbol and workspace/symbol
import type { OutlineItem, OutlineKind } from '@faultline/ide';
import { documentSymbols, workspaceSymbols } from '@faultline/ide';
import type { DocumentSymbol, ServerCapabilities, SymbolInformation } from 'vscode-languageserver';
import { SymbolKind as LspKind } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotOf } from '../context.ts';
import type { Texts } from '../to-lsp.ts';
import { toLocation, toRange } from '../to-lsp.ts';

export const symbolsCapability: ServerCapabilities = { documentSymbolProvider: true, workspaceSymbolProvider: true };

const MOST = 200;

export function onSymbols(context: Context): void {
    const { connection, workspace } = context;
    connection.onDocumentSymbol(({ textDocument }) => {
        const snapshot = snapshotOf(context, textDocument.uri);
        return snapshot === undefined ? null : documentSymbols(snapshot.script).map(one => toSymbol(workspace, one));
    });
    connection.onWorkspaceSymbol(({ query }) =>
        workspaceSymbols(workspace.all(), query, MOST).map(
            ({ symbol, container }): SymbolInformation => ({
                name: symbol.name,
                kind: KINDS[symbol.kind],
                location: toLocation(workspace, symbol.selection),
                ...(container === '' ? {} : { containerName: container }),
            }),
        ),
    );
}

function toSymbol(texts: Texts, { name, kind, detail, place, selection, children }: OutlineItem): DocumentSymbol {
    const index = texts.indexOf(place.uri);
    return {
        name,
        kind: KINDS[kind],
        detail,
        range: toRange(index, place),
        selectionRange: toRange(index, selection),
        children: children.map(child => toSymbol(texts, child)),
    };
}

const KINDS: Readonly<Record<OutlineKind, LspKind>> = {
    constant: LspKind.Constant,
    enum: LspKind.Enum,
    'enum-member': LspKind.EnumMember,
    field: LspKind.Field,
    function: LspKind.Function,
    label: LspKind.Key,
    lock: LspKind.Object,
    property: LspKind.Boolean,
    struct: LspKind.Struct,
    test: LspKind.Method,
    thread: LspKind.Class,
    variable: LspKind.Variable,
    machine: LspKind.Module,
};
