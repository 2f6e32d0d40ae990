import type { StatusParams, Verdict } from '@faultline/language-server/protocol';
import { expect, test } from 'vitest';
import { statusText } from './status-text.ts';

const START = { line: 0, character: 0 };
const verdict = (status: Verdict['status'], summary: string, isStale = false): Verdict => ({
    title: `${status} one`,
    range: { start: START, end: START },
    status,
    summary,
    expected: 'pass',
    found: undefined,
    states: undefined,
    elapsedMs: undefined,
    isStale,
    at: [],
    traces: 0,
});
const MET = verdict('met', 'pass, as expected');
const WRONG = verdict('unexpected', 'deadlock, expected pass');
const OPEN = verdict('inconclusive', 'out of time');

const status = (state: StatusParams['state'], states: number): StatusParams => ({
    state,
    uri: undefined,
    title: 'both orders',
    states,
    depth: 9,
    last: undefined,
});
const said = (...given: Parameters<typeof statusText>) => {
    const { text, detail, severity } = statusText(...given);
    return `${severity}: ${text} | ${detail}`;
};

test.each([
    [[undefined, undefined], 'info: No checks run | '],
    [[undefined, [verdict('not-run', '')]], 'info: No checks run | '],
    [[status('idle', 0), [MET]], 'info: Pass, as expected | '],
    [[status('idle', 0), [MET, MET]], 'info: 2 checks as expected | '],
    [
        [status('idle', 0), [MET, WRONG]],
        'error: 1 of 2 checks not as expected | “unexpected one”: deadlock, expected pass',
    ],
    [[status('idle', 0), [MET, OPEN]], 'warning: 1 of 2 checks inconclusive | “inconclusive one”: out of time'],
    [
        [status('idle', 0), [verdict('met', 'pass, as expected', true)]],
        'info: Pass, as expected | before the last edit',
    ],
    [[status('checking', 0), [WRONG]], 'info: Checking | both orders'],
    [[status('checking', 12345), undefined], 'info: Checking: 12,345 states, depth 9 | both orders'],
] as const)('%#', ([state, verdicts], text) => expect(said(state, verdicts)).toBe(text));

test('what runs can be stopped, what stands can be checked', () => {
    expect(statusText(status('checking', 1), undefined)).toMatchObject({ isBusy: true, action: 'stop' });
    expect(statusText(status('idle', 1), [WRONG])).toMatchObject({ isBusy: false, action: 'check' });
});
