// Which registers may still be read, for every step: classical backward dataflow. What is not live is reset when an actor comes
// to rest, so that values nobody will look at make no two states of one.
import type { Action, Expr, RegisterId, Step, StepId } from '@faultline/checker';
import { successorsOf } from './graph.ts';
import type { SharedCopy } from './share.ts';

export interface Liveness {
    /** The registers that are live before a step, in order. */
    readonly before: (id: StepId) => readonly RegisterId[];
    /** Likewise of a step that is none of these but leads to them; `within`: the copy it stands in. */
    readonly beforeOther: (step: Step, within: number | undefined) => readonly RegisterId[];
    /** By the step that enters a shared copy: what is live in the copy for the sake of other calls alone. */
    readonly needless: ReadonlyMap<StepId, readonly RegisterId[]>;
}

interface Flow {
    /** All from one id up to another. */
    readonly steps: readonly Step[];
    readonly first: StepId;
    /** Properties read them: they are live everywhere. */
    readonly observed: ReadonlySet<RegisterId>;
    /** How many registers there are. */
    readonly registers: number;
    /** Those that are called before those that call them. */
    readonly copies: readonly SharedCopy[];
    /** The copy that a step stands in. */
    readonly within: (id: StepId) => number | undefined;
}

const BODY = -1;

/**
 * A call of a shared copy needs what the copy reads and, as far as the copy does not set it, what is read behind this call; not
 * what is read behind others (Sharir and Pnueli: "Two approaches to interprocedural data flow analysis", 1981).
 *
 * What is live before a step is what the way from there reads, and what it passes of what is live behind the end of its copy.
 * So each copy is looked at once, whoever calls it. Sets of registers are rows of bits: a thread of the kernel library has ten
 * thousand steps and hundreds of registers.
 */
export function livenessOf({ steps, first, observed, registers, copies, within }: Flow): Liveness {
    const words = Math.ceil(registers / 32);
    const always = bitsOf(observed, words);
    const row = (id: StepId): number => id - first;
    const calls = new Map(copies.flatMap(copy => copy.calls.map(call => [row(call.jump), { ...call, copy }] as const)));
    const exits = new Set(copies.map(({ exit }) => row(exit)));
    const regionOf = Int32Array.from(steps, (_, index) => within(first + index) ?? BODY);
    const regions = Map.groupBy(steps.keys(), index => regionOf[index]!);

    /** What the steps themselves read and pass; what the ways from them do. By row. */
    const own = { reads: new Int32Array(steps.length * words), passes: new Int32Array(steps.length * words) };
    const way = { reads: new Int32Array(steps.length * words), passes: new Int32Array(steps.length * words) };
    const rowIn = (bits: Bits, at: number): Bits => bits.subarray(at * words, (at + 1) * words);
    for (const [at, step] of steps.entries()) {
        judgeEffect(step, { reads: rowIn(own.reads, at), passes: rowIn(own.passes, at) });
    }
    const successorsIn = (next: readonly StepId[], region: number): readonly number[] =>
        next.map(row).filter(at => at >= 0 && at < steps.length && regionOf[at] === region);

    /** What a copy makes of what is live behind a call of it: it reads some registers, and sets others on all its ways. */
    const summaries = new Map<SharedCopy, Effect>();
    const through = (copy: SharedCopy, after: Registers): Bits => {
        const { reads, passes } = summaries.get(copy)!;
        return after.map((word, i) => reads[i]! | (word & passes[i]!));
    };

    /** Classical backward dataflow, over the steps of a copy or of the actor's own body. */
    const flow = (region: number): void => {
        const rows = regions.get(region) ?? [];
        const successors = rows.map(at => {
            const call = calls.get(at);
            const next = call !== undefined ? [call.after] : exits.has(at) ? [] : successorsOf(steps[at]!.next);
            return successorsIn(next, region);
        });
        const behind = { reads: new Int32Array(words), passes: new Int32Array(words) };
        for (let isOpen = true; isOpen; ) {
            isOpen = false;
            // code is lowered from its end, so that whoever comes first has its successors behind it: but in loops
            for (let index = 0; index < rows.length; index++) {
                const at = rows[index]!;
                behind.reads.set(always);
                behind.passes.fill(exits.has(at) ? -1 : 0);
                for (const successor of successors[index]!) {
                    for (let i = 0, from = successor * words; i < words; i++, from++) {
                        behind.reads[i]! |= way.reads[from]!;
                        behind.passes[i]! |= way.passes[from]!;
                    }
                }
                const call = calls.get(at);
                if (call !== undefined) {
                    const { reads, passes } = summaries.get(call.copy)!;
                    for (let i = 0; i < words; i++) {
                        behind.reads[i] = reads[i]! | (behind.reads[i]! & passes[i]!);
                        behind.passes[i]! &= passes[i]!;
                    }
                }
                for (let i = 0, to = at * words; i < words; i++, to++) {
                    const reads = own.reads[to]! | (behind.reads[i]! & own.passes[to]!);
                    const passes = behind.passes[i]! & own.passes[to]!;
                    isOpen ||= way.reads[to] !== reads || way.passes[to] !== passes;
                    way.reads[to] = reads;
                    way.passes[to] = passes;
                }
            }
        }
    };

    for (const copy of copies) {
        flow(copy.id);
        const at = row(copy.entry);
        const passes = rowIn(way.passes, at);
        summaries.set(copy, { reads: rowIn(way.reads, at).map((word, i) => word | (passes[i]! & always[i]!)), passes });
    }
    flow(BODY);

    /** What is live behind the end of each copy, for all its calls. */
    const atExit = new Map<number, Bits>();
    const liveAt = (at: number): Bits => {
        const reads = rowIn(way.reads, at);
        const behind = atExit.get(regionOf[at]!);
        if (behind === undefined) return reads;
        const passes = rowIn(way.passes, at);
        return reads.map((word, i) => word | (passes[i]! & behind[i]!));
    };
    for (const copy of copies.toReversed()) {
        const live = new Int32Array(words);
        for (const { after } of copy.calls) unite(live, liveAt(row(after)));
        atExit.set(copy.id, live);
    }
    const needless = new Map(
        [...calls.values()].map(({ jump, copy, after }) => {
            const needed = through(copy, liveAt(row(after)));
            return [jump, registersOf(liveAt(row(copy.entry)).map((word, i) => word & ~needed[i]!))];
        }),
    );
    return {
        before: id => registersOf(liveAt(row(id))),
        beforeOther: (step, copy) => {
            const effect: Effect = { reads: new Int32Array(words), passes: new Int32Array(words) };
            judgeEffect(step, effect);
            const behind = always.slice();
            for (const at of successorsIn(successorsOf(step.next), copy ?? BODY)) unite(behind, liveAt(at));
            return registersOf(effect.reads.map((word, i) => word | (behind[i]! & effect.passes[i]!)));
        },
        needless,
    };
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
interface Effect {
    readonly reads: Bits;
    readonly passes: Bits;
}

/** Into rows that are empty. */
function judgeEffect(step: Step, live: Effect): void {
    live.passes.fill(-1);
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
}

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
