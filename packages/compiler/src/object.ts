// Objects that come and go: `alloc T`, `free p`, and what a function's return does to its `stack` objects.
import type { Action, CellId, Expr, StepId } from '@faultline/checker';
import type { Alloc, Free, Stack, SyntaxNode, ValueType } from '@faultline/language';
import { isCount, localStep, visibleStep } from './access.ts';
import { branch } from './builder.ts';
import { hasCallback } from './call.ts';
import type { Failure, LockPlace } from './context.ts';
import { bug, failing } from './context.ts';
import { domainOf, isStale, objectOf } from './domain.ts';
import {
    add,
    and,
    asSeen,
    binary,
    conditional,
    constant,
    equal,
    inMemory,
    multiply,
    not,
    ONE,
    or,
    register,
    subtract,
    unequal,
    ZERO,
} from './expr.ts';
import { lowerExpression } from './expression.ts';
import type { StructLayout } from './layout.ts';
import { lowerBuiltin } from './lower/builtins.ts';
import { heldBy, unlocked } from './lower/locks.ts';
import { memberOffset } from './place.ts';
import type { Scope } from './scope.ts';
import { locally } from './scope.ts';

/** Takes the first free object of the pool, or yields null. */
export function lowerAlloc(node: Alloc, scope: Scope, use: (value: Expr) => StepId): StepId {
    const { unit } = scope;
    const declaration = node.struct.ref;
    if (declaration === undefined) return use(ZERO);
    const struct = unit.layout.structOf(declaration);
    const { pool } = struct;
    if (pool === undefined) return use(ZERO);
    const result = scope.temporary(domainOf(unit.typing.typeOf(node), unit.layout.numbering));
    const object = objectOf(register(result));
    const next = behindOlderStores(scope, struct, object, unequal(register(result), ZERO), node, use(register(result)));
    const found = Array.from({ length: pool.size }, (_, index) => index).reduceRight<Expr>(
        (rest, index) =>
            conditional(
                equal(inMemory(pool.allocated, constant(index)), ZERO),
                constant(2 * (pool.base + index) + 1),
                rest,
            ),
        ZERO,
    );
    const take: Action = {
        kind: 'if',
        condition: unequal(register(result), ZERO),
        then: [
            { kind: 'write', cell: pool.allocated, index: subtract(object, constant(pool.base)), value: ONE },
            ...(renews(scope, struct) ? initialize(struct, object) : []),
            ...locksOf(struct, object).flatMap(unlocked),
        ],
        else: [],
    };
    return scope.step(visibleStep([{ kind: 'set', register: result, value: found }, take], next), scope.origin(node));
}

/** A freed object is set back at once, so that what it held makes no two states of one; unless it may still be read or written. */
const renews = (scope: Scope, struct: StructLayout): boolean =>
    struct.isTypesafe || scope.program.memory.kind === 'tso';

function initialize(struct: StructLayout, object: Expr): readonly Action[] {
    return firstValues(struct, object).map(place => ({ kind: 'write', ...place }));
}

/** What the object's cells hold in the beginning. */
function firstValues(
    struct: StructLayout,
    object: Expr,
): readonly { readonly cell: CellId; readonly index?: Expr; readonly value: Expr }[] {
    const own = struct.initial.flatMap(({ cell, width, value }) =>
        Array.from({ length: width }, (_, index) => ({
            cell,
            ...(struct.objects.length * width === 1
                ? {}
                : { index: add(multiply(object, constant(width)), constant(index)) }),
            value: constant(value),
        })),
    );
    return [...own, ...partsOf(struct, object).flatMap(part => firstValues(part.struct, part.object))];
}

/** The locks of the object and of its parts. */
function locksOf(struct: StructLayout, object: Expr): readonly LockPlace[] {
    const own = [...struct.fields.values()].flatMap(({ what, length = 1 }) =>
        what.kind !== 'lock'
            ? []
            : Array.from({ length }, (_, index) => ({
                  lock: what.lock,
                  index: add(multiply(object, constant(length)), constant(index)),
              })),
    );
    return [...own, ...partsOf(struct, object).flatMap(part => locksOf(part.struct, part.object))];
}

/** A lock that goes with its object is never given back. Where somebody else holds it, that is use-after-free when he does. */
function heldLocks(scope: Scope, struct: StructLayout, object: Expr): readonly Failure[] {
    return locksOf(struct, object).map(place => ({
        when: heldBy(scope.program, place, scope.actor.self),
        outcome: bug('lock-misuse'),
    }));
}

/** The objects that are members of this one: they begin and end with it. */
function partsOf(
    struct: StructLayout,
    object: Expr,
): readonly { readonly struct: StructLayout; readonly object: Expr }[] {
    return [...struct.fields.values()].flatMap(({ what, length, per }) => {
        if (what.kind !== 'objects') return [];
        const width = (length ?? 1) * (per?.count ?? 1);
        const first = add(constant(what.base), multiply(object, constant(width)));
        return Array.from({ length: width }, (_, index) => ({
            struct: what.struct,
            object: add(first, constant(index)),
        }));
    });
}

/** All references to the object become stale, and those to its parts; of a typesafe struct the parts stay what they are. */
function retire(struct: StructLayout, object: Expr): readonly Action[] {
    const parts = struct.isTypesafe ? [] : partsOf(struct, object);
    return [
        { kind: 'retire', class: struct.class, index: object },
        ...parts.flatMap(part => retire(part.struct, part.object)),
    ];
}

/**
 * First values are the thread's own stores. Nobody else can see the object before a reference to it has left the store
 * buffer, so that they may as well be in memory at once; but not where a store of the thread to an earlier object in this
 * place still waits: it would come later and win. There the first value waits behind it.
 */
function behindOlderStores(
    scope: Scope,
    struct: StructLayout,
    object: Expr,
    isThere: Expr,
    node: SyntaxNode,
    next: StepId,
): StepId {
    if (scope.program.memory.kind === 'sc' || scope.isAtomic || scope.actor.plan.kind === 'device') return next;
    const origin = { ...scope.origin(node), statement: false };
    return firstValues(struct, object).reduceRight((after, place) => {
        const store = scope.step(visibleStep([{ kind: 'store', ...place, mark: 'unraced' }], after), origin);
        const isOlder = unequal(asSeen(place.cell, place.index), place.value);
        return scope.step(branch(and(isThere, isOlder), store, after), origin);
    }, next);
}

export function lowerFree(node: Free, scope: Scope, next: StepId): StepId {
    const type = scope.unit.typing.typeOf(node.value);
    if (type.kind !== 'ref') return next;
    const struct = scope.unit.layout.structOf(type.declaration);
    return lowerExpression(node.value, scope, reference =>
        node.kind === 'free'
            ? releaseObject(scope, struct, reference, node, next)
            : !hasCallback(scope, node)
              ? next
              : inRegister(scope, reference, type, node, value =>
                    lowerBuiltin(scope, KFREE_RCU, [{ kind: 'value', value }], undefined, node, next),
                ),
    );
}

/** What waits for a callback is kept in a cell, which holds what a register can: not the field of a word, which has no name. */
export function inRegister(
    scope: Scope,
    value: Expr,
    type: ValueType,
    node: SyntaxNode,
    use: (value: Expr) => StepId,
): StepId {
    if (value.kind === 'register' || value.kind === 'cell' || value.kind === 'const') return use(value);
    const kept = scope.temporary(domainOf(type, scope.unit.layout.numbering));
    return locally(scope, [{ kind: 'set', register: kept, value }], node, use(register(kept)));
}

/** `free null` does nothing, as in the kernel. */
export function releaseObject(
    scope: Scope,
    struct: StructLayout,
    reference: Expr,
    node: SyntaxNode,
    next: StepId,
): StepId {
    const { pool } = struct;
    const object = objectOf(reference);
    const low = pool === undefined ? 0 : pool.base;
    const high = pool === undefined ? -1 : pool.base + pool.size - 1;
    const isElsewhere = or(binary('<', object, constant(low)), binary('>', object, constant(high)));
    const isNull = equal(reference, ZERO);
    const isTaken = and(not(isNull), or(isStale(reference), isElsewhere));
    const release: readonly Action[] =
        pool === undefined
            ? []
            : [
                  { kind: 'write', cell: pool.allocated, index: subtract(object, constant(pool.base)), value: ZERO },
                  ...(struct.isTypesafe ? [] : initialize(struct, object)),
                  ...retire(struct, object),
              ];
    // Somebody still counts on it.
    const referred: readonly Failure[] = [...struct.fields.values()].flatMap(({ what, type, length }) =>
        what.kind === 'cell' && isCount(type) && length === undefined
            ? [
                  {
                      when: and(
                          not(isNull),
                          unequal(inMemory(what.cell, struct.objects.length === 1 ? undefined : object), ZERO),
                      ),
                      outcome: bug('refcount'),
                  },
              ]
            : [],
    );
    const held = pool === undefined ? [] : heldLocks(scope, struct, object);
    const actions: readonly Action[] = [
        ...failing([
            { when: isTaken, outcome: bug('double-free') },
            ...held.map(({ when, outcome }) => ({ when: and(not(isNull), when), outcome })),
            ...referred,
        ]),
        { kind: 'if', condition: isNull, then: [], else: release },
    ];
    return scope.step({ ...visibleStep(actions, next), drains: ONE }, scope.origin(node));
}

const KFREE_RCU = {
    name: 'kfree_rcu',
    documentation: '',
    parameters: [{ name: 'object', type: 'ref' }],
    result: 'void',
    semantics: { kind: 'rcu', operation: 'call' },
    sleeps: false,
} as const;

/** A function's `stack` objects end with it: whoever kept a reference has a stale one. */
export function retireStack(scope: Scope, stacks: readonly Stack[], node: SyntaxNode, next: StepId): StepId {
    const actions = stacks.flatMap((stack): readonly Action[] => {
        const type = scope.unit.typing.typeOfDeclaration(stack);
        if (type.kind !== 'struct') return [];
        const struct = scope.unit.layout.structOf(type.declaration);
        const object = add(constant(scope.unit.layout.stackObject(stack, scope.group.node)), memberOffset(scope));
        return [...failing(heldLocks(scope, struct, object)), ...retire(struct, object)];
    });
    if (actions.length === 0) return next;
    return scope.step(localStep(actions, next), { ...scope.origin(node), statement: false });
}

/** A `stack` object begins with its initial values. */
export function beginStack(scope: Scope, stack: Stack, next: StepId): StepId {
    const type = scope.unit.typing.typeOfDeclaration(stack);
    if (type.kind !== 'struct') return next;
    const struct = scope.unit.layout.structOf(type.declaration);
    const object = add(constant(scope.unit.layout.stackObject(stack, scope.group.node)), memberOffset(scope));
    const actions = [...initialize(struct, object), ...locksOf(struct, object).flatMap(unlocked)];
    if (actions.length === 0) return next;
    const begun = behindOlderStores(scope, struct, object, ONE, stack, next);
    return scope.step(localStep(actions, begun), scope.origin(stack));
}
