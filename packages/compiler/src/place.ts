// Places: what expressions name that is shared, before it is read or written.
import type { Expr, StepId } from '@faultline/checker';
import type { Expression, Member, ValueType } from '@faultline/language';
import { isFile, isLock, isMm, isParameter, isStack, isVar, perOf } from '@faultline/language';
import type { Failure, LoweredLock } from './context.ts';
import { bug, failing } from './context.ts';
import { isNull, isStale, objectOf, outside, referenceTo } from './domain.ts';
import { add, conditional, constant, equal, multiply, subtract, ZERO } from './expr.ts';
import { lowerExpression } from './expression.ts';
import type { ListStorage, Storage, StructLayout } from './layout.ts';
import type { Scope, Unit } from './scope.ts';
import { boundsOf, locally, report } from './scope.ts';

/** `failures`: what the step that uses the place must judge then (a reference may have become stale on the way). */
export type LoweredPlace = CellPlace | FixedPlace | ObjectPlace | ListPlace | LockInstance | ArrayPlace;
export interface CellPlace {
    readonly kind: 'cell';
    readonly cell: number;
    readonly index?: Expr;
    readonly type: ValueType;
    readonly isGhost: boolean;
    readonly failures: readonly Failure[];
    readonly rule: PlaceRule;
}
/**
 * `typesafe`: reading it, and changing it only if it is as expected, is no use of the object. `owned`: memory itself, which never
 * races. `strict`: neither.
 */
export type PlaceRule = 'strict' | 'typesafe' | 'owned';
/** A constant of an object. */
export interface FixedPlace {
    readonly kind: 'fixed';
    readonly value: Expr;
    readonly type: ValueType;
}
export interface ObjectPlace {
    readonly kind: 'object';
    readonly struct: StructLayout;
    readonly object: Expr;
    /** The reference it was reached by. */
    readonly reference: Expr | undefined;
}
export interface ListPlace {
    readonly kind: 'list';
    readonly list: ListStorage;
    readonly index: Expr;
    readonly failures: readonly Failure[];
}
export interface LockInstance {
    readonly kind: 'lock';
    readonly lock: LoweredLock;
    readonly index?: Expr;
    readonly failures: readonly Failure[];
}
export interface ArrayPlace {
    readonly kind: 'array';
    readonly storage: Storage;
    /** Which array of those that the storage holds. */
    readonly position: Expr;
    readonly failures: readonly Failure[];
    readonly rule: PlaceRule;
    /** The reference to the object that it is a member of. */
    readonly within: Expr | undefined;
}

/** Evaluates what leads to the place (indices, references), then goes on. */
export function lowerPlace(node: Expression, scope: Scope, use: (place: LoweredPlace) => StepId): StepId {
    switch (node.$type) {
        case 'Group':
            return lowerPlace(node.inner, scope, use);
        case 'UnaryExpression':
            return lowerPlace(node.operand, scope, use);
        case 'NameReference': {
            const place = namedPlace(node, scope);
            if (place !== undefined) return use(place);
            break;
        }
        case 'Index':
            return lowerPlace(node.array, scope, array =>
                lowerExpression(node.index, scope, index => {
                    if (array.kind !== 'array') return scope.activation.leave;
                    const { place, failures } = elementAt(scope.unit, array, index);
                    return locally(scope, failing(failures), node, use(place));
                }),
            );
        case 'Member':
            return lowerMember(node, scope, use);
        default:
            break;
    }
    // A reference that some other expression yields.
    return lowerExpression(node, scope, reference => {
        const type = scope.unit.typing.typeOf(node);
        if (type.kind !== 'ref') {
            report(scope.unit, node, 'not-a-place', 'This is not something that can be shared.');
            return scope.activation.leave;
        }
        const place = objectBehind(scope.unit, type, reference);
        return locally(scope, failing(nullCheck(reference)), node, use(place));
    });
}

function lowerMember(node: Member, scope: Scope, use: (place: LoweredPlace) => StepId): StepId {
    const member = node.member.ref;
    const { unit } = scope;
    if (member === undefined || !(isVar(member) || isLock(member))) return scope.activation.leave;
    const receiver = unit.typing.typeOf(node.receiver);
    if (isVar(member) && perOf(member) !== undefined && receiver.kind !== 'struct' && receiver.kind !== 'ref') {
        const storage = unit.layout.storageOf(member);
        if (node.receiver.$type === 'Current' && node.receiver.kind === 'this_cpu') {
            return use(placeIn(storage, scope.actor.cpu, [], 'strict'));
        }
        return lowerExpression(node.receiver, scope, thread => {
            const check: Failure = { when: equal(thread, ZERO), outcome: bug('null-deref') };
            const isNever = boundsOf(scope, thread).low > 0;
            const place = placeIn(storage, subtract(thread, constant(1)), [], 'strict');
            return locally(scope, isNever ? [] : failing([check]), node, use(place));
        });
    }
    if (receiver.kind === 'ref') {
        return lowerExpression(node.receiver, scope, reference => {
            const place = fieldOf(unit, objectBehind(unit, receiver, reference), member);
            return locally(scope, failing(nullCheck(reference)), node, use(place));
        });
    }
    return lowerPlace(node.receiver, scope, object =>
        object.kind === 'object' ? use(fieldOf(unit, object, member)) : scope.activation.leave,
    );
}

/** A variable, a lock, a `stack` object or a parameter passed by reference; not one that has to be read first. */
export function namedPlace(
    node: Expression & { readonly $type: 'NameReference' },
    scope: Scope,
): LoweredPlace | undefined {
    const named = node.reference.ref;
    const { unit } = scope;
    if (named === undefined) return undefined;
    if (isParameter(named)) {
        const binding = scope.activation.bindings.get(named);
        return binding?.kind === 'place' ? binding.place : undefined;
    }
    if (isStack(named)) {
        const type = unit.typing.typeOfDeclaration(named);
        if (type.kind !== 'struct') return undefined;
        const first = unit.layout.stackObject(named, scope.group.node);
        const object = add(constant(first), memberOffset(scope));
        return {
            kind: 'object',
            struct: unit.layout.structOf(type.declaration),
            object,
            reference: referenceTo(object),
        };
    }
    if (isMm(named) || isFile(named)) {
        const type = unit.typing.typeOfDeclaration(named);
        const reference = unit.layout.constantOf(node);
        return type.kind !== 'struct' || reference === undefined
            ? undefined
            : objectBehind(unit, { kind: 'ref', declaration: type.declaration, nullable: false }, constant(reference));
    }
    if (isLock(named)) return placeIn(unit.layout.storageOf(named), ZERO, [], 'strict');
    if (!isVar(named)) return undefined;
    const storage = unit.layout.storageOf(named);
    return placeIn(storage, ownPosition(storage, scope), [], 'strict');
}

/** The member's number in its group. */
export function memberOffset(scope: Scope): Expr {
    const { members, self } = scope.actor;
    const [first] = members;
    return members.length <= 1 || first === undefined ? ZERO : subtract(self, constant(first.id));
}

function ownPosition(storage: Storage, scope: Scope): Expr {
    if (storage.per === undefined) return ZERO;
    return storage.per.kind === 'thread' ? scope.actor.current : scope.actor.cpu;
}

/** The place at `position` of a storage; an array where the storage is one. */
export function placeIn(
    storage: Storage,
    position: Expr,
    failures: readonly Failure[],
    rule: PlaceRule,
    within?: Expr,
): LoweredPlace {
    if (storage.length !== undefined) return { kind: 'array', storage, position, failures, rule, within };
    return placeOfElement(storage, position, failures, rule, within);
}

function placeOfElement(
    { what, type }: Storage,
    element: Expr,
    failures: readonly Failure[],
    rule: PlaceRule,
    within: Expr | undefined,
): LoweredPlace {
    switch (what.kind) {
        case 'cell': {
            const { cell, isGhost } = what;
            return { kind: 'cell', cell, index: element, type, isGhost, failures, rule };
        }
        case 'fixed':
            return { kind: 'fixed', value: valueAt(what.values, element), type };
        case 'objects': {
            const object = add(constant(what.base), element);
            // What is reached through a stale reference is stale, too.
            const reference = within === undefined ? undefined : add(referenceTo(object), isStale(within));
            return { kind: 'object', struct: what.struct, object, reference };
        }
        case 'list':
            return { kind: 'list', list: what.list, index: element, failures };
        case 'lock':
            return { kind: 'lock', lock: what.lock, index: element, failures };
    }
}

/** The value of an element among those that never change. */
function valueAt(values: readonly number[], element: Expr): Expr {
    const [first = 0] = values;
    if (element.kind === 'const') return constant(values[element.value] ?? first);
    return values.reduce<Expr>(
        (rest, value, index) =>
            value === first ? rest : conditional(equal(element, constant(index)), constant(value), rest),
        constant(first),
    );
}

/** The element of an array; `failures` tells an index out of range. */
export function elementAt(
    unit: Unit,
    array: ArrayPlace,
    index: Expr,
): { readonly place: LoweredPlace; readonly failures: readonly Failure[] } {
    const length = array.storage.length ?? 1;
    const bad = outside(index, { low: 0, high: length - 1 }, boundsOf({ unit }, index));
    const element = add(multiply(array.position, constant(length)), index);
    const place = placeOfElement(array.storage, element, array.failures, array.rule, array.within);
    return { place, failures: bad.kind === 'const' && bad.value === 0 ? [] : [{ when: bad, outcome: bug('range') }] };
}

/** A field of an object. */
export function fieldOf(
    unit: Unit,
    { struct, object, reference }: ObjectPlace,
    member: Parameters<Unit['layout']['storageOf']>[0],
): LoweredPlace {
    const storage = unit.layout.storageOf(member);
    const failures = staleCheck(struct, reference);
    const per = storage.per?.count ?? 1;
    const isOwned = member.$type === 'Var' && member.owned;
    const rule = isOwned ? 'owned' : struct.isTypesafe ? 'typesafe' : 'strict';
    const isPart = storage.what.kind === 'objects' && struct.hasLifetime && !struct.isTypesafe;
    const within = isPart && reference?.kind !== 'const' ? reference : undefined;
    return placeIn(storage, multiply(object, constant(per)), failures, rule, within);
}

/** The object that a reference (not null) names. */
export function objectBehind(unit: Unit, type: ValueType & { readonly kind: 'ref' }, reference: Expr): ObjectPlace {
    const struct = unit.layout.structOf(type.declaration);
    return { kind: 'object', struct, object: objectOf(reference), reference };
}

export function nullCheck(reference: Expr): readonly Failure[] {
    const when = reference.kind === 'const' ? constant(Number(reference.value === 0)) : isNull(reference);
    return [{ when, outcome: bug('null-deref') }];
}

function staleCheck(struct: StructLayout, reference: Expr | undefined): readonly Failure[] {
    if (reference === undefined || !struct.hasLifetime || reference.kind === 'const') return [];
    return [{ when: isStale(reference), outcome: bug('use-after-free') }];
}
