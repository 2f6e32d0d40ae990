// The language server as the rest of the extension sees it: our own requests with their types, and what it tells by itself.
import type {
    CancelParams,
    CheckAnswer,
    CheckParams,
    ExportAnswer,
    ExportParams,
    StatusParams,
    TraceAnswer,
    TraceParams,
    Verdict,
    VerdictsAnswer,
    VerdictsChangedParams,
    VerdictsParams,
} from '@faultline/language-server/protocol';
import { CANCEL, CHECK, EXPORT, STATUS, TRACE, VERDICTS, VERDICTS_CHANGED } from '@faultline/language-server/protocol';
import type { CancellationToken, Disposable, Event } from 'vscode';
import { EventEmitter, Uri } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

export interface Server extends Disposable {
    readonly check: (params: CheckParams) => Promise<CheckAnswer>;
    readonly cancel: (params: CancelParams) => Promise<void>;
    readonly verdicts: (params: VerdictsParams) => Promise<readonly Verdict[]>;
    readonly trace: (params: TraceParams, token?: CancellationToken) => Promise<TraceAnswer | null>;
    readonly exported: (params: ExportParams) => Promise<ExportAnswer>;
    /** What the server last said of a document by itself. */
    readonly lastVerdicts: (uri: string) => readonly Verdict[] | undefined;
    readonly onVerdicts: Event<VerdictsChangedParams>;
    readonly onStatus: Event<StatusParams>;
}

export function createServer(client: LanguageClient): Server {
    const verdicts = new EventEmitter<VerdictsChangedParams>();
    const status = new EventEmitter<StatusParams>();
    const last = new Map<string, readonly Verdict[]>();
    const disposables = [
        verdicts,
        status,
        client.onNotification(VERDICTS_CHANGED, (params: VerdictsChangedParams) => {
            last.set(sameUri(params.uri), params.verdicts);
            verdicts.fire(params);
        }),
        client.onNotification(STATUS, (params: StatusParams) => status.fire(params)),
    ];
    return {
        check: params => client.sendRequest<CheckAnswer>(CHECK, params),
        cancel: params => client.sendRequest<void>(CANCEL, params),
        verdicts: async params => (await client.sendRequest<VerdictsAnswer>(VERDICTS, params)).verdicts,
        trace: (params, token) => client.sendRequest<TraceAnswer | null>(TRACE, params, token),
        exported: params => client.sendRequest<ExportAnswer>(EXPORT, params),
        lastVerdicts: uri => last.get(sameUri(uri)),
        onVerdicts: verdicts.event,
        onStatus: status.event,
        dispose: () => {
            for (const one of disposables) one.dispose();
        },
    };
}

/** One spelling for each document: the server may write one differently from the editor. */
export function sameUri(uri: string): string {
    return Uri.parse(uri).toString();
}
