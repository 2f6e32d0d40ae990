// What a check said, in a few words.
import type { Place } from '@faultline/language';
import { spotsIn } from '../diagnostics/verdicts.ts';
import { expectationInWords, outcomeInWords } from '../judge.ts';
import type { Answer } from '../report.ts';
import type { CheckRun } from './file-run.ts';

/** `deadlock, as expected`, `pass, expected deadlock`, `out of states`. */
export function verdictSummary(check: CheckRun): string {
    switch (check.kind) {
        case 'refused':
            return 'the script does not compile';
        case 'broken':
            return 'broke faultline';
        case 'reported': {
            const { report } = check;
            const { answer, status, expected, model } = report;
            if (answer === undefined) return `not decidable yet under ${model}`;
            switch (status) {
                case 'met':
                    return `${foundInWords(answer)}, as expected`;
                case 'unexpected':
                    return `${foundInWords(answer)}, expected ${expectationInWords(expected)}`;
                case 'inconclusive':
                case 'undecidable':
                    return `${answer.found.length === 0 ? '' : `${foundInWords(answer)} so far, `}${answer.limit === 'cancelled' ? 'stopped' : `out of ${answer.limit}`}`;
            }
        }
    }
}

/** `pass`, `deadlock`, `violation v, bug data-race`: what an exhausted search has found. */
export function foundInWords({ found }: Answer): string {
    return found.length === 0 ? 'pass' : found.map(({ outcome }) => outcomeInWords(outcome)).join(', ');
}

/** Where in a document what was not expected shows. */
export function verdictPlaces(check: CheckRun, uri: string): readonly Place[] {
    if (check.kind !== 'reported') return [];
    const found = check.report.answer?.found ?? [];
    return found.filter(one => !one.isExpected).flatMap(({ story }) => spotsIn(story, uri).map(({ at }) => at));
}
