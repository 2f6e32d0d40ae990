// The server: what the client says, and who answers it. Each request has its file in `requests/`.
import { normalUri } from '@faultline/language';
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import {
    CodeLensRefreshRequest,
    DidChangeConfigurationNotification,
    DidChangeWatchedFilesNotification,
    DidChangeWorkspaceFoldersNotification,
    InlayHintRefreshRequest,
    TextDocumentSyncKind,
} from 'vscode-languageserver';
import { createCheckListener } from './check-listener.ts';
import { createCheckService } from './check-service.ts';
import type { ClientAbilities, Context } from './context.ts';
import { createDocuments } from './documents.ts';
import { publish } from './publish.ts';
import { onCheckRequests, summaryOf, verdictsChanged } from './requests/check.ts';
import { capabilities, registerRequests } from './requests/index.ts';
import { DEFAULTS, readSettings } from './settings.ts';
import { createVerdicts } from './verdicts.ts';
import { createWorkspace } from './workspace.ts';

export interface ServerOptions {
    readonly version: string;
    /** The module that runs as a worker. */
    readonly workerUrl: URL;
}

/** From the last keystroke to the diagnostics. */
const TYPING_MS = 15;
/** From the last keystroke to the diagnostics of what imports the document. */
const IMPORTERS_MS = 250;
/** From new verdicts to lenses and hints that tell of them. */
const REFRESH_MS = 50;
/** From the last keystroke to a check, where checks run while typing. */
const CHECK_ON_TYPE_MS = 400;

export function startServer(connection: Connection, { version, workerUrl }: ServerOptions): void {
    const documents = createDocuments();
    const workspace = createWorkspace(documents, () => client.folders);
    const verdicts = createVerdicts();
    let settings = DEFAULTS;
    let client = abilitiesOf({ capabilities: {} });
    let configured = Promise.resolve();
    const timers = new Map<string, NodeJS.Timeout>();

    const changed = (uri: string) => {
        publish(context, uri);
        verdictsChanged(context, uri);
        later('refresh', REFRESH_MS, refresh);
    };
    const checks = createCheckService({
        workerUrl,
        verdicts,
        settings: () => settings,
        textsOf: workspace.textsOf,
        isOpen: uri => documents.get(uri) !== undefined,
        listener: createCheckListener({
            connection,
            client: () => client,
            changed,
            summary: uri => summaryOf(verdicts.get(uri)),
        }),
    });
    const context: Context = {
        connection,
        documents,
        workspace,
        verdicts,
        checks,
        settings: () => settings,
        client: () => client,
        shownTitles: new Map(),
        told: new Set(),
    };

    connection.onInitialize((params): InitializeResult => {
        client = abilitiesOf(params);
        settings = readSettings(recordOf(params.initializationOptions).settings);
        return {
            capabilities: {
                textDocumentSync: {
                    openClose: true,
                    change: TextDocumentSyncKind.Incremental,
                    save: { includeText: false },
                },
                ...capabilities,
                workspace: {
                    ...capabilities.workspace,
                    workspaceFolders: { supported: true, changeNotifications: true },
                },
            },
            serverInfo: { name: 'faultline', version },
        };
    });
    connection.onInitialized(() => {
        checks.warm();
        configured = configure(undefined);
        if (client.registersConfiguration) void connection.client.register(DidChangeConfigurationNotification.type);
        if (client.watchesFiles) {
            const watchers = [{ globPattern: '**/*.race' }];
            void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
        }
    });
    connection.onDidChangeConfiguration(({ settings: pushed }) => {
        configured = configure(pushed);
    });
    connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
        const kept = client.folders.filter(folder => !removed.some(({ uri }) => uri === folder));
        client = { ...client, folders: [...kept, ...added.map(({ uri }) => uri)] };
        workspace.invalidate();
        const gone = removed.map(({ uri }) => `${normalUri(uri)}/`);
        for (const uri of context.told) {
            if (documents.get(uri) !== undefined || !gone.some(folder => uri.startsWith(folder))) continue;
            forget(uri);
            void connection.sendDiagnostics({ uri, diagnostics: [] });
        }
    });

    connection.onDidOpenTextDocument(({ textDocument: { uri, version: at, text } }) => {
        const document = documents.open(uri, at, text);
        verdicts.replace(document.uri, text);
        publishWithImporters(document.uri);
        void configured.then(() => {
            if (settings.check !== 'manual') checkWithImporters(document.uri);
        });
    });
    connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
        const change = documents.change(textDocument.uri, textDocument.version, contentChanges);
        if (change === undefined) return;
        const { document, edits } = change;
        verdicts.edit(document.uri, edits, document.text);
        later(`publish ${document.uri}`, TYPING_MS, () => publish(context, document.uri));
        later(`importers ${document.uri}`, IMPORTERS_MS, () => publishImporters(document.uri));
        if (settings.check === 'onType') {
            later(`check ${document.uri}`, CHECK_ON_TYPE_MS, () => checkWithImporters(document.uri));
        }
    });
    connection.onDidSaveTextDocument(({ textDocument }) => {
        const document = documents.get(textDocument.uri);
        if (document === undefined) return;
        publishNow(document.uri);
        if (settings.check !== 'manual') checkWithImporters(document.uri);
    });
    connection.onDidCloseTextDocument(({ textDocument }) => {
        const document = documents.get(textDocument.uri);
        documents.close(textDocument.uri);
        if (document === undefined) return;
        const { uri, clientUri } = document;
        if (!isStillTold(uri)) forget(uri);
        // By the name that the client knew it by.
        if (!isStillTold(uri) || clientUri !== uri)
            void connection.sendDiagnostics({ uri: clientUri, diagnostics: [] });
        onDisk(uri);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
        workspace.invalidate();
        for (const { uri } of changes) if (documents.get(uri) === undefined) onDisk(normalUri(uri));
        for (const { uri } of documents.all()) publish(context, uri);
    });
    registerRequests(context);
    onCheckRequests(context);
    connection.onShutdown(() => {
        for (const timer of timers.values()) clearTimeout(timer);
        return checks.dispose();
    });
    connection.listen();

    async function configure(pushed: unknown): Promise<void> {
        if (client.configuration) {
            settings = readSettings(await connection.workspace.getConfiguration('faultline'));
        } else if (typeof pushed === 'object' && pushed !== null) {
            settings = readSettings('faultline' in pushed ? pushed.faultline : pushed);
        }
    }

    /** Whether what is wrong with a document is told although it is not open. */
    function isStillTold(uri: string): boolean {
        return context.told.has(uri) && workspace.text(uri) !== undefined;
    }

    function forget(uri: string): void {
        void checks.cancel(uri);
        context.told.delete(uri);
        verdicts.forget(uri);
    }

    /** What is on the disk is what counts, for the document itself and for verdicts of those that import it. */
    function onDisk(uri: string): void {
        const text = workspace.text(uri);
        if (text !== undefined) verdicts.replace(uri, text);
        if (isStillTold(uri)) publish(context, uri);
        else if (context.told.has(uri)) {
            forget(uri);
            void connection.sendDiagnostics({ uri, diagnostics: [] });
        }
        for (const one of verdicts.concerned(uri)) if (one !== uri) publish(context, one);
    }

    function publishNow(uri: string): void {
        const timer = timers.get(`publish ${uri}`);
        if (timer === undefined) return;
        clearTimeout(timer);
        timers.delete(`publish ${uri}`);
        publish(context, uri);
    }

    function publishWithImporters(uri: string): void {
        publish(context, uri);
        publishImporters(uri);
    }

    /** One after the other, so that requests come between: there may be many. */
    function publishImporters(uri: string): void {
        workspace.importers(uri).forEach((importer, at) => {
            later(`publish ${importer}`, at, () => publish(context, importer));
        });
    }

    function refresh(): void {
        if (client.refreshesLenses) void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
        if (client.refreshesHints) void connection.sendRequest(InlayHintRefreshRequest.type).catch(() => {});
    }

    function checkWithImporters(uri: string): void {
        if (uri.startsWith('builtin:')) return;
        for (const one of [uri, ...workspace.importers(uri)]) {
            const script = workspace.script(one);
            if (script !== undefined) void checks.check(script, undefined);
        }
    }

    function later(key: string, milliseconds: number, act: () => void): void {
        clearTimeout(timers.get(key));
        timers.set(
            key,
            setTimeout(() => {
                timers.delete(key);
                try {
                    act();
                } catch (error) {
                    // Our own bug: told in the log, and the server lives on.
                    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
                }
            }, milliseconds),
        );
    }
}

function abilitiesOf({
    capabilities: { window, workspace },
    initializationOptions,
    workspaceFolders,
}: Pick<InitializeParams, 'capabilities' | 'initializationOptions' | 'workspaceFolders'>): ClientAbilities {
    const { commands } = recordOf(initializationOptions);
    return {
        progress: window?.workDoneProgress === true,
        configuration: workspace?.configuration === true,
        registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
        watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
        refreshesLenses: workspace?.codeLens?.refreshSupport === true,
        refreshesHints: workspace?.inlayHint?.refreshSupport === true,
        commands: Array.isArray(commands) ? commands.filter(one => typeof one === 'string') : [],
        folders: workspaceFolders?.map(({ uri }) => uri) ?? [],
    };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
