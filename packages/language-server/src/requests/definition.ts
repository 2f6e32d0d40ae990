// textDocument/definition, declaration and typeDefinition
import type { Destination } from '@faultline/ide';
import { definition, typeDefinition } from '@faultline/ide';
import type { LocationLink, ServerCapabilities, TextDocumentPositionParams } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotAt } from '../context.ts';
import { toRange } from '../to-lsp.ts';

export const definitionCapability: ServerCapabilities = {
    definitionProvider: true,
    declarationProvider: true,
    typeDefinitionProvider: true,
};

export function onDefinition(context: Context): void {
    const { connection } = context;
    const links = (feature: typeof definition) => (params: TextDocumentPositionParams) => {
        const at = snapshotAt(context, params);
        return at === undefined ? null : feature(at.snapshot, at.offset).map(one => toLink(context, one));
    };
    connection.onDefinition(links(definition));
    connection.onDeclaration(links(definition));
    connection.onTypeDefinition(links(typeDefinition));
}

function toLink({ workspace }: Context, { origin, place, whole }: Destination): LocationLink {
    const index = workspace.indexOf(place.uri);
    return {
        originSelectionRange: toRange(workspace.indexOf(origin.uri), origin),
        targetUri: workspace.clientUri(place.uri),
        targetSelectionRange: toRange(index, place),
        targetRange: toRange(index, { start: Math.min(place.start, whole.start), end: Math.max(place.end, whole.end) }),
    };
}
