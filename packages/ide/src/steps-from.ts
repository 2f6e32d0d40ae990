// The control flow of a program.
import type { Program, Step, StepId } from '@faultline/checker';

/** The steps that control can lead to from the given ones, these included; guards and branches are not judged. */
export function stepsFrom({ steps }: Program, entries: readonly StepId[]): readonly StepId[] {
    const found = [...new Set(entries)];
    const seen = new Set(found);
    for (const id of found) {
        for (const next of successors(steps[id]!)) {
            if (seen.has(next)) continue;
            seen.add(next);
            found.push(next);
        }
    }
    return found;
}

function successors({ next }: Step): readonly StepId[] {
    switch (next.kind) {
        case 'goto':
            return [next.step];
        case 'branch':
            return [next.then, next.else];
        case 'switch':
            return next.steps;
        case 'end':
            return [];
    }
}
