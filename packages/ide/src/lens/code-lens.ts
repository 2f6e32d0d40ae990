// Over each check: what can be done with it, and what it last said.
import type { Place } from '@faultline/language';
import { placeOf } from '@faultline/language';
import { titleOf } from '../run/file-run.ts';
import { verdictSummary } from '../run/summary.ts';
import type { Snapshot } from '../snapshot.ts';
import { counted } from '../words.ts';

export interface Lens {
    readonly place: Place;
    readonly label: string;
    readonly action:
        | { readonly kind: 'check'; readonly title: string | undefined }
        | { readonly kind: 'trace'; readonly title: string };
}

/** A script without a check of its own has its lenses on the first line. */
export function codeLenses({ script, run }: Snapshot): readonly Lens[] {
    return script.checks.flatMap(({ title, check }): readonly Lens[] => {
        const start = check === undefined ? 0 : placeOf(check).start;
        const place = { uri: script.uri, start, end: start };
        const found = run?.checks.find(one => titleOf(one) === title);
        const answer = found?.kind === 'reported' ? found.report.answer : undefined;
        const stale = run?.outdated.checks.has(title) ? ' (before the last edit)' : '';
        const cost =
            answer === undefined || found?.kind !== 'reported'
                ? ''
                : ` · ${counted(answer.states, 'state')} · ${duration(found.elapsedMs)}`;
        const sign = found === undefined ? '' : `${SIGN[statusOf(found)]} `;
        const said = found === undefined ? 'Check' : `${sign}${verdictSummary(found)}${cost}${stale}`;
        const lenses: Lens[] = [{ place, label: said, action: { kind: 'check', title } }];
        if ((answer?.found.length ?? 0) > 0) lenses.push({ place, label: 'Trace', action: { kind: 'trace', title } });
        return lenses;
    });
}

const SIGN = { met: '✓', unexpected: '✗', inconclusive: '?', undecidable: '–', refused: '✗', broken: '✗' } as const;

function statusOf(check: NonNullable<Snapshot['run']>['checks'][number]): keyof typeof SIGN {
    return check.kind === 'reported' ? check.report.status : check.kind;
}

/** `12 ms`, `1.5 s`. */
function duration(milliseconds: number): string {
    return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
