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
