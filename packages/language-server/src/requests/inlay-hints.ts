// textDocument/inlayHint
import { inlayHints } from '@faultline/ide';
import type { InlayHint, ServerCapabilities } from 'vscode-languageserver';
import { InlayHintKind } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotOf } from '../context.ts';
import { offsetAt, toPosition } from '../to-lsp.ts';

export const inlayHintsCapability: ServerCapabilities = { inlayHintProvider: true };

export function onInlayHints(context: Context): void {
    const { connection, settings, workspace } = context;
    connection.languages.inlayHint.on(({ textDocument, range }): InlayHint[] => {
        const snapshot = snapshotOf(context, textDocument.uri);
        if (snapshot === undefined) return [];
        const index = workspace.indexOf(snapshot.script.uri);
        const { steps, parameters } = settings().inlayHints;
        const hints = inlayHints(snapshot, {
            start: offsetAt(index, range.start),
            end: offsetAt(index, range.end),
            kinds: [...(steps ? (['step'] as const) : []), ...(parameters ? (['parameter'] as const) : [])],
        });
        return hints.map(({ offset, text, kind, tooltip }) => ({
            position: toPosition(index, offset),
            label: text,
            ...(kind === 'parameter'
                ? { kind: InlayHintKind.Parameter, paddingRight: true }
                : {
                      paddingLeft: true,
                      tooltip: { kind: 'markdown' as const, value: tooltip.replaceAll('\n', '\n\n') },
                  }),
        }));
    });
}
