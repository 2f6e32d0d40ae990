// Where calls return: a local step of its own for each, so that whoever watches it sees the result.
import type { RegisterId, StepId } from '@faultline/checker';
import type { Call, Enum, Fn, SyntaxNode, ValueType } from '@faultline/language';
import { isAddress, outcomeText, placeOf } from '@faultline/language';
import { localStep } from './access.ts';
import { bitsFields, domainOf, valueNamesOf } from './domain.ts';
import type { Binding, Scope, Unit } from './scope.ts';
import type { CallSite, CallValue, Frame } from './source-map.ts';

export interface Returning {
    readonly node: Call;
    readonly fn: Fn;
    /** Around the call. */
    readonly scope: Scope;
    /** With the call itself. */
    readonly stack: readonly Frame[];
    readonly bindings: ReadonlyMap<SyntaxNode, Binding>;
    readonly resultType: ValueType;
    readonly result: RegisterId | undefined;
}

/** Within `atomic` nobody is told. */
export function noteReturn(returning: Returning, next: StepId): StepId {
    const { node, fn, scope, stack, resultType, result } = returning;
    const { unit } = scope;
    if (unit.calls === undefined || scope.isAtomic) return next;
    const returns = scope.step(localStep([], next), { ...scope.origin(node), statement: false });
    unit.calls.push({
        returns,
        fn: fn.name,
        declared: placeOf(fn),
        stack,
        within: scope.copy,
        result: result === undefined ? undefined : { ...valueOf(unit, resultType), register: result },
        kinds: kindsOf(unit, resultType),
        outcome: outcomeText(fn),
        parameters: parametersOf(returning),
    });
    return returns;
}

/** A variable of the caller that receives the result is not any more what was passed. */
function parametersOf({ fn, scope, bindings, result }: Returning): CallSite['parameters'] {
    const { unit } = scope;
    return fn.parameters.flatMap((parameter): CallSite['parameters'] => {
        const binding = bindings.get(parameter);
        if (binding?.kind !== 'value') return [];
        const { value } = binding;
        const how = { ...valueOf(unit, unit.typing.typeOfDeclaration(parameter)), name: parameter.name };
        if (value.kind === 'const') return [{ ...how, value: { constant: value.value } }];
        if (value.kind !== 'register' || value.register === result) return [];
        return [{ ...how, value: { register: value.register } }];
    });
}

function kindsOf({ layout }: Unit, type: ValueType): CallSite['kinds'] {
    const told = ({ members }: Enum) => members.map(member => outcomeText(member) ?? member.name);
    if (type.kind === 'enum') return [{ shift: 0, width: 31, told: told(type.declaration) }];
    if (type.kind !== 'bits') return [];
    return bitsFields(type.declaration.fields, layout.numbering).flatMap(({ shift, width, type: of }) =>
        of.kind === 'enum' ? [{ shift, width, told: told(of.declaration) }] : [],
    );
}

function valueOf({ layout }: Unit, type: ValueType): CallValue {
    const valueNames = valueNamesOf(type, layout.numbering);
    return {
        type: kindOf(type),
        domain: domainOf(type, layout.numbering),
        ...(valueNames === undefined ? {} : { valueNames }),
    };
}

function kindOf(type: ValueType): CallValue['type'] {
    if (isAddress(type)) return 'address';
    if (type.kind === 'bits') return 'word';
    return type.kind === 'bool' || type.kind === 'enum' ? type.kind : 'other';
}
