// Interrupts and events: what the environment may start, or must.
import type { Action, Expr, StepId } from '@faultline/checker';
import { visible } from '../builder.ts';
import type { LowerContext, LowerHandler, Start } from '../context.ts';
import { failing } from '../context.ts';
import { add, and, constant, inMemory, isConstant, ONE, or, subtract, unequal, ZERO } from '../expr.ts';
import { endFailures, isSectionThroughout, sectionBegins } from './contexts.ts';
import { goesOn, isInterruptible, keepsOut } from './cpu.ts';
import { leaveSection } from './rcu.ts';

/**
 * An interrupt starts between two steps of its CPU while interrupts are on there, runs with them off, and no thread of the CPU steps
 * before it returns. Without `times` it is level-triggered: it must start while its condition holds. An event has a CPU of its own.
 */
export const lowerHandler: LowerHandler = (context, start, body) => {
    const { program, actor } = context;
    const isInterrupt = actor.plan.kind === 'interrupt';
    const budget = start.times === undefined ? undefined : declareBudget(context, start.times);
    const id = context.reserve();
    const first = body(lowerEnd(context, start, id));

    const isBroken = or(...start.failures.map(({ when }) => when));
    const isRaised = and(or(isBroken, start.when ?? ONE), isInterrupt ? goesOn(actor.plan) : ONE);
    const isAffordable = budget === undefined ? ONE : unequal(budget.left, ZERO);
    const guard = and(isRaised, isAffordable, isInterrupt ? isInterruptible(program, actor.plan) : ONE);
    const holders = isInterrupt ? keepsOut(program, actor.plan) : ZERO;
    const actions: readonly Action[] = [
        ...failing(start.failures),
        ...(budget === undefined ? [] : [budget.take]),
        ...(isInterrupt ? enter(context) : []),
    ];
    context.define(
        id,
        visible(actions, first, {
            ...(isConstant(guard) ? {} : { guard }),
            drains: ONE,
            ...(start.choose === undefined ? {} : { choose: start.choose }),
            optional: start.times !== undefined,
            rest: start.times === undefined ? { kind: 'unless', raised: isRaised } : { kind: 'always' },
            ...(isConstant(holders) ? {} : { waits: { kind: 'cpu', holders } }),
        }),
        context.origin(start.node, isInterrupt ? 'the interrupt is taken' : 'the event begins'),
    );
    return id;
};

/** The handler has the CPU, with interrupts off: for grace periods that is a read section. */
function enter(context: LowerContext): readonly Action[] {
    const { handler, irqOff } = context.program.contexts;
    const { self, cpu } = context.actor;
    return [
        ...(handler === undefined
            ? []
            : [{ kind: 'write', cell: handler, index: cpu, value: add(self, ONE) } as const]),
        ...(irqOff === undefined ? [] : [{ kind: 'write', cell: irqOff, index: self, value: ONE } as const]),
        ...(isSectionThroughout(context) ? sectionBegins(context) : []),
    ];
}

function lowerEnd(context: LowerContext, { node }: Start, start: StepId): StepId {
    const isInterrupt = context.actor.plan.kind === 'interrupt';
    const actions = [...failing(endFailures(context)), ...(isInterrupt ? leave(context) : [])];
    if (isSectionThroughout(context)) return leaveSection(context, actions, node, start);
    const text = isInterrupt ? 'the handler returns' : 'the event is over';
    return context.step({ ...visible(actions, start), local: true }, context.origin(node, text));
}

function leave(context: LowerContext): readonly Action[] {
    const { handler, irqOff } = context.program.contexts;
    const { self, cpu } = context.actor;
    return [
        ...(handler === undefined ? [] : [{ kind: 'write', cell: handler, index: cpu, value: ZERO } as const]),
        ...(irqOff === undefined ? [] : [{ kind: 'write', cell: irqOff, index: self, value: ZERO } as const]),
    ];
}

/** How often it may still start; each member of a group has its own. */
function declareBudget(
    { program, actor }: LowerContext,
    times: number,
): { readonly left: Expr; readonly take: Action } {
    const { first, size, name } = actor.plan.group;
    const cell = program.builder.cell({
        name: `${name}: may start`,
        domain: { kind: 'int', low: 0, high: Math.max(0, times) },
        length: size,
        initial: actor.members.map(() => Math.max(0, times)),
        ...(size > 1 ? { elements: actor.members.map(member => `${member.name}: may start`) } : {}),
        class: 'machine',
        hidden: true,
    });
    const index = size === 1 ? ZERO : subtract(actor.self, constant(first));
    const left = inMemory(cell, index);
    return { left, take: { kind: 'write', cell, index, value: subtract(left, ONE) } };
}
