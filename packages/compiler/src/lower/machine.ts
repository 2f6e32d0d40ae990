// What the machine's modules are made of: references that have outlived their objects, and the data accesses of the hardware.
import type { Expr, RegisterId, StepId } from '@faultline/checker';
import type { BuiltinSemantics, Call, Expression } from '@faultline/language';
import { load, store } from '../access.ts';
import { bug, failing } from '../context.ts';
import { isStale, objectOf, outside } from '../domain.ts';
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
    subtract,
    unequal,
    ZERO,
} from '../expr.ts';
import { lowerExpression } from '../expression.ts';
import type { CellPlace } from '../place.ts';
import { lowerPlace } from '../place.ts';
import type { Scope, Unit } from '../scope.ts';
import { boundsOf, locally } from '../scope.ts';
import type { SpecEnvironment, SpecValue } from '../spec.ts';
import { specOf } from '../spec.ts';
import { interruptibleOn } from './cpu.ts';

type Operation = Extract<BuiltinSemantics, { kind: 'machine' }>['operation'];

export function lowerMachineCall(
    node: Call,
    operation: Operation,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const [first, second] = node.arguments.map(argument => argument.value);
    switch (operation) {
        case 'cpu':
            return use(scope.actor.cpu);
        case 'actor':
            return use(scope.actor.self);
        case 'interruptible':
            return use(interruptibleOn(scope.program, scope.actor.plan.cpu));
        case 'stale':
            return first === undefined ? use(ZERO) : lowerExpression(first, scope, value => use(isStale(value)));
        case 'fresh':
            return first === undefined ? use(ZERO) : lowerExpression(first, scope, value => use(fresh(value)));
        case 'nth':
            if (first === undefined || second === undefined) return use(ZERO);
            return lowerExpression(first, scope, value =>
                lowerExpression(second, scope, n => {
                    const found = nth(first, value, n, scope);
                    return locally(scope, failing(found.failures), node, use(found.value));
                }),
            );
        case 'data_load':
            return first === undefined
                ? use(ZERO)
                : lowerGranule(first, scope, place => load(scope, place, 'unraced', node, into, use));
        case 'data_store':
            if (first === undefined || second === undefined) return use(ZERO);
            return lowerGranule(first, scope, place =>
                lowerExpression(second, scope, value => store(scope, place, value, 'unraced', node, use(ZERO))),
            );
    }
}

/** Where everything is looked at at once. */
export function specMachine(node: Call, operation: Operation, at: SpecEnvironment): SpecValue {
    const [first, second] = node.arguments.map(argument => argument.value);
    switch (operation) {
        case 'cpu':
            return { value: at.scope?.actor.cpu ?? ZERO, failures: [] };
        case 'actor':
            return { value: at.scope?.actor.self ?? ZERO, failures: [] };
        case 'interruptible':
            return {
                value: at.scope === undefined ? ONE : interruptibleOn(at.unit.program, at.scope.actor.plan.cpu),
                failures: [],
            };
        case 'stale':
        case 'fresh': {
            if (first === undefined) return { value: ZERO, failures: [] };
            const { value, failures } = specOf(first, at);
            return { value: operation === 'stale' ? isStale(value) : fresh(value), failures };
        }
        case 'nth': {
            if (first === undefined || second === undefined) return { value: ZERO, failures: [] };
            const [reference, n] = [specOf(first, at), specOf(second, at)];
            const found = nth(first, reference.value, n.value, at);
            return { ...found, failures: [...reference.failures, ...n.failures, ...found.failures] };
        }
        case 'data_load':
        case 'data_store':
            return { value: ZERO, failures: [] };
    }
}

/** The same object, without the mark. */
const fresh = (reference: Expr): Expr =>
    conditional(equal(reference, ZERO), ZERO, binary('|', subtract(reference, ONE), ONE));

/** The object n further on. What is not allocated there now has been freed, however fresh the reference to the first one is. */
function nth(first: Expression, reference: Expr, n: Expr, at: { readonly unit: Unit }): SpecValue {
    const { typing, layout } = at.unit;
    const type = typing.typeOf(first);
    const pool = type.kind === 'ref' ? layout.structOf(type.declaration).pool : undefined;
    const moved = add(reference, multiply(n, constant(2)));
    if (pool === undefined) return { value: moved, failures: [] };
    const isThere = unequal(reference, ZERO);
    const index = subtract(objectOf(moved), constant(pool.base));
    const outcome = bug('range');
    const isOutside = outside(index, { low: 0, high: pool.size - 1 }, boundsOf(at, index));
    const isFreed = and(not(isStale(reference)), equal(inMemory(pool.allocated, index), ZERO));
    return {
        value: conditional(isThere, add(moved, conditional(isFreed, ONE, ZERO)), ZERO),
        failures: [{ when: and(isThere, isOutside), outcome }],
    };
}

/** A granule of a frame, as the hardware comes to it: a frame that is gone means that a translation outlived it. */
function lowerGranule(granule: Expression, scope: Scope, use: (place: CellPlace) => StepId): StepId {
    return lowerPlace(granule, scope, place => {
        if (place.kind !== 'cell') return scope.activation.leave;
        const failures = place.failures.map(({ when }) => ({ when, outcome: bug('stale-tlb') }));
        return use({ ...place, failures });
    });
}
