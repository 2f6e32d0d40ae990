// The language server as the extension ships it: its bundle, over the pipe that the extension speaks through.
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { TraceAnswer, Verdict } from '@faultline/language-server/protocol';
import { CHECK, TRACE } from '@faultline/language-server/protocol';

export interface BundledServer {
    readonly request: <T>(method: string, params: object) => Promise<T>;
    /** Opens a script and checks all that it asks. */
    readonly check: (text: string) => Promise<Checked>;
    readonly stop: () => void;
}

export interface Checked {
    readonly uri: string;
    readonly end: string;
    readonly verdicts: readonly Verdict[];
    readonly trace: (title: string, index?: number) => Promise<TraceAnswer>;
}

const BUNDLE = resolve(import.meta.dirname, '../dist/faultline-language-server.js');

/** `npm run build` makes it. */
export async function startBundledServer(): Promise<BundledServer> {
    const child = fork(BUNDLE, ['--node-ipc'], { stdio: 'inherit' });
    const request = requests(child);
    let count = 0;
    await request('initialize', {
        processId: process.pid,
        rootUri: null,
        capabilities: {},
        initializationOptions: { settings: { check: 'manual' } },
    });
    child.send({ jsonrpc: '2.0', method: 'initialized', params: {} });
    return {
        request,
        check: async text => {
            const uri = `file:///scripts/${count++}.race`;
            const textDocument = { uri, languageId: 'faultline', version: 1, text };
            child.send({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } });
            const { end, verdicts } = await request<{ end: string; verdicts: Verdict[] }>(CHECK, { uri });
            return {
                uri,
                end,
                verdicts,
                trace: async (title, index) => {
                    const trace = await request<TraceAnswer | null>(TRACE, { uri, title, index });
                    if (trace === null) throw new Error(`${title} has no counterexample`);
                    return trace;
                },
            };
        },
        stop: () => child.kill(),
    };
}

interface Answer {
    readonly id?: number;
    readonly method?: string;
    readonly result?: unknown;
    readonly error?: { readonly message: string };
}

function requests(child: ChildProcess): <T>(method: string, params: object) => Promise<T> {
    const waiting = new Map<number, { done: (result: unknown) => void; fail: (error: Error) => void }>();
    child.on('message', ({ id, method, result, error }: Answer) => {
        const asked = id === undefined || method !== undefined ? undefined : waiting.get(id);
        if (id === undefined || asked === undefined) return;
        waiting.delete(id);
        if (error === undefined) asked.done(result);
        else asked.fail(new Error(error.message));
    });
    child.on('exit', code => {
        for (const { fail } of waiting.values()) fail(new Error(`The server has ended with ${code}.`));
    });
    let count = 0;
    return <T>(method: string, params: object) =>
        new Promise<T>((done, fail) => {
            const id = ++count;
            waiting.set(id, { done: done as (result: unknown) => void, fail });
            child.send({ jsonrpc: '2.0', id, method, params });
        });
}
