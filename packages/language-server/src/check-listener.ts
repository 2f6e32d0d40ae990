// What the client sees of a run: progress, a status, the verdicts as they come.
import type { Script } from '@faultline/language';
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { CheckEnd, CheckListener, RunListener } from './check-service.ts';
import type { ClientAbilities } from './context.ts';
import type { JobEvent } from './job.ts';
import type { StatusParams } from './protocol.ts';
import { STATUS } from './protocol.ts';

/** A run that is through sooner shows no progress. */
const PATIENCE_MS = 200;

export interface Surroundings {
    readonly connection: Connection;
    readonly client: () => ClientAbilities;
    readonly changed: (uri: string) => void;
    /** The verdicts of a document in a few words. */
    readonly summary: (uri: string) => string | undefined;
}

export function createCheckListener({ connection, client, changed, summary }: Surroundings): CheckListener {
    let active = 0;
    return {
        changed,
        began: (script, titles, cancel): RunListener => {
            active++;
            const { uri } = script;
            const name = nameOf(script);
            const progress = client().progress ? startProgress(connection, `Checking ${name}`, cancel) : undefined;
            let through = 0;
            const tell = (params: Partial<StatusParams>) =>
                void connection.sendNotification(STATUS, {
                    state: 'checking',
                    uri,
                    title: undefined,
                    states: 0,
                    depth: 0,
                    last: undefined,
                    ...params,
                } satisfies StatusParams);
            tell({ title: titles[0] });
            return {
                event: (event: JobEvent) => {
                    switch (event.kind) {
                        case 'progress': {
                            const { title } = event;
                            const { states, depth } = event.progress;
                            tell({ title, states, depth });
                            const count = `${states.toLocaleString('en-US')} states, depth ${depth}`;
                            progress?.report(`${through + 1}/${titles.length} ${title}: ${count}`);
                            break;
                        }
                        case 'check':
                            through++;
                            break;
                        case 'findings':
                        case 'facts':
                        case 'paths':
                        case 'fences':
                            break;
                    }
                },
                ended: (end: CheckEnd, message: string) => {
                    active--;
                    progress?.done();
                    if (end === 'crashed') {
                        const text = `Faultline: the check of ${name} broke: ${message}. The next check starts afresh.`;
                        void connection.sendNotification(ShowMessageNotification.type, {
                            type: MessageType.Error,
                            message: text,
                        });
                    }
                    const last = summary(uri);
                    tell({ state: active === 0 ? 'idle' : 'checking', last });
                },
            };
        },
    };
}

interface Progress {
    readonly report: (message: string) => void;
    readonly done: () => void;
}

function startProgress(connection: Connection, title: string, cancel: () => void): Progress {
    let reporter: WorkDoneProgressServerReporter | undefined;
    let isOver = false;
    const timer = setTimeout(async () => {
        try {
            const created = await connection.window.createWorkDoneProgress();
            created.begin(title, undefined, undefined, true);
            created.token.onCancellationRequested(cancel);
            if (isOver) created.done();
            else reporter = created;
        } catch {
            // A client that cannot show it goes without.
        }
    }, PATIENCE_MS);
    return {
        report: message => reporter?.report(message),
        done: () => {
            isOver = true;
            clearTimeout(timer);
            reporter?.done();
        },
    };
}

function nameOf({ uri }: Script): string {
    return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}
