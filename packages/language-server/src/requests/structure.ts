// textDocument/foldingRange, selectionRange and documentLink
import { documentLinks, foldingRanges, selectionRanges } from '@faultline/ide';
import type { FoldingRange, SelectionRange, ServerCapabilities } from 'vscode-languageserver';
import { FoldingRangeKind } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotOf } from '../context.ts';
import { offsetAt, toRange } from '../to-lsp.ts';

export const structureCapability: ServerCapabilities = {
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    documentLinkProvider: {},
};

export function onStructure(context: Context): void {
    const { connection, workspace } = context;
    connection.onFoldingRanges(({ textDocument }) => {
        const snapshot = snapshotOf(context, textDocument.uri);
        return (snapshot === undefined ? [] : foldingRanges(snapshot.script.text)).map(
            ({ startLine, endLine, kind }): FoldingRange =>
                kind === 'block' ? { startLine, endLine } : { startLine, endLine, kind: KINDS[kind] },
        );
    });
    connection.onSelectionRanges(({ textDocument, positions }) => {
        const snapshot = snapshotOf(context, textDocument.uri);
        if (snapshot === undefined) return null;
        const index = workspace.indexOf(snapshot.script.uri);
        return positions.map(position => {
            const ranges = selectionRanges(snapshot.script, offsetAt(index, position));
            const nested = ranges.reduceRight<SelectionRange | undefined>(
                (parent, range) => ({ range: toRange(index, range), ...(parent === undefined ? {} : { parent }) }),
                undefined,
            );
            return nested ?? { range: { start: position, end: position } };
        });
    });
    connection.onDocumentLinks(({ textDocument }) => {
        const snapshot = snapshotOf(context, textDocument.uri);
        return (snapshot === undefined ? [] : documentLinks(snapshot.script)).map(({ place, target }) => ({
            range: toRange(workspace.indexOf(place.uri), place),
            target: workspace.clientUri(target),
        }));
    });
}

const KINDS = { comment: FoldingRangeKind.Comment, imports: FoldingRangeKind.Imports } as const;
