// A language client over stdio or over streams, with a real client library, for the tests.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import type {
    InitializeResult,
    ProtocolConnection,
    PublishDiagnosticsParams,
    WorkDoneProgressBegin,
    WorkDoneProgressEnd,
    WorkDoneProgressReport,
} from 'vscode-languageserver/node';
import {
    createConnection,
    createProtocolConnection,
    DidChangeTextDocumentNotification,
    DidCloseTextDocumentNotification,
    DidOpenTextDocumentNotification,
    DidSaveTextDocumentNotification,
    ExitNotification,
    InitializedNotification,
    InitializeRequest,
    PublishDiagnosticsNotification,
    ShutdownRequest,
    StreamMessageReader,
    StreamMessageWriter,
    WorkDoneProgress,
    WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import type { ServerSettings, StatusParams } from '../src/protocol.ts';
import { STATUS } from '../src/protocol.ts';
import { startServer } from '../src/server.ts';

export interface Client {
    /** Of the server's process, where it has one of its own. */
    readonly pid: number | undefined;
    readonly connection: ProtocolConnection;
    readonly initialized: InitializeResult;
    readonly open: (uri: string, text: string) => Promise<void>;
    /** Replaces all text, or a range of it. */
    readonly edit: (uri: string, change: string | RangeEdit) => Promise<void>;
    readonly save: (uri: string) => Promise<void>;
    readonly close: (uri: string) => Promise<void>;
    /** The latest diagnostics of a document, once they satisfy the predicate. */
    readonly diagnostics: (
        uri: string,
        until?: (params: PublishDiagnosticsParams) => boolean,
    ) => Promise<PublishDiagnosticsParams>;
    readonly status: (until: (params: StatusParams) => boolean) => Promise<StatusParams>;
    readonly messages: readonly string[];
    /** The first report of work-done progress that satisfies the predicate. */
    readonly progress: (until: (report: ProgressReport) => boolean) => Promise<ProgressReport>;
    readonly stop: () => Promise<number | undefined>;
}

export interface ProgressReport {
    readonly token: string | number;
    readonly value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
}

interface RangeEdit {
    readonly range: { readonly start: Point; readonly end: Point };
    readonly text: string;
}
interface Point {
    readonly line: number;
    readonly character: number;
}

export interface ClientOptions {
    readonly settings?: Partial<ServerSettings> | Record<string, unknown>;
    readonly capabilities?: Record<string, unknown>;
    readonly commands?: readonly string[];
    readonly folders?: readonly string[];
}

const SOURCES = resolve(import.meta.dirname, '../src');

/** A server of its own process, from the sources. */
export async function overStdio(options: ClientOptions = {}): Promise<Client> {
    const child = spawn(process.execPath, [resolve(SOURCES, 'main.ts'), '--stdio'], {
        stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exit = new Promise<number | undefined>(done => child.on('exit', code => done(code ?? undefined)));
    return clientOf(
        createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)),
        options,
        exit,
        child.pid,
    );
}

/** A server in this process, with a worker of one's own choice. */
export async function inProcess(workerUrl: URL, options: ClientOptions = {}): Promise<Client> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), {
        version: 'test',
        workerUrl,
    });
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    return clientOf(connection, options, Promise.resolve(undefined));
}

async function clientOf(
    connection: ProtocolConnection,
    { settings = {}, capabilities = {}, commands = [], folders = [] }: ClientOptions,
    exit: Promise<number | undefined>,
    pid?: number,
): Promise<Client> {
    const latest = new Map<string, PublishDiagnosticsParams>();
    const statuses: StatusParams[] = [];
    const listeners = new Set<() => void>();
    const messages: string[] = [];
    const progress: ProgressReport[] = [];
    const heard = () => {
        for (const listener of listeners) listener();
    };
    connection.onNotification(PublishDiagnosticsNotification.type, params => {
        latest.set(params.uri, params);
        heard();
    });
    connection.onNotification(STATUS, (params: StatusParams) => {
        statuses.push(params);
        heard();
    });
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
        messages.push(message);
        heard();
    });
    connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
        connection.onProgress(WorkDoneProgress.type, token, value => {
            progress.push({ token, value });
            heard();
        });
    });
    connection.listen();
    const initialized = await connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: null,
        capabilities,
        workspaceFolders: folders.map(uri => ({ uri, name: uri })),
        initializationOptions: { settings, commands },
    });
    await connection.sendNotification(InitializedNotification.type, {});
    const versions = new Map<string, number>();
    const eventually = <T>(find: () => T | undefined): Promise<T> =>
        new Promise(done => {
            const look = () => {
                const found = find();
                if (found === undefined) return;
                listeners.delete(look);
                done(found);
            };
            listeners.add(look);
            look();
        });
    const nextVersion = (uri: string) => {
        const version = (versions.get(uri) ?? 0) + 1;
        versions.set(uri, version);
        return version;
    };
    return {
        pid,
        connection,
        initialized,
        messages,
        open: (uri, text) =>
            connection.sendNotification(DidOpenTextDocumentNotification.type, {
                textDocument: { uri, languageId: 'faultline', version: nextVersion(uri), text },
            }),
        edit: (uri, change) =>
            connection.sendNotification(DidChangeTextDocumentNotification.type, {
                textDocument: { uri, version: nextVersion(uri) },
                contentChanges: [typeof change === 'string' ? { text: change } : change],
            }),
        save: uri => connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } }),
        close: uri => connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
        diagnostics: (uri, until = ({ version }) => version === versions.get(uri)) =>
            eventually(() => {
                const params = latest.get(uri);
                return params !== undefined && until(params) ? params : undefined;
            }),
        progress: until => eventually(() => progress.find(until)),
        status: until => eventually(() => statuses.find(until)),
        stop: async () => {
            await connection.sendRequest(ShutdownRequest.type);
            await connection.sendNotification(ExitNotification.type);
            return exit;
        },
    };
}
