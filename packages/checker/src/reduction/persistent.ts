// In a state, the agents whose transitions are enough: nobody else can do anything that interferes with them before they do.
//
// Persistent sets (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", LNCS 1032, 1996) as closures
// in the manner of stubborn sets (Valmari, "Stubborn Sets for Reduced State Space Generation", 1991), over whole agents.
// Begin with an agent that is able to step. As long as somebody outside may come to touch what a member is about to touch, he
// becomes a member. A member that is not able to step matters by one claim only that it waits for: who may make it true
// becomes a member (a necessary enabling set). What those outside may come to do is what they may do from where they are,
// up to the gates that nobody outside opens (`future.ts`).
//
// What else the members must fulfil, and why that keeps every verdict, is told in REDUCTIONS.md.
import type { Generator } from '../codegen/generate.ts';
import type { AgentId, Executable } from '../executable.ts';
import { isOptional } from '../graph.ts';
import { ENTRY } from '../layout.ts';
import { STATUS } from '../memory/memory.ts';
import type { Packing } from '../packing.ts';
import type { ActorId } from '../program.ts';
import { createDecisions } from './decisions.ts';
import { createFootprints } from './footprint.ts';
import type { Bits, Place, Touched } from './future.ts';
import { createPlaces, meet, or } from './future.ts';

/**
 * Mistakes that the tests have to notice, made on purpose: one of the conditions does not count. `conflicts`: what one
 * reads and another writes; `buffers`: what leaves a store buffer later; `waits`: what a member waits for; `gates`: that
 * somebody may open them.
 */
export type Mistake = 'conflicts' | 'buffers' | 'waits' | 'gates' | 'visibility' | 'cuts' | 'cycles' | 'optional';

export interface Reducer {
    /** For one search: the agents to fire in the state `from` of the generator, in their order; `undefined`: all. */
    readonly on: (generator: Generator, packing: Packing) => () => readonly AgentId[] | undefined;
    /** Whether the transitions `from..to-1`, of the agents chosen, are enough: none of them is a cut, and one is owed. */
    readonly isEnough: (statuses: Int32Array, labels: Int32Array, from: number, to: number) => boolean;
    /** The agent is not to go without the others any more where it rests in the state, or nowhere: that closed a cycle. */
    readonly forbid: (agent: AgentId, state: Int32Array | undefined) => void;
}

/** An agent that may do something, in the state at hand. */
interface Live {
    readonly agent: AgentId;
    readonly cpu: number;
    readonly isFlush: boolean;
    readonly place: Place | undefined;
    /** The claims that do not hold. */
    readonly broken: number;
    /** Whether it is able to step, as far as is seen here; an agent that is not has a claim that does not hold. */
    readonly isAble: boolean;
    readonly now: Touched;
    /** Whether it may have to wait for its store buffer. */
    readonly waitsForBuffer: boolean;
    readonly isVisible: boolean;
    readonly isOptional: boolean;
    readonly isForbidden: boolean;
}

interface Asked {
    readonly place: Place;
    heat: number;
    /** Which claims do not hold. */
    code: (() => number) | undefined;
}

/** How often claims are asked before code is made for them. */
const HOT = 200;

export function createReducer(executable: Executable, mistake?: Mistake): Reducer {
    const { program, layout } = executable;
    const actors = program.actors.length;
    const places = createPlaces(executable, createFootprints(program, layout));
    const { words } = places;
    const none = new Int32Array(words);
    /** Keys of agents where they rest; `-1 - agent`: everywhere. */
    const forbidden = new Set<number>();
    /** Forgets what was decided without them. */
    const clearAll: (() => void)[] = [];
    const steps = Math.max(0, ...layout.actors.map(actor => actor.steps.length)) + 1;
    const isVisibleHere = (isVisible: boolean): boolean => isVisible && mistake !== 'visibility';

    /** The state at hand. */
    const vector = new Int32Array(layout.size);

    const keyOf = (agent: AgentId, state: Int32Array): number =>
        agent * steps + (agent < actors ? state[layout.actors[agent]!.counter]! : 0);

    const isForbidden = (agent: AgentId, state: Int32Array): boolean =>
        forbidden.has(keyOf(agent, state)) || forbidden.has(-1 - agent);

    /** `broken`: for each actor, which claims do not hold. */
    const findLive = (state: Int32Array, brokenOf: Int32Array): readonly Live[] => {
        const live: Live[] = [];
        for (let agent = 0; agent < actors; agent++) {
            const { counter, steps: resting } = layout.actors[agent]!;
            if (state[counter] === 0) continue;
            const place = places.place(agent, resting[state[counter]! - 1]!);
            const broken = brokenOf[agent]!;
            const { cpu } = program.actors[agent]!;
            const buffer = layout.buffers[cpu];
            const waiting = buffer === undefined ? 0 : state[buffer.length]!;
            live.push({
                agent,
                cpu,
                isFlush: false,
                place,
                broken,
                isAble: (broken & ((1 << place.here) - 1)) === 0,
                now: place.now,
                waitsForBuffer:
                    place.buffer === 'waits' ? waiting > 0 : place.buffer === 'fills' && waiting === buffer?.capacity,
                isVisible: isVisibleHere(place.isVisible),
                isOptional: place.isOptional,
                isForbidden: isForbidden(agent, state),
            });
        }
        for (const [cpu, buffer] of layout.buffers.entries()) {
            if (buffer === undefined || state[buffer.length] === 0) continue;
            const oldest = places.entry(state[buffer.first + ENTRY.what]! - 1, cpu);
            live.push({
                agent: actors + cpu,
                cpu,
                isFlush: true,
                place: undefined,
                broken: 0,
                isAble: true,
                now: oldest,
                waitsForBuffer: false,
                isVisible: isVisibleHere(oldest.isVisible),
                isOptional: false,
                isForbidden: isForbidden(actors + cpu, state),
            });
        }
        return live;
    };

    /** All that is in a store buffer now. */
    const contents = (cpu: number): Touched => {
        const buffer = layout.buffers[cpu]!;
        const reads = new Int32Array(words);
        const writes = new Int32Array(words);
        for (let entry = 0; entry < vector[buffer.length]!; entry++) {
            const touched = places.entry(vector[buffer.first + ENTRY.slots * entry + ENTRY.what]! - 1, cpu);
            or(touched.reads, reads);
            or(touched.writes, writes);
        }
        return { reads, writes, own: none, laterReads: none, laterWrites: none };
    };

    /** The members, as many of `live` as need be; `undefined` where `most` or more are able to step, or one must not. */
    const close = (live: readonly Live[], start: number, most: number): Uint8Array | undefined => {
        const isMember = new Uint8Array(live.length);
        /** What a member that waits needs somebody to write; `undefined`: it does not wait. */
        const awaited: (Bits | undefined)[] = live.map(() => undefined);
        const flushIsMember = new Uint8Array(program.cpus.length);
        const held = live.map(({ broken }) => broken);
        const futures: (Touched | undefined)[] = live.map(() => undefined);
        const written = new Int32Array(words);
        let able = 0;

        const futureOf = (i: number): Touched => {
            const { place, cpu } = live[i]!;
            futures[i] ??= place === undefined ? contents(cpu) : place.future(held[i]!);
            return futures[i];
        };
        /** Opens the gates that somebody outside may open. */
        const openGates = (): void => {
            for (let opened = true; opened; ) {
                opened = false;
                written.fill(0);
                for (let i = 0; i < live.length; i++) {
                    if (isMember[i] === 1) continue;
                    const future = futureOf(i);
                    or(future.writes, written);
                    if (flushIsMember[live[i]!.cpu] === 0) or(future.laterWrites, written);
                }
                if (mistake === 'gates') return;
                for (let i = 0; i < live.length; i++) {
                    const claims = live[i]!.place?.claims;
                    if (isMember[i] === 1 || claims === undefined || held[i] === 0) continue;
                    for (let bit = 0; bit < claims.length; bit++) {
                        if ((held[i]! & (1 << bit)) === 0 || !meet(claims[bit]!.items, written)) continue;
                        held[i] = held[i]! & ~(1 << bit);
                        futures[i] = undefined;
                        opened = true;
                    }
                }
            }
        };
        const join = (i: number): boolean => {
            const { isAble, isVisible, isForbidden, isFlush, cpu, place, broken } = live[i]!;
            isMember[i] = 1;
            if (isFlush) flushIsMember[cpu] = 1;
            if (isAble) {
                able++;
                return able < most && !isVisible && !isForbidden;
            }
            for (let bit = 0; bit < place!.here; bit++) {
                if ((broken & (1 << bit)) === 0) continue;
                const { items } = place!.claims[bit]!;
                awaited[i] ??= items;
                if (meet(items, written)) continue;
                awaited[i] = items;
                break;
            }
            return true;
        };
        const interferes = (outside: Live, future: Touched, member: Live, waits: Bits | undefined): boolean => {
            const isLater = flushIsMember[outside.cpu] === 0 && mistake !== 'buffers';
            const isWrittenOf = (bits: Bits): boolean =>
                meet(bits, future.writes) || (isLater && meet(bits, future.laterWrites));
            if (waits !== undefined) return mistake !== 'waits' && isWrittenOf(waits);
            if (member.waitsForBuffer && outside.isFlush && outside.cpu === member.cpu) return true;
            if (mistake === 'conflicts') return meet(member.now.writes, future.writes);
            const { reads, own, writes } = member.now;
            const isSameCpu = outside.cpu === member.cpu;
            return (
                isWrittenOf(writes) ||
                meet(writes, future.reads) ||
                (isLater && meet(writes, future.laterReads)) ||
                (!(member.isFlush && isSameCpu) && meet(writes, future.own)) ||
                isWrittenOf(reads) ||
                (!(outside.isFlush && isSameCpu) && isWrittenOf(own))
            );
        };

        if (!join(start)) return undefined;
        for (;;) {
            openGates();
            let grew = false;
            for (let i = 0; i < live.length && !grew; i++) {
                if (isMember[i] === 1) continue;
                const future = futureOf(i);
                for (let j = 0; j < live.length && !grew; j++) {
                    if (isMember[j] === 0 || !interferes(live[i]!, future, live[j]!, awaited[j])) continue;
                    if (!join(i)) return undefined;
                    grew = true;
                }
            }
            if (!grew) return isMember;
        }
    };

    const chooseAmong = (live: readonly Live[]): readonly AgentId[] | undefined => {
        let most = live.filter(({ isAble }) => isAble).length;
        let best: Uint8Array | undefined;
        for (let i = 0; i < live.length && most > 1; i++) {
            const { isAble, isVisible, isForbidden, isOptional: isGift } = live[i]!;
            if (!isAble || isVisible || isForbidden || (isGift && mistake !== 'optional')) continue;
            const members = close(live, i, most);
            if (members === undefined) continue;
            best = members;
            most = live.filter(({ isAble: able }, j) => able && members[j] === 1).length;
        }
        if (best !== undefined)
            return live.filter(({ isAble }, i) => isAble && best[i] === 1).map(({ agent }) => agent);
        // one that is alone need not be kept from running on
        const [only, ...others] = live.filter(({ isAble }) => isAble);
        if (only === undefined || others.length > 0) return undefined;
        return only.isVisible || only.isForbidden || only.isOptional ? undefined : [only.agent];
    };

    return {
        on: (generator, packing) => {
            const { from } = generator;
            const { word, shift, mask } = packing.fields;
            const seats = layout.actors.map(({ counter, steps: resting }, actor) => ({
                actor,
                resting,
                word: word[counter]!,
                shift: shift[counter]!,
                mask: mask[counter]!,
                /** By program counter. */
                asked: new Array<Asked | undefined>(resting.length + 1).fill(undefined),
            }));
            const broken = new Int32Array(actors);
            const entrySlots = layout.buffers.flatMap(buffer =>
                buffer === undefined
                    ? []
                    : [
                          buffer.length,
                          ...Array.from(
                              { length: buffer.capacity },
                              (_, i) => buffer.first + ENTRY.slots * i + ENTRY.what,
                          ),
                      ],
            );
            const decisions = createDecisions<readonly AgentId[] | undefined>(2 * actors + entrySlots.length);
            const { key } = decisions;
            let isUnpacked = false;
            const unpack = (): void => {
                if (!isUnpacked) packing.unpack(from, 0, vector);
                isUnpacked = true;
            };
            /** By closures, until there is code. */
            const ask = (asked: Asked, actor: ActorId): number => {
                const { claims } = asked.place;
                if (claims.length === 0) return 0;
                if (asked.heat++ === HOT) {
                    const conditions = claims.map(({ condition }) => condition);
                    asked.code = generator.broken(conditions, actor);
                }
                if (asked.code !== undefined) return asked.code();
                unpack();
                let bits = 0;
                for (let i = 0; i < claims.length; i++) if (claims[i]!.holds(vector) === 0) bits |= 1 << i;
                return bits;
            };
            const decide = (): readonly AgentId[] | undefined => {
                unpack();
                return chooseAmong(findLive(vector, broken));
            };
            clearAll.push(decisions.clear);
            return () => {
                isUnpacked = false;
                for (let actor = 0; actor < actors; actor++) {
                    const seat = seats[actor]!;
                    const counter = (from[seat.word]! >>> seat.shift) & seat.mask;
                    key[2 * actor] = counter;
                    key[2 * actor + 1] = 0;
                    if (counter === 0) continue;
                    let asked = seat.asked[counter];
                    if (asked === undefined) {
                        const place = places.place(actor, seat.resting[counter - 1]!);
                        asked = { place, heat: 0, code: undefined };
                        seat.asked[counter] = asked;
                    }
                    key[2 * actor + 1] = broken[actor] = ask(asked, actor);
                }
                for (let i = 0; i < entrySlots.length; i++) key[2 * actors + i] = packing.read(from, 0, entrySlots[i]!);
                return decisions.find(decide);
            };
        },
        isEnough: (statuses, labels, from, to) => {
            let isOwed = false;
            for (let place = from; place < to; place++) {
                if (statuses[place] !== STATUS.done && mistake !== 'cuts') return false;
                isOwed ||= !isOptional(labels[place]!) || mistake === 'optional';
            }
            return isOwed;
        },
        forbid: (agent, state) => {
            forbidden.add(state === undefined ? -1 - agent : keyOf(agent, state));
            for (const clear of clearAll) clear();
        },
    };
}
