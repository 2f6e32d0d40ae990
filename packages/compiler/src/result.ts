// What a thread's `return e` leaves behind as its result.
import type { ValueType } from '@faultline/language';
import { isReturn } from '@faultline/language';
import type { ActorNode } from './actors.ts';
import { INT } from './domain.ts';
import type { Unit } from './scope.ts';
import { nodesIn } from './walk.ts';

/** The type of the values that the actor's body returns; absent where it returns none. */
export function returnTypeOf(unit: Unit, node: ActorNode): ValueType | undefined {
    const values = nodesIn(node.body)
        .filter(isReturn)
        .map(found => found.value)
        .filter(value => value !== undefined);
    const types = values.map(value => unit.typing.typeOf(value));
    const [first] = types.filter(type => type.kind !== 'null');
    if (first === undefined) return undefined;
    return types.every(type => type.kind === 'int') ? { kind: 'int', ...INT } : first;
}
