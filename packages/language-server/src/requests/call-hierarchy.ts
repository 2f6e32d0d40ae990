// textDocument/prepareCallHierarchy and callHierarchy/…Calls
import type { CallItem, CallLink } from '@faultline/ide';
import { callItemAt, incomingCalls, outgoingCalls } from '@faultline/ide';
import type { CallHierarchyItem, ServerCapabilities } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotAt } from '../context.ts';
import { toRange } from '../to-lsp.ts';

export const callHierarchyCapability: ServerCapabilities = { callHierarchyProvider: true };

export function onCallHierarchy(context: Context): void {
    const { connection, workspace } = context;
    const { callHierarchy } = connection.languages;
    callHierarchy.onPrepare(params => {
        const at = snapshotAt(context, params);
        const item = at && callItemAt(at.snapshot.script, at.offset);
        return item === undefined ? null : [toItem(context, item)];
    });
    callHierarchy.onIncomingCalls(({ item }) =>
        incomingCalls(workspace.all(), itemOf(item)).map(link => ({
            from: toItem(context, link.item),
            fromRanges: rangesOf(context, link, link.item.place.uri),
        })),
    );
    callHierarchy.onOutgoingCalls(({ item }) => {
        const caller = itemOf(item);
        return outgoingCalls(workspace.all(), caller).map(link => ({
            to: toItem(context, link.item),
            fromRanges: rangesOf(context, link, caller.place.uri),
        }));
    });
}

function toItem({ workspace }: Context, item: CallItem): CallHierarchyItem {
    const index = workspace.indexOf(item.place.uri);
    return {
        name: item.name,
        kind: item.kind === 'thread' ? SymbolKind.Class : SymbolKind.Function,
        uri: workspace.clientUri(item.place.uri),
        range: toRange(index, item.place),
        selectionRange: toRange(index, item.selection),
        data: item,
    };
}

/** The client gives back what it was given. */
function itemOf({ data }: CallHierarchyItem): CallItem {
    return data as CallItem;
}

function rangesOf({ workspace }: Context, { calls }: CallLink, uri: string) {
    return calls.map(place => toRange(workspace.indexOf(uri), place));
}
