// What accesses of memory come to in some execution: on the call that makes them, whatever the verdict.
import type { FileRun } from '../run/file-run.ts';
import type { ShownDiagnostic } from './shown.ts';

/** Calls with a reason to tell, each once, with the checks in which it happens where that is not each of them. */
export function faultOutcomes({ uri, facts }: FileRun): readonly ShownDiagnostic[] {
    const found = facts.flatMap(({ title, calls, places }) =>
        calls.flatMap(({ fn, place, outcomes }) =>
            outcomes
                .filter(({ hasReason }) => hasReason)
                .map(({ words }) => ({ title, place: places[place]!, message: `${fn} ${words}` })),
        ),
    );
    const own = found.filter(({ place }) => place.uri === uri);
    const groups = Map.groupBy(own, ({ place, message }) => `${place.start} ${place.end} ${message}`);
    return [...groups.values()].map((same): ShownDiagnostic => {
        const [{ place, message }] = same as [(typeof same)[number]];
        const titles = [...new Set(same.map(({ title }) => title))];
        const where = titles.length === facts.length ? '' : ` (check ${titles.map(one => `"${one}"`).join(', ')})`;
        return { severity: 'info', code: 'fault-outcome', message: `${message}${where}.`, place, related: [] };
    });
}
