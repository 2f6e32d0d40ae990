// Objects that come and go: `alloc T`, `free p`, and what a function's return does to its `stack` objects.
import type { Action, Expr, StepId } from '@faultline/checker';
import type { Alloc, Free, Stack, SyntaxNode } from '@faultline/language';
import { localStep, visibleStep } from './access.ts';
import { hasCallback } from './call.ts';
import { bug, failing } from './context.ts';
import { domainOf, isStale, objectOf } from './domain.ts';
import {
    add,
    and,
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
import { memberOffset } from './place.ts';
import type { Scope } from './scope.ts';

/** Takes the first free object of the pool, or yields null. */
export function lowerAlloc(node: Alloc, scope: Scope, use: (value: Expr) => StepId): StepId {
    const { unit } = scope;
    const declaration = node.struct.ref;
    if (declaration === undefined) return use(ZERO);
    const struct = unit.layout.structOf(declaration);
    const { pool } = struct;
    if (pool === undefined) return use(ZERO);
    const result = scope.temporary(domainOf(unit.typing.typeOf(node), unit.layout.numbering));
    const next = use(register(result));
    const found = Array.from({ length: pool.size }, (_, index) => index).reduceRight<Expr>(
        (rest, index) =>
            conditional(
                equal(inMemory(pool.allocated, constant(index)), ZERO),
                constant(2 * (pool.base + index) + 1),
                rest,
            ),
        ZERO,
    );
    const object = objectOf(register(result));
    const take: Action = {
        kind: 'if',
        condition: unequal(register(result), ZERO),
        then: [
            { kind: 'write', cell: pool.allocated, index: subtract(object, constant(pool.base)), value: ONE },
            ...(renews(scope, struct) ? initialize(struct, object) : []),
        ],
        else: [],
    };
    return scope.step(visibleStep([{ kind: 'set', register: result, value: found }, take], next), scope.origin(node));
}

/** A freed object is set back at once, so that what it held makes no two states of one; unless it may still be read or written. */
const renews = (scope: Scope, struct: StructLayout): boolean =>
    struct.isTypesafe || scope.program.memory.kind === 'tso';

function initialize(struct: StructLayout, object: Expr): readonly Action[] {
    return struct.initial.flatMap(({ cell, width, value }) =>
        Array.from(
            { length: width },
            (_, index): Action => ({
                kind: 'write',
                cell,
                ...(struct.objects.length * width === 1
                    ? {}
                    : { index: add(multiply(object, constant(width)), constant(index)) }),
                value: constant(value),
            }),
        ),
    );
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
              : lowerBuiltin(scope, KFREE_RCU, [{ kind: 'value', value: reference }], undefined, node, next),
    );
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
                  { kind: 'retire', class: struct.class, index: object },
              ];
    const actions: readonly Action[] = [
        ...failing([{ when: isTaken, outcome: bug('double-free') }]),
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
        return [{ kind: 'retire', class: struct.class, index: object }];
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
    const actions = initialize(struct, object);
    return actions.length === 0 ? next : scope.step(localStep(actions, next), scope.origin(stack));
}
