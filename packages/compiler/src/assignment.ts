// Assignments: to registers, to shared cells, to fields of words, to ghosts.
import type { Action, Expr, RegisterId, StepId } from '@faultline/checker';
import type { Assignment, Expression, Member, ValueType } from '@faultline/language';
import { isBitsField, isChooseValue, isLet, isMember, isNameReference, isParameter, isVar } from '@faultline/language';
import { fieldOfWord, fit, load, store, withField } from './access.ts';
import { failing } from './context.ts';
import type { FieldLayout } from './domain.ts';
import { bitsFields } from './domain.ts';
import { register } from './expr.ts';
import { lowerExpression, lowerInto } from './expression.ts';
import { binaryValue } from './operators.ts';
import type { CellPlace } from './place.ts';
import { lowerPlace } from './place.ts';
import { fieldRegister, recordNamed } from './record.ts';
import type { Scope } from './scope.ts';
import { locally, report } from './scope.ts';
import { lowerSpec } from './spec.ts';

export function lowerAssignment(node: Assignment, scope: Scope, next: StepId): StepId {
    const { target, operator } = node;
    const { unit } = scope;
    const own = registerNamed(target, scope);
    if (own !== undefined) return lowerToRegister(node, own.register, own.type, scope, next);
    const member = isMember(target) ? target.member.ref : undefined;
    if (isMember(target) && member !== undefined && isBitsField(member)) {
        const field = bitsFields(member.$container.fields, unit.layout.numbering).find(
            layout => layout.field === member,
        );
        return field === undefined ? next : lowerFieldAssignment(node, target, field, scope, next);
    }
    return lowerCellTarget(target, scope, next, place => {
        if (place.isGhost) return lowerGhost(node, place, scope, next);
        if (operator === '=') {
            return lowerExpression(node.value, scope, value => store(scope, place, value, 'plain', node, next));
        }
        return load(scope, place, 'plain', target, undefined, old =>
            lowerExpression(node.value, scope, value =>
                store(scope, place, combined(node, old, value, scope), 'plain', node, next),
            ),
        );
    });
}

function lowerToRegister(node: Assignment, own: number, type: ValueType, scope: Scope, next: StepId): StepId {
    if (node.operator === '=') return lowerInto(node.value, own, type, scope, next, node);
    return lowerExpression(node.value, scope, value => {
        const { value: fitting, failures } = fit(scope.unit, combined(node, register(own), value, scope), type);
        return locally(scope, [...failing(failures), { kind: 'set', register: own, value: fitting }], node, next);
    });
}

/** The register that a name stands for. */
function registerNamed(
    node: Expression,
    scope: Scope,
): { readonly register: RegisterId; readonly type: ValueType } | undefined {
    if (isMember(node)) {
        const record = recordNamed(node.receiver, scope);
        const field = node.member.ref;
        if (record === undefined || field === undefined || !isVar(field)) return undefined;
        return { register: fieldRegister(record, field, scope), type: scope.unit.typing.typeOfDeclaration(field) };
    }
    const named = isNameReference(node) ? node.reference.ref : undefined;
    if (named === undefined || !(isLet(named) || isChooseValue(named) || isParameter(named))) return undefined;
    if (isParameter(named) && scope.activation.bindings.get(named)?.kind !== 'value') return undefined;
    const type = scope.unit.typing.typeOfDeclaration(named);
    return { register: scope.registerFor(named, named.name, type), type };
}

/** `x.f = v`: of a shared word a load and a store of all of it; what others write to it in between is lost. */
function lowerFieldAssignment(
    node: Assignment,
    target: Member,
    field: FieldLayout,
    scope: Scope,
    next: StepId,
): StepId {
    const { unit } = scope;
    const own = registerNamed(target.receiver, scope);
    const valueFor = (word: Expr, value: Expr) =>
        fit(unit, node.operator === '=' ? value : combined(node, fieldOfWord(word, field), value, scope), field.type);
    if (own !== undefined) {
        const word = register(own.register);
        return lowerExpression(node.value, scope, given => {
            const { value, failures } = valueFor(word, given);
            const set: Action = { kind: 'set', register: own.register, value: withField(word, field, value) };
            return locally(scope, [...failing(failures), set], node, next);
        });
    }
    return lowerCellTarget(target.receiver, scope, next, place => {
        const change = (word: Expr, given: Expr): StepId => {
            const { value, failures } = valueFor(word, given);
            const stored = store(scope, place, withField(word, field, value), 'plain', node, next);
            return locally(scope, failing(failures), node, stored);
        };
        if (place.isGhost) {
            return lowerSpec(node.value, scope, 'own', ({ value, failures }) =>
                locally(
                    scope,
                    failing(failures),
                    node,
                    load(scope, place, 'plain', target, undefined, word => change(word, value)),
                ),
            );
        }
        if (node.operator !== '=') {
            return load(scope, place, 'plain', target, undefined, word =>
                lowerExpression(node.value, scope, value => change(word, value)),
            );
        }
        return lowerExpression(node.value, scope, value =>
            load(scope, place, 'plain', target, undefined, word => change(word, value)),
        );
    });
}

function lowerCellTarget(target: Expression, scope: Scope, next: StepId, use: (place: CellPlace) => StepId): StepId {
    return lowerPlace(target, scope, place => {
        if (place.kind === 'cell') return use(place);
        report(scope.unit, target, 'not-assignable', 'Nothing can be assigned to this.');
        return next;
    });
}

/** Part of the step before it; it reads cells as an assertion does. */
function lowerGhost(node: Assignment, place: CellPlace, scope: Scope, next: StepId): StepId {
    return lowerSpec(node.value, scope, 'own', ({ value, failures }) => {
        const { operator } = node;
        const index = place.index === undefined ? {} : { index: place.index };
        const old: Expr = { kind: 'cell', cell: place.cell, ...index, view: 'memory' };
        const stored = store(
            scope,
            place,
            operator === '=' ? value : combined(node, old, value, scope),
            'plain',
            node,
            next,
        );
        return locally(scope, failing(failures), node, stored);
    });
}

/** `x += e` */
function combined(node: Assignment, old: Expr, value: Expr, scope: Scope): Expr {
    const operator = node.operator.slice(0, -1) as '+' | '-' | '|' | '&' | '^';
    const like = { ...node, $type: 'BinaryExpression', operator, left: node.target, right: node.value } as never;
    const types = scope.unit.typing.typeOf(node.target);
    const { value: computed } = binaryValue(
        {
            ...scope.unit,
            typing: {
                ...scope.unit.typing,
                typeOf: expression => (expression === like ? types : scope.unit.typing.typeOf(expression)),
            },
        },
        like,
        old,
        value,
    );
    return computed;
}
