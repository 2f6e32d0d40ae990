// What every request works with.
import type { Snapshot } from '@faultline/ide';
import { normalUri } from '@faultline/language';
import type { Connection, Position } from 'vscode-languageserver';
import type { CheckService } from './check-service.ts';
import type { Documents } from './documents.ts';
import type { ServerSettings } from './protocol.ts';
import { offsetAt } from './to-lsp.ts';
import type { Verdicts } from './verdicts.ts';
import type { Workspace } from './workspace.ts';

export interface Context {
    readonly connection: Connection;
    readonly documents: Documents;
    readonly workspace: Workspace;
    readonly verdicts: Verdicts;
    readonly checks: CheckService;
    readonly settings: () => ServerSettings;
    readonly client: () => ClientAbilities;
    /** The check whose counterexample a document shows, if somebody chose one. */
    readonly shownTitles: Map<string, string>;
    /** Documents that somebody asked to check while they were not open: what is wrong with them is told all the same. */
    readonly told: Set<string>;
}

export interface ClientAbilities {
    readonly progress: boolean;
    readonly configuration: boolean;
    /** Hears of changed settings only when asked to. */
    readonly registersConfiguration: boolean;
    /** Watches files when asked to. */
    readonly watchesFiles: boolean;
    readonly refreshesLenses: boolean;
    readonly refreshesHints: boolean;
    /** Commands of the client that lenses and fixes may name. */
    readonly commands: readonly string[];
    readonly folders: readonly string[];
}

export function snapshotOf(context: Context, clientUri: string): Snapshot | undefined {
    const script = context.workspace.script(clientUri);
    if (script === undefined) return undefined;
    const uri = normalUri(clientUri);
    const shownTitle = context.shownTitles.get(uri);
    return { script, run: context.verdicts.get(uri), ...(shownTitle === undefined ? {} : { shownTitle }) };
}

/** What most requests are asked about: a place in a document. */
export function snapshotAt(
    context: Context,
    { textDocument, position }: { readonly textDocument: { readonly uri: string }; readonly position: Position },
): { readonly snapshot: Snapshot; readonly offset: number } | undefined {
    const snapshot = snapshotOf(context, textDocument.uri);
    if (snapshot === undefined) return undefined;
    return { snapshot, offset: offsetAt(context.workspace.indexOf(snapshot.script.uri), position) };
}
