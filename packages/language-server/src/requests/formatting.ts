// textDocument/formatting, rangeFormatting and onTypeFormatting

import type { TextEdit as IdeEdit } from '@faultline/ide';
import { formatEdits, formatLines } from '@faultline/ide';
import type { FormattingOptions, ServerCapabilities, TextEdit } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { toRange } from '../to-lsp.ts';

export const formattingCapability: ServerCapabilities = {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
};

export function onFormatting({ connection, documents }: Context): void {
    connection.onDocumentFormatting(({ textDocument, options }) => {
        const document = documents.get(textDocument.uri);
        return document === undefined ? null : toEdits(document, formatEdits(document.text, optionsOf(options)));
    });
    connection.onDocumentRangeFormatting(({ textDocument, range, options }) => {
        const document = documents.get(textDocument.uri);
        if (document === undefined) return null;
        return toEdits(document, formatLines(document.text, optionsOf(options), range.start.line, range.end.line));
    });
    connection.onDocumentOnTypeFormatting(({ textDocument, position, options, ch }) => {
        const document = documents.get(textDocument.uri);
        if (document === undefined) return null;
        // After a new line it is the line before that is finished; the new one, still empty, is the editor's.
        const line = ch === '\n' ? position.line - 1 : position.line;
        return toEdits(document, formatLines(document.text, optionsOf(options), line, line));
    });
}

function optionsOf({ insertSpaces, tabSize }: FormattingOptions): { readonly indent: string } {
    return { indent: insertSpaces ? ' '.repeat(tabSize) : '\t' };
}

function toEdits({ index }: { readonly index: Parameters<typeof toRange>[0] }, edits: readonly IdeEdit[]): TextEdit[] {
    return edits.map(edit => ({ range: toRange(index, edit), newText: edit.text }));
}
