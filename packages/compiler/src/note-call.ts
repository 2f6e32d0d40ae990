// Where calls begin and return: local steps of their own, so that whoever watches them sees arguments and results.
import type { RegisterId, StepId } from '@faultline/checker';
import type { Call, Enum, Fn, SyntaxNode, ValueType } from '@faultline/language';
import { isAddress, outcomeText, placeOf } from '@faultline/language';
import { localStep } from './access.ts';
import { bitsFields, domainOf, valueNamesOf } from './domain.ts';
import type { Binding, Scope, Unit } from './scope.ts';
import type { CallSite, CallValue, Frame } from './source-map.ts';

export interface CallToNote {
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

/** `lower` lowers the call, given what follows it. Within `atomic` nothing is noted. */
export function noteCall(call: CallToNote, next: StepId, lower: (after: StepId) => StepId): StepId {
    const { node, fn, scope, stack, resultType, result } = call;
    const { unit } = scope;
    if (unit.calls === undefined || scope.isAtomic) return lower(next);
    const origin = { ...scope.origin(node), statement: false };
    const returns = scope.step(localStep([], next), origin);
    const begins = scope.step(localStep([], lower(returns)), origin);
    unit.calls.push({
        begins,
        returns,
        fn: fn.name,
        declared: placeOf(fn),
        stack,
        within: scope.copy,
        result: result === undefined ? undefined : { ...readingOf(unit, resultType), register: result },
        kinds: kindsOf(unit, resultType),
        outcome: outcomeText(fn),
        parameters: parametersOf(call),
    });
    return begins;
}

function parametersOf({ fn, scope, bindings }: CallToNote): CallSite['parameters'] {
    const { unit } = scope;
    return fn.parameters.flatMap((parameter): CallSite['parameters'] => {
        const binding = bindings.get(parameter);
        if (binding?.kind !== 'value') return [];
        const { value } = binding;
        const how = { ...readingOf(unit, unit.typing.typeOfDeclaration(parameter)), name: parameter.name };
        if (value.kind === 'const') return [{ ...how, value: { constant: value.value } }];
        return value.kind === 'register' ? [{ ...how, value: { register: value.register } }] : [];
    });
}

function kindsOf({ layout }: Unit, type: ValueType): CallSite['kinds'] {
    const told = ({ members }: Enum) => members.map(member => outcomeText(member));
    if (type.kind === 'enum') return [{ shift: 0, width: 31, told: told(type.declaration) }];
    if (type.kind !== 'bits') return [];
    return bitsFields(type.declaration.fields, layout.numbering).flatMap(({ shift, width, type: of }) =>
        of.kind === 'enum' ? [{ shift, width, told: told(of.declaration) }] : [],
    );
}

function readingOf({ layout }: Unit, type: ValueType): CallValue {
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
