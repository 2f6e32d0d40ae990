// What one check found to hold where, over all reachable states, in words: plain data that crosses threads, becomes JSON and is looked up by
// whoever points at a place.
//
// Invariant: what is told occurs. Where something may be missing, `gap` says why, `hasMore` of which object.
import type { CheckResult, Facts, FactsBudget, FactsQuery, Program, StepId, Visit, Witness } from '@faultline/checker';
import { valuesIn } from '@faultline/checker';
import type { Place, SourceMap } from '@faultline/compiler';
import { spotAt } from '../trace/story.ts';
import type { FactCall } from './calls.ts';
import { callsOf, faultsAlong, notesFor } from './calls.ts';
import type { MappedPage } from './mappings.ts';
import { pagesOf } from './mappings.ts';
import type { Subject } from './objects.ts';
import { memoryOf, subjectsOf } from './objects.ts';

export interface CheckFacts {
    /** Of the check. */
    readonly title: string;
    readonly states: number;
    /** Why values may be missing, in a sentence. */
    readonly gap: string | undefined;
    /** What steps and calls refer to by its index. */
    readonly places: readonly Place[];
    readonly objects: readonly FactObject[];
    readonly steps: readonly FactStep[];
    readonly calls: readonly FactCall[];
    /** For each outcome that was found, in their order. */
    readonly paths: readonly FactPath[];
}

export interface FactPath {
    /** What the objects hold before each step and after the last, as indices into their values; 255: a value that is not told. */
    readonly values: readonly Uint8Array[];
    /** The faults that memory accesses meet in each step. */
    readonly faults: readonly (readonly string[])[];
}

export interface FactObject {
    readonly name: string;
    readonly kind: Subject['kind'];
    /** Of a register. */
    readonly thread: string | undefined;
    /** In the sets of steps: where its values begin. */
    readonly bit: number;
    /** The fields of a word or a record that do not hold the same everywhere. */
    readonly columns: readonly string[];
    /** The initial one first. */
    readonly values: readonly FactValue[];
    readonly hasMore: boolean;
    /** Of a mapping: its page-table entries, in any state. */
    readonly pages: readonly MappedPage[];
}
export interface FactValue {
    readonly words: string;
    /** By column. */
    readonly cells: readonly string[];
    /** The steps that change the object to it. */
    readonly writers: readonly number[];
}

/** A statement, or a part of one, as one thread executes it: by whatever calls it comes there. */
export interface FactStep {
    readonly thread: string;
    readonly place: number;
    readonly text: string;
    readonly part: string | undefined;
    /** Whether it runs on in the transition of another step. */
    readonly isLocal: boolean;
    /** Sets of values ({@link held}), of all objects: before the transition and after it. */
    readonly before: Int32Array;
    readonly after: Int32Array;
    /** The objects that it accesses or changes. */
    readonly touches: readonly number[];
    /** The locks that the thread holds whenever it is there, and those that it holds sometimes. */
    readonly locks: { readonly always: readonly string[]; readonly sometimes: readonly string[] };
}

/** The values of an object in the set of a step. */
export function held(set: Int32Array, object: FactObject): readonly number[] {
    return valuesIn(set, { bit: object.bit, values: object.values.map(() => []) });
}

const MOST_STATES = 200_000;
/** Of what is known of each object in each state, in bytes. */
const MOST_BYTES = 2 ** 27;
const MOST_VALUES = 100;
const MOST_NOTES = 20_000;

/** What there is to tell facts of. */
export interface FactSource {
    readonly title: string;
    readonly program: Program;
    readonly sourceMap: SourceMap;
    readonly result: CheckResult;
    readonly collect: (query: FactsQuery, budget: FactsBudget) => Facts;
    /** One witness for each outcome, in the order of the report. */
    readonly found: readonly Witness[];
    /** How many addresses a page has. */
    readonly granules: number;
}

export function factsOf(source: FactSource, isStopped: () => boolean): CheckFacts {
    const { title, program, sourceMap, result } = source;
    const subjects = subjectsOf(program);
    const maxStates = Math.min(MOST_STATES, Math.floor(MOST_BYTES / Math.max(1, subjects.length)));
    const facts = source.collect(
        { objects: subjects.map(({ parts }) => parts), notes: notesFor(sourceMap) },
        { maxStates, maxValues: MOST_VALUES, maxNotes: MOST_NOTES, isStopped },
    );
    const places = createPlaces();
    const gap = gapOf(facts, maxStates);
    if (facts.objects.length < subjects.length) {
        return { title, states: result.states, gap, places: [], objects: [], steps: [], calls: [], paths: [] };
    }
    const { steps, stepOf } = stepsOf(source, subjects, facts, places);
    const pages = pagesOf(
        subjects,
        facts.objects.map(({ values }) => values),
        source.granules,
    );
    const objects = subjects.map((subject, id): FactObject => {
        const { bit, values, hasMore, writers } = facts.objects[id]!;
        const cells = values.map(value => subject.fieldWords(value));
        const varying = subject.fields.flatMap((_, field) =>
            cells.some(one => one[field] !== cells[0]![field]) ? [field] : [],
        );
        return {
            name: subject.name,
            kind: subject.kind,
            thread: subject.actor === undefined ? undefined : program.actors[subject.actor]!.name,
            bit,
            columns: varying.map(field => subject.fields[field]!),
            values: values.map((value, number) => ({
                words: subject.words(value),
                cells: varying.map(field => cells[number]![field]!),
                writers: [
                    ...new Set(
                        writers[number]!.flatMap(writer =>
                            writer.kind === 'step'
                                ? stepOf(writer.actor, writer.step)
                                : storesTo(program, subject, writer.cpu).flatMap(one => stepOf(one.actor, one.step)),
                        ),
                    ),
                ],
            })),
            hasMore,
            pages: pages.get(id) ?? [],
        };
    });
    return {
        title,
        states: result.states,
        gap,
        places: places.all,
        objects,
        steps,
        calls: callsOf(source, facts, places.indexOf, changesOf(subjects)),
        paths: source.found.map(witness => ({
            values: valuesAlong(subjects, facts, witness),
            faults: faultsAlong(source, facts, witness),
        })),
    };
}

function gapOf({ limit, hasMoreNotes }: Facts, maxStates: number): string | undefined {
    switch (limit) {
        case undefined:
            return hasMoreNotes ? 'There are more outcomes of calls than are told.' : undefined;
        case 'too-large':
            return `There are more than ${maxStates} states: no values are told.`;
        case 'cancelled':
            return 'This was stopped before all values were known.';
        case 'states':
        case 'memory':
        case 'time':
            return `The search ran out of ${limit}: there may be more values.`;
    }
}

interface Places {
    readonly all: readonly Place[];
    readonly indexOf: (place: Place) => number;
}

function createPlaces(): Places {
    const all: Place[] = [];
    const known = new Map<string, number>();
    return {
        all,
        indexOf: place => {
            const key = `${place.start} ${place.end} ${place.uri}`;
            const index = known.get(key) ?? all.push(place) - 1;
            known.set(key, index);
            return index;
        },
    };
}

interface Steps {
    readonly steps: readonly FactStep[];
    /** The step that tells of a step of the program; none where nobody is told of it. */
    readonly stepOf: (actor: number, step: StepId) => readonly number[];
}

function stepsOf(
    { program, sourceMap }: FactSource,
    subjects: readonly Subject[],
    facts: Facts,
    places: Places,
): Steps {
    const numbers = new Map<string, number>();
    const numberOf = new Map<string, number>();
    const groups: Visit[][] = [];
    const inOrder = facts.visits.toSorted((a, b) => a.actor - b.actor || byPlace(sourceMap, a, b));
    for (const visit of inOrder) {
        const { place, text, statement } = sourceMap.steps[visit.step]!;
        if (program.steps[visit.step]!.local && !statement) continue;
        const key = `${visit.actor} ${place.start} ${place.end} ${place.uri} ${text}`;
        const number = numbers.get(key) ?? groups.push([]) - 1;
        numbers.set(key, number);
        groups[number]!.push(visit);
        numberOf.set(`${visit.actor} ${visit.step}`, number);
    }
    const objectOf = elementsOf(subjects);
    const steps = groups.map((visits): FactStep => {
        const [{ actor, step }] = visits as [Visit, ...Visit[]];
        const { thread, place, text, part } = spotAt(program, sourceMap, actor, step, { registers: [], executed: [] });
        const isLocal = visits.every(visit => program.steps[visit.step]!.local);
        const before = united(visits.map(visit => visit.before));
        const after = united(visits.map(visit => visit.after));
        const live = new Set(
            visits.flatMap(visit => (program.steps[visit.step]!.local ? [] : (program.steps[visit.step]!.live ?? []))),
        );
        subjects.forEach((subject, id) => {
            const [part] = subject.parts;
            if (subject.actor === undefined || part?.kind !== 'register') return;
            // Elsewhere a register holds what nobody ever reads.
            clear(after, facts, id);
            if (subject.actor !== actor || !live.has(part.register)) clear(before, facts, id);
        });
        const touches = visits.flatMap(visit => [
            ...visit.accesses.flatMap(({ cell, index }) => objectOf.get(`${cell} ${index}`) ?? []),
            ...visit.changes.filter(id => subjects[id]!.actor === undefined),
        ]);
        return {
            thread,
            place: places.indexOf(place),
            text,
            part,
            isLocal,
            before,
            after,
            touches: [...new Set(touches)].sort((a, b) => a - b),
            locks: locksetOf(subjects, facts, thread, isLocal && after.some(word => word !== 0) ? after : before),
        };
    });
    return {
        steps,
        stepOf: (actor, step) => {
            const number = numberOf.get(`${actor} ${step}`);
            return number === undefined ? [] : [number];
        },
    };
}

function byPlace({ steps }: SourceMap, a: Visit, b: Visit): number {
    const [one, other] = [steps[a.step]!.place, steps[b.step]!.place];
    if (one.uri !== other.uri) return one.uri < other.uri ? -1 : 1;
    return one.start - other.start || other.end - one.end || a.step - b.step;
}

/** Registers are nobody else's business. */
function changesOf(subjects: readonly Subject[]): (object: number) => boolean {
    return object => subjects[object]!.actor === undefined;
}

function elementsOf(subjects: readonly Subject[]): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    subjects.forEach(({ parts }, id) => {
        for (const part of parts) if (part.kind === 'element') found.set(`${part.cell} ${part.index}`, id);
    });
    return found;
}

function united(sets: readonly Int32Array[]): Int32Array {
    const all = new Int32Array(sets[0]?.length ?? 0);
    for (const set of sets) for (let word = 0; word < all.length; word++) all[word]! |= set[word]!;
    return all;
}

function clear(set: Int32Array, { objects }: Facts, object: number): void {
    const { bit, values, hasMore } = objects[object]!;
    const end = bit + values.length + (hasMore ? 1 : 0);
    for (let at = bit; at < end; at++) set[at >> 5]! &= ~(1 << (at & 31));
}

function locksetOf(subjects: readonly Subject[], facts: Facts, thread: string, set: Int32Array): FactStep['locks'] {
    const always: string[] = [];
    const sometimes: string[] = [];
    subjects.forEach(({ lock, name }, id) => {
        if (lock === undefined) return;
        const object = facts.objects[id]!;
        const holds = valuesIn(set, object).map(
            value => lock.heldAs(memoryOf(lock, object.values[value]!), thread) !== undefined,
        );
        if (holds.length > 0 && holds.every(Boolean) && !object.hasMore) always.push(name);
        else if (holds.some(Boolean)) sometimes.push(name);
    });
    return { always, sometimes };
}

/** The steps whose stores a CPU's buffer may bring to the object. */
function storesTo(program: Program, { parts }: Subject, cpu: number): readonly { actor: number; step: StepId }[] {
    const cells = new Set(parts.flatMap(part => (part.kind === 'element' ? [part.cell] : [])));
    return program.actors.flatMap((actor, id) =>
        actor.cpu !== cpu
            ? []
            : program.steps.flatMap(({ actions }, step) => {
                  const stores = actions.some(
                      action =>
                          (action.kind === 'store' && cells.has(action.cell)) ||
                          (action.kind === 'defer' && cells.has(program.deferred[action.deferred]!.cell ?? -1)),
                  );
                  return stores ? [{ actor: id, step }] : [];
              }),
    );
}

function valuesAlong(subjects: readonly Subject[], facts: Facts, { trace }: Witness): readonly Uint8Array[] {
    const known = facts.objects.map(({ values }) => new Map(values.map((value, number) => [value.join(), number])));
    return (trace?.states ?? []).map(state =>
        Uint8Array.from(subjects, ({ parts }, id) => {
            const values = parts.map(part =>
                part.kind === 'element'
                    ? state.cells[part.cell]![part.index]!
                    : state.actors[part.actor]!.registers[part.register]!,
            );
            return known[id]!.get(values.join()) ?? 255;
        }),
    );
}
