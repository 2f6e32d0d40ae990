// Objects of a `local struct`: bundles of registers, passed by reference.
import type { RegisterId, StepId } from '@faultline/checker';
import type { Argument, Expression, Let, Struct, SyntaxNode, Var } from '@faultline/language';
import { isCall, isGroup, isLet, isNameReference, isParameter, isStruct, isVar } from '@faultline/language';
import { defaultOf, domainOf } from './domain.ts';
import { constant } from './expr.ts';
import { lowerInto } from './expression.ts';
import type { LocalRecord, Scope } from './scope.ts';
import { locally } from './scope.ts';

/** The local struct whose constructor a `let` calls. */
export function recordMade(node: Let): Struct | undefined {
    const value = isGroup(node.value) ? node.value.inner : node.value;
    const callee = isCall(value) && isNameReference(value.callee) ? value.callee.reference.ref : undefined;
    return isStruct(callee) && callee.local ? callee : undefined;
}

/** What a name stands for, if it is an object of a local struct. */
export function recordNamed(node: Expression, scope: Scope): LocalRecord | undefined {
    if (isGroup(node)) return recordNamed(node.inner, scope);
    const named = isNameReference(node) ? node.reference.ref : undefined;
    if (isLet(named)) {
        const struct = recordMade(named);
        return struct === undefined ? undefined : { struct, made: named };
    }
    const binding = isParameter(named) ? scope.activation.bindings.get(named) : undefined;
    return binding?.kind === 'record' ? binding.record : undefined;
}

/** Each record has registers of its own: they are found by what stands for the field of this record. */
const keys = new WeakMap<SyntaxNode, Map<Var, SyntaxNode>>();

export function fieldRegister({ made }: LocalRecord, field: Var, scope: Scope): RegisterId {
    const known = keys.get(made) ?? new Map<Var, SyntaxNode>();
    keys.set(made, known);
    const key = known.get(field) ?? { ...field };
    known.set(field, key);
    return scope.registerFor(key, field.name, scope.unit.typing.typeOfDeclaration(field));
}

/** `let v = vm_fault(address: a)`: fields that are not given begin as what the struct says, or as 0. */
export function lowerRecord(node: Let, struct: Struct, scope: Scope, next: StepId): StepId {
    const value = isGroup(node.value) ? node.value.inner : node.value;
    const given: readonly Argument[] = isCall(value) ? value.arguments : [];
    const record = { struct, made: node };
    const fields = struct.members.filter(isVar);
    const others = fields.filter(field => !given.some(argument => argument.field?.ref === field));
    const set = others.flatMap(field => {
        const type = scope.unit.typing.typeOfDeclaration(field);
        const initial =
            scope.unit.layout.constantOf(field.value) ?? defaultOf(domainOf(type, scope.unit.layout.numbering));
        return { kind: 'set', register: fieldRegister(record, field, scope), value: constant(initial) } as const;
    });
    const after = locally(scope, set, node, next);
    const go = (index: number): StepId => {
        const argument = given[index];
        if (argument === undefined) return after;
        const field = argument.field?.ref;
        if (field === undefined || !isVar(field)) return go(index + 1);
        const type = scope.unit.typing.typeOfDeclaration(field);
        const target = fieldRegister(record, field, scope);
        return lowerInto(argument.value, target, type, scope, go(index + 1), argument);
    };
    return go(0);
}
