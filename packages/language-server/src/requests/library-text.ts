// workspace/textDocumentContent and faultline/libraryText: the library, the prelude and the manual, as documents.
import { normalUri } from '@faultline/language';
import type { ServerCapabilities } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import type { LibraryTextParams } from '../protocol.ts';
import { LIBRARY_TEXT } from '../protocol.ts';

export const libraryTextCapability: ServerCapabilities = {
    workspace: { textDocumentContent: { schemes: ['builtin'] } },
};

export function onLibraryText({ connection, workspace }: Context): void {
    const textOf = (uri: string) => (uri.startsWith('builtin:') ? workspace.text(normalUri(uri)) : undefined);
    connection.workspace.textDocumentContent.on(({ uri }) => {
        const text = textOf(uri);
        return text === undefined ? null : { text };
    });
    connection.onRequest(LIBRARY_TEXT, ({ uri }: LibraryTextParams) => textOf(uri) ?? null);
}
