// A counterexample, told: thread, statement, effect, one line for each step, and how it ends.
//
// Everything here is words and offsets: the command line prints it, the editor links it, and both tell the same.
import type { Outcome, Program, Trace, Witness } from '@faultline/checker';
import type { Frame, Place, SourceMap } from '@faultline/compiler';
import type { Change } from './changes.ts';
import { changesOf } from './changes.ts';
import { locksOf } from './locks.ts';
import type { Race } from './race.ts';
import { raceOf } from './race.ts';
import { sentenceOf } from './sentence.ts';
import type { Wait } from './waits.ts';
import { cycleOf, waitsOf } from './waits.ts';

export interface Story {
    readonly outcome: Outcome;
    /** What went wrong, in one sentence. */
    readonly sentence: string;
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
    /** The calls that lead here, outermost first. */
    readonly stack: readonly Frame[];
    /** The function it stands in; absent in the thread's own body. */
    readonly fn: string | undefined;
}

/** Tells a witness. */
export function storyOf(program: Program, sourceMap: SourceMap, witness: Witness): Story {
    const { outcome, trace } = witness;
    const at = witness.at.map(({ actor, step }) => spotAt(program, sourceMap, actor, step));
    const waits = waitsOf(program, sourceMap, witness);
    const race = raceOf(program, sourceMap, witness);
    const property = program.properties.findIndex(
        one => one.outcome.kind === outcome.kind && one.outcome.name === outcome.name,
    );
    const lines = trace === undefined ? [] : linesOf(program, sourceMap, trace);
    return {
        outcome,
        sentence: sentenceOf({ program, witness, at, waits, lines }),
        lines,
        cycleStart: trace?.cycleStart,
        at,
        waits,
        cycle: cycleOf(program, witness),
        race,
        property: property < 0 ? undefined : sourceMap.properties[property],
    };
}

/** Where an actor is when it is at a step. */
export function spotAt(program: Program, sourceMap: SourceMap, actor: number, step: number): Spot {
    const { place, text, stack, fn } = sourceMap.steps[step]!;
    return { thread: program.actors[actor]!.name, place, text, stack, fn };
}

function linesOf(program: Program, sourceMap: SourceMap, trace: Trace): StoryLine[] {
    const locks = locksOf(program);
    return trace.events.map((event, index) => {
        const locals = event.kind === 'step' ? event.locals : [];
        return {
            ...spotAt(program, sourceMap, event.actor, event.step),
            step: index + 1,
            kind: event.kind,
            changes: changesOf(program, locks, event, trace.states[index]!, trace.states[index + 1]),
            also: locals
                .filter(step => sourceMap.steps[step]!.statement)
                .map(step => spotAt(program, sourceMap, event.actor, step)),
        };
    });
}
