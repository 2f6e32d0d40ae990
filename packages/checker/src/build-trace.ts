// A path through the graph, told as a trace: fired once more, with everything that happened on the way.
import { invariant } from './broken-invariant.ts';
import type { Executable } from './executable.ts';
import { agentOf, choiceOf } from './graph.ts';
import { restsAt } from './layout.ts';
import { STATUS } from './memory/memory.ts';
import type { ActorId, StepId } from './program.ts';
import type { Trace, TraceEvent } from './trace.ts';
import { toTraceState } from './trace-state.ts';

/** `labels` are the transitions from the initial state; only the last may be a cut. */
export function buildTrace(executable: Executable, labels: readonly number[], cycleStart: number | undefined): Trace {
    const { program, layout, frame, fire, choiceValue } = executable;
    let state: Int32Array = layout.initial.slice();
    const events: TraceEvent[] = [];
    const states = [toTraceState(program, layout, state)];
    /** For each CPU, who issued the entries that wait in its buffer, oldest first. */
    const issuers: { readonly actor: ActorId; readonly step: StepId }[][] = program.cpus.map(() => []);
    const waiting = (cpu: number, at: Int32Array): number => {
        const buffer = layout.buffers[cpu];
        return buffer === undefined ? 0 : at[buffer.length]!;
    };

    for (const [place, label] of labels.entries()) {
        const agent = agentOf(label);
        const after = new Int32Array(layout.size);
        const choice = agent < program.actors.length ? choiceValue(agent, choiceOf(label), state) : undefined;
        const status = fire(agent, choiceOf(label), state, after);
        invariant(status !== STATUS.disabled, 'a transition on a path is enabled');
        if (agent < program.actors.length) {
            const step = restsAt(layout, state, agent)!;
            const { cpu } = program.actors[agent]!;
            const locals = frame.locals.slice(0, frame.localCount);
            events.push({ kind: 'step', actor: agent, step, choice, locals });
            if (waiting(cpu, after) > waiting(cpu, state)) issuers[cpu]!.push({ actor: agent, step });
        } else {
            const cpu = agent - program.actors.length;
            const issuer = issuers[cpu]!.shift();
            invariant(issuer !== undefined, 'every entry of a store buffer was issued by a step');
            events.push({ kind: 'flush', cpu, ...issuer });
        }
        if (status !== STATUS.done) {
            invariant(place === labels.length - 1, 'nothing follows a cut');
            break;
        }
        state = after;
        states.push(toTraceState(program, layout, state));
    }
    return { events, cycleStart, states };
}
