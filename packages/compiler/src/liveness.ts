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
    /** What is known of steps from another time, with as many registers. */
    readonly known: Map<Step, Effect>;
}

/** A part of the steps: each has a row, and so have those that it leads to and comes from. */
interface Code {
    readonly ids: Readonly<Int32Array>;
    readonly rowOf: ReadonlyMap<StepId, number>;
    readonly successors: readonly (readonly number[])[];
    readonly predecessors: readonly (readonly number[])[];
}

interface Live {
    /** Nothing for a step of another part. */
    readonly before: (id: StepId) => Registers | undefined;
}

/**
 * A call of a shared copy needs what the copy reads and, as far as the copy does not set it, what is read behind this call; not
 * what is read behind others (Sharir and Pnueli: "Two approaches to interprocedural data flow analysis", 1981).
 *
 * Sets of registers are rows of bits: a thread of the kernel library has ten thousand steps and hundreds of registers, and sets of
 * numbers made this three quarters of all compiling.
 */
export function livenessOf({ steps, observed, registers, copies, within, known }: Flow): Liveness {
    const words = Math.ceil(registers / 32);
    const empty = new Int32Array(words);
    const always = bitsOf(observed, words);
    const effects = new Map<StepId, Effect>();
    for (const [id, step] of steps) {
        const effect = known.get(step) ?? effectOf(step, words);
        known.set(step, effect);
        effects.set(id, effect);
    }
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

    /** Of the actor's own body, or of a copy. */
    const codeOf = (region: readonly StepId[]): Code => {
        // code is lowered from its end, so that whoever comes first in this order has its successors behind it
        const ids = Int32Array.from(region).sort();
        const rowOf = new Map(Array.from(ids, (id, row) => [id, row]));
        const predecessors = Array.from(ids, (): number[] => []);
        const successors = Array.from(ids, (id, row) => {
            const call = calls.get(id);
            const next = call !== undefined ? [call.after] : exits.has(id) ? [] : successorsOf(steps.get(id)!.next);
            const rows = next.flatMap(one => rowOf.get(one) ?? []);
            for (const one of rows) predecessors[one]!.push(row);
            return rows;
        });
        return { ids, rowOf, successors, predecessors };
    };

    /** Classical backward dataflow. */
    const flow = ({ ids, rowOf, successors, predecessors }: Code, atExit: Registers): Live => {
        const live = new Int32Array(ids.length * words);
        const isDirty = new Uint8Array(ids.length).fill(1);
        const found = new Int32Array(words);
        for (let dirty = ids.length; dirty > 0; ) {
            for (let row = 0; row < ids.length; row++) {
                if (isDirty[row] === 0) continue;
                isDirty[row] = 0;
                dirty--;
                const id = ids[row]!;
                found.set(always);
                if (exits.has(id)) unite(found, atExit);
                for (const successor of successors[row]!) {
                    for (let i = 0; i < words; i++) found[i]! |= live[successor * words + i]!;
                }
                const call = calls.get(id);
                if (call !== undefined) found.set(through(call.copy, found));
                const { reads, passes } = effects.get(id)!;
                let isNew = false;
                for (let i = 0; i < words; i++) {
                    const word = reads[i]! | (found[i]! & passes[i]!);
                    if (live[row * words + i] === word) continue;
                    live[row * words + i] = word;
                    isNew = true;
                }
                if (!isNew) continue;
                for (const predecessor of predecessors[row]!) {
                    dirty += 1 - isDirty[predecessor]!;
                    isDirty[predecessor] = 1;
                }
            }
        }
        return {
            before: id => {
                const row = rowOf.get(id);
                return row === undefined ? undefined : live.subarray(row * words, (row + 1) * words);
            },
        };
    };

    const all = bitsOf(Array.from({ length: registers }, (_, id) => id).values(), words);
    const codes = new Map(copies.map(copy => [copy, codeOf(regions.get(copy.id) ?? [])]));
    for (const copy of copies) {
        const code = codes.get(copy)!;
        const reads = flow(code, always).before(copy.entry) ?? empty;
        const passes = flow(code, all).before(copy.entry) ?? empty;
        summaries.set(copy, { reads, passes });
    }
    const before = new Map<StepId, Registers>();
    const keep = (code: Code, atExit: Registers): void => {
        const live = flow(code, atExit);
        for (const id of code.ids) before.set(id, live.before(id)!);
    };
    keep(codeOf(regions.get(undefined)!), always);
    for (const copy of copies.toReversed()) {
        const atExit = new Int32Array(words);
        for (const { after } of copy.calls) unite(atExit, before.get(after) ?? empty);
        keep(codes.get(copy)!, atExit);
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

/** What is live before a step: what it reads, and of what is live behind it, what it passes. */
export interface Effect {
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
