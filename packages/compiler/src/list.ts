// The operations of `list<T>[n]`: each is one step on the whole list.
//
// Adding is a plain store to others: it waits in the store buffer and acts when it leaves. Taking out looks and changes in one
// step on memory, so it waits for the buffer. Asking is a load.

import type { Action, Expr, StepId } from '@faultline/checker';
import type { SyntaxNode } from '@faultline/language';
import { indexIn, sameValue, visibleStep } from './access.ts';
import { bug, failing } from './context.ts';
import { domainOf } from './domain.ts';
import {
    add,
    and,
    binary,
    conditional,
    constant,
    equal,
    inMemory,
    multiply,
    ONE,
    OPERAND,
    or,
    register,
    SLOT,
    subtract,
    ZERO,
} from './expr.ts';
import type { ListPlace } from './place.ts';
import type { Scope } from './scope.ts';
import { listContains } from './spec.ts';

export function lowerListOperation(
    scope: Scope,
    operation: 'push' | 'pop' | 'first' | 'remove' | 'contains' | 'empty',
    place: ListPlace,
    element: Expr,
    text: string,
    node: SyntaxNode,
    use: (value: Expr) => StepId,
): StepId {
    switch (operation) {
        case 'push':
            return push(scope, place, element, text, node, use(ZERO));
        case 'pop':
            return pop(scope, place, node, use);
        case 'first':
            return first(scope, place, node, use);
        case 'remove':
            return remove(scope, place, element, node, use);
        case 'contains':
        case 'empty': {
            const result = scope.temporary({ kind: 'int', low: 0, high: 1 });
            const seen = scope.temporary({ kind: 'int', low: 0, high: place.list.capacity });
            const value =
                operation === 'empty'
                    ? equal(register(seen), ZERO)
                    : listContains(scope, place, register(seen), element);
            const actions: Action[] = [
                ...failing(place.failures),
                {
                    kind: 'load',
                    register: seen,
                    cell: place.list.count,
                    ...at(scope, place.list.count, place.index),
                    mark: 'marked',
                },
                { kind: 'set', register: result, value },
            ];
            return scope.step(visibleStep(actions, use(register(result))), scope.origin(node));
        }
    }
}

function push(
    scope: Scope,
    { list, index, failures }: ListPlace,
    element: Expr,
    text: string,
    node: SyntaxNode,
    next: StepId,
): StepId {
    const { builder } = scope.program;
    const id = scope.reserve();
    const count = inMemory(list.count, only(scope, list.count) ? undefined : SLOT);
    const slot = add(multiply(SLOT, constant(Math.max(1, list.capacity))), count);
    const operation = builder.deferred({
        cell: list.count,
        operand: domainOf(list.of, scope.unit.layout.numbering),
        actions: [
            ...failing([{ when: binary('>=', count, constant(list.capacity)), outcome: bug('range') }]),
            { kind: 'write', cell: list.slots, ...at(scope, list.slots, slot), value: OPERAND },
            { kind: 'write', cell: list.count, ...at(scope, list.count, SLOT), value: add(count, ONE) },
        ],
        text,
        step: id,
    });
    const action: Action = { kind: 'defer', deferred: operation, ...at(scope, list.count, index), operand: element };
    scope.define(id, visibleStep([...failing(failures), action], next), scope.origin(node));
    return id;
}

function pop(
    scope: Scope,
    { list, index, failures }: ListPlace,
    node: SyntaxNode,
    use: (value: Expr) => StepId,
): StepId {
    const result = scope.temporary(domainOf(list.of, scope.unit.layout.numbering));
    const count = inMemory(list.count, indexIn(scope, { cell: list.count, index }));
    const actions: Action[] = [
        ...failing([...failures, { when: equal(count, ZERO), outcome: bug('range') }]),
        { kind: 'set', register: result, value: slotOf(scope, list, index, ZERO) },
        ...closeGap(scope, list, index, ZERO),
    ];
    return scope.step({ ...visibleStep(actions, use(register(result))), drains: ONE }, scope.origin(node));
}

function first(scope: Scope, place: ListPlace, node: SyntaxNode, use: (value: Expr) => StepId): StepId {
    const { list, index, failures } = place;
    const result = scope.temporary(domainOf(list.of, scope.unit.layout.numbering));
    const seen = scope.temporary({ kind: 'int', low: 0, high: list.capacity });
    const actions: Action[] = [
        ...failing(failures),
        { kind: 'load', register: seen, cell: list.count, ...at(scope, list.count, index), mark: 'marked' },
        ...failing([{ when: equal(register(seen), ZERO), outcome: bug('range') }]),
        { kind: 'set', register: result, value: slotOf(scope, list, index, ZERO) },
    ];
    return scope.step(visibleStep(actions, use(register(result))), scope.origin(node));
}

function remove(scope: Scope, place: ListPlace, element: Expr, node: SyntaxNode, use: (value: Expr) => StepId): StepId {
    const { list, index, failures } = place;
    const found = scope.temporary({ kind: 'int', low: 0, high: list.capacity });
    const count = inMemory(list.count, indexIn(scope, { cell: list.count, index }));
    // The first place that holds it; the capacity where none does.
    const position = Array.from({ length: list.capacity }, (_, slot) => slot).reduceRight<Expr>(
        (rest, slot) =>
            conditional(
                and(
                    binary('<', constant(slot), count),
                    sameValue(scope.unit, slotOf(scope, list, index, constant(slot)), element, list.of),
                ),
                constant(slot),
                rest,
            ),
        constant(list.capacity),
    );
    const isThere = binary('<', register(found), constant(list.capacity));
    const next = use(isThere);
    const actions: Action[] = [
        ...failing(failures),
        { kind: 'set', register: found, value: position },
        { kind: 'if', condition: isThere, then: closeGap(scope, list, index, register(found)), else: [] },
    ];
    return scope.step({ ...visibleStep(actions, next), drains: ONE }, scope.origin(node));
}

/** Those behind the place move up; what is left over is cleared, so that it makes no difference. */
function closeGap(scope: Scope, list: ListPlace['list'], index: Expr, gap: Expr): readonly Action[] {
    const count = inMemory(list.count, indexIn(scope, { cell: list.count, index }));
    const moves = Array.from({ length: list.capacity }, (_, slot): Action => {
        const behind = slot + 1 < list.capacity ? slotOf(scope, list, index, constant(slot + 1)) : ZERO;
        const value = conditional(binary('<', constant(slot + 1), count), behind, ZERO);
        const isBehind = or(binary('<=', gap, constant(slot)));
        const write: Action = {
            kind: 'write',
            cell: list.slots,
            ...at(scope, list.slots, slotIndex(list, index, constant(slot))),
            value,
        };
        return { kind: 'if', condition: isBehind, then: [write], else: [] };
    });
    return [
        ...moves,
        { kind: 'write', cell: list.count, ...at(scope, list.count, index), value: subtract(count, ONE) },
    ];
}

const slotIndex = (list: ListPlace['list'], index: Expr, slot: Expr): Expr =>
    add(multiply(index, constant(Math.max(1, list.capacity))), slot);

function slotOf(scope: Scope, list: ListPlace['list'], index: Expr, slot: Expr): Expr {
    return inMemory(list.slots, indexIn(scope, { cell: list.slots, index: slotIndex(list, index, slot) }));
}

const only = (scope: Scope, cell: number): boolean => scope.program.builder.cells()[cell]!.length === 1;

function at(scope: Scope, cell: number, index: Expr): { readonly index?: Expr } {
    return only(scope, cell) ? {} : { index };
}
