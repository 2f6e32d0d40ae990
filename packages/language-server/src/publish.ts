// Diagnostics to the client: what is known of the text, and what its last run found, together.
import type { ShownDiagnostic } from '@faultline/ide';
import { verdictDiagnostics } from '@faultline/ide';
import type { Context } from './context.ts';
import { toDiagnostic } from './to-lsp.ts';

export function publish(context: Context, uri: string): void {
    const { connection, documents, workspace, told } = context;
    const document = documents.get(uri);
    if (uri.startsWith('builtin:') || (document === undefined && !told.has(uri))) return;
    void connection.sendDiagnostics({
        uri: workspace.clientUri(uri),
        ...(document === undefined ? {} : { version: document.version }),
        diagnostics: shownDiagnostics(context, uri)
            // Of what nobody looks at: what is wrong, and no remarks.
            .filter(({ severity }) => document !== undefined || severity === 'error' || severity === 'warning')
            .map(one => toDiagnostic(workspace, one)),
    });
}

/** In the document itself, of the text as it is now. */
export function shownDiagnostics({ workspace, verdicts }: Context, uri: string): readonly ShownDiagnostic[] {
    const run = verdicts.get(uri);
    const all = [...(workspace.script(uri)?.diagnostics ?? []), ...(run === undefined ? [] : verdictDiagnostics(run))];
    return all.filter(({ place }) => place.uri === uri);
}
