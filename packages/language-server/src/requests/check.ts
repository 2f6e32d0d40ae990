// faultline/check, cancel, verdicts: checking on demand, and what was found.
import type { CheckRun, FileRun } from '@faultline/ide';
import {
    expectationInWords,
    expectationOf,
    foundInWords,
    titleOf,
    verdictPlaces,
    verdictSummary,
} from '@faultline/ide';
import { normalUri, placeOf } from '@faultline/language';
import type { Context } from '../context.ts';
import type {
    CancelParams,
    CheckAnswer,
    CheckParams,
    Verdict,
    VerdictsAnswer,
    VerdictsChangedParams,
    VerdictsParams,
} from '../protocol.ts';
import { CANCEL, CHECK, VERDICTS, VERDICTS_CHANGED } from '../protocol.ts';
import { publish } from '../publish.ts';
import { toRange } from '../to-lsp.ts';

export function onCheckRequests(context: Context): void {
    const { connection, documents, workspace, checks, told } = context;
    connection.onRequest(CHECK, async ({ uri, titles }: CheckParams): Promise<CheckAnswer> => {
        const script = workspace.script(uri);
        if (script !== undefined && documents.get(script.uri) === undefined) told.add(script.uri);
        const end = script === undefined ? 'errors' : await checks.check(script, titles);
        if (script !== undefined && end === 'errors') publish(context, script.uri);
        return { end: end === 'nothing' ? 'complete' : end, verdicts: verdictsOf(context, uri) };
    });
    connection.onRequest(CANCEL, async ({ uri }: CancelParams): Promise<void> => {
        await checks.cancel(uri === undefined ? undefined : normalUri(uri));
    });
    connection.onRequest(
        VERDICTS,
        ({ uri }: VerdictsParams): VerdictsAnswer => ({ verdicts: verdictsOf(context, uri) }),
    );
}

export function verdictsChanged(context: Context, uri: string): void {
    const params: VerdictsChangedParams = { uri: context.workspace.clientUri(uri), verdicts: verdictsOf(context, uri) };
    void context.connection.sendNotification(VERDICTS_CHANGED, params);
}

/** `2 as expected, 1 not`. */
export function summaryOf(run: FileRun | undefined): string | undefined {
    if (run === undefined) return undefined;
    const met = run.checks.filter(check => check.kind === 'reported' && check.report.status === 'met').length;
    const others = run.checks.length - met;
    return others === 0 ? `${met} as expected` : `${met} as expected, ${others} not`;
}

function verdictsOf({ workspace, verdicts, checks }: Context, clientUri: string): readonly Verdict[] {
    const script = workspace.script(clientUri);
    if (script === undefined) return [];
    const { uri } = script;
    const run = verdicts.get(uri);
    const index = workspace.indexOf(uri);
    const isRunning = checks.running().includes(uri);
    return script.checks.map((question): Verdict => {
        const { title, check } = question;
        const found = run?.checks.find(one => titleOf(one) === title);
        const place = check === undefined ? { start: 0, end: 0 } : placeOf(check);
        return {
            title,
            range: toRange(index, place),
            status: statusOf(found, isRunning ? 'running' : 'not-run'),
            summary: found === undefined ? '' : verdictSummary(found),
            expected: expectationInWords(expectationOf(question)),
            found: wordsOf(found),
            states: found?.kind === 'reported' ? found.report.answer?.states : undefined,
            elapsedMs: found?.kind === 'reported' ? found.elapsedMs : undefined,
            isStale: found !== undefined && run?.outdated.checks.has(title) === true,
            at: found === undefined ? [] : verdictPlaces(found, uri).map(at => toRange(index, at)),
            traces: found?.kind === 'reported' ? (found.report.answer?.found.length ?? 0) : 0,
        };
    });
}

function wordsOf(check: CheckRun | undefined): string | undefined {
    if (check?.kind !== 'reported' || check.report.answer === undefined) return undefined;
    const { status, answer } = check.report;
    return status === 'met' || status === 'unexpected' ? foundInWords(answer) : undefined;
}

function statusOf(check: CheckRun | undefined, otherwise: Verdict['status']): Verdict['status'] {
    return check === undefined ? otherwise : check.kind === 'reported' ? check.report.status : check.kind;
}
