// What calls come to: what each returns, over all reachable states, for what reason, and which faults are met on the way.
//
// Nothing here knows a function by its name. A reason is a value of an enum, other than its first, that a call inside returns in the same
// transition. A fault is such a value that a call of the machine's own modules returns to code that is not of the machine.
import type { Facts, FactsQuery, NoteList, Program, RegisterId } from '@faultline/checker';
import type { CallSite, CallValue, Frame, Place, SourceMap } from '@faultline/compiler';
import { stackAt } from '@faultline/compiler';
import { errorNamed } from '@faultline/language';
import { lastMoment, valueAt } from '../trace/moment.ts';
import { valueInWords } from '../trace/value.ts';
import type { FactSource } from './facts.ts';

/** A call in the text, as one thread makes it. */
export interface FactCall {
    readonly thread: string;
    readonly place: number;
    readonly fn: string;
    /** What it came to, in some execution each, in words: `copies 1 of 4: tag mismatch at granule 2`. */
    readonly outcomes: readonly FactOutcome[];
    /** The faults that accesses of memory met on the way. */
    readonly faults: readonly string[];
}
export interface FactOutcome {
    readonly kind: 'returns' | 'deadlock' | 'livelock';
    /** `returns -EFAULT`, `copies 1 of 4`, `never returns`. */
    readonly words: string;
    readonly because: readonly string[];
}

export function outcomeOfCall({ words, because }: FactOutcome): string {
    return because.length === 0 ? words : `${words}: ${because.join(', ')}`;
}

/** What to note where calls return: the result, what was passed, and which calls lead there. */
export function notesFor(sourceMap: SourceMap): FactsQuery['notes'] {
    return new Map(sourceMap.calls.map(site => [site.returns, registersOf(sourceMap, site)]));
}

function registersOf({ shared }: SourceMap, { result, parameters, within }: CallSite): readonly RegisterId[] {
    const around: RegisterId[] = [];
    const seen = new Set<number>();
    const work = within === undefined ? [] : [within];
    for (let copy = work.pop(); copy !== undefined; copy = work.pop()) {
        if (seen.has(copy)) continue;
        seen.add(copy);
        around.push(shared[copy]!.returnPoint);
        work.push(...shared[copy]!.calls.flatMap(call => call.within ?? []));
    }
    return [
        ...(result === undefined ? [] : [result.register]),
        ...parameters.flatMap(({ value }) => ('register' in value ? [value.register] : [])),
        ...around,
    ];
}

/** A call that returned in some transition. */
interface Returned {
    readonly site: CallSite;
    readonly stack: readonly Frame[];
    readonly result: number | undefined;
    readonly parameters: ReadonlyMap<string, { readonly how: CallValue; readonly value: number }>;
}

export function callsOf(source: FactSource, facts: Facts, indexOf: (place: Place) => number): readonly FactCall[] {
    const { program, sourceMap } = source;
    const sites = new Map(sourceMap.calls.map(site => [site.returns, site]));
    const found = new Map<string, { actor: number; frame: Frame; outcomes: Map<string, FactOutcome>; faults: Set<string> }>();
    const entryOf = (actor: number, frame: Frame) => {
        const key = `${actor} ${frame.fn} ${keyOf(frame)}`;
        const known = found.get(key) ?? { actor, frame, outcomes: new Map(), faults: new Set() };
        found.set(key, known);
        return known;
    };
    const add = (actor: number, frame: Frame, outcome: FactOutcome) => {
        const { outcomes } = entryOf(actor, frame);
        const words = outcomeOfCall(outcome);
        if (!outcomes.has(words)) outcomes.set(words, outcome);
    };
    for (const list of facts.notes) {
        const returned = list.notes.map(note => returnedAt(program, sourceMap, list, note, sites.get(note.step)!));
        returned.forEach((call, place) => {
            const inside = returned.slice(0, place).filter(other => isInside(other, call));
            add(list.actor, call.stack.at(-1)!, outcomeOf(program, call, inside));
            if (!isOfMachine(call.site.declared) || isOfMachine(call.stack.at(-1)!.place)) return;
            const faults = troubles(call);
            for (const frame of call.stack) for (const fault of faults) entryOf(list.actor, frame).faults.add(fault);
        });
    }
    for (const { outcome, trace, at } of source.result.witnesses) {
        if (outcome.kind !== 'livelock' && outcome.kind !== 'deadlock') continue;
        for (const [actor, spots] of Map.groupBy(at, one => one.actor)) {
            const stacks = spots.map(({ step }) => {
                const moment = lastMoment(trace, actor, step);
                return stackAt(sourceMap, step, register => valueAt(program, moment, register));
            });
            const [first = [], ...others] = stacks;
            for (const frame of first) {
                if (!others.every(stack => stack.some(other => keyOf(other) === keyOf(frame)))) continue;
                add(actor, frame, { kind: outcome.kind, words: 'never returns', because: [outcome.kind] });
            }
        }
    }
    return [...found.values()]
        .filter(({ frame }) => !frame.place.uri.startsWith('builtin:'))
        .map(({ actor, frame, outcomes, faults }) => ({
            thread: program.actors[actor]!.name,
            place: indexOf(frame.place),
            fn: frame.fn,
            outcomes: [...outcomes.values()].toSorted((a, b) => compare(outcomeOfCall(a), outcomeOfCall(b))),
            faults: [...faults].toSorted(compare),
        }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const keyOf = ({ place: { uri, start, end } }: Frame): string => `${start} ${end} ${uri}`;

function isOfMachine({ uri }: Place): boolean {
    return /^builtin:\/+machine\//.test(uri);
}

function returnedAt(
    program: Program,
    sourceMap: SourceMap,
    { from }: NoteList,
    { values }: NoteList['notes'][number],
    site: CallSite,
): Returned {
    const held = new Map(registersOf(sourceMap, site).map((register, place) => [register, values[place]!]));
    // What is dead when a transition begins was reset, unless it is what the transition computes.
    const live = new Set(program.steps[from]!.live);
    const parameters = site.parameters.flatMap(({ name, value, ...how }) => {
        if ('constant' in value) return [[name, { how, value: value.constant }] as const];
        return live.has(value.register) ? [[name, { how, value: held.get(value.register)! }] as const] : [];
    });
    return {
        site,
        stack: [...stackAt(sourceMap, site.returns, register => held.get(register)), site.stack.at(-1)!],
        result: site.result === undefined ? undefined : held.get(site.result.register),
        parameters: new Map(parameters),
    };
}

function isInside(inner: Returned, outer: Returned): boolean {
    return (
        inner.stack.length > outer.stack.length &&
        outer.stack.every((frame, depth) => keyOf(frame) === keyOf(inner.stack[depth]!))
    );
}

/** The values of enums in the result that are not the first of their enum. */
function troubles({ site, result }: Returned): readonly string[] {
    if (result === undefined) return [];
    return site.kinds.flatMap(({ shift, width, told }) => {
        const value = (result >>> shift) & (2 ** width - 1);
        return value === 0 ? [] : [told[value] ?? String(value)];
    });
}

function outcomeOf(program: Program, call: Returned, inside: readonly Returned[]): FactOutcome {
    const because = inside.flatMap(inner => {
        const isFault = isOfMachine(inner.site.declared) && !isOfMachine(inner.stack.at(-1)!.place);
        return isFault || !isOfMachine(inner.site.declared)
            ? troubles(inner).map(words => `${words}${whereFrom(call, inner)}`)
            : [];
    });
    return { kind: 'returns', words: resultInWords(program, call), because: [...new Set(because)] };
}

/** ` at granule 2`, counted from the address that the outer call was given. */
function whereFrom(outer: Returned, inner: Returned): string {
    const [start, at] = [outer, inner].map(({ parameters }) =>
        [...parameters.values()].find(({ how }) => how.type === 'address'),
    );
    if (start === undefined || at === undefined || at.value < start.value) return '';
    return ` at granule ${at.value - start.value}`;
}

function resultInWords(program: Program, { site, result, parameters }: Returned): string {
    if (site.result === undefined || result === undefined) return 'returns';
    const plain = `returns ${valueOf(program, site.result, result)}`;
    if (site.outcome === undefined || result < 0) return plain;
    const words = site.outcome.replace(/\{\s*(\w+)\s*(?:-\s*(\w+)\s*)?\}/g, (_, left: string, right?: string) => {
        const [a, b] = [left, right].map(name =>
            name === undefined ? 0 : name === 'result' ? result : parameters.get(name)?.value,
        );
        return a === undefined || b === undefined ? '?' : String(a - b);
    });
    return words.includes('?') ? plain : words;
}

/** `-EFAULT` for -14. */
function valueOf(program: Program, how: CallValue, value: number): string {
    const error = how.type === 'other' && value < 0 ? errorNamed(-value) : undefined;
    return error === undefined ? valueInWords(program, how, value) : `-${error}`;
}
