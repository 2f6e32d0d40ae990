// Replaying a counterexample on the plain semantics: nobody sees one that does not replay.
import { evaluateIn, initialState, isEnabled, takeFlush, takeStep } from './interpreter.ts';
import type { ActorId, Outcome, Program, StepId } from './program.ts';
import type { Trace, TraceEvent, TraceState } from './trace.ts';
import type { Witness } from './verdict.ts';

export type Replay =
    /** Every event could happen, and led to the state that the trace shows. */
    | { readonly kind: 'replayed'; readonly last: TraceState; readonly failure: Failed | undefined }
    | { readonly kind: 'mismatch'; readonly event: number; readonly why: string };

/** What the last event ended in, if it was a cut. */
export interface Failed {
    readonly outcome: Outcome;
    readonly step: StepId;
}

/** Runs the trace on the plain semantics, event by event, from the initial state. */
export function replay(program: Program, trace: Trace): Replay {
    let state = initialState(program);
    const issuers: { readonly actor: ActorId; readonly step: StepId }[][] = program.cpus.map(() => []);
    const mismatch = (event: number, why: string): Replay => ({ kind: 'mismatch', event, why });
    if (!isSame(state, trace.states[0])) return mismatch(0, 'it does not begin in the initial state');
    for (const [place, event] of trace.events.entries()) {
        const issuer = event.kind === 'flush' ? issuers[event.cpu]?.shift() : undefined;
        if (event.kind === 'flush' && (issuer?.actor !== event.actor || issuer.step !== event.step)) {
            return mismatch(place, 'the entry that leaves the buffer was issued by another step');
        }
        if (event.kind === 'step' && state.actors[event.actor]?.step !== event.step) {
            return mismatch(place, 'the actor rests at another step');
        }
        const attempt = attemptOf(program, state, event);
        if (attempt.kind === 'disabled') return mismatch(place, 'the step is not enabled');
        if (event.kind === 'step' && !isSame(attempt.locals, event.locals)) {
            return mismatch(place, 'other local steps ran on');
        }
        if (attempt.kind !== 'done') {
            if (place < trace.events.length - 1) return mismatch(place, 'a cut is followed by events');
            const failure = attempt.kind === 'failed' ? { outcome: attempt.outcome, step: attempt.step } : undefined;
            return { kind: 'replayed', last: state, failure };
        }
        if (event.kind === 'step') {
            const { cpu } = program.actors[event.actor]!;
            if (attempt.state.buffers[cpu]!.length > state.buffers[cpu]!.length) issuers[cpu]!.push(event);
        }
        state = attempt.state;
        if (!isSame(state, trace.states[place + 1])) return mismatch(place, 'it leads to another state');
    }
    return { kind: 'replayed', last: state, failure: undefined };
}

/** Replays the witness and judges whether it shows what it claims; answers what is wrong with it. */
export function refute(program: Program, witness: Witness): string | undefined {
    const { outcome, trace, at } = witness;
    if (trace === undefined) return undefined;
    const replayed = replay(program, trace);
    if (replayed.kind === 'mismatch') return `${replayed.why} (event ${replayed.event})`;
    const { last, failure } = replayed;
    if (failure !== undefined) {
        const isIt = failure.outcome.kind === outcome.kind && failure.outcome.name === outcome.name;
        return isIt && failure.step === at[0]?.step ? undefined : 'it fails in another way';
    }
    if (witness.race !== undefined) {
        return witness.race.every(({ actor }) => isEnabled(program, last, actor))
            ? undefined
            : 'an actor of the race cannot step';
    }
    switch (outcome.kind) {
        case 'bug':
        case 'violation':
            return program.properties.some(
                ({ outcome: broken, holds, kind }) =>
                    kind !== 'exists' &&
                    broken.kind === outcome.kind &&
                    broken.name === outcome.name &&
                    evaluateIn(program, last, holds) === 0,
            )
                ? undefined
                : 'the property holds in its last state';
        case 'deadlock':
            if (last.buffers.some(buffer => buffer.length > 0)) return 'a store buffer is not empty';
            return at.some(({ actor }) => isEnabled(program, last, actor))
                ? 'an actor of the deadlock can step'
                : undefined;
        case 'livelock':
            return refuteCycle(program, trace, last, at);
    }
}

function attemptOf(program: Program, state: TraceState, event: TraceEvent): ReturnType<typeof takeStep> {
    return event.kind === 'step'
        ? takeStep(program, state, event.actor, event.choice)
        : takeFlush(program, state, event.cpu);
}

/** Whether the cycle closes, is fair, and lets none of the actors make progress (language reference, verdicts). */
function refuteCycle(program: Program, trace: Trace, last: TraceState, at: Witness['at']): string | undefined {
    const start = trace.cycleStart;
    if (start === undefined || start >= trace.events.length) return 'it has no cycle';
    if (!isSame(last, trace.states[start])) return 'its cycle does not close';
    const events = trace.events.slice(start);
    const states = trace.states.slice(start, -1);

    for (const [cpu] of program.cpus.entries()) {
        const flushes = events.some(event => event.kind === 'flush' && event.cpu === cpu);
        if (!flushes && states.every(state => state.buffers[cpu]!.length > 0)) return 'a store buffer never flushes';
    }
    for (const [actor] of program.actors.entries()) {
        const steps = events.filter(event => event.kind === 'step' && event.actor === actor);
        const able = states.filter(state => isEnabled(program, state, actor));
        const demanding = able.filter(state => !program.steps[state.actors[actor]!.step!]!.optional);
        if (steps.length === 0 && demanding.length === states.length) return 'an actor that could step never does';
        for (const { actors } of able) {
            const { step } = actors[actor]!;
            if (step === undefined || program.steps[step]!.fairness === 'weak') continue;
            if (!steps.some(event => event.step === step)) return 'an acquisition that was possible never happened';
        }
    }
    for (const { actor } of at) {
        const advances = events.some((event, place) => {
            if (event.kind !== 'step' || event.actor !== actor) return false;
            const attempt = attemptOf(program, states[place]!, event);
            const { step } = trace.states[start + place + 1]!.actors[actor]!;
            const rests = step === undefined || program.steps[step]!.rest !== undefined;
            return rests || (attempt.kind === 'done' && attempt.progressed);
        });
        if (advances) return 'an actor of the livelock makes progress';
    }
    return undefined;
}

/** Deep equality of plain data, with 0 and -0 the same. */
function isSame(a: unknown, b: unknown): boolean {
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
    const keys = Object.keys(a);
    return (
        keys.length === Object.keys(b).length &&
        keys.every(key => isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
    );
}
