// Which lock is taken while which other is held, over all states that a search has visited: the edges of a graph of lock classes, in the
// words of lockdep (Documentation/locking/lockdep-design.rst).
//
// A class is a declaration: all inodes' `glock` are one. An attempt counts as well as a success, a `trylock` does not, for nobody waits in
// it; but what it has taken is held. To wait for something else than a lock is an edge to an event, and from the event there are edges to
// what those who bring it about take meanwhile.
//
// Invariant: each edge has a witness, a state in which its actor holds the one and is at the other.
import type { ActorId, CellId, Expr, Pass, Program, StateView, StepId } from '@faultline/checker';
import type { SourceMap } from '@faultline/compiler';
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
    readonly witness: Witness;
}

/** That a lock is used where a handler could want it, or in a handler. */
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
    /** By event, what somebody takes while it is waited for, by who that is. */
    const meanwhile = new Map<string, Map<ActorId, Map<string, Edge>>>();
    const awaited = cellsAwaited(program);
    /** By cell, who changes it. */
    const changers = new Map<CellId, Set<ActorId>>([...awaited.all].map(cell => [cell, new Set()]));
    /** By event, who is seen to bring it about while somebody who holds a lock waits for it. */
    const wakers = new Map<string, Set<ActorId>>();
    const looksAt = new Map<string, ReadonlySet<CellId>>();

    const memory = createMemory(locks);
    let heldBefore: readonly (readonly Held[])[] = [];
    let waiting: readonly Waiting[] = [];

    const limit = pass.visit({ state: visitState, transition: visitTransition }, isStopped);
    for (const [event, byActor] of meanwhile) {
        for (const [actor, found] of byActor) {
            if (!bringsAbout(actor, event)) continue;
            for (const [key, edge] of found) if (!edges.has(key)) edges.set(key, edge);
        }
    }
    return { edges: [...edges.values()], within: [...within.values()], irq: [...irq.values()], limit };

    function visitState(state: StateView): void {
        memory.load(state);
        heldBefore = program.actors.map(({ name }) => heldBy(name));
        waiting = program.actors.flatMap((_, actor) => waitIn(state, actor));
        program.actors.forEach(({ kind }, actor) => {
            const step = state.stepOf(actor);
            if (step === undefined) return;
            const witness = { state: state.id(), actor, step };
            for (const { one } of heldBefore[actor]!) {
                if (kind === 'interrupt') use(one, 'in-handler', witness);
                else if (!isOff(state, actor)) use(one, 'interrupts-on', witness);
            }
            const wanted = program.steps[step]!.waits?.kind === 'lock' ? state.awaited(actor) : undefined;
            const one = wanted === undefined ? undefined : lockAt.get(`${wanted.cell} ${wanted.index}`);
            if (one === undefined) return;
            if (kind === 'interrupt') use(one, 'in-handler', witness);
            const isBlocked = state.isBlocked(actor);
            attempt(one, program.steps[step]!.waits?.mode ?? '', witness, isBlocked && isOff(state, actor));
        });
        for (const { actor, step, event } of waiting) {
            for (const { one, mode } of heldBefore[actor]!) {
                add(edges, {
                    from: one.node,
                    to: event,
                    held: one.lock.name,
                    wanted: '',
                    heldMode: mode,
                    wantedMode: '',
                    isRecursiveRead: false,
                    via: 'event',
                    witness: { state: state.id(), actor, step },
                });
            }
        }
    }

    function visitTransition(actor: ActorId, step: StepId, before: StateView, after: StateView): void {
        for (const { actor: waiter, step: at, event } of waiting) {
            if (waiter === actor || after.stepOf(waiter) !== at || after.isBlocked(waiter)) continue;
            wakers.set(event.key, (wakers.get(event.key) ?? new Set()).add(actor));
        }
        for (const [cell, actors] of changers) {
            if (actors.has(actor)) continue;
            for (let index = 0; index < program.cells[cell]!.length; index++) {
                if (before.value(cell, index) !== after.value(cell, index)) actors.add(actor);
            }
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
        if (mode !== undefined) attempt(granted, mode, { state: before.id(), actor, step }, false);
    }

    /** Where nobody is seen to, because all deadlock before, whoever changes what it looks at might. */
    function bringsAbout(actor: ActorId, event: string): boolean {
        const seen = wakers.get(event);
        if (seen !== undefined) return seen.has(actor);
        return [...(looksAt.get(event) ?? [])].some(cell => changers.get(cell)!.has(actor));
    }

    function heldBy(actor: string): readonly Held[] {
        return locks.flatMap(one => {
            const mode = one.lock.heldAs(memory, actor);
            return mode === undefined || one.lock.isLent(memory, actor) ? [] : [{ one, mode }];
        });
    }

    /** An actor is at a lock that it may have to wait for. */
    function attempt(one: OneLock, mode: string, witness: Witness, isSpinningWithIrqsOff: boolean): void {
        const isRecursiveRead = mode === 'read' && one.readersPass;
        const wanted = { to: one.node, wanted: one.lock.name, wantedMode: mode, isRecursiveRead, witness };
        for (const { one: other, mode: heldMode } of heldBefore[witness.actor]!) {
            const edge: Edge = { ...wanted, from: other.node, held: other.lock.name, heldMode, via: 'lock' };
            if (other.node.key === one.node.key) {
                add(within, { ...edge, from: alone(other), to: alone(one) });
            } else add(edges, edge);
        }
        for (const { actor: waiter, event } of waiting) {
            if (waiter === witness.actor) continue;
            const edge: Edge = { ...wanted, from: event, held: '', heldMode: '', via: 'event' };
            const byActor = meanwhile.get(event.key) ?? new Map<ActorId, Map<string, Edge>>();
            meanwhile.set(event.key, byActor);
            keep(byActor, witness.actor, edge);
            // Who spins with interrupts off keeps the machine from acknowledging on that CPU.
            if (!isSpinningWithIrqsOff) continue;
            program.actors.forEach(({ kind, cpu }, other) => {
                const isKept = kind === 'machine' || kind === 'interrupt';
                if (isKept && cpu === program.actors[witness.actor]!.cpu) keep(byActor, other, { ...edge, via: 'ipi' });
            });
        }
    }

    /** What it waits for, if that is no lock and it holds one. */
    function waitIn(state: StateView, actor: ActorId): readonly Waiting[] {
        const step = state.stepOf(actor);
        if (step === undefined || heldBefore[actor]!.length === 0 || !state.isBlocked(actor)) return [];
        const { waits } = program.steps[step]!;
        if (waits?.kind === 'lock') return [];
        const { place, text, fn } = sourceMap.steps[step]!;
        const [words = text] = text.split(/ {2}\[|;|\n/);
        const name = words.length > LONGEST_EVENT && fn !== undefined ? `${fn}()` : words;
        const key = `event:${place.uri} ${place.start}`;
        looksAt.set(key, awaited.byStep.get(step) ?? new Set());
        return [{ actor, step, event: { key, kind: 'event', name } }];
    }

    function isOff(state: StateView, actor: ActorId): boolean {
        const index = irqOff?.indices[actor] ?? -1;
        return irqOff !== undefined && index >= 0 && state.value(irqOff.cell, index) > 0;
    }

    function use({ node, lock }: OneLock, context: IrqUse['context'], witness: Witness): void {
        const key = `${node.key} ${context} ${program.actors[witness.actor]!.cpu}`;
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

/** The cells that steps look at which wait for something else than a lock. */
function cellsAwaited({ steps }: Program): {
    readonly byStep: ReadonlyMap<StepId, ReadonlySet<CellId>>;
    readonly all: ReadonlySet<CellId>;
} {
    const byStep = new Map<StepId, ReadonlySet<CellId>>();
    steps.forEach(({ guard, waits }, step) => {
        if (guard !== undefined && waits?.kind !== 'lock') byStep.set(step, cellsIn(guard));
    });
    return { byStep, all: new Set([...byStep.values()].flatMap(cells => [...cells])) };
}

function cellsIn(expr: Expr): ReadonlySet<CellId> {
    const found = new Set<CellId>();
    const visit = (part: unknown): void => {
        if (typeof part !== 'object' || part === null) return;
        if ('kind' in part && part.kind === 'cell' && 'cell' in part) found.add(part.cell as CellId);
        for (const inner of Object.values(part)) visit(inner);
    };
    visit(expr);
    return found;
}

const alone = ({ lock }: OneLock): Node => ({ key: `one:${lock.name}`, kind: 'lock', name: lock.name });

/** One edge for each way of holding and each way of wanting; by which thread, so that a chain can tell of several. */
function keyOf({ from, to, heldMode, isRecursiveRead, witness }: Edge): string {
    return `${from.key}>${to.key} ${heldMode === 'read'} ${isRecursiveRead} ${witness.actor}`;
}

function add(edges: Map<string, Edge>, edge: Edge): void {
    const key = keyOf(edge);
    if (!edges.has(key)) edges.set(key, edge);
}

function keep(byActor: Map<ActorId, Map<string, Edge>>, actor: ActorId, edge: Edge): void {
    const known = byActor.get(actor) ?? new Map<string, Edge>();
    byActor.set(actor, known);
    add(known, edge);
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
