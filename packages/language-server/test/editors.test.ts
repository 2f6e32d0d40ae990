// What Neovim and Helix say to the server over stdio, with the settings of PROTOCOL.md: their greetings, in their order.
//
// Neovim 0.7 is taken from a recording; newer ones and Helix from their sources, as far as it matters to a server.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic, Hover, InitializeResult, LocationLink, ProtocolConnection } from 'vscode-languageserver/node';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');
const URI = 'file:///scripts/abba.race';
const ABBA = `lock a: mutex
lock b: mutex
thread p { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b) }
check "both orders" expects pass
`;
const SETTINGS = { faultline: { limits: { states: 3 } } };

interface Editor {
    readonly capabilities: object;
    readonly initializationOptions: object | undefined;
    /** Whether it tells its settings unasked, once the server is initialized. */
    readonly pushes: 'settings' | 'nothing';
}

const COMMON = {
    textDocument: {
        definition: { linkSupport: true },
        hover: { contentFormat: ['markdown', 'plaintext'] },
        publishDiagnostics: { tagSupport: { valueSet: [1, 2] } },
        synchronization: { didSave: true, willSave: false, willSaveWaitUntil: false },
    },
    window: { workDoneProgress: true },
};
const EDITORS: Readonly<Record<string, Editor>> = {
    'Neovim 0.7': {
        capabilities: { ...COMMON, workspace: { applyEdit: true, workspaceFolders: true } },
        initializationOptions: { settings: SETTINGS.faultline },
        pushes: 'nothing',
    },
    'Neovim 0.11': {
        capabilities: {
            ...COMMON,
            general: { positionEncodings: ['utf-8', 'utf-16', 'utf-32'] },
            workspace: {
                applyEdit: true,
                configuration: true,
                didChangeConfiguration: { dynamicRegistration: false },
                didChangeWatchedFiles: { dynamicRegistration: false, relativePatternSupport: true },
                inlayHint: { refreshSupport: true },
                semanticTokens: { refreshSupport: true },
                workspaceFolders: true,
            },
        },
        initializationOptions: undefined,
        pushes: 'settings',
    },
    Helix: {
        capabilities: {
            ...COMMON,
            general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] },
            workspace: {
                applyEdit: true,
                configuration: true,
                didChangeConfiguration: { dynamicRegistration: false },
                didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: false },
                inlayHint: { refreshSupport: false },
                workspaceFolders: true,
            },
        },
        initializationOptions: SETTINGS,
        pushes: 'settings',
    },
};

interface Session {
    readonly connection: ProtocolConnection;
    readonly initialized: InitializeResult;
    /** Of the document, once one of them has the code; without a code, once there are none. */
    readonly diagnostics: (code: string | undefined) => Promise<readonly Diagnostic[]>;
    /** Ends the server as the editor does; its exit code. */
    readonly quit: () => Promise<number | null>;
}

async function greet(editor: Editor, settings: typeof SETTINGS | undefined): Promise<Session> {
    const child = spawn(process.execPath, [MAIN, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exit = new Promise<number | null>(done => child.on('exit', done));
    const connection = createProtocolConnection(
        new StreamMessageReader(child.stdout),
        new StreamMessageWriter(child.stdin),
    );
    let latest: readonly Diagnostic[] | undefined;
    const listeners = new Set<() => void>();
    connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }: { diagnostics: Diagnostic[] }) => {
        latest = diagnostics;
        for (const listener of listeners) listener();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
        items.map(({ section }) => (section === 'faultline' ? (settings?.faultline ?? null) : null)),
    );
    for (const method of [
        'client/registerCapability',
        'window/workDoneProgress/create',
        'workspace/inlayHint/refresh',
    ]) {
        connection.onRequest(method, () => null);
    }
    connection.listen();
    const initialized = await connection.sendRequest<InitializeResult>('initialize', {
        processId: process.pid,
        rootPath: '/work',
        rootUri: 'file:///work',
        workspaceFolders: [{ name: 'work', uri: 'file:///work' }],
        capabilities: editor.capabilities,
        ...(settings === undefined || editor.initializationOptions === undefined
            ? {}
            : { initializationOptions: editor.initializationOptions }),
    });
    await connection.sendNotification('initialized', {});
    if (editor.pushes === 'settings' && settings !== undefined) {
        await connection.sendNotification('workspace/didChangeConfiguration', { settings });
    }
    return {
        connection,
        initialized,
        diagnostics: code =>
            new Promise(done => {
                const look = () => {
                    if (latest === undefined) return;
                    const isThere =
                        code === undefined ? latest.length === 0 : latest.some(one => String(one.code) === code);
                    if (!isThere) return;
                    listeners.delete(look);
                    done(latest);
                };
                listeners.add(look);
                look();
            }),
        quit: async () => {
            await connection.sendRequest('shutdown');
            await connection.sendNotification('exit');
            return exit;
        },
    };
}

function openAbba({ connection }: Session): Promise<void> {
    return connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: URI, languageId: 'faultline', version: 0, text: ABBA },
    });
}

describe.each(Object.entries(EDITORS))('%s', (_, editor) => {
    test('a deadlock is told, looked into, repaired and saved', async () => {
        const session = await greet(editor, undefined);
        const { connection } = session;
        // what it does not choose is UTF-16, which every client has to know
        expect(session.initialized.capabilities.positionEncoding ?? 'utf-16').toBe('utf-16');
        await openAbba(session);
        const found = await session.diagnostics('deadlock');
        expect(found.map(({ range }) => range.start)).toEqual([
            { line: 2, character: 26 },
            { line: 3, character: 26 },
        ]);
        const at = { textDocument: { uri: URI }, position: { line: 2, character: 30 } };
        const hover = await connection.sendRequest<Hover>('textDocument/hover', at);
        expect(hover.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining('mutex_lock') });
        const [target] = await connection.sendRequest<LocationLink[]>('textDocument/definition', at);
        expect(target?.targetUri).toBe('builtin:/prelude.race');
        expect(await connection.sendRequest('faultline/libraryText', { uri: target?.targetUri })).toContain(
            'mutex_lock',
        );
        // a change and the save of it, one right after the other
        await connection.sendNotification('textDocument/didChange', {
            textDocument: { uri: URI, version: 1 },
            contentChanges: [
                {
                    range: { start: { line: 3, character: 22 }, end: { line: 3, character: 72 } },
                    rangeLength: 50,
                    text: 'a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a',
                },
            ],
        });
        await connection.sendNotification('textDocument/didSave', { textDocument: { uri: URI } });
        expect(await session.diagnostics(undefined)).toEqual([]);
        expect(await session.quit()).toBe(0);
    });

    test('its settings arrive', async () => {
        const session = await greet(editor, SETTINGS);
        await openAbba(session);
        const [limit] = await session.diagnostics('inconclusive');
        expect(limit?.message).toContain('faultline.limits.states');
        expect(await session.quit()).toBe(0);
    });
});
