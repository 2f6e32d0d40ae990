// Which lock is taken while which other is held, over all states that a search has visited: the edges of a graph of lock classes, in the
// words of lockdep (Documentation/locking/lockdep-design.rst).
//
// A class is a declaration: all inodes' `glock` are one. An attempt counts as well as a success, a `trylock` does not, for nobody waits in
// it; but what it has taken is held. To wait for something else than a lock is an edge to an event, and from the event there are edges to
// what those who bring it about take meanwhile.
//
// Invariant: each edge has a witness, a state in which its actor holds the one and is at the other.
import type { ActorId, Pass, Program, StateView, StepId } from '@faultline/checker';
import type { SourceMap } from '@faultline/compiler';
import { mayBringAbout } from '../interference.ts';
import type { Lock } from '../trace/locks.ts';
import { locksOf } from '../trace/locks.ts';
import { elementName } from '../trace/value.ts';

export interface Node {
    /** `lock:` and the cell of its declaration, `one:` and its name for a lock alone, `event:` and a place. */
    readonly key: string;
    readonly kind: 'lock' | 'event';
    readonly name: string;
}

export interface Witness {
    readonly state: number;
    readonly actor: ActorId;
    /** Where the actor is. */
    readonly step: StepId;
}

export interface Edge {
    readonly from: Node;
    readonly to: Node;
    /** The locks themselves; empty for an event. */
    readonly held: string;
    readonly wanted: string;
    readonly heldMode: string;
    readonly wantedMode: string;
    /** Whether who wants it gets it although others wait for it, if it is read already. */
    readonly isRecursiveRead: boolean;
    readonly via: 'lock' | 'event' | 'ipi';
    /** The locks that its actor holds for itself alone beside the one, whenever it is there. */
    readonly under: ReadonlySet<string>;
    readonly witness: Witness;
}

/** That a lock is held where a handler may come in between, or is waited for in a handler. */
export interface IrqUse {
    readonly node: Node;
    readonly lock: string;
    readonly context: 'in-handler' | 'interrupts-on';
    readonly witness: Witness;
}

export interface Collected {
    /** Between classes, the first found first. */
    readonly edges: readonly Edge[];
    /** Between the locks of one class. */
    readonly within: readonly Edge[];
    readonly irq: readonly IrqUse[];
    readonly limit: string | undefined;
}

export function collect(program: Program, sourceMap: SourceMap, pass: Pass, isStopped: () => boolean): Collected {
    const locks = locksOf(program).all.map(lock => lockIn(program, sourceMap, lock));
    const lockAt = new Map(
        locks.flatMap(one => one.lock.parts.map(({ cell, index }) => [`${cell} ${index}`, one] as const)),
    );
    const irqOff = irqCell(program);
    const edges = new Map<string, Edge>();
    const within = new Map<string, Edge>();
    const irq = new Map<string, IrqUse>();
    /** What somebody is at while an event is waited for. */
    const meanwhile = new Map<string, Meanwhile>();
    /** By event, who is seen to bring it about while somebody who holds a lock waits for it. */
    const wakers = new Map<string, Set<ActorId>>();
    /** By event, who waits for it. */
    const waiters = new Map<string, Map<ActorId, StepId>>();

    const memory = createMemory(locks);
    let heldBefore: readonly (readonly Held[])[] = [];
    let waiting: readonly Waiting[] = [];

    const limit = pass.visit({ state: visitState, transition: visitTransition }, isStopped);
    for (const one of meanwhile.values()) {
        if (bringsAbout(one)) for (const edge of one.edges.values()) add(edges, edge);
    }
    return { edges: underLocks([...edges.values()]), within: [...within.values()], irq: [...irq.values()], limit };

    function visitState(state: StateView): void {
        memory.load(state);
        heldBefore = program.actors.map(({ name }) => heldBy(name));
        waiting = program.actors.flatMap((_, actor) => waitIn(state, actor));
        program.actors.forEach(({ kind }, actor) => {
            const step = state.stepOf(actor);
            if (step === undefined) return;
            const witness = { state: state.id(), actor, step };
            if (kind !== 'interrupt' && !isOff(state, actor)) {
                for (const { one } of heldBefore[actor]!) use(one, 'interrupts-on', witness);
            }
            const one = lockWanted(state, actor, step);
            if (one === undefined) return;
            // What it only tries it does not wait for.
            if (kind === 'interrupt') use(one, 'in-handler', witness);
            const isBlocked = state.isBlocked(actor);
            attempt(state, one, program.steps[step]!.waits?.mode ?? '', witness, isBlocked && isOff(state, actor));
        });
        for (const { actor, step, event } of waiting) {
            const witness = { state: state.id(), actor, step };
            const toEvent = { ...TO_EVENT, to: event, witness };
            for (const { one, mode } of heldBefore[actor]!) {
                const under = underOf(actor, one);
                add(edges, { ...toEvent, from: one.node, held: one.lock.name, heldMode: mode, under });
            }
            for (const { actor: waiter, event: from } of waiting) {
                if (waiter !== actor)
                    meanwhileOf(from, actor, step, { ...toEvent, from, under: underOf(actor, undefined) });
            }
        }
    }

    function visitTransition(actor: ActorId, step: StepId, before: StateView, after: StateView): void {
        for (const { actor: waiter, step: at, event } of waiting) {
            if (waiter === actor || after.stepOf(waiter) !== at || after.isBlocked(waiter)) continue;
            wakers.set(event.key, (wakers.get(event.key) ?? new Set()).add(actor));
        }
        // A request that is granted at once, in a step that never waits: the first of two.
        const { fairness, waits } = program.steps[step]!;
        if (fairness !== 'strong' || waits !== undefined) return;
        const granted = locks.find(({ lock }) =>
            lock.parts.some(({ cell, index }) => before.value(cell, index) !== after.value(cell, index)),
        );
        if (granted === undefined) return;
        memory.load(after);
        const mode = granted.lock.heldAs(memory, program.actors[actor]!.name);
        if (mode !== undefined) attempt(before, granted, mode, { state: before.id(), actor, step }, false);
    }

    /** Where nobody is seen to, because all deadlock before, whoever goes on to change what it looks at might. */
    function bringsAbout({ event, actor, step }: Meanwhile): boolean {
        const seen = wakers.get(event);
        if (seen !== undefined) return seen.has(actor);
        return [...waiters.get(event)!].some(([waiter, at]) =>
            mayBringAbout(program, { actor, step }, { actor: waiter, step: at }),
        );
    }

    function lockWanted(state: StateView, actor: ActorId, step: StepId): OneLock | undefined {
        const wanted = program.steps[step]!.waits?.kind === 'lock' ? state.awaited(actor) : undefined;
        return wanted === undefined ? undefined : lockAt.get(`${wanted.cell} ${wanted.index}`);
    }

    function heldBy(actor: string): readonly Held[] {
        return locks.flatMap(one => {
            const mode = one.lock.heldAs(memory, actor);
            return mode === undefined || one.lock.isLent(memory, actor) ? [] : [{ one, mode }];
        });
    }

    /** An actor is at a lock that it may have to wait for. */
    function attempt(
        state: StateView,
        one: OneLock,
        mode: string,
        witness: Witness,
        isSpinningWithIrqsOff: boolean,
    ): void {
        const isRecursiveRead = mode === 'read' && one.readersPass;
        const wanted = { to: one.node, wanted: one.lock.name, wantedMode: mode, isRecursiveRead, witness };
        for (const { one: other, mode: heldMode } of heldBefore[witness.actor]!) {
            const under = underOf(witness.actor, other);
            const edge: Edge = { ...wanted, from: other.node, held: other.lock.name, heldMode, via: 'lock', under };
            if (other.node.key === one.node.key) {
                add(within, { ...edge, from: alone(other), to: alone(one) });
            } else add(edges, edge);
        }
        for (const { actor: waiter, event } of waiting) {
            if (waiter === witness.actor) continue;
            const under = underOf(witness.actor, undefined);
            const edge: Edge = { ...wanted, from: event, held: '', heldMode: '', via: 'event', under };
            meanwhileOf(event, witness.actor, witness.step, edge);
            // Who spins with interrupts off keeps the machine from acknowledging on that CPU.
            if (!isSpinningWithIrqsOff) continue;
            program.actors.forEach(({ kind, cpu }, other) => {
                const isKept = kind === 'machine' || kind === 'interrupt';
                const isHere = cpu === program.actors[witness.actor]!.cpu;
                if (isKept && isHere) meanwhileOf(event, other, state.stepOf(other), { ...edge, via: 'ipi' });
            });
        }
    }

    /** Somebody wants something while the event is waited for: it counts if the actor, who is at the step, brings that about. */
    function meanwhileOf(event: Node, actor: ActorId, step: StepId | undefined, edge: Edge): void {
        if (step === undefined) return;
        const key = `${event.key} ${actor} ${step}`;
        const known = meanwhile.get(key) ?? { event: event.key, actor, step, edges: new Map<string, Edge>() };
        meanwhile.set(key, known);
        add(known.edges, edge);
    }

    /** What an actor holds for itself alone, beside one of them. */
    function underOf(actor: ActorId, beside: OneLock | undefined): ReadonlySet<string> {
        const alone = heldBefore[actor]!.filter(({ one, mode }) => one !== beside && (mode === '' || mode === 'write'));
        return new Set(alone.map(({ one }) => one.lock.name));
    }

    /** What it waits for, if that is nothing that people hold: who reads a sequence counter waits for an event. */
    function waitIn(state: StateView, actor: ActorId): readonly Waiting[] {
        const step = state.stepOf(actor);
        const { kind } = program.actors[actor]!;
        if (step === undefined || kind === 'machine' || kind === 'interrupt' || !state.isBlocked(actor)) return [];
        // Who rests with nothing in hand keeps nobody waiting.
        const isIdle = program.steps[step]!.rest !== undefined && heldBefore[actor]!.length === 0;
        if (isIdle || lockWanted(state, actor, step) !== undefined) return [];
        const { place, text, fn } = sourceMap.steps[step]!;
        const [words = text] = text.split(/ {2}\[|;|\n/);
        const name = words.length > LONGEST_EVENT && fn !== undefined ? `${fn}()` : words;
        const key = `event:${place.uri} ${place.start}`;
        waiters.set(key, (waiters.get(key) ?? new Map<ActorId, StepId>()).set(actor, step));
        return [{ actor, step, event: { key, kind: 'event', name } }];
    }

    function isOff(state: StateView, actor: ActorId): boolean {
        const index = irqOff?.indices[actor] ?? -1;
        return irqOff !== undefined && index >= 0 && state.value(irqOff.cell, index) > 0;
    }

    function use({ node, lock }: OneLock, context: IrqUse['context'], witness: Witness): void {
        const key = `${node.key} ${context} ${witness.actor}`;
        if (!irq.has(key)) irq.set(key, { node, lock: lock.name, context, witness });
    }
}

/** A condition that is longer is told by the function it stands in. */
const LONGEST_EVENT = 40;

interface OneLock {
    readonly node: Node;
    readonly lock: Lock;
    readonly readersPass: boolean;
}
interface Held {
    readonly one: OneLock;
    readonly mode: string;
}
interface Meanwhile {
    readonly event: string;
    readonly actor: ActorId;
    readonly step: StepId;
    readonly edges: Map<string, Edge>;
}
interface Waiting {
    readonly actor: ActorId;
    readonly step: StepId;
    readonly event: Node;
}

function lockIn(program: Program, { locks }: SourceMap, lock: Lock): OneLock {
    const [{ cell } = { cell: -1 }] = lock.parts;
    const declared = locks.find(({ cells }) => cells.includes(cell));
    return {
        lock,
        node: { key: `lock:${cell}`, kind: 'lock', name: declared?.name ?? program.cells[cell]?.name ?? lock.name },
        readersPass: declared?.readersPass ?? false,
    };
}

const TO_EVENT = { held: '', heldMode: '', wanted: '', wantedMode: '', isRecursiveRead: false, via: 'event' } as const;

const alone = ({ lock }: OneLock): Node => ({ key: `one:${lock.name}`, kind: 'lock', name: lock.name });

/** One edge for each way of holding and each way of wanting; by which thread, so that a chain can tell of several. */
function keyOf({ from, to, heldMode, isRecursiveRead, witness }: Edge): string {
    return `${from.key}>${to.key} ${heldMode === 'read'} ${isRecursiveRead} ${witness.actor}`;
}

/** Without those that lead from events for which nobody ever waits with a lock. */
function underLocks(edges: readonly Edge[]): readonly Edge[] {
    const reached = new Set<string>();
    for (let size = -1; size !== reached.size; ) {
        size = reached.size;
        for (const { from, to } of edges) if (from.kind === 'lock' || reached.has(from.key)) reached.add(to.key);
    }
    return edges.filter(({ from }) => from.kind === 'lock' || reached.has(from.key));
}

/** The first of its kind is the witness; what all of them are under is kept. */
function add(edges: Map<string, Edge>, edge: Edge): void {
    const key = keyOf(edge);
    const known = edges.get(key);
    if (known === undefined) edges.set(key, edge);
    else if ([...known.under].some(lock => !edge.under.has(lock))) {
        edges.set(key, { ...known, under: new Set([...known.under].filter(lock => edge.under.has(lock))) });
    }
}

/** The cell that `lower/contexts.ts` in compiler makes, one element for each actor. */
function irqCell({
    cells,
    actors,
}: Program): { readonly cell: number; readonly indices: readonly number[] } | undefined {
    const cell = cells.findIndex(({ name, class: kind }) => name === 'interrupts off' && kind === 'machine');
    if (cell < 0) return undefined;
    const { elements, length } = cells[cell]!;
    const names = Array.from({ length }, (_, index) => elementName(cells[cell]!, index));
    return { cell, indices: actors.map(({ name }) => (elements ?? names).indexOf(`${name}: interrupts off`)) };
}

/** The parts of the locks, as of one state at a time. */
function createMemory(locks: readonly OneLock[]): {
    readonly cells: number[][];
    readonly load: (state: StateView) => void;
} {
    const cells: number[][] = [];
    const parts = locks.flatMap(({ lock }) => [...lock.parts, ...lock.companions]);
    for (const { cell } of parts) cells[cell] = [];
    return {
        cells,
        load: state => {
            for (const { cell, index } of parts) cells[cell]![index] = state.value(cell, index);
        },
    };
}
