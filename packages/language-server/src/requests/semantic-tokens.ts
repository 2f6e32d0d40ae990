// textDocument/semanticTokens: of a whole document and of a range
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from '@faultline/ide';
import type { Range, SemanticTokens, ServerCapabilities } from 'vscode-languageserver';
import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotOf } from '../context.ts';
import { offsetAt, toPosition } from '../to-lsp.ts';

export const semanticTokensCapability: ServerCapabilities = {
    semanticTokensProvider: {
        legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
        full: true,
        range: true,
    },
};

export function onSemanticTokens(context: Context): void {
    const { connection } = context;
    connection.languages.semanticTokens.on(({ textDocument }) => tokensOf(context, textDocument.uri, undefined));
    connection.languages.semanticTokens.onRange(({ textDocument, range }) =>
        tokensOf(context, textDocument.uri, range),
    );
}

function tokensOf(context: Context, uri: string, range: Range | undefined): SemanticTokens {
    const snapshot = snapshotOf(context, uri);
    const builder = new SemanticTokensBuilder();
    if (snapshot === undefined) return builder.build();
    const index = context.workspace.indexOf(snapshot.script.uri);
    const from = range === undefined ? 0 : offsetAt(index, range.start);
    const to = range === undefined ? Number.POSITIVE_INFINITY : offsetAt(index, range.end);
    for (const { start, end, type, modifiers } of semanticTokens(snapshot.script)) {
        if (end < from || start > to) continue;
        const { line, character } = toPosition(index, start);
        const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
        builder.push(line, character, end - start, TOKEN_TYPES.indexOf(type), bits);
    }
    return builder.build();
}
