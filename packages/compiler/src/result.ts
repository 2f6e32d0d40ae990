// What a thread's `return e` leaves behind as its result.
import type { ValueType } from '@faultline/language';
import { isFn, isReturn } from '@faultline/language';
import { AstUtils } from 'langium';
import type { ActorNode } from './actors.ts';
import { INT } from './domain.ts';
import type { Unit } from './scope.ts';

/** The type of the values that the actor's body returns; absent where it returns none. */
export function returnTypeOf(unit: Unit, node: ActorNode): ValueType | undefined {
    const values = AstUtils.streamAllContents(node.body)
        .filter(isReturn)
        .filter(found => AstUtils.getContainerOfType(found, isFn) === undefined)
        .map(found => found.value)
        .filter(value => value !== undefined)
        .toArray();
    const types = values.map(value => unit.typing.typeOf(value));
    const [first] = types.filter(type => type.kind !== 'null');
    if (first === undefined) return undefined;
    return types.every(type => type.kind === 'int') ? { kind: 'int', ...INT } : first;
}
