// Context switches: what makes a run hard to read. A store buffer, and an actor of the machine, act beside whoever runs.
import type { AgentId } from './executable.ts';
import { agentOf } from './graph.ts';
import type { Program } from './program.ts';

/** Whether the agent's steps take turns with those of the other actors. */
export function isContext({ actors }: Program, agent: AgentId): boolean {
    const actor = actors[agent];
    return actor !== undefined && actor.kind !== 'machine';
}

/** How often the actor changes along the transitions with these labels. */
export function switchesAlong(program: Program, labels: readonly number[]): number {
    const actors = labels.map(agentOf).filter(agent => isContext(program, agent));
    return actors.filter((actor, place) => place > 0 && actor !== actors[place - 1]).length;
}
