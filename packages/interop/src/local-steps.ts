// The local steps that run on behind a visible one, in the same transition.
import type { Program, StepId } from '@faultline/checker';

/**
 * The local steps behind a visible one at which several ways meet, each before those that it leads to. All others
 * have one way in, and can be printed where that way ends.
 */
export function meetingPoints(program: Program, from: StepId): readonly StepId[] {
    const waysIn = new Map<StepId, number>();
    const order: StepId[] = [];
    const visit = (step: StepId): void => {
        for (const next of new Set(successorsOf(program, step))) {
            if (!program.steps[next]!.local) continue;
            const ways = waysIn.get(next) ?? 0;
            waysIn.set(next, ways + 1);
            if (ways === 0) visit(next);
        }
        order.unshift(step);
    };
    visit(from);
    return order.filter(step => (waysIn.get(step) ?? 0) > 1);
}

/** Whether local steps lead round in a circle, as far as the text of the program says. */
export function hasLocalCycle(program: Program, from: StepId): boolean {
    const done = new Set<StepId>();
    const path = new Set<StepId>();
    const visit = (step: StepId): boolean => {
        if (path.has(step)) return true;
        if (done.has(step)) return false;
        path.add(step);
        const isCyclic = successorsOf(program, step).some(next => program.steps[next]!.local && visit(next));
        path.delete(step);
        done.add(step);
        return isCyclic;
    };
    return visit(from);
}

export function successorsOf(program: Program, step: StepId): readonly StepId[] {
    const { next } = program.steps[step]!;
    switch (next.kind) {
        case 'goto':
            return [next.step];
        case 'branch':
            return [next.then, next.else];
        case 'switch':
            return [...new Set(next.steps)];
        case 'end':
            return [];
    }
}
