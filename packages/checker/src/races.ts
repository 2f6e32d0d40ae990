// Data races: two accesses of one place, both of which are enabled in one state.
import type { Batch } from './expand.ts';
import { ACCESS } from './expression.ts';
import type { Findings } from './findings.ts';
import type { Outcome } from './program.ts';
import type { StateId } from './visited.ts';

const DATA_RACE: Outcome = { kind: 'bug', name: 'data-race' };

/**
 * Two actors that can both step now on the same element, one of which writes and one of which is plain. A choosing
 * step may be there several times.
 */
export function noteRaces(
    findings: Findings,
    batch: Batch,
    begin: number,
    end: number,
    state: StateId,
    depth: number,
): void {
    for (let j = begin + 1; j < end; j++) {
        for (let i = begin; i < j; i++) {
            if (batch.elements[i] !== batch.elements[j]) continue;
            const [a, b] = [batch.accessAt(i), batch.accessAt(j)];
            if (a.actor === b.actor) continue;
            const either = a.access | b.access;
            if ((either & ACCESS.write) === 0 || (either & ACCESS.plain) === 0) continue;
            findings.add({
                outcome: DATA_RACE,
                step: undefined,
                depth,
                end: { state, label: undefined, race: [a, b] },
            });
        }
    }
}
