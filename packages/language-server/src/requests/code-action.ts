// textDocument/codeAction: repairs of the diagnostics in a range
import type { Candidate, QuickFix, ShownDiagnostic, Snapshot } from '@faultline/ide';
import { quickFixes, repairCandidates, repairedText } from '@faultline/ide';
import type { CancellationToken, CodeAction, ServerCapabilities } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotOf } from '../context.ts';
import { OPEN_SETTING_COMMAND } from '../protocol.ts';
import { shownDiagnostics } from '../publish.ts';
import { offsetAt, toDiagnostic, toRange } from '../to-lsp.ts';

export const codeActionCapability: ServerCapabilities = {
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
};

export function onCodeAction(context: Context): void {
    const { connection, workspace } = context;
    connection.onCodeAction(async ({ textDocument: { uri }, range }, cancelled): Promise<CodeAction[]> => {
        const snapshot = snapshotOf(context, uri);
        if (snapshot === undefined) return [];
        const index = workspace.indexOf(snapshot.script.uri);
        const [start, end] = [offsetAt(index, range.start), offsetAt(index, range.end)];
        const here = shownDiagnostics(context, snapshot.script.uri).filter(
            ({ place }) => place.start <= end && place.end >= start,
        );
        const proved = await provedRepairs(context, snapshot, here, cancelled);
        const fixes = here
            .flatMap(diagnostic => quickFixes({ snapshot, diagnostic, library: workspace.libraryNames }))
            .flatMap(fix => toAction(context, fix));
        return [...proved, ...fixes];
    });
}

/** Repairs that a check of the repaired text has proved, of those the shortest. */
async function provedRepairs(
    { checks, workspace }: Context,
    snapshot: Snapshot,
    here: readonly ShownDiagnostic[],
    cancelled: CancellationToken,
): Promise<readonly CodeAction[]> {
    const { script } = snapshot;
    const title = here.find(({ severity, check }) => severity === 'error' && check !== undefined)?.check;
    if (title === undefined) return [];
    const proved: Candidate[] = [];
    for (const candidate of repairCandidates(snapshot, title)) {
        const isLonger = proved.some(({ insertions }) => insertions.length < candidate.insertions.length);
        if (isLonger || cancelled.isCancellationRequested) break;
        if (await checks.proves(script, repairedText(script.text, candidate), title)) proved.push(candidate);
    }
    const index = workspace.indexOf(script.uri);
    return proved.map((candidate): CodeAction => {
        const edits = candidate.insertions.map(({ offset, text }) => ({
            range: toRange(index, { start: offset, end: offset }),
            newText: text,
        }));
        return {
            title: `${candidate.title} (checked: "${title}" is then as expected)`,
            kind: CodeActionKind.QuickFix,
            diagnostics: here.filter(({ check }) => check === title).map(one => toDiagnostic(workspace, one)),
            edit: { changes: { [workspace.clientUri(script.uri)]: edits } },
        };
    });
}

function toAction({ workspace, client }: Context, { title, diagnostic, isPreferred, action }: QuickFix): CodeAction[] {
    const common = {
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(workspace, diagnostic)],
        isPreferred,
    };
    switch (action.kind) {
        case 'edit': {
            const byUri = Map.groupBy(action.edits, ({ place }) => place.uri);
            const changes = Object.fromEntries(
                [...byUri].map(([uri, edits]) => [
                    workspace.clientUri(uri),
                    edits.map(({ place, text }) => ({ range: toRange(workspace.indexOf(uri), place), newText: text })),
                ]),
            );
            return [{ ...common, edit: { changes } }];
        }
        case 'setting':
            return client().commands.includes(OPEN_SETTING_COMMAND)
                ? [{ ...common, command: { title, command: OPEN_SETTING_COMMAND, arguments: [action.setting] } }]
                : [];
    }
}
