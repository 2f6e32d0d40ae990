// Which steps lead to which: the control flow of a program.
import { invariant } from './broken-invariant.ts';
import type { ActorId, Program, Step, StepId } from './program.ts';

export function successorsOf(step: Step): readonly StepId[] {
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

const known = new WeakMap<Program, Map<StepId, readonly StepId[]>>();

/** The steps that an actor which enters there may execute, in ascending order. */
export function reachableSteps(program: Program, entry: StepId | undefined): readonly StepId[] {
    if (entry === undefined) return [];
    const found = known.get(program) ?? new Map<StepId, readonly StepId[]>();
    known.set(program, found);
    const steps = found.get(entry) ?? findReachable(program, entry);
    found.set(entry, steps);
    return steps;
}

function findReachable(program: Program, entry: StepId): readonly StepId[] {
    const seen = new Set([entry]);
    for (const id of seen) {
        const step = program.steps[id];
        invariant(step !== undefined, `step ${id} exists`);
        for (const next of successorsOf(step)) seen.add(next);
    }
    return [...seen].sort((a, b) => a - b);
}

/** Whether the actor may come to a step again. Without that, it takes no step on a cycle of states. */
export function goesRound(program: Program, actor: ActorId): boolean {
    return hasCycle(program, reachableSteps(program, program.actors[actor]!.entry), () => true);
}

/**
 * Whether the control flow of the actor has a cycle on which it may make no progress and come to no place where it may
 * stay. Without one, it takes no step on a cycle of states on which it does not get on.
 */
export function hasIdleCycle(program: Program, actor: ActorId): boolean {
    const steps = reachableSteps(program, program.actors[actor]!.entry);
    return hasCycle(program, steps, id => {
        const { actions, rest } = program.steps[id]!;
        return rest === undefined && !actions.some(({ kind }) => kind === 'progress');
    });
}

/** Whether there is a cycle among those of the steps, and of the steps after them, that are included. */
export function hasCycle({ steps }: Program, roots: readonly StepId[], isIncluded: (step: StepId) => boolean): boolean {
    /** Steps on the way down, and those that no cycle goes through. */
    const state = new Map<StepId, 'open' | 'done'>();
    for (const root of roots) {
        if (state.has(root) || !isIncluded(root)) continue;
        const path = [{ id: root, next: successorsOf(steps[root]!)[Symbol.iterator]() }];
        state.set(root, 'open');
        for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
            const { value: to, done } = top.next.next();
            if (done === true) {
                state.set(top.id, 'done');
                path.pop();
            } else if (isIncluded(to)) {
                if (state.get(to) === 'open') return true;
                if (state.has(to)) continue;
                state.set(to, 'open');
                path.push({ id: to, next: successorsOf(steps[to]!)[Symbol.iterator]() });
            }
        }
    }
    return false;
}
