// A counterexample as a table: one column for each thread, one row for each step, call or end, and beside the statements the
// bars of what is held. Plain data in, plain data out; what a row looks like is `render.ts`.
//
// Invariant: without folds every step has exactly one row, in order; a fold hides steps of its own call alone, and says how many.
import type {
    TraceAnswer,
    TraceCall,
    TraceChange,
    TraceEnding,
    TraceHold,
    TraceStep,
} from '@faultline/language-server/protocol';

export interface Layout {
    readonly lanes: readonly Lane[];
    readonly rows: readonly Row[];
    /** Every call that can be folded, by its id. */
    readonly calls: readonly Call[];
}

export interface Lane {
    readonly thread: string;
    /** How many bars stand side by side at most. */
    readonly tracks: number;
}

/** One call of a function by a thread, from its first step to its last. */
export interface Call {
    /** The same for the same counterexample. */
    readonly id: string;
    readonly fn: string;
    /** Where it is called. */
    readonly location: TraceCall['location'];
    /** Of the steps in it, calls inside included; from 1, in order. */
    readonly steps: readonly number[];
    /** Whether its steps are in a document of the library. */
    readonly isLibrary: boolean;
    /** Of how many calls it is inside. */
    readonly depth: number;
}

export type Row =
    | (Common & { readonly kind: 'step'; readonly step: TraceStep })
    /** The head of a call that is open. */
    | (Common & { readonly kind: 'call'; readonly call: Call })
    /** Steps of a call that is folded, one after the other. */
    | (Common & {
          readonly kind: 'folded';
          readonly call: Call;
          readonly steps: readonly TraceStep[];
          /** What all of them together changed. */
          readonly changes: readonly TraceChange[];
      })
    /** From here on it repeats for ever. */
    | (Omit<Common, 'lane' | 'depth'> & { readonly kind: 'cycle'; readonly from: number })
    /** Where the threads stand when it shows. */
    | (Omit<Common, 'lane' | 'depth'> & { readonly kind: 'ending'; readonly endings: readonly TraceEnding[] });

interface Common {
    /** The same for the same counterexample, whatever is folded. */
    readonly id: string;
    /** Which lane the text is in. */
    readonly lane: number;
    /** Of how many calls it is inside. */
    readonly depth: number;
    /** For each lane the bars that cross the row. */
    readonly bars: readonly (readonly Bar[])[];
    /** Whether it is part of what repeats for ever. */
    readonly isInCycle: boolean;
}

export interface Bar {
    readonly object: string;
    readonly mode: string;
    /** The place from the left, from 0. */
    readonly track: number;
    /** Which of the colours; equal for the same object. */
    readonly colour: number;
    /** Whether it begins or ends in this row. */
    readonly part: 'begins' | 'goes-on' | 'ends' | 'both';
}

/** trace.css has as many. */
const COLOURS = 6;

/** More steps than these are more than one takes in at a glance. */
const MANY = 30;

export function layoutOf(trace: TraceAnswer, folds: ReadonlySet<string>): Layout {
    const { threads, steps, cycleStart, endings } = trace;
    const chains = callChains(steps);
    const tracks = tracksOf(trace);
    const rows: Row[] = [];
    const opened = new Set<string>();
    const at = (from: number, to: number) => ({
        bars: threads.map(thread => barsOf(tracks, thread, from, to)),
        isInCycle: cycleStart !== undefined && from > cycleStart,
    });
    steps.forEach((step, index) => {
        const lane = threads.indexOf(step.thread);
        if (index === cycleStart) {
            rows.push({ kind: 'cycle', id: 'cycle', from: step.step, ...at(step.step - 0.5, step.step - 0.5) });
        }
        for (const [depth, call] of chains[index]!.entries()) {
            if (folds.has(call.id)) {
                rows.push(folded(rows, call, step, { lane, depth }, at));
                return;
            }
            if (opened.has(call.id)) continue;
            opened.add(call.id);
            rows.push({ kind: 'call', id: call.id, call, lane, depth, ...at(step.step - 0.5, step.step - 0.5) });
        }
        const depth = chains[index]!.length;
        rows.push({ kind: 'step', id: `step ${step.step}`, step, lane, depth, ...at(step.step, step.step) });
    });
    // A step that is marked as the one that fails need not be said again.
    const isMarked = steps.at(-1)?.isFault === true;
    const further = endings.filter(({ isShown }) => trace.waits.length > 0 || !isShown || !isMarked);
    if (further.length > 0) {
        const end = steps.length + 0.5;
        rows.push({ kind: 'ending', id: 'ending', endings: further, ...at(end, end), isInCycle: false });
    }
    return {
        lanes: threads.map(thread => ({
            thread,
            tracks: Math.max(0, ...tracks.filter(one => one.thread === thread).map(({ track }) => track + 1)),
        })),
        rows,
        calls: [...new Set(chains.flat())],
    };
}

/** What one folds at first: of a long counterexample the calls of the library, but for those in which it shows. */
export function foldsAtFirst({ steps, endings }: TraceAnswer): ReadonlySet<string> {
    if (steps.length <= MANY) return new Set();
    const chains = callChains(steps);
    const telling = new Set(steps.flatMap((step, index) => (step.isFault ? chains[index]! : [])));
    const waiting = new Set(endings.map(({ thread }) => steps.findLastIndex(step => step.thread === thread)));
    for (const index of waiting) for (const call of chains[index] ?? []) telling.add(call);
    const calls = [...new Set(chains.flat())].filter(call => call.isLibrary && !telling.has(call));
    return new Set(calls.map(({ id }) => id));
}

/** Takes the steps of the same fold right before it in. */
function folded(
    rows: Row[],
    call: Call,
    step: TraceStep,
    { lane, depth }: { readonly lane: number; readonly depth: number },
    at: (from: number, to: number) => Pick<Row, 'bars' | 'isInCycle'>,
): Row {
    const last = rows.at(-1);
    const before = last?.kind === 'folded' && last.call === call ? last.steps : [];
    if (before.length > 0) rows.pop();
    const steps = [...before, step];
    const first = steps[0]!.step;
    return {
        kind: 'folded',
        id: `${call.id} from ${first}`,
        call,
        steps,
        changes: netChanges(steps),
        lane,
        depth,
        ...at(first, step.step),
    };
}

/** What memory is after all steps that it was not before; what was read on the way is left out. */
function netChanges(steps: readonly TraceStep[]): readonly TraceChange[] {
    const net = new Map<string, TraceChange>();
    for (const change of steps.flatMap(({ changes }) => changes)) {
        if (change.kind !== 'cell') continue;
        const first = net.get(change.cell);
        net.set(change.cell, { ...change, before: first?.before ?? change.before });
    }
    return [...net.values()].filter(({ before, after }) => before !== after);
}

// ------------------------------------------------------------------------------------------------------------- calls

/** For each step the calls that it is inside of, outermost first. */
function callChains(steps: readonly TraceStep[]): readonly (readonly Call[])[] {
    const open = new Map<string, readonly { readonly key: string; readonly call: Call & { steps: number[] } }[]>();
    let count = 0;
    return steps.map(step => {
        // A store that leaves its buffer is nobody's call.
        if (step.kind === 'flush') return [];
        const before = open.get(step.thread) ?? [];
        const keys = step.stack.map(({ fn, location }) => `${fn} ${location.uri} ${JSON.stringify(location.range)}`);
        const different = keys.findIndex((key, depth) => before[depth]?.key !== key);
        const kept = before.slice(0, different < 0 ? keys.length : different);
        const fresh = step.stack.slice(kept.length).map(({ fn, location }, index) => {
            const depth = kept.length + index;
            const next = step.stack[depth + 1]?.location ?? step.location;
            const isLibrary = next.uri.startsWith('builtin:');
            return { key: keys[depth]!, call: { id: `call ${count++}`, fn, location, steps: [], isLibrary, depth } };
        });
        const now = [...kept, ...fresh];
        open.set(step.thread, now);
        for (const { call } of now) call.steps.push(step.step);
        return now.map(({ call }) => call);
    });
}

// -------------------------------------------------------------------------------------------------------------- bars

interface Track extends TraceHold {
    readonly track: number;
    readonly colour: number;
}

/** Each hold beside those that it overlaps, as far left as there is room. */
function tracksOf({ holds, threads }: TraceAnswer): readonly Track[] {
    const objects = [...new Set(holds.map(({ object }) => object))];
    return threads.flatMap(thread => {
        const taken: number[] = [];
        return holds
            .filter(hold => hold.thread === thread)
            .map(hold => {
                const isFree = (end: number | undefined) => end === undefined || end <= hold.from;
                let track = taken.findIndex(isFree);
                if (track < 0) track = taken.length;
                taken[track] = hold.to ?? Number.POSITIVE_INFINITY;
                return { ...hold, track, colour: objects.indexOf(hold.object) % COLOURS };
            });
    });
}

/** Between two steps is half a step. */
function barsOf(tracks: readonly Track[], thread: string, from: number, to: number): readonly Bar[] {
    return tracks.flatMap(one => {
        const end = one.to ?? Number.POSITIVE_INFINITY;
        if (one.thread !== thread || one.from > to || end < from) return [];
        const begins = one.from >= from;
        const ends = end <= to;
        const part = begins && ends ? 'both' : begins ? 'begins' : ends ? 'ends' : 'goes-on';
        return [{ object: one.object, mode: one.mode, track: one.track, colour: one.colour, part }];
    });
}
