// Places in expressions that look at all their cells at once.
import type { Expression, Member } from '@faultline/language';
import { isFile, isLock, isMm, isVar, perOf } from '@faultline/language';
import type { Failure } from './context.ts';
import { bug } from './context.ts';
import { isStale } from './domain.ts';
import { constant, equal, ONE, subtract, ZERO } from './expr.ts';
import type { LoweredPlace } from './place.ts';
import { elementAt, fieldOf, namedPlace, nullCheck, objectBehind, placeIn } from './place.ts';
import { boundsOf } from './scope.ts';
import type { SpecEnvironment } from './spec.ts';
import { specOf } from './spec.ts';

export interface SpecPlace {
    readonly place: LoweredPlace | undefined;
    readonly failures: readonly Failure[];
}

export function specPlace(node: Expression, at: SpecEnvironment): SpecPlace {
    const { unit } = at;
    switch (node.$type) {
        case 'Group':
            return specPlace(node.inner, at);
        case 'UnaryExpression':
            return specPlace(node.operand, at);
        case 'NameReference': {
            const named = node.reference.ref;
            const known = named === undefined ? undefined : at.places.get(named);
            if (known !== undefined) return { place: known, failures: [] };
            if (at.scope !== undefined) {
                const place = namedPlace(node, at.scope);
                if (place !== undefined) return { place, failures: [] };
            } else if (named !== undefined && (isMm(named) || isFile(named))) {
                const type = unit.typing.typeOf(node);
                const reference = unit.layout.constantOf(node);
                if (type.kind === 'struct' && reference !== undefined) {
                    const ref = { kind: 'ref', declaration: type.declaration, nullable: false } as const;
                    return { place: objectBehind(unit, ref, constant(reference)), failures: [] };
                }
            } else if (named !== undefined && (isVar(named) || isLock(named))) {
                return { place: placeIn(unit.layout.storageOf(named), ZERO, [], 'strict'), failures: [] };
            }
            break;
        }
        case 'Index': {
            const array = specPlace(node.array, at);
            const index = specOf(node.index, at);
            const failures = [...array.failures, ...index.failures];
            if (array.place?.kind !== 'array') return { place: undefined, failures };
            const element = elementAt(unit, array.place, index.value);
            return { place: element.place, failures: [...failures, ...element.failures] };
        }
        case 'Member':
            return specMemberPlace(node, at);
        default:
            break;
    }
    const type = unit.typing.typeOf(node);
    if (type.kind !== 'ref') return { place: undefined, failures: [] };
    const { value, failures } = specOf(node, at);
    return { place: objectBehind(unit, type, value), failures: [...failures, ...nullCheck(value)] };
}

function specMemberPlace(node: Member, at: SpecEnvironment): SpecPlace {
    const member = node.member.ref;
    const { unit } = at;
    if (member === undefined || !(isVar(member) || isLock(member))) return { place: undefined, failures: [] };
    const receiver = unit.typing.typeOf(node.receiver);
    if (isVar(member) && perOf(member) !== undefined && receiver.kind !== 'struct' && receiver.kind !== 'ref') {
        const storage = unit.layout.storageOf(member);
        if (node.receiver.$type === 'Current' && node.receiver.kind === 'this_cpu') {
            return { place: placeIn(storage, at.scope?.actor.cpu ?? ZERO, [], 'strict'), failures: [] };
        }
        const { value, failures } = specOf(node.receiver, at);
        const isNever = boundsOf(at, value).low > 0;
        const check = isNever ? [] : [{ when: equal(value, ZERO), outcome: bug('null-deref') }];
        return { place: placeIn(storage, subtract(value, ONE), [], 'strict'), failures: [...failures, ...check] };
    }
    if (receiver.kind === 'ref') {
        const { value, failures } = specOf(node.receiver, at);
        const object = objectBehind(unit, receiver, value);
        // In a property the name of a freed object must not be read, in whatever kind of pool it stands.
        const stale =
            at.scope === undefined && object.struct.hasLifetime
                ? [{ when: isStale(value), outcome: bug('use-after-free') }]
                : [];
        return { place: fieldOf(unit, object, member), failures: [...failures, ...nullCheck(value), ...stale] };
    }
    const { place, failures } = specPlace(node.receiver, at);
    return place?.kind === 'object'
        ? { place: fieldOf(unit, place, member), failures }
        : { place: undefined, failures };
}
