import type { CheckResult, Outcome, Witness } from '@faultline/checker';
import { createLanguage } from '@faultline/language';
import { expect, test } from 'vitest';
import { checkQuestion } from './check-question.ts';
import type { Expectation } from './judge.ts';
import { expectationInWords, judge } from './judge.ts';

const language = createLanguage({ library: new Map() });

/** `deadlock, violation v ...` */
function outcomes(text: string): readonly Outcome[] {
    return text
        .split(', ')
        .filter(word => word !== '' && word !== 'pass' && word !== '...')
        .map(word => {
            const [kind = '', name = ''] = word.split(' ');
            return { kind: kind as Outcome['kind'], name };
        });
}

function expectation(text: string): Expectation {
    const [list = '', label] = text.split(' at ');
    return { outcomes: outcomes(list), others: list.endsWith('...') ? 'allowed' : 'unexpected', label };
}

/** All at step 0, which has the label `here`. */
function judged(expected: string, found: string, search: 'exhausted' | 'limited') {
    const witnesses = outcomes(found).map(
        (outcome): Witness => ({ outcome, at: [{ actor: 0, step: 0 }], trace: undefined, waits: [] }),
    );
    const result = { witnesses, exhausted: search === 'exhausted' } as unknown as CheckResult;
    const place = { uri: '', start: 0, end: 0 };
    const step = { place, text: '', stack: [], within: undefined, fn: undefined, labels: ['here'], statement: true };
    return judge(
        expectation(expected),
        { steps: [step], shared: [], calls: [], locks: [], actors: [], interrupted: new Map(), properties: [] },
        result,
    ).status;
}

test.each([
    ['pass', '', 'met'],
    ['pass', 'deadlock', 'unexpected'],
    ['deadlock', 'deadlock', 'met'],
    ['deadlock', '', 'unexpected'],
    ['deadlock', 'deadlock, bug range', 'unexpected'],
    ['deadlock, ...', 'deadlock, bug range', 'met'],
    ['deadlock, bug range', 'bug range', 'unexpected'],
    ['violation v', 'violation w', 'unexpected'],
    ['deadlock at here', 'deadlock', 'met'],
    ['deadlock at there', 'deadlock', 'unexpected'],
])('expects %s, found %j in all states: %s', (expected, found, status) => {
    expect(judged(expected, found, 'exhausted')).toBe(status);
});

test.each([
    ['pass', '', 'inconclusive'],
    ['pass', 'deadlock', 'unexpected'],
    ['deadlock', 'deadlock', 'met'],
    ['deadlock', '', 'inconclusive'],
    ['deadlock, bug range', 'bug range', 'inconclusive'],
    ['deadlock, ...', 'bug range', 'inconclusive'],
    ['deadlock at there', 'deadlock', 'inconclusive'],
])('expects %s, found %j before a limit: %s', (expected, found, status) => {
    expect(judged(expected, found, 'limited')).toBe(status);
});

test('an assertion over registers is at its own label, and at that of the step that it belongs to', () => {
    const script = language.load(
        'file:///a.race',
        `var x = 0
thread t { look: let r = READ_ONCE(x)
judge: assert one: r == 1
after: WRITE_ONCE(x, 1) }
check "a" expects violation one at look
check "b" expects violation one at t.judge
check "c" expects violation one at after`,
        () => undefined,
    );
    const budget = { maxStates: 1000, maxBytes: 2 ** 28, shouldStop: () => undefined };
    const statuses = script.checks.map(question => {
        const checked = checkQuestion(script, question, { model: undefined, params: [] }, budget);
        return checked.kind === 'report' ? checked.report.status : checked.kind;
    });
    expect(statuses).toEqual(['met', 'met', 'unexpected']);
});

test('an expectation reads as it was written', () => {
    const texts = ['pass', 'deadlock', 'violation v, bug data-race, ...', 'deadlock at t.here'];
    expect(texts.map(text => expectationInWords(expectation(text)))).toEqual(texts);
});
