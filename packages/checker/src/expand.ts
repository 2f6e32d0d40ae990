// What leads out of a state: its transitions, fired one after another, with the packed states after them.
//
// A step is fired by its closures until it was looked at often; then code is made for it. Nothing else depends on that.

import { invariant } from './broken-invariant.ts';
import type { Generated, Generator } from './codegen/generate.ts';
import { createGenerator } from './codegen/generate.ts';
import { DONE_ADVANCING, NOT_HERE } from './codegen/step-text.ts';
import type { Access } from './ends.ts';
import type { AgentId, Executable } from './executable.ts';
import { ACCESS } from './expression.ts';
import { agentOf, choiceOf, createLabel, MARK, MOST_CHOICES } from './graph.ts';
import { STATUS } from './memory/memory.ts';
import type { Packing } from './packing.ts';
import type { ActorId, Step, StepId } from './program.ts';
import type { Reducer } from './reduction/persistent.ts';
import type { Watch } from './watch.ts';

export interface Expander {
    readonly generator: Generator;
    /**
     * Adds the transitions out of the state in `generator.from` to the batch, in the order of agents and choices; only
     * some of them, where these are enough, and then answers true.
     */
    readonly expand: () => boolean;
    readonly batch: Batch;
    /** Fires a transition again that was not cut, from one packed state into another. */
    readonly again: (label: number, from: Int32Array, into: Int32Array) => void;
}

/** Transitions, and the accesses that are enabled beside them where races are looked for. */
export interface Batch {
    readonly count: number;
    /** For each transition: a `STATUS` (never `disabled`), what {@link createLabel} made, and the step (-1: a store buffer's). */
    readonly statuses: Int32Array;
    readonly labels: Int32Array;
    readonly steps: Int32Array;
    /** The packed states after them, one after another; of a cut whatever was there. */
    readonly states: Int32Array;
    /** The words in which they may differ from the state that was expanded, in order, where it is known. */
    readonly changes: readonly (Int32Array | undefined)[];
    readonly accesses: number;
    /** The element that each of them touches. */
    readonly elements: readonly number[];
    readonly accessAt: (place: number) => Access;
    readonly clear: () => void;
}

export function createExpander(
    executable: Executable,
    packing: Packing,
    hot: number,
    watch: Watch,
    reducer?: Reducer,
): Expander {
    const { program, layout, frame, choices, fire } = executable;
    const generator = createGenerator(executable, packing);
    const { from, into, access, executed, rested, covered } = generator;
    const batch = new GrowingBatch(packing.words);
    const places = layout.actors.map(({ counter, steps }) => ({
        steps,
        word: packing.fields.word[counter]!,
        shift: packing.fields.shift[counter]!,
        mask: packing.fields.mask[counter]!,
        /** By program counter: how often it was looked at, and what was made of it. */
        heat: new Float64Array(steps.length + 1),
        code: new Array<Generated | undefined>(steps.length + 1).fill(undefined),
        /** By program counter: marks of all transitions. */
        marks: [0, ...steps.map(step => marksOf(program.steps[step]!))],
        isRest: [false, ...steps.map(step => program.steps[step]!.rest !== undefined)],
    }));
    const flushes = layout.buffers.flatMap((buffer, cpu) =>
        buffer === undefined ? [] : [{ agent: places.length + cpu, heat: 0, code: undefined as Generated | undefined }],
    );
    /** The state that is expanded, for the closures; made of `from` when one of them is asked, which was `unpacked` then. */
    const source = new Int32Array(layout.size);
    const unpacked = new Int32Array(packing.words);
    packing.unpack(unpacked, 0, source);
    const after = new Int32Array(layout.size);

    /** Fires the transitions of an agent by its closures; `counter` is the program counter of an actor. */
    const takeInterpreted = (agent: AgentId, counter: number): void => {
        packing.unpackChanges(from, unpacked, source);
        const place = places[agent];
        const step = place === undefined ? undefined : place.steps[counter - 1]!;
        const count = choices(agent, source);
        invariant(count <= MOST_CHOICES, `a step chooses among at most ${MOST_CHOICES} values`);
        for (let choice = 0; choice < count; choice++) {
            watch.tick();
            const status = fire(agent, choice, source, after);
            if (status === STATUS.disabled) continue;
            let marks = 0;
            if (place !== undefined && step !== undefined) {
                executed[step] = 1;
                for (let i = 0; i < frame.localCount; i++) executed[frame.locals[i]!] = 1;
                if (program.detectRaces && frame.element >= 0)
                    batch.addAccess(agent, step, frame.element, frame.access);
                marks = place.marks[counter]!;
            }
            if (status === STATUS.done) {
                if (place !== undefined) {
                    const next = after[layout.actors[agent]!.counter]!;
                    if (next > 0) rested[place.steps[next - 1]!] = 1;
                    if (frame.progressed || place.isRest[next]!) marks |= MARK.advances;
                }
                for (let i = 0; i < frame.coverCount; i++) covered[frame.covers[i]!] = 1;
                packing.packChanges(source, unpacked, after, into);
            }
            batch.add(status, createLabel(agent, choice, marks), step ?? -1, into, undefined);
        }
    };

    const takeGenerated = (actor: ActorId, counter: number, generated: Generated): void => {
        const { steps, marks } = places[actor]!;
        const step = steps[counter - 1]!;
        const always = marks[counter]!;
        const count = generated.choices === undefined ? 1 : generated.choices();
        invariant(count <= MOST_CHOICES, `a step chooses among at most ${MOST_CHOICES} values`);
        for (let choice = 0; choice < count; choice++) {
            watch.tick();
            const status = generated.fire(choice);
            if (status === STATUS.disabled) continue;
            if (status === NOT_HERE) {
                takeInterpreted(actor, counter);
                return;
            }
            if (program.detectRaces && access[0]! >= 0) batch.addAccess(actor, step, access[0]!, access[1]!);
            if (status === DONE_ADVANCING) {
                batch.add(
                    STATUS.done,
                    createLabel(actor, choice, always | MARK.advances),
                    step,
                    into,
                    generated.changes,
                );
            } else {
                batch.add(status, createLabel(actor, choice, always), step, into, generated.changes);
            }
        }
    };

    const chooser = reducer?.on(generator, packing);
    const take = (agent: AgentId): void => {
        if (agent >= places.length) {
            takeFlush(agent);
            return;
        }
        const { word, shift, mask, heat, code, steps } = places[agent]!;
        const counter = (from[word]! >>> shift) & mask;
        if (counter === 0) return;
        if (code[counter] === undefined && heat[counter]!++ === hot) {
            code[counter] = generator.step(agent, steps[counter - 1]!);
        }
        const generated = code[counter];
        if (generated === undefined) takeInterpreted(agent, counter);
        else takeGenerated(agent, counter, generated);
    };
    const takeFlush = (agent: AgentId): void => {
        const flush = flushes.find(each => each.agent === agent)!;
        if (flush.code === undefined && flush.heat++ === hot) flush.code = generator.flush(agent - places.length);
        const status = flush.code === undefined ? NOT_HERE : flush.code.fire(0);
        if (status === STATUS.done) batch.add(status, createLabel(agent, 0, 0), -1, into, undefined);
        else if (status === NOT_HERE) takeInterpreted(agent, 0);
    };
    /** Whether a choice of the reducer was enough; if not, the batch is as it was before. */
    const takeSome = (): boolean => {
        const chosen = chooser?.choose();
        if (reducer === undefined || chosen === undefined) return false;
        const { count, accesses } = batch;
        for (const agent of chosen) take(agent);
        if (reducer.isEnough(batch.statuses, batch.labels, count, batch.count)) return true;
        batch.cutBack(count, accesses);
        return false;
    };

    const seen = new Int32Array(packing.words);
    /** Lets the agent of a transition run on as long as it is all that need be taken; what it passes is not kept. */
    const runOn = (place: number): void => {
        const { accesses } = batch;
        const next = batch.count;
        const agent = agentOf(batch.labels[place]!);
        batch.copyState(place, from);
        for (let run = 0; run < MOST_RUN; run++) {
            watch.tick();
            // seen again: it goes round
            if (run > 0 && isSame(seen, from)) return;
            if ((run & (run - 1)) === 0) seen.set(from);
            if (reducer === undefined || chooser?.isAlone(agent) !== true) return;
            take(agent);
            const isOne = batch.count === next + 1 && reducer.isEnough(batch.statuses, batch.labels, next, batch.count);
            batch.cutBack(next, accesses);
            if (!isOne) return;
            batch.copyState(next, from);
            batch.setState(place, from);
            batch.labels[place]! |= MARK.runsOn;
        }
    };
    /**
     * Whether an agent may run on behind what is taken in a state that is not reduced. That may break an invariant, and
     * then nothing is behind it.
     */
    const mayRunOn = program.properties.every(({ kind }) => kind !== 'invariant');

    const codeOf = (agent: AgentId): Generated | undefined => {
        if (agent >= places.length) return flushes.find(each => each.agent === agent)!.code;
        const { word, shift, mask, code } = places[agent]!;
        return code[(from[word]! >>> shift) & mask];
    };

    return {
        generator,
        batch,
        again: (label, before, next) => {
            const agent = agentOf(label);
            from.set(before);
            let status = codeOf(agent)?.fire(choiceOf(label)) ?? NOT_HERE;
            if (status === NOT_HERE) {
                packing.unpackChanges(from, unpacked, source);
                status = fire(agent, choiceOf(label), source, after);
                packing.packChanges(source, unpacked, after, into);
            }
            invariant(
                status === STATUS.done || status === DONE_ADVANCING,
                'a transition that was taken can be taken again',
            );
            next.set(into);
        },
        expand: () => {
            const { count } = batch;
            const isReduced = takeSome();
            if (!isReduced) {
                for (let actor = 0; actor < places.length; actor++) take(actor);
                for (const { agent } of flushes) takeFlush(agent);
            }
            if (reducer !== undefined && (isReduced || mayRunOn)) {
                const end = batch.count;
                for (let place = count; place < end; place++) {
                    if (batch.statuses[place] === STATUS.done) runOn(place);
                }
            }
            return isReduced;
        },
    };
}

/** How many transitions are taken in one go at most: an agent may go round. */
const MOST_RUN = 100;

function isSame(one: Int32Array, other: Int32Array): boolean {
    for (let word = 0; word < one.length; word++) if (one[word] !== other[word]) return false;
    return true;
}

function marksOf({ optional, fairness }: Step): number {
    return (optional ? MARK.optional : 0) | (fairness === 'strong' ? MARK.acquires : 0);
}

const FIRST_CAPACITY = 64;
/** So many words are copied faster one by one. */
const FEW_WORDS = 24;

class GrowingBatch implements Batch {
    count = 0;
    accesses = 0;
    statuses = new Int32Array(FIRST_CAPACITY);
    labels = new Int32Array(FIRST_CAPACITY);
    steps = new Int32Array(FIRST_CAPACITY);
    states: Int32Array;
    readonly changes: (Int32Array | undefined)[] = [];
    readonly #words: number;
    readonly #actors: ActorId[] = [];
    readonly #steps: StepId[] = [];
    readonly elements: number[] = [];
    readonly #kinds: number[] = [];

    constructor(words: number) {
        this.#words = words;
        this.states = new Int32Array(FIRST_CAPACITY * words);
    }

    clear(): void {
        this.cutBack(0, 0);
    }

    copyState(place: number, into: Int32Array): void {
        const at = place * this.#words;
        for (let word = 0; word < this.#words; word++) into[word] = this.states[at + word]!;
    }

    setState(place: number, state: Int32Array): void {
        this.changes[place] = undefined;
        this.states.set(state, place * this.#words);
    }

    cutBack(count: number, accesses: number): void {
        this.count = count;
        this.accesses = accesses;
    }

    add(status: number, label: number, step: number, state: Int32Array, changes: Int32Array | undefined): void {
        const place = this.count++;
        if (place === this.statuses.length) this.#grow();
        this.statuses[place] = status;
        this.labels[place] = label;
        this.steps[place] = step;
        this.changes[place] = changes;
        const { states } = this;
        if (this.#words > FEW_WORDS) {
            states.set(state, place * this.#words);
            return;
        }
        for (let word = 0, at = place * this.#words; word < this.#words; word++) states[at + word] = state[word]!;
    }

    addAccess(actor: ActorId, step: StepId, element: number, access: number): void {
        if ((access & ACCESS.unraced) !== 0) return;
        const place = this.accesses++;
        this.#actors[place] = actor;
        this.#steps[place] = step;
        this.elements[place] = element;
        this.#kinds[place] = access;
    }

    accessAt(place: number): Access {
        return {
            actor: this.#actors[place]!,
            step: this.#steps[place]!,
            element: this.elements[place]!,
            access: this.#kinds[place]!,
        };
    }

    #grow(): void {
        const larger = (column: Int32Array): Int32Array<ArrayBuffer> => {
            const grown = new Int32Array(column.length * 2);
            grown.set(column);
            return grown;
        };
        this.statuses = larger(this.statuses);
        this.labels = larger(this.labels);
        this.steps = larger(this.steps);
        this.states = larger(this.states);
    }
}
