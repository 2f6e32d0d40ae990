// Diagnostics to the client: what is known of the text, and what its last run found, together.
import { verdictDiagnostics } from '@faultline/ide';
import type { Context } from './context.ts';
import { toDiagnostic } from './to-lsp.ts';

export function publish({ connection, documents, workspace, verdicts }: Context, uri: string): void {
    const document = documents.get(uri);
    if (document === undefined || uri.startsWith('builtin:')) return;
    const script = workspace.script(uri);
    const run = verdicts.get(uri);
    const shown = [...(script?.diagnostics ?? []), ...(run === undefined ? [] : verdictDiagnostics(run))];
    void connection.sendDiagnostics({
        uri: document.clientUri,
        version: document.version,
        diagnostics: shown.filter(({ place }) => place.uri === uri).map(one => toDiagnostic(workspace, one)),
    });
}
