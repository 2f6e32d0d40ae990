// The program without one of its reductions: registers that nobody will read keep their value (`--no-reduction registers`).
//
// That a register is reset where it is dead makes states equal that differ in nothing anybody can see: M. Bozga, J.-C. Fernandez,
// L. Ghirvu, "State Space Reduction Based on Live Variables Analysis", SAS 1999. What is live is the compiler's to say.
import { referencesOfDomain } from '../domain.ts';
import type { Program, RegisterId, Step } from '../program.ts';
import { reachableSteps } from '../program-graph.ts';

/**
 * The same program, in which a register is forgotten only if it may hold a reference: whether an object is leaked asks who still
 * refers to it, and what will not be read does not count. At the end of an actor all is forgotten, as ever.
 */
export function withDeadRegisters(program: Program): Program {
    const steps = [...program.steps];
    for (const { registers, entry } of program.actors) {
        const values = registers.flatMap(({ domain }, id) => (referencesOfDomain(domain).length === 0 ? [id] : []));
        for (const id of reachableSteps(program, entry)) steps[id] = keeping(program.steps[id]!, values);
    }
    return { ...program, steps };
}

function keeping(step: Step, registers: readonly RegisterId[]): Step {
    if (step.live === undefined) return step;
    return { ...step, live: [...new Set([...step.live, ...registers])].sort((a, b) => a - b) };
}
