// Which registers may still be read, for every step: classical backward dataflow. What is not live is reset when an actor comes
// to rest, so that values nobody will look at make no two states of one.
import type { Action, Expr, RegisterId, Step, StepId } from '@faultline/checker';
import { successorsOf } from './graph.ts';

/** The registers live before each of the steps. `observed` ones (properties read them) are live everywhere. */
export function liveBefore(
    steps: ReadonlyMap<StepId, Step>,
    observed: ReadonlySet<RegisterId>,
): ReadonlyMap<StepId, ReadonlySet<RegisterId>> {
    const live = new Map<StepId, ReadonlySet<RegisterId>>();
    const effects = new Map([...steps].map(([id, step]) => [id, effectOf(step)]));
    const predecessors = new Map<StepId, StepId[]>();
    for (const [id, step] of steps) {
        for (const successor of successorsOf(step.next)) {
            const known = predecessors.get(successor);
            if (known === undefined) predecessors.set(successor, [id]);
            else known.push(id);
        }
    }
    const work = [...steps.keys()];
    const waiting = new Set(work);
    for (let id = work.pop(); id !== undefined; id = work.pop()) {
        waiting.delete(id);
        const step = steps.get(id);
        const effect = effects.get(id);
        if (step === undefined || effect === undefined) continue;
        const after = new Set(observed);
        for (const successor of successorsOf(step.next)) {
            for (const register of live.get(successor) ?? []) after.add(register);
        }
        const before = effect(after);
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
}

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
