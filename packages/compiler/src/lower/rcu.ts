// Read-copy-update: who waits for whose read sections.
//
// A waiter (a thread in `synchronize_rcu`, a callback) notes in one step, for each actor, how many ends of its sections it has to see. An end
// takes effect in the order of the store buffer: what was in the buffer when the section ended has left it by then. So an actor can have
// several sections at once whose ends have not been seen, and they are counted: asking whether nobody reads now would starve waiters.

import type { Action, Domain, Expr, StepId } from '@faultline/checker';
import type { SyntaxNode } from '@faultline/language';
import { visible } from '../builder.ts';
import type { ActorPlan, Grace, LowerCallback, LowerContext, ProgramContext } from '../context.ts';
import { bug, failing } from '../context.ts';
import { add, and, bound, constant, inMemory, multiply, not, ONE, SLOT, subtract, unequal, ZERO } from '../expr.ts';
import { atomicContext, endFailures, sleepCheck } from './contexts.ts';

/** Whether read sections are counted at all: only where something waits for them. */
export const isCounted = ({ contexts }: Pick<ProgramContext, 'contexts'>): boolean => contexts.grace !== undefined;

export function declareGrace(program: Omit<ProgramContext, 'contexts'>, uses: ReadonlySet<string>): Grace | undefined {
    const { actors, builder, memory } = program;
    const mayWait = ({ kind }: ActorPlan): boolean =>
        kind === 'callback' || (uses.has('synchronize_rcu') && ['thread', 'daemon', 'event'].includes(kind));
    const waiters = actors.filter(mayWait);
    if (waiters.length === 0) return undefined;
    const domain: Domain = { kind: 'int', low: 0, high: memory.kind === 'tso' ? memory.entries + 1 : 1 };
    const pairs = waiters.flatMap(waiter => actors.map(reader => `${waiter.name} waits for ${reader.name}`));
    return {
        sections: builder.cell({
            name: 'read sections',
            domain,
            length: actors.length,
            initial: actors.map(() => 0),
            elements: actors.map(({ name }) => `${name}: read sections`),
            class: 'machine',
            hidden: true,
        }),
        pending: builder.cell({
            name: 'grace period',
            domain,
            length: pairs.length,
            initial: pairs.map(() => 0),
            elements: pairs,
            class: 'machine',
        }),
        slots: waiters.length,
        slotOf: actors.map(actor => waiters.indexOf(actor)),
        callbacks: new Map(),
    };
}

/** The step that ends the outermost section: the actions, and the end on its way through the store buffer. */
export function leaveSection(
    context: LowerContext,
    actions: readonly Action[],
    node: SyntaxNode,
    next: StepId,
): StepId {
    const { program, actor } = context;
    const grace = graceOf(program);
    const id = context.reserve();
    const origin = context.origin(node);
    const deferred = program.builder.deferred({
        actions: endSeen(program, grace),
        text: 'the read section ends',
        step: id,
    });
    const end: Action = { kind: 'defer', deferred, index: actor.self };
    context.define(id, visible([...actions, end], next), origin);
    return id;
}

export function lowerSynchronize(context: LowerContext, node: SyntaxNode, next: StepId): StepId {
    const { program } = context;
    const grace = graceOf(program);
    const slot = slotOf(context, grace);
    const origin = context.origin(node);
    const wait = context.step(visible([], next, waitingFor(program, grace, slot, ONE)), origin);
    const isAtomic = atomicContext(context);
    const look = [...sleepCheck(context), ...snapshot(program, grace, slot)];
    return context.step(visible(look, wait, { drains: not(isAtomic) }), origin);
}

/** `call_rcu(p, f)` and `kfree_rcu p`: `site` is the call or the statement, as the callback's plan has it. */
export function lowerCallRcu(context: LowerContext, argument: Expr, site: SyntaxNode, next: StepId): StepId {
    const { program, actor } = context;
    const grace = graceOf(program);
    const callback = program.actors.find(
        ({ callback }) => callback?.site === site && callback.caller === actor.plan.id,
    );
    if (callback === undefined) throw new Error('an RCU callback has no actor');
    const place = subtract(actor.self, constant(actor.plan.group.first));
    const domain = domainOfValue(program, argument);
    const { armed, argument: cell } = callbackCells(program, grace, callback, site, domain);
    const slot = add(constant(grace.slotOf[callback.id] ?? 0), place);
    const index = callback.group.size === 1 ? ZERO : place;
    const actions: readonly Action[] = [
        ...failing([{ when: inMemory(armed, index), outcome: bug('range') }]),
        { kind: 'write', cell: armed, index, value: ONE },
        { kind: 'write', cell, index, value: argument },
        ...snapshot(program, grace, slot),
    ];
    program.assume('An RCU callback is asked for again from the same place only after it has run.');
    return context.step(visible(actions, next, { drains: ONE }), context.origin(site));
}

export const lowerCallback: LowerCallback = (context, argument, node, body) => {
    const { program, actor } = context;
    const grace = graceOf(program);
    const { callback } = actor.plan;
    if (callback === undefined) throw new Error('a callback has no call');
    const domain = program.builder.registerAt(argument).domain;
    const { armed, argument: cell } = callbackCells(program, grace, actor.plan, callback.site, domain);
    const index = actor.plan.group.size === 1 ? ZERO : subtract(actor.self, constant(actor.plan.group.first));
    const slot = slotOf(context, grace);
    const isArmed = inMemory(armed, index);
    const start = context.reserve();
    const finish: readonly Action[] = [
        ...failing(endFailures(context)),
        { kind: 'write', cell: armed, index, value: ZERO },
    ];
    const end = context.step({ ...visible(finish, start), local: true }, context.origin(node, 'the callback returns'));
    const take: readonly Action[] = [
        { kind: 'set', register: argument, value: inMemory(cell, index) },
        { kind: 'write', cell, index, value: ZERO },
    ];
    const waiting = waitingFor(program, grace, slot, isArmed);
    context.define(
        start,
        visible(take, body(end), { ...waiting, rest: { kind: 'unless', raised: isArmed } }),
        context.origin(node, 'the callback starts'),
    );
    return start;
};

// ------------------------------------------------------------------------------------------------ parts

function graceOf({ contexts }: ProgramContext): Grace {
    if (contexts.grace === undefined) throw new Error('a grace period where nobody waits for one');
    return contexts.grace;
}

/** The slot of the actor; members of a group follow each other. */
function slotOf({ actor }: LowerContext, grace: Grace): Expr {
    const first = constant(grace.slotOf[actor.plan.group.first] ?? 0);
    return actor.plan.group.size === 1 ? first : add(first, subtract(actor.self, constant(actor.plan.group.first)));
}

function pendingAt({ actors }: ProgramContext, slot: Expr, reader: Expr): Expr {
    return add(multiply(slot, constant(actors.length)), reader);
}

/** Notes how many ends are to be seen. */
function snapshot(program: ProgramContext, grace: Grace, slot: Expr): readonly Action[] {
    return program.actors.map(({ id }) => ({
        kind: 'write',
        cell: grace.pending,
        index: pendingAt(program, slot, constant(id)),
        value: inMemory(grace.sections, constant(id)),
    }));
}

/** A step that waits until every end has been seen. */
function waitingFor(program: ProgramContext, grace: Grace, slot: Expr, also: Expr) {
    const isPending = (reader: Expr): Expr => unequal(inMemory(grace.pending, pendingAt(program, slot, reader)), ZERO);
    return {
        guard: and(also, ...program.actors.map(({ id }) => not(isPending(constant(id))))),
        drains: ONE,
        waits: { kind: 'rcu', holders: isPending(bound(0)) },
    } as const;
}

/** What an end does when it leaves the store buffer: every waiter that waits for one more of this actor waits for one less. */
function endSeen(program: ProgramContext, grace: Grace): readonly Action[] {
    const count: Action = {
        kind: 'write',
        cell: grace.sections,
        index: SLOT,
        value: subtract(inMemory(grace.sections, SLOT), ONE),
    };
    const waiters = Array.from({ length: grace.slots }, (_, slot): Action => {
        const index = pendingAt(program, constant(slot), SLOT);
        const left = inMemory(grace.pending, index);
        return {
            kind: 'if',
            condition: unequal(left, ZERO),
            then: [{ kind: 'write', cell: grace.pending, index, value: subtract(left, ONE) }],
            else: [],
        };
    });
    return [count, ...waiters];
}

function callbackCells(
    { builder, actors }: ProgramContext,
    grace: Grace,
    callback: ActorPlan,
    site: SyntaxNode,
    domain: Domain,
): { readonly armed: number; readonly argument: number } {
    const known = grace.callbacks.get(site);
    if (known !== undefined) return known;
    const { first, size, name } = callback.group;
    const members = actors.slice(first, first + size);
    const declare = (what: string, domain: Domain): number =>
        builder.cell({
            name: `${name}: ${what}`,
            domain,
            length: size,
            initial: members.map(() => 0),
            ...(size > 1 ? { elements: members.map(member => `${member.name}: ${what}`) } : {}),
            class: 'machine',
        });
    const cells = {
        armed: declare('asked for', { kind: 'int', low: 0, high: 1 }),
        argument: declare('object', domain),
    };
    grace.callbacks.set(site, cells);
    return cells;
}

/** What the argument may be; it is a register or a cell, or null. */
function domainOfValue({ builder }: ProgramContext, value: Expr): Domain {
    if (value.kind === 'register') return builder.registerAt(value.register).domain;
    if (value.kind === 'cell') return builder.cells()[value.cell]!.domain;
    return { kind: 'int', low: 0, high: 0 };
}
