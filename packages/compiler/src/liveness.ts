// Which registers may still be read, for every step: classical backward dataflow. What is not live is reset when an actor comes
// to rest, so that values nobody will look at make no two states of one.
import type { Action, Expr, RegisterId, Step, StepId } from '@faultline/checker';
import { successorsOf } from './graph.ts';
import type { SharedCopy } from './share.ts';

export interface Liveness {
    /** The registers that are live before a step, in order. */
    readonly before: (id: StepId) => readonly RegisterId[];
    /** By the step that enters a shared copy: what is live in the copy for the sake of other calls alone. */
    readonly needless: ReadonlyMap<StepId, readonly RegisterId[]>;
}

interface Flow {
    readonly steps: ReadonlyMap<StepId, Step>;
    /** Properties read them: they are live everywhere. */
    readonly observed: ReadonlySet<RegisterId>;
    /** How many registers there are. */
    readonly registers: number;
    /** Those that are called before those that call them. */
    readonly copies: readonly SharedCopy[];
    /** The copy that a step stands in. */
    readonly within: (id: StepId) => number | undefined;
}

/**
 * A call of a shared copy needs what the copy reads and, as far as the copy does not set it, what is read behind this call; not
 * what is read behind others (Sharir and Pnueli: "Two approaches to interprocedural data flow analysis", 1981).
 *
 * Sets of registers are rows of bits: a thread of the kernel library has ten thousand steps and hundreds of registers, and sets of
 * numbers made this three quarters of all compiling.
 */
export function livenessOf({ steps, observed, registers, copies, within }: Flow): Liveness {
    const words = Math.ceil(registers / 32);
    const empty = new Int32Array(words);
    const always = bitsOf(observed, words);
    const effects = new Map([...steps].map(([id, step]) => [id, effectOf(step, words)]));
    const calls = new Map(copies.flatMap(copy => copy.calls.map(call => [call.jump, { ...call, copy }] as const)));
    const exits = new Set(copies.map(({ exit }) => exit));
    const regions = new Map<number | undefined, StepId[]>([[undefined, []]]);
    for (const id of steps.keys()) {
        const region = regions.get(within(id));
        if (region === undefined) regions.set(within(id), [id]);
        else region.push(id);
    }

    /** What a copy makes of what is live behind a call of it: it reads some registers, and sets others on all its ways. */
    const summaries = new Map<SharedCopy, { readonly reads: Registers; readonly passes: Registers }>();
    const through = (copy: SharedCopy, after: Registers): Bits => {
        const { reads, passes } = summaries.get(copy)!;
        return after.map((word, i) => reads[i]! | (word & passes[i]!));
    };

    /** Classical backward dataflow in one copy, or in the actor's own body. */
    const flow = (region: readonly StepId[], atExit: Registers): ReadonlyMap<StepId, Registers> => {
        const live = new Map<StepId, Bits>();
        const leadsTo = (id: StepId): readonly StepId[] => {
            const call = calls.get(id);
            if (call !== undefined) return [call.after];
            return exits.has(id) ? [] : successorsOf(steps.get(id)!.next);
        };
        const liveBefore = (id: StepId): Bits => {
            let found = always.slice();
            if (exits.has(id)) unite(found, atExit);
            for (const successor of leadsTo(id)) {
                const known = live.get(successor);
                if (known !== undefined) unite(found, known);
            }
            const call = calls.get(id);
            if (call !== undefined) found = through(call.copy, found);
            const { reads, passes } = effects.get(id)!;
            for (let i = 0; i < words; i++) found[i] = reads[i]! | (found[i]! & passes[i]!);
            return found;
        };
        const predecessors = new Map<StepId, StepId[]>();
        for (const id of region) {
            for (const successor of leadsTo(id)) {
                const known = predecessors.get(successor);
                if (known === undefined) predecessors.set(successor, [id]);
                else known.push(id);
            }
        }
        // code is lowered from its end, so that whoever comes first in this order has its successors behind it
        let work = region.toSorted((a, b) => a - b);
        while (work.length > 0) {
            const again = new Set<StepId>();
            for (const id of work) {
                again.delete(id);
                const before = liveBefore(id);
                const known = live.get(id);
                if (known !== undefined && isSame(known, before)) continue;
                live.set(id, before);
                for (const predecessor of predecessors.get(id) ?? []) again.add(predecessor);
            }
            work = [...again].sort((a, b) => a - b);
        }
        return live;
    };

    const all = bitsOf(Array.from({ length: registers }, (_, id) => id).values(), words);
    for (const copy of copies) {
        const region = regions.get(copy.id) ?? [];
        const reads = flow(region, always).get(copy.entry) ?? empty;
        const passes = flow(region, all).get(copy.entry) ?? empty;
        summaries.set(copy, { reads, passes });
    }
    const before = new Map(flow(regions.get(undefined)!, always));
    for (const copy of copies.toReversed()) {
        const atExit = new Int32Array(words);
        for (const { after } of copy.calls) unite(atExit, before.get(after) ?? empty);
        for (const [id, live] of flow(regions.get(copy.id) ?? [], atExit)) before.set(id, live);
    }
    const needless = new Map(
        [...calls].map(([jump, { copy, after }]) => {
            const needed = through(copy, before.get(after) ?? empty);
            const unneeded = (before.get(copy.entry) ?? empty).map((word, i) => word & ~needed[i]!);
            return [jump, registersOf(unneeded)];
        }),
    );
    return { before: id => registersOf(before.get(id) ?? empty), needless };
}

/** Register `i` is bit `i % 32` of word `i / 32`. */
type Bits = Int32Array<ArrayBuffer>;
type Registers = Readonly<Bits>;

function bitsOf(registers: Iterable<RegisterId>, words: number): Bits {
    const bits = new Int32Array(words);
    for (const id of registers) bits[id >> 5]! |= 1 << (id & 31);
    return bits;
}

/** In order. */
function registersOf(bits: Registers): readonly RegisterId[] {
    const found: RegisterId[] = [];
    bits.forEach((word, i) => {
        for (let left = word; left !== 0; left &= left - 1) found.push(32 * i + 31 - Math.clz32(left & -left));
    });
    return found;
}

function unite(bits: Bits, more: Registers): void {
    for (let i = 0; i < bits.length; i++) bits[i]! |= more[i]!;
}

const isSame = (one: Registers, other: Registers): boolean => one.every((word, i) => word === other[i]);

/** What is live before a step: what it reads, and of what is live behind it, what it passes. */
interface Effect {
    readonly reads: Bits;
    readonly passes: Bits;
}

function effectOf(step: Step, words: number): Effect {
    const live = nothingYet(words);
    switch (step.next.kind) {
        case 'branch':
            read(step.next.condition, live);
            break;
        case 'switch':
            read(step.next.on, live);
            break;
        case 'goto':
        case 'end':
            break;
    }
    passActions(step.actions, live);
    for (const expr of [step.guard, step.drains, step.waits?.holders, step.waits?.object?.index]) {
        if (expr !== undefined) read(expr, live);
    }
    if (step.rest?.kind === 'unless') read(step.rest.raised, live);
    if (step.choose !== undefined) {
        overwrite(step.choose.register, live);
        read(step.choose.low, live);
        read(step.choose.high, live);
    }
    return live;
}

const nothingYet = (words: number): Effect => ({
    reads: new Int32Array(words),
    passes: new Int32Array(words).fill(-1),
});

function overwrite(register: RegisterId, { reads, passes }: Effect): void {
    const others = ~(1 << (register & 31));
    reads[register >> 5]! &= others;
    passes[register >> 5]! &= others;
}

function passActions(actions: readonly Action[], live: Effect): void {
    for (const action of actions.toReversed()) passAction(action, live);
}

function passAction(action: Action, live: Effect): void {
    switch (action.kind) {
        case 'set':
            overwrite(action.register, live);
            read(action.value, live);
            return;
        case 'load':
            overwrite(action.register, live);
            readAll([action.index], live);
            return;
        case 'write':
        case 'store':
            readAll([action.index, action.value], live);
            return;
        case 'rmw':
            if (action.result !== undefined) overwrite(action.result, live);
            if (action.succeeded !== undefined) overwrite(action.succeeded, live);
            readAll([action.index, action.condition, action.value], live);
            return;
        case 'defer':
            readAll([action.index, action.operand], live);
            return;
        case 'if': {
            const otherwise: Effect = { reads: live.reads.slice(), passes: live.passes.slice() };
            passActions(action.else, otherwise);
            passActions(action.then, live);
            unite(live.reads, otherwise.reads);
            unite(live.passes, otherwise.passes);
            read(action.condition, live);
            return;
        }
        case 'retire':
            read(action.index, live);
            return;
        case 'fail':
        case 'discard':
            // Nothing follows.
            live.reads.fill(0);
            live.passes.fill(0);
            return;
        case 'progress':
        case 'cover':
            return;
    }
}

function readAll(exprs: readonly (Expr | undefined)[], live: Effect): void {
    for (const expr of exprs) if (expr !== undefined) read(expr, live);
}

function read(expr: Expr, live: Effect): void {
    switch (expr.kind) {
        case 'register':
            live.reads[expr.register >> 5]! |= 1 << (expr.register & 31);
            return;
        case 'cell':
            readAll([expr.index], live);
            return;
        case 'unary':
            read(expr.operand, live);
            return;
        case 'binary':
            read(expr.left, live);
            read(expr.right, live);
            return;
        case 'conditional':
            readAll([expr.condition, expr.then, expr.else], live);
            return;
        case 'quantifier':
            readAll([expr.low, expr.high, expr.body], live);
            return;
        case 'at':
        case 'ended':
            read(expr.actor, live);
            return;
        case 'is-referenced':
            read(expr.index, live);
            return;
        case 'const':
        case 'actor-register':
        case 'self':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
            return;
    }
}
