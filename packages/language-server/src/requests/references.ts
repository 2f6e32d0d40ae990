// textDocument/references, documentHighlight, prepareRename and rename
import type { Rename } from '@faultline/ide';
import { highlights, references, rename, renameable } from '@faultline/ide';
import type { Place } from '@faultline/language';
import type { DocumentHighlight, ServerCapabilities, TextEdit } from 'vscode-languageserver';
import { DocumentHighlightKind, ResponseError } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotAt } from '../context.ts';
import { toLocation, toRange } from '../to-lsp.ts';

export const referencesCapability: ServerCapabilities = {
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
};

/** LSP's code for a request that is understood and refused. */
const REQUEST_FAILED = -32803;

export function onReferences(context: Context): void {
    const { connection, workspace } = context;
    connection.onReferences(params => {
        const at = snapshotAt(context, params);
        if (at === undefined) return null;
        const { script } = at.snapshot;
        return references(script, workspace.related(script, at.offset), at.offset)
            .filter(({ role }) => params.context.includeDeclaration || role === 'use')
            .map(({ place }) => toLocation(workspace, place));
    });
    connection.onDocumentHighlight(params => {
        const at = snapshotAt(context, params);
        if (at === undefined) return null;
        const index = workspace.indexOf(at.snapshot.script.uri);
        return highlights(at.snapshot.script, at.offset).map(
            ({ place, access, role }): DocumentHighlight => ({
                range: toRange(index, place),
                kind:
                    access === 'none' && role === 'use'
                        ? DocumentHighlightKind.Text
                        : access === 'read'
                          ? DocumentHighlightKind.Read
                          : DocumentHighlightKind.Write,
            }),
        );
    });
    connection.onPrepareRename(params => {
        const at = snapshotAt(context, params);
        if (at === undefined) return null;
        const found = renameable(at.snapshot.script, at.offset);
        if (found.kind === 'refused') return new ResponseError(REQUEST_FAILED, found.why);
        return { range: toRange(workspace.indexOf(found.place.uri), found.place), placeholder: found.name };
    });
    connection.onRenameRequest(params => {
        const at = snapshotAt(context, params);
        if (at === undefined) return null;
        const { script } = at.snapshot;
        const result = rename(script, workspace.related(script, at.offset), at.offset, params.newName);
        return result.kind === 'refused'
            ? new ResponseError(REQUEST_FAILED, result.why)
            : { changes: toChanges(context, result) };
    });
}

function toChanges(
    { workspace }: Context,
    { places, text }: Rename & { readonly kind: 'edits' },
): Record<string, TextEdit[]> {
    const byUri = Map.groupBy(places, (place: Place) => place.uri);
    return Object.fromEntries(
        [...byUri].map(([uri, here]) => [
            workspace.clientUri(uri),
            here.map(place => ({ range: toRange(workspace.indexOf(uri), place), newText: text })),
        ]),
    );
}
