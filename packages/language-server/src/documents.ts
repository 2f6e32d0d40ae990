// The documents that the client has open, and every edit of them.
import type { Edit, LineIndex } from '@faultline/ide';
import { editBetween, lineIndex } from '@faultline/ide';
import { normalUri } from '@faultline/language';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { offsetAt } from './to-lsp.ts';

export interface OpenDocument {
    /** As the language prints it; what places carry. */
    readonly uri: string;
    /** As the client writes it. */
    readonly clientUri: string;
    readonly version: number;
    readonly text: string;
    readonly index: LineIndex;
}

export interface Documents {
    readonly open: (clientUri: string, version: number, text: string) => OpenDocument;
    /** Answers with the edits, in the order in which they were made; nothing for a document that is not open. */
    readonly change: (
        clientUri: string,
        version: number,
        changes: readonly TextDocumentContentChangeEvent[],
    ) => { readonly document: OpenDocument; readonly edits: readonly Edit[] } | undefined;
    readonly close: (clientUri: string) => void;
    /** Any spelling of the URI. */
    readonly get: (uri: string) => OpenDocument | undefined;
    readonly all: () => Iterable<OpenDocument>;
}

export function createDocuments(): Documents {
    const documents = new Map<string, OpenDocument>();
    const put = (clientUri: string, version: number, text: string, index = lineIndex(text)): OpenDocument => {
        const document = { uri: normalUri(clientUri), clientUri, version, text, index };
        documents.set(document.uri, document);
        return document;
    };
    return {
        open: put,
        change: (clientUri, version, changes) => {
            const known = documents.get(normalUri(clientUri));
            if (known === undefined) return undefined;
            let { text, index } = known;
            const edits: Edit[] = [];
            for (const change of changes) {
                const fresh = changed(text, index, change);
                const edit = editBetween(text, fresh);
                if (edit !== undefined) edits.push(edit);
                text = fresh;
                index = lineIndex(text);
            }
            return { document: put(clientUri, version, text, index), edits };
        },
        close: clientUri => {
            documents.delete(normalUri(clientUri));
        },
        get: uri => documents.get(uri) ?? documents.get(normalUri(uri)),
        all: () => documents.values(),
    };
}

function changed(text: string, index: LineIndex, change: TextDocumentContentChangeEvent): string {
    if (!('range' in change)) return change.text;
    const start = offsetAt(index, change.range.start);
    const end = Math.max(start, offsetAt(index, change.range.end));
    return text.slice(0, start) + change.text + text.slice(end);
}
