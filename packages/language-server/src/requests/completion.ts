// textDocument/completion and signatureHelp
import type { Completion, CompletionKind } from '@faultline/ide';
import { completions, signatureHelp } from '@faultline/ide';
import type { CompletionItem, ServerCapabilities } from 'vscode-languageserver';
import { CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotAt } from '../context.ts';
import { toRange } from '../to-lsp.ts';

export const completionCapability: ServerCapabilities = {
    completionProvider: { triggerCharacters: ['.', ':', '"', ' '] },
    signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [','] },
};

export function onCompletion(context: Context): void {
    const { connection, workspace } = context;
    connection.onCompletion(params => {
        const at = snapshotAt(context, params);
        if (at === undefined) return null;
        const { script } = at.snapshot;
        // A space asks only where a clause or a name is sure to follow.
        if (
            params.context?.triggerCharacter === ' ' &&
            !/\b(?:check|expects|with|under|violation|bug|import|machine)\s$|,\s$/.test(
                lineBefore(script.text, at.offset),
            )
        ) {
            return null;
        }
        const list = completions({
            script,
            offset: at.offset,
            reload: text => workspace.reload(script, text),
            library: workspace.libraryNames,
            modules: workspace.libraryModules,
        });
        const index = workspace.indexOf(script.uri);
        return {
            isIncomplete: false,
            items: list.items.map(one => toItem(one, range => toRange(index, range), list.replaces, script.text)),
        };
    });
    connection.onSignatureHelp(params => {
        const at = snapshotAt(context, params);
        const found = at && signatureHelp(at.snapshot.script, at.offset);
        if (found === undefined) return null;
        const { label, documentation, parameters, active } = found;
        return {
            signatures: [
                {
                    label,
                    ...(documentation === undefined
                        ? {}
                        : { documentation: { kind: 'markdown', value: documentation } }),
                    parameters: parameters.map(one => ({ label: one })),
                },
            ],
            activeSignature: 0,
            activeParameter: active,
        };
    });
}

type ToRange = (range: { readonly start: number; readonly end: number }) => ReturnType<typeof toRange>;

function toItem(one: Completion, range: ToRange, replaces: Parameters<ToRange>[0], text: string): CompletionItem {
    const { label, kind, detail, documentation, snippet, rank, edits } = one;
    const replaced = one.replaces ?? replaces;
    return {
        label,
        kind: KINDS[kind],
        detail,
        ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } }),
        sortText: String(rank).padStart(3, '0'),
        // What the client compares with the text that is replaced: for an operation behind a dot that is `l.down`.
        ...(one.replaces === undefined ? {} : { filterText: text.slice(replaced.start, replaces.start) + label }),
        insertTextFormat: snippet === undefined ? InsertTextFormat.PlainText : InsertTextFormat.Snippet,
        textEdit: { range: range(replaced), newText: snippet ?? label },
        ...(edits.length === 0
            ? {}
            : { additionalTextEdits: edits.map(edit => ({ range: range(edit.place), newText: edit.text })) }),
    };
}

function lineBefore(text: string, offset: number): string {
    return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
}

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
    constant: CompletionItemKind.Constant,
    'enum-member': CompletionItemKind.EnumMember,
    field: CompletionItemKind.Field,
    function: CompletionItemKind.Function,
    keyword: CompletionItemKind.Keyword,
    label: CompletionItemKind.Reference,
    lock: CompletionItemKind.Interface,
    module: CompletionItemKind.Module,
    operator: CompletionItemKind.Operator,
    property: CompletionItemKind.Property,
    snippet: CompletionItemKind.Snippet,
    struct: CompletionItemKind.Struct,
    thread: CompletionItemKind.Class,
    variable: CompletionItemKind.Variable,
};
