// What calls come to: what each returns, over all executions, for what reason, and which faults are met on the way.
//
// Nothing here knows a function by its name. A reason is a value of an enum that says in its documentation how it is told (`Outcome: tag
// mismatch.`): the last one that a call inside has returned, where no value of such an enum without a word has been returned since. A fault
// is such a value that a call of the machine's own modules returns to code that is not of the machine.
import type { ActorId, Facts, FactsQuery, Program, RegisterId, Witness } from '@faultline/checker';
import { valuesIn } from '@faultline/checker';
import type { CallSite, CallValue, Frame, Place, SourceMap } from '@faultline/compiler';
import { stackAt } from '@faultline/compiler';
import { errorNamed } from '@faultline/language';
import { lastMoment, valueAt } from '../trace/moment.ts';
import { valueInWords } from '../trace/value.ts';
import type { FactSource } from './facts.ts';

/** A call in the text of the user, as one thread makes it. */
export interface FactCall {
    readonly thread: string;
    readonly place: number;
    readonly fn: string;
    readonly outcomes: readonly FactOutcome[];
    /** The faults that accesses of memory met on the way. */
    readonly faults: readonly string[];
    /** What the steps inside change, as far as it is sure that they are inside. */
    readonly changes: readonly {
        readonly object: number;
        readonly before: readonly number[];
        readonly after: readonly number[];
    }[];
}
/** What it came to in some execution. */
export interface FactOutcome {
    readonly kind: 'returns' | 'deadlock' | 'livelock';
    /** `returns -EFAULT`, `copies 1 of 4: tag mismatch at granule 2`, `never returns: livelock`. */
    readonly words: string;
    /** Whether the words tell why. */
    readonly hasReason: boolean;
}

/** What to note where calls begin and return. */
export function notesFor(sourceMap: SourceMap): FactsQuery['notes'] {
    return new Map(
        sourceMap.calls.flatMap(site => [
            ...(isLibrary(site.stack.at(-1)!.place)
                ? []
                : [[site.begins, registersAt(sourceMap, site, 'begins')] as const]),
            [site.returns, registersAt(sourceMap, site, 'returns')] as const,
        ]),
    );
}

/** Arguments or result, and what tells the calls that lead there. */
function registersAt(sourceMap: SourceMap, site: CallSite, when: 'begins' | 'returns'): readonly RegisterId[] {
    const result = site.result === undefined || when === 'begins' ? [] : [site.result.register];
    const own = site.parameters
        .filter(({ type }) => when === 'begins' || type === 'address')
        .flatMap(({ value }) => ('register' in value ? [value.register] : []));
    return [...result, ...own, ...returnPointsAround(sourceMap, site.within)];
}

function returnPointsAround({ shared }: SourceMap, within: number | undefined): readonly RegisterId[] {
    const copies = new Set(within === undefined ? [] : [within]);
    for (const copy of copies)
        for (const call of shared[copy]!.calls) if (call.within !== undefined) copies.add(call.within);
    return [...copies].map(copy => shared[copy]!.returnPoint);
}

export function callsOf(
    source: FactSource,
    facts: Facts,
    indexOf: (place: Place) => number,
    isTold: (object: number) => boolean,
): readonly FactCall[] {
    const { program, sourceMap } = source;
    const found = new Map<string, Found>();
    const add = (actor: ActorId, frame: Frame): Found => {
        const key = `${actor} ${frame.fn} ${keyOf(frame)}`;
        const known = found.get(key) ?? { actor, frame, outcomes: new Map(), faults: new Set(), changes: new Map() };
        found.set(key, known);
        return known;
    };
    const tell = (actor: ActorId, frame: Frame, outcome: FactOutcome): void => {
        if (!isLibrary(frame.place)) add(actor, frame).outcomes.set(outcome.words, outcome);
    };
    const lists = eventsOf(source, facts);
    for (const actor of program.actors.keys()) followCalls(program, facts, lists, actor, tell);
    for (const { actor, events } of lists) {
        for (const event of events) {
            if (event.kind !== 'returns' || !entersMachine(event)) continue;
            const faults = toldIn(event) ?? [];
            for (const frame of event.stack) {
                if (!isLibrary(frame.place)) for (const fault of faults) add(actor, frame).faults.add(fault);
            }
        }
    }
    tellEndless(source, tell);
    const around = framesAround(sourceMap);
    for (const visit of facts.visits) {
        const { stack, within } = sourceMap.steps[visit.step]!;
        for (const frame of new Set([...around(within), ...stack])) {
            if (isLibrary(frame.place)) continue;
            for (const object of visit.changes.filter(isTold)) {
                const { changes } = add(visit.actor, frame);
                const known = changes.get(object) ?? { before: new Set(), after: new Set() };
                changes.set(object, known);
                for (const value of valuesIn(visit.before, facts.objects[object]!)) known.before.add(value);
                for (const value of valuesIn(visit.after, facts.objects[object]!)) known.after.add(value);
            }
        }
    }
    return [...found.values()].map(({ actor, frame, outcomes, faults, changes }) => ({
        thread: program.actors[actor]!.name,
        place: indexOf(frame.place),
        fn: frame.fn,
        outcomes: [...outcomes.values()].toSorted((a, b) => compare(a.words, b.words)),
        faults: [...faults].toSorted(compare),
        changes: [...changes].map(([object, { before, after: then }]) => ({
            object,
            before: [...before],
            after: [...then],
        })),
    }));
}

type Tell = (actor: ActorId, frame: Frame, outcome: FactOutcome) => void;

interface Found {
    readonly actor: ActorId;
    readonly frame: Frame;
    readonly outcomes: Map<string, FactOutcome>;
    readonly faults: Set<string>;
    readonly changes: Map<number, { readonly before: Set<number>; readonly after: Set<number> }>;
}

/** A call begins, or returns. */
interface CallEvent {
    readonly kind: 'begins' | 'returns';
    readonly site: CallSite;
    readonly stack: readonly Frame[];
    /** A key for each frame of the stack. */
    readonly keys: readonly string[];
    readonly result: number | undefined;
    readonly parameters: ReadonlyMap<string, number>;
}

/** For each list of notes. */
function eventsOf(
    { program, sourceMap }: FactSource,
    { notes }: Facts,
): readonly { readonly actor: ActorId; readonly events: readonly CallEvent[] }[] {
    const sites = new Map(
        sourceMap.calls.flatMap(site => [[site.begins, site] as const, [site.returns, site] as const]),
    );
    return notes.map(({ actor, from, notes: list }) => ({
        actor,
        events: list.map(({ step, values }): CallEvent => {
            const site = sites.get(step)!;
            const kind = step === site.begins ? 'begins' : 'returns';
            const held = new Map(
                registersAt(sourceMap, site, kind).map((register, place) => [register, values[place]!]),
            );
            const stack = [...stackAt(sourceMap, step, register => held.get(register)), site.stack.at(-1)!];
            // What was passed and is dead when the transition of the return begins has been reset.
            const isKnown = (register: RegisterId) =>
                kind === 'begins' ||
                (register !== site.result?.register && program.steps[from]!.live?.includes(register) === true);
            const parameters = site.parameters.flatMap(({ name, value }) => {
                if ('constant' in value) return [[name, value.constant] as const];
                const passed = isKnown(value.register) ? held.get(value.register) : undefined;
                return passed === undefined ? [] : [[name, passed] as const];
            });
            return {
                kind,
                site,
                stack,
                keys: stack.map(keyOf),
                result: site.result === undefined ? undefined : held.get(site.result.register),
                parameters: new Map(parameters),
            };
        }),
    }));
}

/** The calls that lead to a shared copy whoever makes them. */
function framesAround({ shared }: SourceMap): (within: number | undefined) => readonly Frame[] {
    const known = new Map<number, readonly Frame[]>();
    const around = (within: number | undefined): readonly Frame[] => {
        if (within === undefined) return [];
        const found = known.get(within) ?? common(within);
        known.set(within, found);
        return found;
    };
    const common = (copy: number): readonly Frame[] => {
        const [first = [], ...others] = shared[copy]!.calls.map(call => [...around(call.within), ...call.stack]);
        return first.filter(frame => others.every(stack => stack.some(other => keyOf(other) === keyOf(frame))));
    };
    return around;
}

/** What memory accesses meet in each event of a path. */
export function faultsAlong(source: FactSource, facts: Facts, { trace }: Witness): readonly (readonly string[])[] {
    if (trace === undefined) return [];
    const lists = eventsOf(source, facts);
    return facts
        .along(trace)
        .map(list =>
            (lists[list]?.events ?? []).flatMap(event =>
                event.kind === 'returns' && entersMachine(event) ? (toldIn(event) ?? []) : [],
            ),
        );
}

/** What an actor's calls have come to so far: those of the user that are open, and the last reason that somebody inside gave. */
interface Carried {
    readonly open: readonly { readonly keys: readonly string[]; readonly parameters: ReadonlyMap<string, number> }[];
    readonly reason:
        | { readonly words: readonly string[]; readonly address: number | undefined; readonly keys: readonly string[] }
        | undefined;
}

const NOTHING: Carried = { open: [], reason: undefined };

/** Different things carried, for a state on average. */
const MOST_CARRIED = 8;

function followCalls(
    program: Program,
    facts: Facts,
    lists: ReturnType<typeof eventsOf>,
    actor: ActorId,
    tell: Tell,
): void {
    const numbers = new Map([[inText(NOTHING), 0]]);
    const all: Carried[] = [NOTHING];
    const known = new Map<string, number>();
    const numberOf = (carried: Carried): number => {
        const text = inText(carried);
        const number = numbers.get(text) ?? all.push(carried) - 1;
        numbers.set(text, number);
        return number;
    };
    facts.follow(
        actor,
        (number, list) => {
            const key = `${number} ${list}`;
            const next =
                known.get(key) ??
                numberOf(
                    lists[list]!.events.reduce(
                        (carried, event) => after(program, carried, actor, event, tell),
                        all[number]!,
                    ),
                );
            known.set(key, next);
            return next;
        },
        MOST_CARRIED,
    );
}

const inText = ({ open, reason }: Carried): string =>
    JSON.stringify([open.map(({ keys, parameters }) => [keys, ...parameters]), reason]);

function after(program: Program, { open, reason }: Carried, actor: ActorId, event: CallEvent, tell: Tell): Carried {
    const { site, keys, parameters, stack } = event;
    if (event.kind === 'begins') return { open: [...open, { keys, parameters }], reason };
    const call = open.at(-1);
    const isOpen = call?.keys.join() === keys.join();
    // What a thread begins with before its first step is no part of any transition: nobody saw that call begin.
    const passed = isOpen ? call.parameters : initially(program, actor, site);
    const why = reason !== undefined && isInside(reason.keys, keys) ? `: ${reasonInWords(reason, site, passed)}` : '';
    tell(actor, stack.at(-1)!, {
        kind: 'returns',
        words: `${resultInWords(program, event, passed)}${why}`,
        hasReason: why !== '',
    });
    const still = isOpen ? open.slice(0, -1) : open;
    // Nothing is around it that could still want to know.
    if (stack.length === 1) return NOTHING;
    const told = isOfMachine(stack.at(-1)!.place) ? undefined : toldIn(event);
    if (told === undefined) {
        // Another time that the same call is made, it is no reason any more.
        return {
            open: still,
            reason: reason !== undefined && isInside(reason.keys, keys) ? { ...reason, keys } : reason,
        };
    }
    if (told.length === 0) return { open: still, reason: undefined };
    return { open: still, reason: { words: told, address: addressIn(site, isOpen ? passed : parameters), keys } };
}

function initially(program: Program, actor: ActorId, { parameters }: CallSite): ReadonlyMap<string, number> {
    const { registers } = program.actors[actor]!;
    return new Map(
        parameters.map(({ name, value }) => [
            name,
            'constant' in value ? value.constant : registers[value.register]!.initial,
        ]),
    );
}

function isInside(inner: readonly string[], outer: readonly string[]): boolean {
    return inner.length > outer.length && outer.every((key, depth) => key === inner[depth]);
}

/** The values in the result that have something to tell; `undefined` where none could. */
function toldIn({ site: { kinds }, result }: CallEvent): readonly string[] | undefined {
    const able = kinds.filter(({ told }) => told.some(words => words !== undefined));
    if (result === undefined || able.length === 0) return undefined;
    return able.flatMap(({ shift, width, told }) => told[(result >>> shift) & (2 ** width - 1)] ?? []);
}

/** `tag mismatch at granule 2`, counted from the address that the call was given. */
function reasonInWords(
    { words, address }: NonNullable<Carried['reason']>,
    site: CallSite,
    parameters: ReadonlyMap<string, number>,
): string {
    const start = addressIn(site, parameters);
    const where =
        start === undefined || address === undefined || address < start ? '' : ` at granule ${address - start}`;
    return `${words.join(', ')}${where}`;
}

function addressIn({ parameters: all }: CallSite, parameters: ReadonlyMap<string, number>): number | undefined {
    const address = all.find(({ type }) => type === 'address');
    return address === undefined ? undefined : parameters.get(address.name);
}

/** As the documentation of the function says, where that can be filled in: `copies {n - result} of {n}`. */
function resultInWords(program: Program, { site, result }: CallEvent, parameters: ReadonlyMap<string, number>): string {
    if (site.result === undefined || result === undefined) return 'returns';
    const plain = `returns ${valueInText(program, site, site.result, result)}`;
    if (site.outcome === undefined || result < 0) return plain;
    let isFilled = true;
    const words = site.outcome.replace(/\{\s*(\w+)\s*(?:-\s*(\w+)\s*)?\}/g, (_, left: string, right?: string) => {
        const [a, b] = [left, right].map(name =>
            name === undefined ? 0 : name === 'result' ? result : parameters.get(name),
        );
        isFilled &&= a !== undefined && b !== undefined;
        return String(a! - b!);
    });
    return isFilled ? words : plain;
}

/** `-EFAULT` for -14. */
function valueInText(program: Program, site: CallSite, how: CallValue, value: number): string {
    if (how.type === 'enum') return site.kinds[0]?.told[value] ?? valueInWords(program, how, value);
    const error = how.type === 'other' && value < 0 ? errorNamed(-value) : undefined;
    return error === undefined ? valueInWords(program, how, value) : `-${error}`;
}

/** The calls in which threads are when they can never go on, or go round for ever. */
function tellEndless({ program, sourceMap, result }: FactSource, tell: Tell): void {
    for (const { outcome, trace, at } of result.witnesses) {
        const { kind } = outcome;
        if (kind !== 'livelock' && kind !== 'deadlock') continue;
        for (const [actor, spots] of Map.groupBy(at, one => one.actor)) {
            const [first = [], ...others] = spots.map(({ step }) => {
                const moment = lastMoment(trace, actor, step);
                return stackAt(sourceMap, step, register => valueAt(program, moment, register));
            });
            const common = first.filter((frame, depth) =>
                others.every(stack => stack[depth] !== undefined && keyOf(stack[depth]) === keyOf(frame)),
            );
            for (const frame of common) tell(actor, frame, { kind, words: `never returns: ${kind}`, hasReason: false });
        }
    }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const keyOf = ({ place: { uri, start, end } }: Frame): string => `${start} ${end} ${uri}`;

function isLibrary({ uri }: Place): boolean {
    return uri.startsWith('builtin:');
}

function isOfMachine({ uri }: Place): boolean {
    return /^builtin:\/+machine\//.test(uri);
}

function entersMachine({ site, stack }: CallEvent): boolean {
    return isOfMachine(site.declared) && !isOfMachine(stack.at(-1)!.place);
}
