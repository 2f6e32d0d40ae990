// What lies ahead of one state, for who has no graph: each state that is reached from it without optional starts is looked at.

import type { AgentId, Executable } from '../executable.ts';
import { restsAt } from '../layout.ts';
import { STATUS } from '../memory/memory.ts';
import type { ActorId } from '../program.ts';
import { obligationsOf } from './space.ts';

export interface Outlook {
    /**
     * Whether none of the actors can ever move again, in the sense of a deadlock (language reference, verdicts). `unless-doomed`:
     * some executions are discarded ahead, and if all were, nobody would be stuck. `no` also where there is too much ahead.
     */
    readonly areStuck: (actors: readonly ActorId[], state: Int32Array) => 'yes' | 'unless-doomed' | 'no';
    /** Whether somebody can step, optional starts apart. */
    readonly canGoOn: (state: Int32Array) => boolean;
    /** Whether the actor has to. */
    readonly isObliged: (state: Int32Array, actor: ActorId) => boolean;
    /** Whether an invariant does not hold. */
    readonly isBroken: (state: Int32Array) => boolean;
    /** To be called for each step that is tried; answers whether to go on. */
    readonly spend: () => boolean;
}

/** How many states are looked at before one gives up. */
const MOST_AHEAD = 5000;

export function createOutlook(executable: Executable, spend: () => boolean): Outlook {
    const { program, layout, agents, choices, fire } = executable;
    const invariants = executable.properties.filter(({ property }) => property.kind === 'invariant');
    const rules = program.actors.map((_, actor) => obligationsOf(executable, actor));
    const after = new Int32Array(layout.size);

    return {
        areStuck: (actors, from) => {
            const seen = new Set([from.join()]);
            const open = [from];
            let mayBeDiscarded = false;
            for (const state of open) {
                if (isBroken(state) || actors.some(actor => !isObliged(state, actor))) return 'no';
                for (const agent of demanded(state)) {
                    const isAsked = actors.includes(agent);
                    for (let choice = 0, count = choices(agent, state); choice < count; choice++) {
                        if (!spend()) return 'no';
                        const status = fire(agent, choice, state, after);
                        if (status === STATUS.disabled) continue;
                        if (isAsked || status >= STATUS.failed) return 'no';
                        if (status === STATUS.discarded) {
                            mayBeDiscarded = true;
                            continue;
                        }
                        const key = after.join();
                        if (!seen.has(key)) open.push(after.slice());
                        seen.add(key);
                    }
                }
                if (open.length > MOST_AHEAD) return 'no';
            }
            return mayBeDiscarded ? 'unless-doomed' : 'yes';
        },
        canGoOn: state =>
            demanded(state).some(agent => {
                for (let choice = 0, count = choices(agent, state); choice < count; choice++) {
                    if (fire(agent, choice, state, after) !== STATUS.disabled) return true;
                }
                return false;
            }),
        isObliged,
        isBroken,
        spend,
    };

    function isBroken(state: Int32Array): boolean {
        return invariants.some(({ holds }) => holds(state) === 0);
    }

    function isObliged(state: Int32Array, actor: ActorId): boolean {
        const rule = rules[actor]![state[layout.actors[actor]!.counter]!]!;
        return typeof rule === 'number' ? rule === 1 : rule(state) !== 0;
    }

    /** The agents that may be asked to step: a step that is optional is left to chance. */
    function demanded(state: Int32Array): readonly AgentId[] {
        return Array.from({ length: agents }, (_, agent) => agent).filter(agent => {
            if (agent >= program.actors.length) return true;
            const step = restsAt(layout, state, agent);
            return step !== undefined && !program.steps[step]!.optional;
        });
    }
}
