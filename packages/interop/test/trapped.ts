// A large program cut down to what its search executed, so that spin need not read the rest.
//
// Every step that the search never executed becomes a trap: whoever executes it ends in an outcome that no program has.
// So nothing is taken on trust: had the search missed a way into such a step, spin would spring the trap and the
// answers would differ.
import type { Program, Step } from '@faultline/checker';
import type { ReferenceResult } from '@faultline/checker/reference';

/** The program with a trap for each step that its search never executed; it has the same states and the same verdict. */
export function trapped(program: Program, { executed }: ReferenceResult): Program {
    return { ...program, steps: program.steps.map((step, id) => (executed[id] ? step : trap(step))) };
}

/** An actor may rest at the step as before, and what it waits for there stays; to take it springs the trap. */
function trap({ actions: _, ...step }: Step): Step {
    return {
        ...step,
        actions: [{ kind: 'fail', outcome: { kind: 'bug', name: 'trap' } }],
        next: { kind: 'end' },
    };
}
