// What an actor may still do from where it rests, as long as some claims that do not hold now go on not to hold.
//
// A step with a guard that does not hold is a gate: as long as nobody writes what the guard reads, the actor does not get
// past it, and what it does behind it counts for nothing. So what is done under a lock is nobody else's business while
// the lock is held.
import type { Executable } from '../executable.ts';
import type { Evaluate } from '../expression.ts';
import { compileExpression, toEvaluate } from '../expression.ts';
import type { Slot } from '../layout.ts';
import type { ActorId, CpuId, Expr, StepId } from '../program.ts';
import type { Footprint, Footprints, Item, Move } from './footprint.ts';

/** Items as bits. */
export type Bits = Int32Array;

/** A {@link Footprint} as bits. */
export interface Touched {
    readonly reads: Bits;
    readonly own: Bits;
    readonly writes: Bits;
    readonly laterReads: Bits;
    readonly laterWrites: Bits;
}

/** What an agent may still touch, some claims not holding. */
export interface Future extends Touched {
    /** From 0. */
    readonly number: number;
    readonly cpu: CpuId;
    readonly isFlush: boolean;
}

/** What is asked of a future; the answers are kept. */
type Ask<Answer> = (future: Future) => Answer;

/** An actor at a step where it rests. */
export interface Place {
    /** The transition from here. */
    readonly now: Touched;
    readonly buffer: Footprint['buffer'];
    readonly isVisible: boolean;
    /** Whether the transition touches nothing that others do, and needs nothing. */
    readonly isPrivate: boolean;
    readonly isOptional: boolean;
    /** The claims that matter: the first `here` of them are needed for the transition from here, the others further on. */
    readonly claims: readonly Claim[];
    readonly here: number;
    /** What it may touch from here while the claims of the mask (bit `i`: claim `i`) do not hold. */
    readonly future: (mask: number) => Future;
    /** What it may touch in any case; `undefined`: nothing, where it may have to wait. */
    readonly least: Future | undefined;
    /** The claims, as such a mask, that an agent may change; and one whose stores may also leave the buffer. */
    readonly changedBy: Ask<number>;
    readonly changedLaterBy: Ask<number>;
    /** Bits of {@link MEETS}: how an agent interferes with the transition from here. */
    readonly metBy: Ask<number>;
}

/** An agent interferes with a transition: in any case, or once its stores leave the buffer. */
export const MEETS = { now: 1, later: 2 } as const;

/** What leaves a store buffer. */
export interface Entry extends Touched {
    readonly isVisible: boolean;
    readonly metBy: Ask<number>;
}

export interface Claim {
    /** Over memory and the registers of the actor; a slot: it is 0. */
    readonly condition: Expr | Slot;
    /** The same number for the same condition. */
    readonly number: number;
    readonly holds: Evaluate;
    /** Whoever writes none of them does not change it. */
    readonly items: Bits;
}

export interface Places {
    readonly words: number;
    readonly place: (actor: ActorId, step: StepId) => Place;
    /** What the entry of a store buffer touches that leaves it, its head too; `what` as in `ENTRY.what`, less 1. */
    readonly entry: (what: number, cpu: CpuId) => Entry;
    /** A store buffer that holds these. */
    readonly contents: (entries: readonly Touched[], cpu: CpuId) => Future;
}

/** More claims than this are not looked at. */
const MOST_CLAIMS = 31;

export function createPlaces(executable: Executable, footprints: Footprints): Places {
    const { program, layout, scopeOf } = executable;
    const isTso = program.memory.kind === 'tso';
    const seen = visibleItems(executable, footprints);
    const numbers = numberShared(executable, footprints, seen);
    const words = Math.max(1, (numbers.count + 31) >> 5);
    const none = new Int32Array(words);
    const toBits = (items: Iterable<Item>): Bits => {
        const bits = new Int32Array(words);
        for (const item of items) {
            const number = numbers.of[item]!;
            if (number >= 0) bits[number >> 5]! |= 1 << (number & 31);
        }
        return bits;
    };
    const touchedBy = (footprint: Footprint): Touched => ({
        reads: toBits(footprint.reads),
        own: toBits(footprint.own),
        writes: toBits(footprint.writes),
        laterReads: toBits(footprint.laterReads),
        laterWrites: toBits(footprint.laterWrites),
    });

    const known = new Map<string, Claim>();
    const claimOf = (key: string, make: () => Omit<Claim, 'number'>): Claim => {
        const claim = known.get(key) ?? { ...make(), number: known.size };
        known.set(key, claim);
        return claim;
    };
    /** The parts of a condition that can be judged alone; those that speak of registers, where the actor rests there now. */
    const claimsIn = (
        condition: Expr | undefined,
        actor: ActorId,
        choice: number | undefined,
        isHere: boolean,
    ): Claim[] =>
        conjunctsOf(condition).flatMap(part => {
            const mentioned = mentionsOf(part);
            if (mentioned.view || mentioned.reference || (choice !== undefined && mentioned.registers.has(choice)))
                return [];
            if (mentioned.registers.size > 0 && !isHere) return [];
            const isOfActor = mentioned.registers.size > 0 || mentioned.self;
            const key = `${JSON.stringify(part)} ${isOfActor ? actor : ''}`;
            return [
                claimOf(key, () => ({
                    condition: part,
                    holds: toEvaluate(compileExpression(part, scopeOf(actor))),
                    items: toBits(footprints.expression(part, actor).reads),
                })),
            ];
        });
    const claimsOf = (actor: ActorId, id: StepId, isHere: boolean): readonly Claim[] => {
        const { guard, choose, drains } = program.steps[id]!;
        const { cpu } = program.actors[actor]!;
        const buffer = layout.buffers[cpu];
        const drain: Claim[] = [];
        if (isTso && buffer !== undefined && drains?.kind === 'const' && drains.value !== 0) {
            drain.push(
                claimOf(`drained ${cpu}`, () => ({
                    condition: buffer.length,
                    holds: state => Number(state[buffer.length] === 0),
                    items: toBits([footprints.head(cpu)]),
                })),
            );
        }
        return [...claimsIn(guard, actor, choose?.register, isHere), ...drain];
    };

    const moves = new Map<
        number,
        { readonly move: Move; readonly touched: Touched; readonly claims: readonly Claim[] }
    >();
    const moveOf = (actor: ActorId, step: StepId) => {
        const key = actor * program.steps.length + step;
        let found = moves.get(key);
        if (found === undefined) {
            const move = footprints.move(actor, step);
            found = { move, touched: touchedBy(move), claims: claimsOf(actor, step, false) };
            moves.set(key, found);
        }
        return found;
    };

    const createPlace = (actor: ActorId, from: StepId): Place => {
        const { move, touched: now } = moveOf(actor, from);
        const here = [
            ...claimsOf(actor, from, true),
            ...claimsIn(program.actors[actor]!.mayRun, actor, undefined, true),
        ].slice(0, MOST_CLAIMS);
        const claims = [...here];
        /** Bits of the claims that each step behind needs. */
        const needs = new Map<StepId, number>();
        for (const step of reachedFrom(from, step => moveOf(actor, step).move.targets)) {
            let mask = 0;
            for (const claim of moveOf(actor, step).claims) {
                let at = claims.findIndex((other, i) => i >= here.length && other.number === claim.number);
                if (at < 0 && claims.length < MOST_CLAIMS) at = claims.push(claim) - 1;
                if (at >= 0) mask |= 1 << at;
            }
            needs.set(step, mask);
        }
        const ownMask = maskOf(here.length);
        const futures = new Map<number, Future>();
        const { cpu } = program.actors[actor]!;
        const futureUnder = (mask: number): Future => {
            const all = { ...touchedBy(NOTHING), number: futureCount++, cpu, isFlush: false };
            if ((mask & ownMask) !== 0) return all;
            include(now, all);
            const targetsOf = (step: StepId): readonly StepId[] =>
                moveOf(actor, step).move.targets.filter(target => (needs.get(target)! & mask) === 0);
            for (const step of reachedFrom(from, targetsOf)) include(moveOf(actor, step).touched, all);
            return all;
        };
        const changed = (written: (future: Future) => readonly Bits[]) =>
            remember(future =>
                claims.reduce(
                    (mask, { items }, bit) =>
                        written(future).some(bits => meet(items, bits)) ? mask | (1 << bit) : mask,
                    0,
                ),
            );
        const changedBy = changed(future => [future.writes]);
        const future = (mask: number): Future => {
            const known = futures.get(mask) ?? futureUnder(mask);
            futures.set(mask, known);
            return known;
        };
        const isVisible = move.mayRestUnless || conflicts(move, seen);
        const isOptional = program.steps[from]!.optional;
        return {
            now,
            buffer: move.buffer,
            isVisible,
            isPrivate: here.length === 0 && move.buffer === 'none' && isEmpty(now),
            isOptional,
            claims,
            here: here.length,
            changedBy,
            changedLaterBy: isTso ? changed(future => [future.writes, future.laterWrites]) : changedBy,
            // what is read as the own CPU sees it does not mind what leaves the own buffer
            metBy: remember(future =>
                meets(future.isFlush && future.cpu === cpu ? { ...now, own: none } : now, future),
            ),
            future,
            least: here.length === 0 ? future(maskOf(claims.length)) : undefined,
        };
    };

    let futureCount = 0;
    const places = new Map<number, Place>();
    const entries = new Map<number, Entry>();
    return {
        words,
        place: (actor, step) => {
            const key = actor * program.steps.length + step;
            const known = places.get(key) ?? createPlace(actor, step);
            places.set(key, known);
            return known;
        },
        entry: (what, cpu) => {
            const key = what * program.cpus.length + cpu;
            let known = entries.get(key);
            if (known === undefined) {
                const footprint = footprints.entry(what);
                footprint.writes.add(footprints.head(cpu));
                const touched = touchedBy(footprint);
                known = {
                    ...touched,
                    isVisible: conflicts(footprint, seen),
                    metBy: remember(future => meets(touched, future.cpu === cpu ? { ...future, own: none } : future)),
                };
                entries.set(key, known);
            }
            return known;
        },
        contents: (held, cpu) => {
            const all = { ...touchedBy(NOTHING), number: futureCount++, cpu, isFlush: true };
            for (const entry of held) include(entry, all);
            return all;
        },
    };
}

/** How an agent interferes with a transition: by bits of {@link MEETS}. */
function meets({ reads, own, writes }: Touched, future: Touched): number {
    const isMet =
        meet(writes, future.writes) ||
        meet(writes, future.reads) ||
        meet(writes, future.own) ||
        meet(reads, future.writes) ||
        meet(own, future.writes);
    if (isMet) return MEETS.now | MEETS.later;
    const isMetLater =
        meet(writes, future.laterWrites) ||
        meet(writes, future.laterReads) ||
        meet(reads, future.laterWrites) ||
        meet(own, future.laterWrites);
    return isMetLater ? MEETS.later : 0;
}

/** How many futures are kept answers about, for each who asks. */
const MOST_ANSWERS = 1 << 12;

function remember(answer: Ask<number>): Ask<number> {
    let known = new Int32Array(0);
    return future => {
        const { number } = future;
        if (number >= MOST_ANSWERS) return answer(future);
        if (number >= known.length) {
            const larger = new Int32Array(Math.min(MOST_ANSWERS, Math.max(16, 2 * number))).fill(-1);
            larger.set(known);
            known = larger;
        }
        if (known[number]! < 0) known[number] = answer(future);
        return known[number]!;
    };
}

function isEmpty({ reads, own, writes, laterReads, laterWrites }: Touched): boolean {
    return [reads, own, writes, laterReads, laterWrites].every(bits => bits.every(word => word === 0));
}

function maskOf(bits: number): number {
    return bits === 0 ? 0 : -1 >>> (32 - bits);
}

const EMPTY: Set<Item> = new Set();
const NOTHING: Footprint = {
    reads: EMPTY,
    own: EMPTY,
    writes: EMPTY,
    laterReads: EMPTY,
    laterWrites: EMPTY,
    buffer: 'none',
};

/** What is looked at in every state that is visited: by invariants, and by what says who is obliged. */
function visibleItems({ program }: Executable, { expression }: Footprints): Pick<Footprint, 'reads' | 'writes'> {
    const reads = new Set<Item>();
    const writes = new Set<Item>();
    const look = (looked: Expr | undefined, self: ActorId | undefined): void => {
        if (looked === undefined) return;
        const touched = expression(looked, self);
        for (const item of [...touched.reads, ...touched.own]) reads.add(item);
        for (const item of touched.writes) writes.add(item);
    };
    for (const { kind, holds, unreadable } of program.properties) {
        if (kind !== 'invariant') continue;
        look(holds, undefined);
        look(unreadable, undefined);
    }
    for (const { rest } of program.steps) {
        if (rest?.kind !== 'unless') continue;
        for (const actor of program.actors.keys()) look(rest.raised, actor);
    }
    return { reads, writes };
}

function conflicts(one: Pick<Footprint, 'reads' | 'writes'>, other: Pick<Footprint, 'reads' | 'writes'>): boolean {
    const meet = (a: ReadonlySet<Item>, b: ReadonlySet<Item>): boolean => [...a].some(item => b.has(item));
    return meet(one.writes, other.reads) || meet(one.reads, other.writes) || meet(one.writes, other.writes);
}

/**
 * Numbers for the items that matter: some agent writes them, and another one touches them, or a claim is about them (which
 * its own actor may change on the way). The others get -1.
 */
function numberShared(
    { program, layout }: Executable,
    footprints: Footprints,
    seen: Pick<Footprint, 'reads' | 'writes'>,
): { readonly of: Int32Array; readonly count: number } {
    const actors = program.actors.length;
    /** 1 + the agent that touches it alone; -1: several do. */
    const by = new Int32Array(footprints.items);
    const isWritten = new Uint8Array(footprints.items);
    const note = (items: Iterable<Item>, agent: number): void => {
        for (const item of items) by[item] = by[item] === 0 || by[item] === agent + 1 ? agent + 1 : -1;
    };
    const noteWrites = (items: Iterable<Item>, agent: number): void => {
        note(items, agent);
        for (const item of items) isWritten[item] = 1;
    };
    const noteClaimed = (items: Iterable<Item>): void => {
        for (const item of items) by[item] = -1;
    };
    for (const [actor, { cpu, mayRun }] of program.actors.entries()) {
        if (mayRun !== undefined) noteClaimed(footprints.expression(mayRun, actor).reads);
        for (const step of layout.actors[actor]!.steps) {
            const move = footprints.move(actor, step);
            const { guard } = program.steps[step]!;
            if (guard !== undefined) noteClaimed(footprints.expression(guard, actor).reads);
            note(move.reads, actor);
            note(move.own, actor);
            noteWrites(move.writes, actor);
            note(move.laterReads, actors + cpu);
            noteWrites(move.laterWrites, actors + cpu);
        }
    }
    for (const cpu of program.cpus.keys()) {
        noteWrites([footprints.head(cpu)], actors + cpu);
        noteClaimed([footprints.head(cpu)]);
    }
    const nobody = actors + program.cpus.length;
    note(seen.reads, nobody);
    noteWrites(seen.writes, nobody);
    const of = new Int32Array(footprints.items).fill(-1);
    let count = 0;
    for (let item = 0; item < of.length; item++) if (by[item]! < 0 && isWritten[item] === 1) of[item] = count++;
    return { of, count };
}

/** The steps that are reached in one transition or more. */
function reachedFrom(from: StepId, targetsOf: (step: StepId) => readonly StepId[]): ReadonlySet<StepId> {
    const reached = new Set(targetsOf(from));
    for (const step of reached) for (const target of targetsOf(step)) reached.add(target);
    return reached;
}

function include(from: Touched, into: Touched): void {
    or(from.reads, into.reads);
    or(from.own, into.own);
    or(from.writes, into.writes);
    or(from.laterReads, into.laterReads);
    or(from.laterWrites, into.laterWrites);
}

function or(from: Bits, into: Bits): void {
    for (let word = 0; word < from.length; word++) into[word]! |= from[word]!;
}

export function meet(one: Bits, other: Bits): boolean {
    for (let word = 0; word < one.length; word++) if ((one[word]! & other[word]!) !== 0) return true;
    return false;
}

function conjunctsOf(condition: Expr | undefined): readonly Expr[] {
    if (condition === undefined) return [];
    if (condition.kind !== 'binary' || condition.operator !== '&&') return [condition];
    return [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)];
}

interface Mentions {
    readonly registers: Set<number>;
    self: boolean;
    /** Of cells as the own CPU sees them. */
    view: boolean;
    /** Whether it asks who is referenced. */
    reference: boolean;
}

function mentionsOf(expression: Expr): Mentions {
    const found: Mentions = { registers: new Set(), self: false, view: false, reference: false };
    const look = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return;
        const part = value as Expr;
        if (part.kind === 'register') found.registers.add(part.register);
        found.self ||= part.kind === 'self';
        found.view ||= part.kind === 'cell' && part.view === 'own';
        found.reference ||= part.kind === 'is-referenced';
        for (const inner of Object.values(value)) look(inner);
    };
    look(expression);
    return found;
}
