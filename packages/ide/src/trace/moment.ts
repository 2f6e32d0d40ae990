// When an actor is at a step: what its registers hold then, which tell the calls that lead to it.
import type { ActorId, Program, RegisterId, StepId, Trace } from '@faultline/checker';

export interface Moment {
    /** Of the actor, before the transition. */
    readonly registers: readonly number[];
    /** What the transition has executed before, in order. */
    readonly executed: readonly StepId[];
}

/** When it is not known which. */
const SOMETIME: Moment = { registers: [], executed: [] };

/** When the event begins; for a store that reaches memory, when it was issued. */
export function momentOf(trace: Trace, index: number): Moment {
    const event = trace.events[index]!;
    if (event.kind === 'step') return { registers: registersAt(trace, index, event.actor), executed: [] };
    // The stores of one step leave in the order in which they were issued.
    const isSame = (other: Trace['events'][number]) => other.actor === event.actor && other.step === event.step;
    const left = trace.events.slice(0, index).filter(other => other.kind === 'flush' && isSame(other)).length;
    const issues = trace.events.flatMap((other, at) => (other.kind === 'step' && isSame(other) ? [at] : []));
    const issue = issues[left];
    return issue === undefined ? SOMETIME : { registers: registersAt(trace, issue, event.actor), executed: [] };
}

/** When the trace has come to its end and the actor is at the step: it rests there, or it failed there. */
export function lastMoment(trace: Trace | undefined, actor: ActorId, step: StepId): Moment {
    if (trace === undefined) return SOMETIME;
    const index = trace.events.length - 1;
    const event = trace.events[index];
    if (event === undefined || trace.states.length > trace.events.length || event.actor !== actor) {
        return { registers: registersAt(trace, trace.states.length - 1, actor), executed: [] };
    }
    const moment = momentOf(trace, index);
    const executed = event.kind === 'step' ? [event.step, ...event.locals] : [];
    const end = executed.lastIndexOf(step);
    return { ...moment, executed: executed.slice(0, Math.max(0, end)) };
}

/** What a register holds at the moment, as far as constants are put into it on the way. */
export function valueAt(program: Program, { registers, executed }: Moment, register: RegisterId): number | undefined {
    for (const step of executed.toReversed()) {
        for (const action of program.steps[step]!.actions.toReversed()) {
            if (action.kind !== 'set' || action.register !== register) continue;
            return action.value.kind === 'const' ? action.value.value : undefined;
        }
    }
    return registers[register];
}

const registersAt = (trace: Trace, state: number, actor: ActorId): readonly number[] =>
    trace.states[state]?.actors[actor]?.registers ?? [];
