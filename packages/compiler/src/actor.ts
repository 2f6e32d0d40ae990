// The code of one actor, or of a group that shares it: body, beginning and end.
import type { Action, Actor, Register, Step, StepId } from '@faultline/checker';
import type { Event } from '@faultline/language';
import { isDevice, isEvent, isInterrupt, isMachineActor, isStack, isThread } from '@faultline/language';
import { localStep } from './access.ts';
import type { ActorGroup, ActorNode } from './actors.ts';
import { callbackFunction } from './actors.ts';
import type { ActorContext, Start } from './context.ts';
import { entryOf } from './entry.ts';
import { add, constant, or, register, SELF, subtract, ZERO } from './expr.ts';
import { livenessOf } from './liveness.ts';
import { lowerEndOfThread } from './lower/contexts.ts';
import { excludedBy, interruptedBy, mayRun, switchOf } from './lower/cpu.ts';
import { lowerHandler } from './lower/handlers.ts';
import { lowerCallback } from './lower/rcu.ts';
import { releaseObject, retireStack } from './object.ts';
import { returnTypeOf } from './result.ts';
import type { Scope, Unit } from './scope.ts';
import { createScope, inside } from './scope.ts';
import { finishSharing } from './share.ts';
import { NOTHING_KNOWN, specOf } from './spec.ts';
import { lowerBlock } from './statement.ts';
import { requireFewChoices } from './too-large.ts';
import { nodesIn } from './walk.ts';

/** What is known of a group once its code is lowered; its actors are made when properties have said what they read. */
export interface LoweredGroup {
    readonly group: ActorGroup;
    readonly first: StepId;
    readonly from: StepId;
    readonly registers: readonly Register[];
    readonly scope: Scope;
}

export function lowerGroup(unit: Unit, group: ActorGroup): LoweredGroup {
    const { builder } = unit.program;
    const from = builder.size();
    const scope = createScope(unit, group, actorContext(unit, group));
    const first = lowerBody(scope, group);
    finishSharing(scope);
    const registers = builder.takeRegisters();
    unit.code.set(group, { registers: scope.registers, observed: new Set() });
    return { group, first, from, registers, scope };
}

function actorContext(unit: Unit, { members }: ActorGroup): ActorContext {
    const plan = members[0]!;
    const self = members.length === 1 ? constant(plan.id) : SELF;
    const isSpread = members.some(member => member.cpu !== plan.cpu);
    const cpu = isSpread ? add(constant(plan.cpu), subtract(self, constant(plan.id))) : constant(plan.cpu);
    return {
        plan,
        members,
        self,
        cpu,
        current: plan.kind === 'interrupt' ? interruptedBy(unit.program, plan) : self,
    };
}

function lowerBody(scope: Scope, { node }: ActorGroup): StepId {
    if (isThread(node)) {
        const end = lowerEndOfThread(scope, node);
        return lowerActorBlock(scope, node, end);
    }
    if (isMachineActor(node)) return lowerActorBlock(scope, node, endOf(scope, node));
    if (isDevice(node)) return lowerActorBlock(scope, node, endOf(scope, node));
    if (isInterrupt(node)) {
        const when =
            node.when === undefined
                ? undefined
                : specOf(node.when, { ...NOTHING_KNOWN, unit: scope.unit, scope, view: 'memory' });
        const times = node.times === undefined ? undefined : (scope.unit.typing.constant(node.times) ?? 0);
        const start: Start = { node, when: when?.value, failures: when?.failures ?? [], times, choose: undefined };
        return lowerHandler(scope, start, end => lowerActorBlock(scope, node, end));
    }
    if (isEvent(node)) {
        const times = scope.unit.typing.constant(node.times) ?? 0;
        const { parameter } = node;
        const choose = parameter === undefined ? undefined : lowerParameter(parameter, scope);
        const start: Start = { node, when: undefined, failures: [], times, choose };
        return lowerHandler(scope, start, end => lowerActorBlock(scope, node, end));
    }
    return lowerCallbackBody(scope, node);
}

/** The environment picks the event's value when it begins. */
function lowerParameter(parameter: NonNullable<Event['parameter']>, scope: Scope): Start['choose'] {
    const { typing } = scope.unit;
    const type = typing.typeOfDeclaration(parameter);
    requireFewChoices(parameter, type);
    return {
        register: scope.registerFor(parameter, parameter.name, type),
        low: constant(typing.constant(parameter.low) ?? 0),
        high: constant(typing.constant(parameter.high) ?? 0),
    };
}

function endOf(scope: Scope, node: ActorNode): StepId {
    return scope.step({ ...localStep([], 0), next: { kind: 'end' } }, scope.origin(node, 'end'));
}

function lowerActorBlock(scope: Scope, node: ActorNode, end: StepId): StepId {
    const type = returnTypeOf(scope.unit, node);
    const result = type === undefined ? undefined : scope.registerFor(node, 'result', type);
    const stacks = nodesIn(node.body).filter(isStack);
    const leave = retireStack(scope, stacks, node, end);
    const body = inside(scope, {
        activation: {
            ...scope.activation,
            result,
            resultType: type ?? { kind: 'void' },
            leave,
        },
    });
    return lowerBlock(node.body, body, leave);
}

function lowerCallbackBody(scope: Scope, site: Exclude<ActorGroup['node'], ActorNode>): StepId {
    const { unit } = scope;
    if (site.$type === 'Free') {
        const type = unit.typing.typeOf(site.value);
        const argument = scope.registerFor(site, 'object', type);
        return lowerCallback(scope, argument, site, end =>
            type.kind === 'ref'
                ? releaseObject(scope, unit.layout.structOf(type.declaration), register(argument), site, end)
                : end,
        );
    }
    const fn = callbackFunction(site);
    const parameter = fn?.parameters[0];
    if (fn === undefined || parameter === undefined) {
        const argument = scope.registerFor(site, 'object', unit.typing.typeOf(site.arguments[0]?.value));
        return lowerCallback(scope, argument, site, end => end);
    }
    const type = unit.typing.typeOfDeclaration(parameter);
    const argument = scope.registerFor(parameter, parameter.name, type);
    return lowerCallback(scope, argument, site, end => {
        const stacks = nodesIn(fn.body).filter(isStack);
        const leave = retireStack(scope, stacks, site, end);
        const body = inside(scope, {
            activation: {
                fn,
                stack: [],
                bindings: new Map([[parameter, { kind: 'value', value: register(argument) }]]),
                result: undefined,
                resultType: { kind: 'void' },
                leave,
            },
        });
        return lowerBlock(fn.body, body, leave);
    });
}

/** Puts the finishing touches to the steps and makes the actors. */
export function finishGroup(
    unit: Unit,
    { group, first, from, registers, scope }: LoweredGroup,
    to: StepId,
): readonly Actor[] {
    const { builder } = unit.program;
    const code = unit.code.get(group);
    const observed = code?.observed ?? new Set();
    const copies = [...scope.sharing.copies.values()];
    const within = (id: StepId) => builder.originAt(id).within;
    const live = livenessOf({
        steps: range(from, to).map(builder.stepAt),
        first: from,
        observed,
        registers: registers.length,
        copies,
        within,
    });
    // What other calls of a shared function still need would be carried along by this one. It is live nowhere where that matters.
    for (const [jump, needless] of live.needless) {
        const step = builder.stepAt(jump);
        const resets = needless.map(
            (id): Action => ({
                kind: 'set',
                register: id,
                value: constant(registers[id]!.initial),
                hidden: true,
            }),
        );
        builder.define(jump, { ...step, actions: [...step.actions, ...resets] }, builder.originAt(jump));
    }
    const begin = builder.size();
    const entries = group.members.map(member => entryOf(builder, first, registers, member.id));
    const own = [...range(from, to), ...range(begin, builder.size())];
    const change = switchOf(scope);
    if (change !== undefined) {
        for (const id of own) {
            const step = builder.stepAt(id);
            if (step.local) continue;
            const drains = change.drains === undefined ? step.drains : or(change.drains, step.drains ?? ZERO);
            const switched: Step = {
                ...step,
                actions: [...change.actions, ...step.actions],
                ...(drains === undefined ? {} : { drains }),
            };
            builder.define(id, switched, builder.originAt(id));
        }
    }
    for (const id of own) {
        const step = builder.stepAt(id);
        if (step.local) continue;
        const before = id < to ? live.before(id) : live.beforeOther(step, within(id));
        builder.define(id, { ...step, live: before }, builder.originAt(id));
    }
    const mayRest = own.some(id => builder.stepAt(id).rest !== undefined);
    return group.members.map((plan, index): Actor => {
        const entry = entries[index]!;
        const alive = { may: mayRun(unit.program, plan), excluded: excludedBy(unit.program, plan) };
        return {
            name: plan.name,
            kind: plan.kind,
            cpu: plan.cpu,
            registers: registers.map((known, id) => ({ ...known, initial: entry.initial.get(id) ?? known.initial })),
            entry: entry.step,
            ...(alive.may === undefined ? {} : { mayRun: alive.may }),
            ...(alive.excluded === undefined ? {} : { excludedBy: alive.excluded }),
            obliged: isObliged(plan.kind, mayRest),
            liveAtEnd: [...observed].sort((a, b) => a - b),
            ...(plan.group.size > 1 ? { group: { name: plan.group.name, index: plan.group.index } } : {}),
        };
    });
}

function isObliged(kind: Actor['kind'], mayRest: boolean): boolean {
    switch (kind) {
        case 'thread':
        case 'event':
        case 'interrupt':
        case 'callback':
            return true;
        case 'daemon':
            return mayRest;
        case 'device':
        case 'machine':
            return false;
    }
}

const range = (from: number, to: number): readonly number[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
