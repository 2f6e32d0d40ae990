// A search that a limit stopped says which, how far it got, and what raises it.
import type { Limit } from '@faultline/checker';
import type { Place } from '@faultline/language';
import { expectationInWords } from '../judge.ts';
import type { CheckReport } from '../report.ts';
import { counted } from '../words.ts';
import type { ShownDiagnostic } from './shown.ts';

/** The setting of the editor that raises a limit. */
export const LIMIT_SETTING: Readonly<Record<Exclude<Limit, 'cancelled'>, string>> = {
    states: 'faultline.limits.states',
    memory: 'faultline.limits.memory',
    time: 'faultline.limits.seconds',
};

export function limitDiagnostic({ title, answer, status, expected }: CheckReport, place: Place): ShownDiagnostic[] {
    const { limit, states = 0, depth = 0 } = answer ?? {};
    // hashes are kept where somebody asks for it, which an editor does not
    if (limit === undefined || limit === 'hashes' || expected.others === 'allowed') return [];
    const so =
        status === 'met'
            ? 'what it expects occurs, others may, too'
            : `open whether it is ${expectationInWords(expected)}`;
    const far = `${counted(states, 'state')}, depth ${depth}`;
    const message =
        limit === 'cancelled'
            ? `Check "${title}" was stopped (${far}): ${so}.`
            : `Check "${title}" ran out of ${limit} (${far}): ${so}. \`${LIMIT_SETTING[limit]}\` raises the limit.`;
    return [{ severity: 'warning', code: 'inconclusive', message, place, related: [], check: title }];
}
