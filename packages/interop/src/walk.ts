// What of a program can be executed.
import type { Action, Program, StepId } from '@faultline/checker';
import { successorsOf } from './local-steps.ts';

/** All steps that may be executed from there on, in the order in which they are met. */
export function reachableSteps(program: Program, entry: StepId | undefined): ReadonlySet<StepId> {
    const reached = new Set(entry === undefined ? [] : [entry]);
    for (const step of reached) for (const next of successorsOf(program, step)) reached.add(next);
    return reached;
}

/** The visible ones among them, where somebody may come to rest, in an order that reads well. */
export function restingSteps(program: Program, entry: StepId | undefined): readonly StepId[] {
    return [...reachableSteps(program, entry)].filter(step => !program.steps[step]!.local).sort((a, b) => a - b);
}

/** Actions with those inside their `if`s. */
export const allActions = (actions: readonly Action[]): readonly Action[] =>
    actions.flatMap(action =>
        action.kind === 'if' ? [action, ...allActions(action.then), ...allActions(action.else)] : [action],
    );
