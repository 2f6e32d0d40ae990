// Which steps lead to which: the control flow of a program.
import { invariant } from './broken-invariant.ts';
import type { Program, Step, StepId } from './program.ts';

function successorsOf(step: Step): readonly StepId[] {
    switch (step.next.kind) {
        case 'goto':
            return [step.next.step];
        case 'branch':
            return [step.next.then, step.next.else];
        case 'switch':
            return step.next.steps;
        case 'end':
            return [];
    }
}

/** The steps that an actor which enters there may execute, in ascending order. */
export function reachableSteps(program: Program, entry: StepId | undefined): readonly StepId[] {
    if (entry === undefined) return [];
    const seen = new Set([entry]);
    for (const id of seen) {
        const step = program.steps[id];
        invariant(step !== undefined, `step ${id} exists`);
        for (const next of successorsOf(step)) seen.add(next);
    }
    return [...seen].sort((a, b) => a - b);
}
