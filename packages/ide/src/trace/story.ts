// A counterexample, told: thread, statement, effect, one line for each step, and how it ends.
//
// Everything here is words and offsets: the command line prints it, the editor links it, and both tell the same.
import type { Outcome, Program, Trace, Witness } from '@faultline/checker';
import type { Frame, Place, SourceMap } from '@faultline/compiler';
import { stackAt } from '@faultline/compiler';
import type { Change } from './changes.ts';
import { changesOf } from './changes.ts';
import type { Hold } from './holds.ts';
import { holdsOf } from './holds.ts';
import { locksOf } from './locks.ts';
import type { Moment } from './moment.ts';
import { lastMoment, momentOf, valueAt } from './moment.ts';
import type { Race } from './race.ts';
import { raceOf } from './race.ts';
import { sentenceOf } from './sentence.ts';
import { valuesAt } from './values-at.ts';
import type { Wait } from './waits.ts';
import { cycleOf, waitsOf } from './waits.ts';

export interface Story {
    readonly outcome: Outcome;
    /** What went wrong, in one sentence. */
    readonly sentence: string;
    /** The actors that it speaks of, in the order of their declarations. */
    readonly threads: readonly string[];
    /** Empty where no path shows it (an `exists` that nothing satisfies). */
    readonly lines: readonly StoryLine[];
    /** For a livelock: the index in `lines` of the first step of the cycle, which leads back to the state before it. */
    readonly cycleStart: number | undefined;
    /** Where it shows: the failing step, or where each thread of a deadlock or livelock rests. */
    readonly at: readonly Spot[];
    /** For a deadlock: who waits for whom, each in one sentence. */
    readonly waits: readonly Wait[];
    /** For a deadlock that closes: `writer1`, `y.glock`, `writer2`, `x.glock`, `writer1`. */
    readonly cycle: readonly string[];
    readonly race: Race | undefined;
    /** What is held from which step to which. */
    readonly holds: readonly Hold[];
    /** What the property, or the failing assertion, looked at, where it was broken. */
    readonly values: readonly { readonly cell: string; readonly value: string }[];
    /** The declaration of the property that is broken. */
    readonly property: Place | undefined;
}

/** One transition: an actor's step, or an entry of a store buffer that reaches memory. */
export interface StoryLine extends Spot {
    /** From 1. */
    readonly step: number;
    readonly kind: 'step' | 'flush';
    readonly changes: readonly Change[];
    /** Further statements that ran in the same transition. */
    readonly also: readonly Spot[];
}

/** An actor at a place. */
export interface Spot {
    readonly thread: string;
    readonly place: Place;
    /** The statement on one line, or what the machine does. */
    readonly text: string;
    /** The part of the statement that the step is, where it has several. */
    readonly part: string | undefined;
    /** The calls that lead here, outermost first. */
    readonly stack: readonly Frame[];
    /** The function it stands in; absent in the thread's own body. */
    readonly fn: string | undefined;
}

/** Tells a witness. */
export function storyOf(program: Program, sourceMap: SourceMap, witness: Witness): Story {
    const { outcome, trace } = witness;
    const at = witness.at.map(({ actor, step }) =>
        spotAt(program, sourceMap, actor, step, lastMoment(trace, actor, step)),
    );
    const waits = waitsOf(program, sourceMap, witness);
    const race = raceOf(program, sourceMap, witness);
    const property =
        witness.property ??
        program.properties.findIndex(one => one.outcome.kind === outcome.kind && one.outcome.name === outcome.name);
    // What is judged in a state is no fault of the last step.
    const isBug = outcome.kind === 'bug' && race === undefined && property < 0;
    const lines = trace === undefined ? [] : linesOf(program, sourceMap, trace, isBug ? 'bug' : 'other');
    return {
        outcome,
        sentence: sentenceOf({ program, witness, at, waits, lines }),
        threads: threadsOf(program, [...lines, ...at, ...waits]),
        lines,
        cycleStart: trace?.cycleStart,
        at,
        waits,
        cycle: cycleOf(program, witness),
        race,
        holds: trace === undefined ? [] : holdsOf(program, trace),
        values: valuesAt(program, witness),
        property: property < 0 ? undefined : sourceMap.properties[property],
    };
}

/** Where an actor is when it is at a step. */
export function spotAt(program: Program, sourceMap: SourceMap, actor: number, step: number, moment: Moment): Spot {
    const { place, text, fn } = sourceMap.steps[step]!;
    const stack = stackAt(sourceMap, step, register => valueAt(program, moment, register));
    // The compiler writes `x = y + 1  [y]` for the step of a statement that reads y.
    const [, whole = text, part] = /^(.*?) {2}\[(.*)\]$/s.exec(text) ?? [];
    return { thread: program.actors[actor]!.name, place, text: whole.replace(/\s*;$/, ''), part, stack, fn };
}

function threadsOf(program: Program, spots: readonly Spot[]): readonly string[] {
    const named = new Set(spots.map(({ thread }) => thread));
    return program.actors.map(({ name }) => name).filter(name => named.has(name));
}

function linesOf(program: Program, sourceMap: SourceMap, trace: Trace, end: 'bug' | 'other'): StoryLine[] {
    const locks = locksOf(program);
    return trace.events.map((event, index) => {
        const locals = event.kind === 'step' ? event.locals : [];
        const moment = momentOf(trace, index);
        return {
            ...spotAt(program, sourceMap, event.actor, event.step, moment),
            step: index + 1,
            kind: event.kind,
            // What a step reads through a freed object, say, means nothing.
            changes:
                end === 'bug' && index === trace.events.length - 1
                    ? []
                    : changesOf(program, locks, event, trace.states[index]!, trace.states[index + 1]),
            also: locals.flatMap((step, place) => {
                if (!sourceMap.steps[step]!.statement) return [];
                const then = { ...moment, executed: [event.step, ...locals.slice(0, place)] };
                return [spotAt(program, sourceMap, event.actor, step, then)];
            }),
        };
    });
}
