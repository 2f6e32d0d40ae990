// `atomic { … }`: one step. Its accesses act on memory, one after the other, with nothing in between.
//
// Only an operation that waits may come first: its guard becomes the guard of the whole. The steps behind are local.
import type { Action, Deferred, Expr, IfAction, Step, StepId } from '@faultline/checker';
import type { Atomic, Expression } from '@faultline/language';
import { localStep, visibleStep } from './access.ts';
import type { Builder } from './builder.ts';
import { failing } from './context.ts';
import { inMemory, ONE, or } from './expr.ts';
import { successorsOf } from './graph.ts';
import type { Scope } from './scope.ts';
import { inside, report } from './scope.ts';
import { lowerSpec } from './spec.ts';
import { substitute } from './substitute.ts';

export function lowerAtomic(
    node: Atomic,
    scope: Scope,
    next: StepId,
    lowerBody: (inner: Scope, next: StepId) => StepId,
): StepId {
    if (scope.isAtomic) return lowerBody(scope, next);
    const drains = node.kind === 'atomic' ? { drains: ONE } : {};
    const optional = { optional: isOptional(scope) };
    if (node.guard !== undefined) return lowerGuarded(node, node.guard, scope, next, lowerBody);
    const { builder } = scope.program;
    const inner = inside(scope, {
        isAtomic: true,
        wrap: step => scope.wrap(direct(step, builder.deferredOperations(), { ...drains, ...optional })),
    });
    // What follows is reached through a step of its own, so that it can be told from the body.
    const end = builder.size();
    const isInside = (id: StepId): boolean => id >= end && id !== next;
    const entry = withChecksOfItsOwn(builder, lowerBody(inner, next), isInside);
    if (!isInside(entry)) return scope.step({ ...visibleStep([], entry), ...drains, ...optional }, scope.origin(node));

    checkWaits(node, scope, entry, isInside);
    const first = builder.stepAt(entry);
    if (!first.local) return entry;
    return scope.step({ ...visibleStep([], entry), ...drains, ...optional }, scope.origin(node));
}

/** Whether the actor is of the machine, and need never do anything. */
function isOptional({ group }: Scope): boolean {
    return group.node.$type === 'MachineActor' && group.node.optional;
}

/** `hardware when e { … }`: waits for the condition, and does the rest in the same step. */
function lowerGuarded(
    node: Atomic,
    guard: Expression,
    scope: Scope,
    next: StepId,
    lowerBody: (inner: Scope, next: StepId) => StepId,
): StepId {
    const drains = node.kind === 'atomic' ? { drains: ONE } : {};
    const inner = inside(scope, {
        isAtomic: true,
        wrap: step => scope.wrap(direct(step, scope.program.builder.deferredOperations(), drains)),
    });
    const entry = lowerBody(inner, next);
    return lowerSpec(guard, scope, 'memory', ({ value, failures }) =>
        scope.step(
            {
                ...visibleStep(failing(failures), entry),
                guard: or(...failures.map(({ when }) => when), value),
                ...drains,
                // What the hardware owes happens in the end, however often something comes in between.
                fairness: scope.actor.plan.kind === 'machine' ? 'strong' : 'weak',
                optional: isOptional(scope),
                waits: { kind: 'condition' },
            },
            scope.origin(node),
        ),
    );
}

/**
 * Where checks (of null, of an index) come before an operation that waits, they become the operation's own: it is enabled
 * where one of them fails, and fails.
 */
function withChecksOfItsOwn(builder: Builder, entry: StepId, isInside: (id: StepId) => boolean): StepId {
    const checks: StepId[] = [];
    let at = entry;
    while (isInside(at) && builder.stepAt(at).local) {
        const { actions, next } = builder.stepAt(at);
        if (next.kind !== 'goto' || actions.length === 0 || !actions.every(isCheck)) return entry;
        checks.push(at);
        at = next.step;
    }
    if (!isInside(at) || checks.length === 0) return entry;
    const step = builder.stepAt(at);
    const before = checks.flatMap(id => builder.stepAt(id).actions.filter(isCheck));
    const merged: Step = {
        ...step,
        actions: [...before, ...step.actions],
        ...(step.guard === undefined ? {} : { guard: or(...before.map(check => check.condition), step.guard) }),
    };
    builder.define(at, merged, builder.originAt(at));
    // Nothing leads there any more.
    for (const id of checks) builder.define(id, builder.stepAt(id), { ...builder.originAt(id), statement: false });
    return at;
}

const isCheck = (action: Action): action is IfAction =>
    action.kind === 'if' && action.else.length === 0 && action.then.every(({ kind }) => kind === 'fail');

/** Only at the beginning may something wait. */
function checkWaits(node: Atomic, scope: Scope, entry: StepId, isInside: (id: StepId) => boolean): void {
    const { builder } = scope.program;
    const seen = new Set<string>();
    const work: (readonly [StepId, 'first' | 'later'])[] = [[entry, 'first']];
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
        const [id, position] = item;
        const key = `${id} ${position}`;
        if (seen.has(key) || !isInside(id) || !builder.isDefined(id)) continue;
        seen.add(key);
        const step = builder.stepAt(id);
        if (!step.local && position === 'later') {
            report(
                scope.unit,
                node,
                'wait-inside-atomic',
                'Only the first operation of an `atomic` block may wait or choose.',
            );
            return;
        }
        const isBare = step.actions.length === 0;
        for (const follower of successorsOf(step.next))
            work.push([follower, step.local && !isBare ? 'later' : position]);
    }
}

/** The step as a part of a greater one: what waits or chooses stays visible. */
function direct(step: Step, deferred: readonly Deferred[], extra: Partial<Step>): Step {
    const actions = step.actions.flatMap(action => directly(action, deferred));
    if (step.guard !== undefined || step.choose !== undefined) return { ...step, actions, ...extra };
    return { ...localStep(actions, 0), next: step.next };
}

function directly(action: Action, deferred: readonly Deferred[]): readonly Action[] {
    switch (action.kind) {
        case 'load':
            return [{ kind: 'set', register: action.register, value: inMemory(action.cell, action.index) }];
        case 'store':
            return [write(action.cell, action.index, action.value)];
        case 'rmw': {
            const old = inMemory(action.cell, action.index);
            const change = write(action.cell, action.index, substitute(action.value, { old }));
            const condition = action.condition === undefined ? ONE : substitute(action.condition, { old });
            return [
                ...(action.result === undefined ? [] : [{ kind: 'set', register: action.result, value: old } as const]),
                ...(action.succeeded === undefined
                    ? []
                    : [{ kind: 'set', register: action.succeeded, value: condition } as const]),
                ...(action.condition === undefined
                    ? [change]
                    : [{ kind: 'if', condition, then: [change], else: [] } as const]),
            ];
        }
        case 'defer': {
            const operation = deferred[action.deferred];
            const with_ = { slot: action.index ?? ZERO_EXPR, operand: action.operand ?? ZERO_EXPR };
            return (operation?.actions ?? []).map(inner => substituteAction(inner, with_));
        }
        case 'if':
            return [
                {
                    ...action,
                    then: action.then.flatMap(inner => directly(inner, deferred)),
                    else: action.else.flatMap(inner => directly(inner, deferred)),
                },
            ];
        case 'set':
        case 'write':
        case 'fail':
        case 'retire':
        case 'discard':
        case 'progress':
        case 'cover':
            return [action];
    }
}

const ZERO_EXPR: Expr = { kind: 'const', value: 0 };

function write(cell: number, index: Expr | undefined, value: Expr): Action {
    return { kind: 'write', cell, ...(index === undefined ? {} : { index }), value };
}

function substituteAction(action: Action, with_: { readonly slot: Expr; readonly operand: Expr }): Action {
    switch (action.kind) {
        case 'write': {
            const index = action.index === undefined ? undefined : substitute(action.index, with_);
            return write(action.cell, index, substitute(action.value, with_));
        }
        case 'if':
            return {
                kind: 'if',
                condition: substitute(action.condition, with_),
                then: action.then.map(inner => substituteAction(inner, with_)),
                else: action.else.map(inner => substituteAction(inner, with_)),
            };
        case 'retire':
            return { ...action, index: substitute(action.index, with_) };
        case 'set':
        case 'load':
        case 'store':
        case 'rmw':
        case 'defer':
        case 'fail':
        case 'discard':
        case 'progress':
        case 'cover':
            return action;
    }
}
