// What was found of some actors, told of those that are alike: as the search without symmetry would have found it.
//
// One witness for each outcome and source step. Actors that share their code fail at the same steps, and are told of once;
// those that have code of their own are told of one by one.
import type { Executable } from '../executable.ts';
import type { Outcome, StepId } from '../program.ts';
import type { Witness } from '../verdict.ts';
import type { Group } from './group.ts';
import type { Renaming, Symmetry } from './renaming.ts';
import { composed, exchangesOf, identityOf } from './renaming.ts';

export interface Alike {
    /** Whether nothing that was told before says the same. */
    readonly isNew: (witness: Witness) => boolean;
    /** The names in which a witness says something new, one after another. */
    readonly namesFor: (witness: Witness) => Iterable<Renaming>;
}

export function createAlike(executable: Executable, { groups }: Pick<Symmetry, 'groups'>): Alike {
    const identity = identityOf(executable);
    const exchanges = exchangesOf(groups, identity);
    const told = new Set<string>();
    const note = (witness: Witness, names: Renaming): boolean => {
        const { size } = told;
        for (const key of keysOf(witness, names)) told.add(key);
        return told.size > size;
    };
    /** What there is to tell of many at once, step by step; `undefined`: there are so few that all names are tried. */
    const wantedOf = ({ outcome, at }: Witness): readonly string[] | undefined => {
        if (!isToldByStep(outcome)) return undefined;
        const places = new Set(at.map(({ step }) => step));
        const alike = ofAllAlike(
            groups,
            'steps',
            identity.steps.map(step => places.has(step)),
        );
        return identity.steps.flatMap(step => (alike[step] ? [keyOfStep(outcome, step)] : []));
    };
    return {
        isNew: witness => note(witness, identity),
        *namesFor(witness) {
            // else all orders of a long chain of alike actors would be tried
            const wanted = wantedOf(witness);
            const isTold = (): boolean => wanted?.every(key => told.has(key)) === true;
            if (isTold()) return;
            const reached = new Set([keysOf(witness, identity).join()]);
            const work = [identity];
            for (const names of work) {
                for (const exchange of exchanges) {
                    const next = composed(exchange, names);
                    const key = keysOf(witness, next).join();
                    if (reached.has(key)) continue;
                    reached.add(key);
                    work.push(next);
                    if (!note(witness, next)) continue;
                    yield next;
                    if (isTold()) return;
                }
            }
        },
    };
}

function isToldByStep({ kind }: Outcome): boolean {
    return kind === 'deadlock' || kind === 'livelock';
}

function keyOfStep({ kind }: Outcome, step: StepId): string {
    return `${kind} ${step}`;
}

/** What holds of one holds of all that it changes places with: in one group, then in another that moves the whole of the first. */
export function ofAllAlike(
    groups: readonly Group[],
    kind: 'steps' | 'properties',
    holds: readonly boolean[],
): readonly boolean[] {
    const all = [...holds];
    for (let hasChanged = true; hasChanged; ) {
        hasChanged = false;
        for (const { [kind]: columns } of groups) {
            for (const [id, place] of columns.column) {
                if (all[id] || !columns.at.some(own => all[own[place]!])) continue;
                all[id] = true;
                hasChanged = true;
            }
        }
    }
    return all;
}

/** What it says. Of a deadlock or livelock each step is told once, with whatever others. */
function keysOf({ outcome, at, property }: Witness, { steps, properties }: Renaming): readonly string[] {
    const places = at.map(({ step }) => steps[step]!).sort((a, b) => a - b);
    if (isToldByStep(outcome)) return places.map(step => keyOfStep(outcome, step));
    return [
        `${outcome.kind} ${outcome.name} ${property === undefined ? '' : properties[property]} at ${places.join()}`,
    ];
}
