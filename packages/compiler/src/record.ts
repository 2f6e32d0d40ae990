// Objects of a `local struct`: bundles of registers, passed by reference.
import type { RegisterId, StepId } from '@faultline/checker';
import type { Call, Expression, Let, Struct, SyntaxNode, Var } from '@faultline/language';
import { isCall, isGroup, isLet, isNameReference, isParameter, isStruct, isVar } from '@faultline/language';
import { defaultOf, domainOf } from './domain.ts';
import { constant } from './expr.ts';
import { lowerInto } from './expression.ts';
import type { LocalRecord, Scope } from './scope.ts';
import { locally } from './scope.ts';

/** A call of a local struct's constructor: what makes an object, as the value of a `let` or as an argument. */
export interface Construction {
    readonly struct: Struct;
    readonly call: Call;
}

/** The constructor that an expression calls. */
export function constructionOf(value: Expression): Construction | undefined {
    if (isGroup(value)) return constructionOf(value.inner);
    const callee = isCall(value) && isNameReference(value.callee) ? value.callee.reference.ref : undefined;
    return isCall(value) && isStruct(callee) && callee.local ? { struct: callee, call: value } : undefined;
}

/** What a name stands for, if it is an object of a local struct. */
export function recordNamed(node: Expression, scope: Scope): LocalRecord | undefined {
    if (isGroup(node)) return recordNamed(node.inner, scope);
    const named = isNameReference(node) ? node.reference.ref : undefined;
    if (isLet(named)) return recordOf(named);
    const binding = isParameter(named) ? scope.activation.bindings.get(named) : undefined;
    return binding?.kind === 'record' ? binding.record : undefined;
}

/** What a `let` makes, if it is an object of a local struct. */
export function recordOf({ value }: Let): LocalRecord | undefined {
    const construction = constructionOf(value);
    return construction === undefined ? undefined : { struct: construction.struct, made: construction.call };
}

const keys = new WeakMap<SyntaxNode, Map<Var, SyntaxNode>>();

/** Each record has registers of its own: they are found by what stands for the field of this record. */
export function fieldKey({ made }: LocalRecord, field: Var): SyntaxNode {
    const known = keys.get(made) ?? new Map<Var, SyntaxNode>();
    keys.set(made, known);
    const key = known.get(field) ?? { ...field };
    known.set(field, key);
    return key;
}

export function fieldRegister(record: LocalRecord, field: Var, scope: Scope): RegisterId {
    return scope.registerFor(fieldKey(record, field), field.name, scope.unit.typing.typeOfDeclaration(field));
}

/** `vm_fault(address: a)`: fields that are not given begin as what the struct says, or as 0. */
export function lowerRecord(
    { struct, call }: Construction,
    scope: Scope,
    use: (record: LocalRecord) => StepId,
): StepId {
    const record = { struct, made: call };
    const fields = struct.members.filter(isVar);
    const others = fields.filter(field => !call.arguments.some(argument => argument.field?.ref === field));
    const set = others.flatMap(field => {
        const type = scope.unit.typing.typeOfDeclaration(field);
        const initial =
            scope.unit.layout.constantOf(field.value) ?? defaultOf(domainOf(type, scope.unit.layout.numbering));
        return { kind: 'set', register: fieldRegister(record, field, scope), value: constant(initial) } as const;
    });
    const after = locally(scope, set, call, use(record));
    const go = (index: number): StepId => {
        const argument = call.arguments[index];
        if (argument === undefined) return after;
        const field = argument.field?.ref;
        if (field === undefined || !isVar(field)) return go(index + 1);
        const type = scope.unit.typing.typeOfDeclaration(field);
        const target = fieldRegister(record, field, scope);
        return lowerInto(argument.value, target, type, scope, go(index + 1), argument);
    };
    return go(0);
}
