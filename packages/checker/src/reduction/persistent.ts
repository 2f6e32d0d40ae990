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
import { STATUS } from '../memory/memory.ts';
import type { Packing } from '../packing.ts';
import { goesRound } from '../program-graph.ts';
import { createDecisions } from './decisions.ts';
import { createFootprints } from './footprint.ts';
import type { Future, Place } from './future.ts';
import { createPlaces, MEETS, meet } from './future.ts';
import type { Posture, Postures } from './posture.ts';
import { createPostures } from './posture.ts';

/**
 * Mistakes that the tests have to notice, made on purpose: one of the conditions does not count. `conflicts`: what one
 * reads and another writes; `buffers`: what leaves a store buffer later; `waits`: what a member waits for; `gates`: that
 * somebody may open them.
 */
export type Mistake = 'conflicts' | 'buffers' | 'waits' | 'gates' | 'visibility' | 'cuts' | 'cycles' | 'optional';

export interface Reducer {
    /** For each agent 1 where it may step on a cycle of states. */
    readonly mayGoRound: Uint8Array;
    /** For one search. */
    readonly on: (generator: Generator, packing: Packing) => Chooser;
    /** Whether the transitions `from..to-1`, of the agents chosen, are enough: none of them is a cut, and one is owed. */
    readonly isEnough: (statuses: Int32Array, labels: Int32Array, from: number, to: number) => boolean;
    /** The agent is not to go without the others any more where it rests in the state, or nowhere: that closed a cycle. */
    readonly forbid: (agent: AgentId, state: Int32Array | undefined) => void;
}

/** Asked about the state `from` of the generator. */
export interface Chooser {
    /** The agents to fire, in their order; `undefined`: all. */
    readonly choose: () => readonly AgentId[] | undefined;
    /** Whether it is enough to fire this one. */
    readonly isAlone: (agent: AgentId) => boolean;
}

/** `room`: about how many bytes it may take to remember what it decided. */
export function createReducer(executable: Executable, room: number, mistake?: Mistake): Reducer {
    const { program, layout } = executable;
    const actors = program.actors.length;
    const places = createPlaces(executable, createFootprints(program, layout));
    /** Keys of agents where they rest; `-1 - agent`: everywhere. */
    const forbidden = new Set<number>();
    const steps = Math.max(0, ...layout.actors.map(actor => actor.steps.length)) + 1;
    const close = createClosure(executable, mistake);

    const keyOf = (agent: AgentId, counter: number): number => agent * steps + counter;

    const chooseAmong = (live: readonly Posture[]): readonly AgentId[] | undefined => {
        let most = countAble(live);
        let best: Uint8Array | undefined;
        for (let i = 0; i < live.length && most > 1; i++) {
            if (!mayBegin(live[i]!)) continue;
            const closed = close(live, i, most);
            if (closed === undefined) continue;
            best = closed.members.slice();
            most = closed.able;
        }
        if (best !== undefined)
            return live.filter(({ isAble }, i) => isAble && best[i] === 1).map(({ agent }) => agent);
        // one that is alone need not be kept from running on
        const only = live.find(({ isAble }) => isAble);
        return only !== undefined && isAloneAmong(live, only.agent) ? [only.agent] : undefined;
    };

    function isAloneAmong(live: readonly Posture[], agent: AgentId): boolean {
        const start = live.findIndex(posture => posture.agent === agent && posture.isAble);
        if (start < 0 || !mayBegin(live[start]!)) return false;
        return countAble(live) === 1 || close(live, start, 2) !== undefined;
    }

    function mayBegin({ isVisible, isForbidden, isOptional: isGift }: Posture): boolean {
        return !isVisible && !isForbidden && (!isGift || mistake === 'optional');
    }

    const rounds = program.actors.map((_, actor) => goesRound(program, actor));
    const mayGoRound = Uint8Array.from({ length: executable.agents }, (_, agent) =>
        Number(rounds[agent] ?? rounds.includes(true)),
    );
    return {
        mayGoRound,
        on: (generator, packing) => {
            const postures: Postures = createPostures(executable, places, generator, packing, {
                isVisible: isVisible => isVisible && mistake !== 'visibility',
                isForbidden: (agent, counter) => forbidden.has(keyOf(agent, counter)) || forbidden.has(-1 - agent),
            });
            const decisions = createDecisions<readonly AgentId[] | undefined>(postures.key, room);
            const decide = () => chooseAmong(postures.live);
            return {
                choose: () => {
                    postures.look();
                    return decisions.find(decide);
                },
                isAlone: agent => {
                    const first = agent < actors ? postures.of(agent) : undefined;
                    if (first !== undefined) {
                        if (!mayBegin(first)) return false;
                        if (first.place!.isPrivate) return true;
                        if (mistake === undefined && postures.isMet(first.place!, agent)) return false;
                    }
                    // found out as quickly as looked up
                    postures.look();
                    return isAloneAmong(postures.live, agent);
                },
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
            if (state === undefined) forbidden.add(-1 - agent);
            else forbidden.add(keyOf(agent, agent < actors ? state[layout.actors[agent]!.counter]! : 0));
        },
    };
}

function countAble(live: readonly Posture[]): number {
    let count = 0;
    for (const { isAble } of live) if (isAble) count++;
    return count;
}

/** Which of `live` belong together (valid until the next call), and how many of them are able to step. */
interface Closed {
    readonly members: Uint8Array;
    readonly able: number;
}

/**
 * The members, as many of `live` as need be, beginning with one that is able to step; `undefined` where `most` or more of them
 * are, or one must not.
 */
type Close = (live: readonly Posture[], start: number, most: number) => Closed | undefined;

/** What a member that waits needs to be changed: one claim, by its bit. */
const NO_CLAIM = -1;

function createClosure({ program, agents }: Executable, mistake: Mistake | undefined): Close {
    const members = new Uint8Array(agents);
    const flushIsMember = new Uint8Array(program.cpus.length);
    /** For each of `live`: the claims that do not hold, less those that somebody outside may change. */
    const held = new Int32Array(agents);
    const futures: Future[] = [];
    /** For each member that waits the bit of a claim. */
    const awaited = new Int32Array(agents);
    let live: readonly Posture[] = [];
    let able = 0;

    function changedBy(place: Place, outside: number): number {
        const future = futures[outside]!;
        return flushIsMember[live[outside]!.cpu] === 0 ? place.changedLaterBy(future) : place.changedBy(future);
    }

    function changedOutside(place: Place): number {
        let changed = 0;
        for (let i = 0; i < live.length; i++) if (members[i] === 0) changed |= changedBy(place, i);
        return changed;
    }

    /** Opens gates that somebody outside may open. */
    function openGates(): boolean {
        let opened = false;
        for (let i = 0; i < live.length; i++) {
            if (members[i] === 1 || held[i] === 0) continue;
            const { place } = live[i]!;
            const left = held[i]! & ~changedOutside(place!);
            if (left === held[i]) continue;
            held[i] = left;
            futures[i] = place!.future(left);
            opened = true;
        }
        return opened && mistake !== 'gates';
    }

    /** Whether there may be another member. */
    function join(i: number, most: number): boolean {
        const { isAble, isVisible, isForbidden, isFlush, cpu, place, waits } = live[i]!;
        const changed = isAble ? 0 : changedOutside(place!);
        members[i] = 1;
        if (isFlush) flushIsMember[cpu] = 1;
        if (isAble) {
            able++;
            return able < most && !isVisible && !isForbidden;
        }
        // any one does; best is one that nobody outside changes
        const unchanged = waits & ~changed;
        const wanted = unchanged === 0 ? waits : unchanged;
        awaited[i] = 31 - Math.clz32(wanted & -wanted);
        return true;
    }

    function interferes(outside: number, member: number): boolean {
        const future = futures[outside]!;
        const { place, waitsForBuffer, cpu, now, metBy } = live[member]!;
        if (awaited[member] !== NO_CLAIM) {
            return mistake !== 'waits' && (changedBy(place!, outside) & (1 << awaited[member]!)) !== 0;
        }
        if (waitsForBuffer && future.isFlush && future.cpu === cpu) return true;
        if (mistake === 'conflicts') return meet(now.writes, future.writes);
        const isLater = flushIsMember[live[outside]!.cpu] === 0 && mistake !== 'buffers';
        return (metBy(future) & (isLater ? MEETS.later : MEETS.now)) !== 0;
    }

    function interferesWithAny(outside: number): boolean {
        for (let i = 0; i < live.length; i++) if (members[i] === 1 && interferes(outside, i)) return true;
        return false;
    }

    return (among, start, most) => {
        live = among;
        able = 0;
        flushIsMember.fill(0);
        for (let i = 0; i < live.length; i++) {
            members[i] = 0;
            held[i] = live[i]!.broken;
            futures[i] = live[i]!.future;
            awaited[i] = NO_CLAIM;
        }
        if (!join(start, most)) return undefined;
        // who interferes as it is ends this sooner than who does behind gates
        do {
            for (let i = 0; i < live.length; i++) {
                if (members[i] === 1 || !interferesWithAny(i)) continue;
                if (!join(i, most)) return undefined;
                i = -1;
            }
        } while (openGates());
        return { members, able };
    };
}
