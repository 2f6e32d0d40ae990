// Which registers may still be read, for every step: classical backward dataflow. What is not live is reset when an actor comes
// to rest, so that values nobody will look at make no two states of one.
import type { Action, Expr, RegisterId, Step, StepId } from '@faultline/checker';
import { successorsOf } from './graph.ts';
import type { SharedCopy } from './share.ts';

export interface Liveness {
    /** The registers that are live before each of the steps. */
    readonly before: ReadonlyMap<StepId, ReadonlySet<RegisterId>>;
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
 */
export function livenessOf({ steps, observed, registers, copies, within }: Flow): Liveness {
    const effects = new Map([...steps].map(([id, step]) => [id, effectOf(step)]));
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
    const through = (copy: SharedCopy, after: Registers): Set<RegisterId> => {
        const { reads, passes } = summaries.get(copy)!;
        return new Set([...reads, ...[...after].filter(id => passes.has(id))]);
    };

    /** Classical backward dataflow in one copy, or in the actor's own body. */
    const flow = (region: readonly StepId[], atExit: Registers): ReadonlyMap<StepId, Registers> => {
        const live = new Map<StepId, Registers>();
        const leadsTo = (id: StepId): readonly StepId[] => {
            const call = calls.get(id);
            if (call !== undefined) return [call.after];
            return exits.has(id) ? [] : successorsOf(steps.get(id)!.next);
        };
        const liveAfter = (id: StepId): Set<RegisterId> => {
            if (exits.has(id)) return new Set([...observed, ...atExit]);
            const found = new Set(observed);
            for (const successor of leadsTo(id)) for (const register of live.get(successor) ?? []) found.add(register);
            const call = calls.get(id);
            return call === undefined ? found : through(call.copy, found);
        };
        const predecessors = new Map<StepId, StepId[]>();
        for (const id of region) {
            for (const successor of leadsTo(id)) {
                const known = predecessors.get(successor);
                if (known === undefined) predecessors.set(successor, [id]);
                else known.push(id);
            }
        }
        const work = [...region];
        const waiting = new Set(work);
        for (let id = work.pop(); id !== undefined; id = work.pop()) {
            waiting.delete(id);
            const before = effects.get(id)!(liveAfter(id));
            const known = live.get(id);
            if (known !== undefined && known.size === before.size) continue;
            live.set(id, before);
            for (const predecessor of predecessors.get(id) ?? []) {
                if (waiting.has(predecessor)) continue;
                waiting.add(predecessor);
                work.push(predecessor);
            }
        }
        return live;
    };

    const all = new Set(Array.from({ length: registers }, (_, id) => id));
    for (const copy of copies) {
        const region = regions.get(copy.id) ?? [];
        const reads = flow(region, observed).get(copy.entry) ?? new Set();
        const passes = flow(region, all).get(copy.entry) ?? new Set();
        summaries.set(copy, { reads, passes });
    }
    const before = new Map(flow(regions.get(undefined)!, observed));
    for (const copy of copies.toReversed()) {
        const atExit = new Set(copy.calls.flatMap(({ after }) => [...(before.get(after) ?? [])]));
        for (const [id, live] of flow(regions.get(copy.id) ?? [], atExit)) before.set(id, live);
    }
    const needless = new Map(
        [...calls].map(([jump, { copy, after }]) => {
            const needed = through(copy, before.get(after) ?? new Set());
            const unneeded = [...(before.get(copy.entry) ?? [])].filter(id => !needed.has(id));
            return [jump, unneeded.sort((a, b) => a - b)];
        }),
    );
    return { before, needless };
}

type Registers = ReadonlySet<RegisterId>;

/** From what is live behind the step to what is live before it. */
function effectOf(step: Step): (after: ReadonlySet<RegisterId>) => Set<RegisterId> {
    return after => {
        const live = new Set(after);
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
            live.delete(step.choose.register);
            read(step.choose.low, live);
            read(step.choose.high, live);
        }
        return live;
    };
}

function passActions(actions: readonly Action[], live: Set<RegisterId>): void {
    for (const action of actions.toReversed()) passAction(action, live);
}

function passAction(action: Action, live: Set<RegisterId>): void {
    switch (action.kind) {
        case 'set':
            live.delete(action.register);
            read(action.value, live);
            return;
        case 'load':
            live.delete(action.register);
            readAll([action.index], live);
            return;
        case 'write':
        case 'store':
            readAll([action.index, action.value], live);
            return;
        case 'rmw':
            if (action.result !== undefined) live.delete(action.result);
            if (action.succeeded !== undefined) live.delete(action.succeeded);
            readAll([action.index, action.condition, action.value], live);
            return;
        case 'defer':
            readAll([action.index, action.operand], live);
            return;
        case 'if': {
            const otherwise = new Set(live);
            passActions(action.else, otherwise);
            passActions(action.then, live);
            for (const register of otherwise) live.add(register);
            read(action.condition, live);
            return;
        }
        case 'retire':
            read(action.index, live);
            return;
        case 'fail':
        case 'discard':
            // Nothing follows.
            live.clear();
            return;
        case 'progress':
        case 'cover':
            return;
    }
}

function readAll(exprs: readonly (Expr | undefined)[], live: Set<RegisterId>): void {
    for (const expr of exprs) if (expr !== undefined) read(expr, live);
}

function read(expr: Expr, live: Set<RegisterId>): void {
    switch (expr.kind) {
        case 'register':
            live.add(expr.register);
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
