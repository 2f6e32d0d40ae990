// The graph of steps, as far as the compiler walks it.
import type { Next, StepId } from '@faultline/checker';
import type { Builder } from './builder.ts';

export function successorsOf(next: Next): readonly StepId[] {
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

/**
 * Whether local steps alone lead from one step to another, which need not be defined yet. `instead`: where a step leads that
 * leads elsewhere than its `next` says.
 */
export function reachesLocally(
    builder: Builder,
    from: StepId,
    to: StepId,
    instead: (id: StepId) => readonly StepId[] | undefined,
): boolean {
    const seen = new Set<StepId>();
    const work = [from];
    for (let id = work.pop(); id !== undefined; id = work.pop()) {
        if (id === to) return true;
        if (seen.has(id) || !builder.isDefined(id)) continue;
        seen.add(id);
        const step = builder.stepAt(id);
        if (step.local) work.push(...(instead(id) ?? successorsOf(step.next)));
    }
    return false;
}
