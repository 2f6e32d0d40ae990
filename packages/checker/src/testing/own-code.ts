// A program whose replicated actors have copies of their code: the same program, written out.
import type { Action, Next, Program, Step, StepId } from '../program.ts';
import { reachableSteps } from '../program-graph.ts';

/** The same program, in which actors that share their steps have copies of their own, with their own numbers in them. */
export function withOwnCode(program: Program): Program {
    const steps: Step[] = [...program.steps];
    const deferred = [...program.deferred];
    const seen = new Set<StepId>();
    const copies: Map<StepId, readonly StepId[]> = new Map();
    const actors = program.actors.map((actor, id) => {
        const own = reachableSteps(program, actor.entry);
        const isShared = own.some(step => seen.has(step));
        for (const step of own) seen.add(step);
        const to = new Map(own.map(step => [step, isShared ? steps.length + own.indexOf(step) : step]));
        for (const [from, copy] of to) copies.set(from, [...(copies.get(from) ?? []), copy]);
        const replaced: Step[] = own.map(step => renamedStep(program.steps[step]!, id, to));
        if (isShared) {
            for (const step of replaced) {
                steps.push({
                    ...step,
                    actions: step.actions.map((action): Action => {
                        if (action.kind !== 'defer') return action;
                        const one = deferred[action.deferred]!;
                        return {
                            ...action,
                            deferred: deferred.push({ ...one, step: to.get(one.step) ?? one.step }) - 1,
                        };
                    }),
                });
            }
        } else {
            own.forEach((step, at) => {
                steps[step] = replaced[at]!;
            });
        }
        return actor.entry === undefined ? actor : { ...actor, entry: to.get(actor.entry)! };
    });
    const everywhere = <Value>(value: Value): Value =>
        mapped(value, node =>
            node.kind === 'at'
                ? { ...node, steps: (node.steps as readonly StepId[]).flatMap(step => copies.get(step) ?? [step]) }
                : node,
        );
    return everywhere({ ...program, actors, steps, deferred });
}

function renamedStep(step: Step, self: number, to: ReadonlyMap<StepId, StepId>): Step {
    const inOwn = mapped(step, node => (node.kind === 'self' ? { kind: 'const', value: self } : node));
    return { ...inOwn, next: renamedNext(inOwn.next, to) };
}

function renamedNext(next: Next, to: ReadonlyMap<StepId, StepId>): Next {
    switch (next.kind) {
        case 'goto':
            return { ...next, step: to.get(next.step)! };
        case 'branch':
            return { ...next, then: to.get(next.then)!, else: to.get(next.else)! };
        case 'switch':
            return { ...next, steps: next.steps.map(step => to.get(step)!) };
        case 'end':
            return next;
    }
}

interface Node {
    readonly kind?: unknown;
    readonly steps?: unknown;
}

/** With every record in it replaced, the innermost first. */
function mapped<Value>(value: Value, replace: (node: Node) => unknown): Value {
    if (Array.isArray(value)) return value.map(each => mapped(each as unknown, replace)) as Value;
    if (typeof value !== 'object' || value === null) return value;
    const inside = Object.entries(value).map(([key, each]) => [key, mapped(each as unknown, replace)] as const);
    return replace(Object.fromEntries(inside)) as Value;
}
