// The lock-order report of one check, as plain data: which lock is taken under which, and where that closes a chain, whether or not a
// deadlock was found.
//
// Invariant: each acquisition has its place and its calls from a way that the search has found.
import type { Pass, Program, Trace } from '@faultline/checker';
import type { SourceMap } from '@faultline/compiler';
import { locksOf } from '../trace/locks.ts';
import { lastMoment, momentOf } from '../trace/moment.ts';
import type { Spot } from '../trace/story.ts';
import { spotAt } from '../trace/story.ts';
import { closedChains, gatesOf, pathBetween } from './chains.ts';
import type { Collected, Edge, IrqUse } from './collect.ts';
import { collect } from './collect.ts';

export interface LockOrder {
    /** Why edges may be missing, in a sentence. */
    readonly gap: string | undefined;
    readonly edges: readonly OrderEdge[];
    readonly inversions: readonly Inversion[];
}

/** Somebody holds the one and is at the other. */
export interface OrderEdge {
    /** Classes: the names of declarations; for an event, what is waited for. */
    readonly from: OrderUse;
    readonly to: OrderUse;
    readonly thread: string;
    /** `fault`: a handler of faults wants it; `ipi`: who keeps an acknowledgement from happening; `event`: who waits, or is waited for. */
    readonly via: 'lock' | 'fault' | 'event' | 'ipi';
}
export interface OrderUse {
    readonly kind: 'lock' | 'event';
    readonly name: string;
    /** The lock itself: `x.glock`; empty for an event. */
    readonly lock: string;
    readonly mode: string;
    /** Where it was taken, or is waited for; absent where it was held from the start. */
    readonly at: Spot | undefined;
}

export type Inversion =
    /** Each edge leads to the next one's `from`, the last to the first's. */
    | {
          readonly kind: 'circular';
          readonly sentence: string;
          readonly chain: readonly OrderEdge[];
          /** Locks that each of them holds around it in all states: as long as that is so, they do not meet. */
          readonly gates: readonly string[];
      }
    /** A lock is wanted by a handler that may interrupt who holds it; `chain` leads from the one that the handler wants. */
    | {
          readonly kind: 'interrupts';
          readonly sentence: string;
          readonly chain: readonly OrderEdge[];
          readonly handler: { readonly thread: string; readonly lock: string; readonly at: Spot };
          /** `at`: where the lock was taken. */
          readonly holder: { readonly thread: string; readonly lock: string; readonly at: Spot };
      };

export interface LockOrderSource {
    readonly program: Program;
    readonly sourceMap: SourceMap;
    readonly pass: Pass;
    /** The functions that handle faults of user memory. */
    readonly faultHandlers: ReadonlySet<string>;
}

const MOST_STATES = 500_000;

export function lockOrderOf(source: LockOrderSource, isStopped: () => boolean): LockOrder {
    const { program, sourceMap, pass } = source;
    if (pass.states > MOST_STATES) {
        return { gap: `There are more than ${MOST_STATES} states: no order is told.`, edges: [], inversions: [] };
    }
    const collected = collect(program, sourceMap, pass, isStopped);
    const told = new Map<Edge, OrderEdge>();
    const tell = (edge: Edge): OrderEdge => {
        const known = told.get(edge) ?? toOrderEdge(source, edge);
        told.set(edge, known);
        return known;
    };
    const circular = [collected.edges, collected.within].flatMap(all =>
        closedChains(all).map((chain): Inversion => {
            const edges = chain.map(tell);
            return { kind: 'circular', sentence: circularInWords(edges), chain: edges, gates: gatesOf(chain, all) };
        }),
    );
    return {
        gap: collected.limit === undefined ? undefined : `The search ran out of ${collected.limit}: there may be more.`,
        edges: [...collected.edges, ...collected.within].map(tell),
        inversions: [...circular, ...interruptsOf(source, collected, tell)],
    };
}

function toOrderEdge(source: LockOrderSource, edge: Edge): OrderEdge {
    const { program, sourceMap, pass, faultHandlers } = source;
    const { actor, step, state } = edge.witness;
    const trace = pass.path(state);
    const to = spotAt(program, sourceMap, actor, step, lastMoment(trace, actor, step));
    const from = edge.from.kind === 'event' ? undefined : takenAt(source, trace, edge.held, actor);
    const outer = from?.stack.length ?? 0;
    const isInFault = to.stack
        .slice(edge.from.kind === 'event' ? 0 : commonCalls(from, to, outer))
        .some(({ fn }) => faultHandlers.has(fn));
    return {
        from: { kind: edge.from.kind, name: edge.from.name, lock: edge.held, mode: edge.heldMode, at: from },
        to: { kind: edge.to.kind, name: edge.to.name, lock: edge.wanted, mode: edge.wantedMode, at: to },
        thread: program.actors[actor]!.name,
        via: edge.via === 'lock' && isInFault ? 'fault' : edge.via,
    };
}

/** How many calls lead to both places. */
function commonCalls(from: Spot | undefined, to: Spot, most: number): number {
    let common = 0;
    while (
        common < most &&
        from?.stack[common]?.place.start === to.stack[common]?.place.start &&
        from?.stack[common]?.place.uri === to.stack[common]?.place.uri
    )
        common++;
    return common;
}

/** Where an actor has taken a lock that it holds at the end of the trace. */
function takenAt({ program, sourceMap }: LockOrderSource, trace: Trace, name: string, actor: number): Spot | undefined {
    const lock = locksOf(program).all.find(one => one.name === name);
    const who = program.actors[actor]!.name;
    for (let index = trace.events.length - 1; index >= 0; index--) {
        const [before, after] = [trace.states[index]!, trace.states[index + 1]!];
        if (lock?.heldAs(after, who) === undefined || lock.heldAs(before, who) !== undefined) continue;
        const event = trace.events[index]!;
        return spotAt(program, sourceMap, event.actor, event.step, momentOf(trace, index));
    }
    return undefined;
}

function circularInWords(chain: readonly OrderEdge[]): string {
    const [first] = chain;
    if (chain.length === 1) {
        const { thread, from, to } = first!;
        const mode = from.mode === '' && to.mode === '' ? '' : ` (${to.mode} under ${from.mode})`;
        return `${thread} takes ${to.name} again${mode}.`;
    }
    const names = [...chain.map(({ from }) => from.name), first!.from.name];
    return `${names.join(' → ')}: each is waited for by who holds the one before it.`;
}

/** A handler that may interrupt a thread of its CPU wants what that thread holds, or what somebody who holds it waits for. */
function interruptsOf(
    source: LockOrderSource,
    { irq, edges }: Collected,
    tell: (edge: Edge) => OrderEdge,
): readonly Inversion[] {
    const { program, sourceMap, pass } = source;
    const told = new Set<string>();
    const spot = ({ witness: { state, actor, step } }: IrqUse): Spot =>
        spotAt(program, sourceMap, actor, step, lastMoment(pass.path(state), actor, step));
    const wanting = irq.filter(({ context }) => context === 'in-handler');
    const holding = irq.filter(({ context }) => context === 'interrupts-on');
    return wanting.flatMap(handler =>
        holding.flatMap((holder): readonly Inversion[] => {
            const [who, whom] = [program.actors[handler.witness.actor]!, program.actors[holder.witness.actor]!];
            const only = sourceMap.interrupted.get(handler.witness.actor);
            if (only === undefined ? who.cpu !== whom.cpu : only !== holder.witness.actor) return [];
            const key = `${handler.node.key} ${holder.node.key}`;
            if (told.has(key)) return [];
            const isSame = handler.node.key === holder.node.key;
            const chain = isSame ? [] : pathBetween(edges, handler.node.key, holder.node.key);
            if (chain === undefined) return [];
            told.add(key);
            const taken = takenAt(source, pass.path(holder.witness.state), holder.lock, holder.witness.actor);
            const order = isSame ? '' : `, which leads to ${holder.node.name}`;
            return [
                {
                    kind: 'interrupts',
                    sentence: `${who.name} is a handler and takes ${handler.node.name}${order}; ${whom.name}, which it may interrupt, holds ${isSame ? 'it' : 'that'} with interrupts on.`,
                    chain: chain.map(tell),
                    handler: { thread: who.name, lock: handler.lock, at: spot(handler) },
                    holder: { thread: whom.name, lock: holder.lock, at: taken ?? spot(holder) },
                },
            ];
        }),
    );
}
