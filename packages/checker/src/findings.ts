// What the search finds on its way: for each outcome and source step, where its shortest traces end.
import type { Access, End } from './ends.ts';
import { Ends } from './ends.ts';
import type { Reserve } from './growing.ts';
import type { Outcome, StepId } from './program.ts';

/** Something found at one source step, with all the shortest ways in which it ends. */
export interface Finding {
    readonly outcome: Outcome;
    /** The step to blame; `undefined` where the last event tells it. */
    readonly step: StepId | undefined;
    /** The length of its traces, in transitions. */
    readonly depth: number;
    readonly ends: Ends;
}

interface Found {
    readonly outcome: Outcome;
    readonly step: StepId | undefined;
    readonly depth: number;
    readonly end: End;
}

export interface Findings {
    readonly add: (found: Found) => void;
    readonly all: () => readonly Finding[];
    readonly bytes: number;
}

/** Keeps, for each outcome and source step (of a race: both steps), the ends of the shortest traces. */
export function createFindings(reserve: Reserve): Findings {
    type Entries = Map<number | string, Finding>;
    const all: Finding[] = [];
    let bytes = 0;
    const take: Reserve = more => {
        reserve(more);
        bytes += more;
    };
    const byName = new Map<string, Entries>();
    /** The same, without building the name. */
    const byOutcome = new Map<Outcome, Entries>();
    const entriesOf = (outcome: Outcome): Entries => {
        const name = `${outcome.kind} ${outcome.name}`;
        const entries = byName.get(name) ?? new Map();
        byName.set(name, entries);
        byOutcome.set(outcome, entries);
        return entries;
    };
    return {
        add: ({ outcome, step, depth, end }) => {
            const entries = byOutcome.get(outcome) ?? entriesOf(outcome);
            const key = end.race === undefined ? (step ?? -1) : raceKey(end.race);
            const entry = entries.get(key);
            if (entry === undefined) {
                const created = { outcome, step, depth, ends: new Ends(end, take) };
                entries.set(key, created);
                all.push(created);
            } else if (entry.depth === depth) {
                entry.ends.add(end);
            }
        },
        all: () => all,
        get bytes() {
            return bytes;
        },
    };
}

function raceKey([a, b]: readonly [Access, Access]): string {
    return a.step < b.step ? `${a.step} ${b.step}` : `${b.step} ${a.step}`;
}
