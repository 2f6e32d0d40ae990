// Which stuck actors are a deadlock, and in which states that shows (language reference, verdicts).
//
// A stuck actor waits for others along its chain. If that reaches one which is livelocked, the livelock is the story
// and tells of it. Else it is a deadlock: the chain closes among the stuck, ends at nobody, or at one that runs on for
// ever with what is wanted. Whether a holder that is not stuck runs on for ever is known in bottom components only; so
// these decide (`deadlocked`), and a shallower state counts when its chain needs nothing but what they decided.
import type { End } from '../ends.ts';
import { isOptional } from '../graph.ts';
import { buffersAreEmpty } from '../layout.ts';
import type { ActorId, StepId } from '../program.ts';
import type { Renaming } from '../symmetry/renaming.ts';
import { exchangesOf, identityOf } from '../symmetry/renaming.ts';
import type { WaitEdge } from '../verdict.ts';
import type { StateId } from '../visited.ts';
import type { Livelocks } from './livelock.ts';
import type { Space } from './space.ts';
import { carryBack, has, hasAny, include, isKnown } from './space.ts';
import type { Stuck } from './stuck.ts';
import type { FindWait } from './wait-chain.ts';
import { createWaitFinder } from './wait-chain.ts';

export interface Deadlock {
    /** Where the chain begins. */
    readonly actor: ActorId;
    /** The states, all of one depth, in which the same actors of the chain rest at the same steps. */
    readonly ends: readonly End[];
}

/** From the actor along what it waits for; every actor of the chain is stuck. */
export interface Chain {
    readonly waits: readonly WaitEdge[];
    /** Those it reaches that are not stuck. */
    readonly running: readonly ActorId[];
}

/** One for each source step at which an actor of a deadlock rests, shallowest first. */
export function findDeadlocks(
    space: Space,
    stuck: Stuck,
    livelocks: Livelocks,
    depthOf: (state: StateId) => number,
): readonly Deadlock[] {
    const { states, watch } = space;
    if (stuck.stuck.every(actors => actors === 0)) return [];
    const chainsIn = createChainFinder(space, stuck, livelocks);
    const found = new Map<string, { readonly actor: ActorId; readonly depth: number; readonly ends: End[] }>();
    const covered = new Set<StepId>();
    for (const state of states) {
        watch.tick();
        const chains = chainsIn(state);
        if (chains.length === 0) continue;
        const depth = depthOf(state);
        for (const { waits } of chains) {
            const key = keyOf(waits);
            const known = found.get(key);
            if (known?.depth === depth && known.actor === waits[0]!.actor) {
                known.ends.push({ state, label: undefined });
            } else if (known === undefined && waits.some(({ step }) => !covered.has(step))) {
                found.set(key, { actor: waits[0]!.actor, depth, ends: [{ state, label: undefined }] });
                for (const { step } of waits) covered.add(step);
            }
        }
    }
    return [...found.values()];
}

/** The chains of those who are deadlocked in a state, as far as that shows there; the shortest first. */
export function createChainFinder(
    space: Space,
    stuck: Stuck,
    livelocks: Livelocks,
): (state: StateId) => readonly Chain[] {
    const { executable, visited, words } = space;
    const { program, layout } = executable;
    const findWait = createWaitFinder(executable);
    const outlook = lookAhead(space, stuck, livelocks, findWait);
    const vector = new Int32Array(layout.size);
    return state => {
        const component = stuck.componentOf[state]!;
        if (!hasAny(stuck.stuck, words, component) || !hasAny(outlook.deadlocked, words, component)) return NONE;
        const actors = program.actors.flatMap((_, actor) =>
            has(outlook.deadlocked, words, component, actor) && stuck.isStuck(component, actor) ? [actor] : [],
        );
        if (actors.length === 0) return NONE;
        visited.load(state, vector);
        if (!buffersAreEmpty(layout, vector)) return NONE;
        return actors
            .map(actor => followChain(findWait, actor, vector, other => stuck.isStuck(component, other)))
            .filter((chain, i) =>
                chain.running.every(
                    holder =>
                        !has(outlook.unsettled, words, component, holder) &&
                        outlook.runningHolders.get(actors[i]!)?.has(holder) === true,
                ),
            )
            .sort((a, b) => a.waits.length - b.waits.length);
    };
}

const NONE: readonly Chain[] = [];

/** Follows who waits for whom from a stuck actor, through the stuck. */
export function followChain(
    findWait: FindWait,
    from: ActorId,
    state: Int32Array,
    isStuck: (actor: ActorId) => boolean,
): Chain {
    const reached = new Set([from]);
    const waits: WaitEdge[] = [];
    const running: ActorId[] = [];
    for (const actor of reached) {
        if (!isStuck(actor)) {
            running.push(actor);
            continue;
        }
        const wait = findWait(actor, state);
        waits.push(wait);
        for (const holder of wait.holders) reached.add(holder);
    }
    return { waits, running };
}

/** Of the components in which somebody is stuck; so somebody is in all components ahead of them. */
interface Outlook {
    /** For each component, the actors that are deadlocked in some bottom component ahead. */
    readonly deadlocked: Int32Array;
    /** For each component, the actors that are stuck or livelocked somewhere ahead. */
    readonly unsettled: Int32Array;
    /** The actors that run on for ever at the end of an actor's chain, in some bottom component. */
    readonly runningHolders: ReadonlyMap<ActorId, ReadonlySet<ActorId>>;
}

function lookAhead(space: Space, stuck: Stuck, livelocks: Livelocks, findWait: FindWait): Outlook {
    const { executable, visited, words, watch } = space;
    const { transitions } = space.graph;
    const { program, layout } = executable;
    const { components, componentOf, isBottom, isStuck } = stuck;
    const { count, members, start } = components;
    const deadlocked = new Int32Array(count * words);
    const unsettled = new Int32Array(count * words);
    const runningHolders = new Map<ActorId, Set<ActorId>>();
    const vector = new Int32Array(layout.size);

    /** In a bottom component all is decided. */
    const decide = (component: number, own: Int32Array, actor: ActorId): void => {
        const running = new Set<ActorId>();
        for (const state of own) {
            watch.tick();
            visited.load(state, vector);
            if (!buffersAreEmpty(layout, vector)) continue;
            for (const holder of followChain(findWait, actor, vector, other => isStuck(component, other)).running) {
                running.add(holder);
            }
        }
        const isToldByLivelock = [...running].some(holder =>
            own.some(state => has(livelocks.livelocked, words, state, holder)),
        );
        if (isToldByLivelock) return;
        include(deadlocked, words, component, actor);
        runningHolders.set(actor, new Set([...running, ...(runningHolders.get(actor) ?? [])]));
    };

    for (let component = 0; component < count; component++) {
        watch.tick();
        if (!hasAny(stuck.stuck, words, component)) continue;
        const own = members.subarray(start[component], start[component + 1]);
        for (const actor of program.actors.keys()) {
            if (!isStuck(component, actor)) continue;
            include(unsettled, words, component, actor);
            if (isBottom[component] === 1) decide(component, own, actor);
        }
        for (const state of own) {
            watch.tick();
            for (let word = 0; word < words; word++) {
                unsettled[component * words + word]! |= livelocks.livelocked[state * words + word]!;
            }
            for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                const target = transitions.target(edge);
                if (!isKnown(space, target) || isOptional(transitions.label(edge))) continue;
                const next = componentOf[target]!;
                if (next === component) continue;
                carryBack(space, { state, edge }, deadlocked, next, deadlocked, component);
                carryBack(space, { state, edge }, unsettled, next, unsettled, component);
            }
        }
    }
    if (space.symmetry !== undefined)
        addAlike(runningHolders, exchangesOf(space.symmetry.groups, identityOf(executable)));
    return { deadlocked, unsettled, runningHolders };
}

/** What holds of some actors holds of those that are alike. */
function addAlike(holders: Map<ActorId, Set<ActorId>>, exchanges: readonly Renaming[]): void {
    const pairs = [...holders].flatMap(([actor, running]) => [...running].map(holder => [actor, holder] as const));
    for (const [actor, holder] of pairs) {
        for (const { actors } of exchanges) {
            const alike = holders.get(actors[actor]!) ?? new Set<ActorId>();
            holders.set(actors[actor]!, alike);
            if (alike.has(actors[holder]!)) continue;
            alike.add(actors[holder]!);
            pairs.push([actors[actor]!, actors[holder]!]);
        }
    }
}

function keyOf(waits: readonly WaitEdge[]): string {
    return waits
        .map(({ actor, step }) => `${actor}@${step}`)
        .sort()
        .join(' ');
}
