// Expressions in code: each shared access is a step, in evaluation order, left to right; what is left is computed on registers.
import type { Expr, RegisterId, StepId } from '@faultline/checker';
import type {
    BinaryExpression,
    Call,
    Cast,
    Expression,
    Member,
    NameReference,
    SyntaxNode,
    ValueType,
} from '@faultline/language';
import {
    accessorOf,
    isBits,
    isBitsField,
    isChooseValue,
    isEventParameter,
    isExternFn,
    isFn,
    isLet,
    isNameReference,
    isParameter,
    isThread,
    isVar,
    perOf,
} from '@faultline/language';
import { fieldOfWord, fit, load } from './access.ts';
import { lowerBuiltinCall, lowerFunctionCall, lowerHookCall } from './call.ts';
import { bug, failing } from './context.ts';
import { BOOL, bitsFields, domainOf, INT, outside, referenceTo } from './domain.ts';
import { add, and, binary, conditional, constant, equal, ONE, or, register, ZERO } from './expr.ts';
import { lowerAlloc } from './object.ts';
import { binaryValue, unaryValue } from './operators.ts';
import { lowerPlace, memberOffset, namedPlace } from './place.ts';
import { fieldRegister, recordNamed } from './record.ts';
import type { Scope, Unit } from './scope.ts';
import { boundsOf, locally, once, report } from './scope.ts';
import { lowerInterruptibleWait } from './wait.ts';

/** Evaluates, then goes on with the value, which is an expression over registers. `into`: a register it may use for it. */
export function lowerExpression(
    node: Expression,
    scope: Scope,
    use: (value: Expr) => StepId,
    into?: RegisterId,
): StepId {
    const { unit } = scope;
    const fixed = unit.layout.constantOf(node);
    if (fixed !== undefined) return use(constant(fixed));
    switch (node.$type) {
        case 'NumberLiteral':
            return use(constant(node.value));
        case 'BooleanLiteral':
            return use(constant(Number(node.true)));
        case 'NullLiteral':
        case 'KnobReference':
            return use(ZERO);
        case 'Group':
            return lowerExpression(node.inner, scope, use, into);
        case 'Cast':
            return lowerExpression(node.value, scope, value => convert(node, value, scope, use));
        case 'Current':
            return use(add(scope.actor.current, ONE));
        case 'NameReference':
            return lowerName(node, scope, use, into);
        case 'Member':
            return lowerMemberValue(node, scope, use, into);
        case 'Index':
            return lowerValueAt(node, scope, use, into);
        case 'UnaryExpression': {
            const { operator, operand } = node;
            if (operator === '&') return lowerAddress(operand, scope, use);
            return lowerExpression(operand, scope, value =>
                use(unaryValue(operator, value, unit.typing.typeOf(operand))),
            );
        }
        case 'BinaryExpression':
            return lowerBinary(node, scope, use);
        case 'Call':
            return lowerCall(node, scope, use, into);
        case 'Alloc':
            return lowerAlloc(node, scope, use);
        case 'InterruptibleWait':
            return lowerInterruptibleWait(node, scope, use);
        case 'Quantifier':
        case 'AtExpression':
            report(unit, node, 'only-in-properties', 'This can only be asked in an assertion or a property.');
            return use(ZERO);
    }
}

/** Goes to one of two places. A condition that is known takes its way alone; the other is not built. */
export function lowerCondition(
    node: Expression,
    scope: Scope,
    whenTrue: () => StepId,
    whenFalse: () => StepId,
): StepId {
    const fixed = scope.unit.layout.constantOf(node);
    if (fixed !== undefined) return fixed === 0 ? whenFalse() : whenTrue();
    if (node.$type === 'Group') return lowerCondition(node.inner, scope, whenTrue, whenFalse);
    if (node.$type === 'UnaryExpression' && node.operator === '!') {
        return lowerCondition(node.operand, scope, whenFalse, whenTrue);
    }
    if (node.$type === 'BinaryExpression' && (node.operator === '&&' || node.operator === '||')) {
        if (!isQuiet(node.right, scope)) {
            const [thenTrue, thenFalse] = [once(whenTrue), once(whenFalse)];
            const right = once(() => lowerCondition(node.right, scope, thenTrue, thenFalse));
            return node.operator === '&&'
                ? lowerCondition(node.left, scope, right, thenFalse)
                : lowerCondition(node.left, scope, thenTrue, right);
        }
    }
    return lowerExpression(node, scope, condition => {
        if (condition.kind === 'const') return condition.value === 0 ? whenFalse() : whenTrue();
        const [yes, no] = [whenTrue(), whenFalse()];
        if (yes === no) return yes;
        return scope.step(
            {
                local: true,
                actions: [],
                next: { kind: 'branch', condition, then: yes, else: no },
                fairness: 'weak',
                optional: false,
            },
            { ...scope.origin(node), statement: false },
        );
    });
}

/** Evaluates into a register of its own, which holds values of the type. */
export function lowerInto(
    node: Expression,
    target: RegisterId,
    type: ValueType,
    scope: Scope,
    next: StepId,
    statement: Expression | SyntaxNode = node,
): StepId {
    const source = domainOf(scope.unit.typing.typeOf(node), scope.unit.layout.numbering);
    const own = scope.program.builder.registerAt(target).domain;
    const into = JSON.stringify(source) === JSON.stringify(own) ? target : undefined;
    return lowerExpression(
        node,
        scope,
        value => {
            if (value.kind === 'register' && value.register === target) return next;
            const { value: fitting, failures } = fit(scope.unit, value, type);
            return locally(
                scope,
                [...failing(failures), { kind: 'set', register: target, value: fitting }],
                statement,
                next,
            );
        },
        into,
    );
}

function lowerName(
    node: NameReference,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const named = node.reference.ref;
    const { unit } = scope;
    if (named === undefined) return use(ZERO);
    const fixed = isLet(named) ? scope.activation.bindings.get(named) : undefined;
    if (fixed?.kind === 'value') return use(fixed.value);
    if (isLet(named) || isChooseValue(named) || isEventParameter(named)) {
        return use(register(scope.registerFor(named, named.name, unit.typing.typeOfDeclaration(named))));
    }
    if (isParameter(named)) {
        const binding = scope.activation.bindings.get(named);
        if (binding?.kind === 'value') return use(binding.value);
    }
    if (isThread(named)) return use(constant((unit.cast.membersOf(named)[0]?.id ?? -1) + 1));
    if (namedPlace(node, scope) !== undefined) return lowerValueAt(node, scope, use, into);
    return use(ZERO);
}

/** Reads a cell, or takes a reference to an object. */
function lowerValueAt(
    node: Expression,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const thread = threadElement(node, scope, use);
    if (thread !== undefined) return thread;
    return lowerPlace(node, scope, place => {
        switch (place.kind) {
            case 'cell':
                return load(scope, place, 'plain', node, into, use);
            case 'object':
                return use(place.reference ?? referenceTo(place.object));
            case 'fixed':
                return use(place.value);
            case 'list':
            case 'lock':
            case 'array':
                report(scope.unit, node, 'not-a-value', 'This is not a value.');
                return use(ZERO);
        }
    });
}

/** `t[i]` of a replicated thread. */
function threadElement(node: Expression, scope: Scope, use: (value: Expr) => StepId): StepId | undefined {
    if (node.$type !== 'Index' || !isNameReference(node.array)) return undefined;
    const named = node.array.reference.ref;
    if (named === undefined || !isThread(named)) return undefined;
    const members = scope.unit.cast.membersOf(named);
    return lowerExpression(node.index, scope, index => {
        const bad = outside(index, { low: 0, high: members.length - 1 }, boundsOf(scope, index));
        const value = add(index, constant((members[0]?.id ?? 0) + 1));
        return locally(scope, failing([{ when: bad, outcome: bug('range') }]), node, use(value));
    });
}

function lowerAddress(operand: Expression, scope: Scope, use: (value: Expr) => StepId): StepId {
    return lowerPlace(operand, scope, place => {
        if (place.kind === 'object') return use(place.reference ?? referenceTo(place.object));
        if (place.kind === 'fixed') return use(place.value);
        report(
            scope.unit,
            operand,
            'not-a-value',
            'The address of this is not a value; it can only be passed to a function.',
        );
        return use(ZERO);
    });
}

function lowerMemberValue(
    node: Member,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const member = node.member.ref;
    const { unit } = scope;
    const record = recordNamed(node.receiver, scope);
    if (record !== undefined && member !== undefined && isVar(member)) {
        return use(register(fieldRegister(record, member, scope)));
    }
    if (member !== undefined && isBitsField(member)) {
        const field = bitsFields(member.$container.fields, unit.layout.numbering).find(
            layout => layout.field === member,
        );
        if (field === undefined) return use(ZERO);
        return lowerExpression(node.receiver, scope, word => use(fieldOfWord(word, field)));
    }
    if (
        member !== undefined &&
        isVar(member) &&
        unit.typing.typeOf(node.receiver).kind === 'thread' &&
        perOf(member) === undefined
    ) {
        if (member.name === 'index')
            return lowerExpression(node.receiver, scope, thread => use(threadIndex(unit, scope, thread)));
        report(unit, node, 'only-in-properties', 'What a thread returned can only be asked in a property.');
        return use(ZERO);
    }
    return lowerValueAt(node, scope, use, into);
}

/** The place of a thread among its copies. */
export function threadIndex(unit: Unit, scope: Scope | undefined, thread: Expr): Expr {
    if (scope !== undefined && JSON.stringify(thread) === JSON.stringify(add(scope.actor.self, ONE)))
        return memberOffset(scope);
    return unit.cast.actors
        .filter(actor => actor.group.index > 0)
        .reduce<Expr>(
            (rest, actor) => conditional(equal(thread, constant(actor.id + 1)), constant(actor.group.index), rest),
            ZERO,
        );
}

function lowerBinary(node: BinaryExpression, scope: Scope, use: (value: Expr) => StepId): StepId {
    const { operator } = node;
    if (operator === '&&' || operator === '||') {
        if (isQuiet(node.right, scope)) {
            return lowerExpression(node.left, scope, left =>
                lowerExpression(node.right, scope, right =>
                    use(operator === '&&' ? and(left, right) : or(left, right)),
                ),
            );
        }
        const result = scope.temporary(BOOL);
        const next = use(register(result));
        const set = (value: Expr) => once(() => locally(scope, [{ kind: 'set', register: result, value }], node, next));
        return lowerCondition(node, scope, set(ONE), set(ZERO));
    }
    return lowerExpression(node.left, scope, left =>
        lowerExpression(node.right, scope, right => {
            const { value, failure } = binaryValue(scope.unit, node, left, right);
            return locally(scope, failing([{ when: failure, outcome: bug('range') }]), node, use(value));
        }),
    );
}

function convert(node: Cast, value: Expr, scope: Scope, use: (value: Expr) => StepId): StepId {
    const type = scope.unit.typing.typeOf(node);
    if (node.type !== 'int') return use(fit(scope.unit, value, type).value);
    const bad = outside(value, INT, boundsOf(scope, value));
    return locally(scope, failing([{ when: bad, outcome: bug('range') }]), node, use(value));
}

function lowerCall(node: Call, scope: Scope, use: (value: Expr) => StepId, into: RegisterId | undefined): StepId {
    const { callee } = node;
    const named = isNameReference(callee)
        ? callee.reference.ref
        : callee.$type === 'Member'
          ? callee.member.ref
          : undefined;
    if (named === undefined) return use(ZERO);
    if (isFn(named)) {
        return named.hook
            ? lowerHookCall(node, named, scope, use, into)
            : lowerFunctionCall(node, named, scope, use, into);
    }
    const accessor = accessorOf(node);
    if (accessor !== undefined) return lowerFunctionCall(node, accessor, scope, use, into);
    if (isBits(named)) return lowerWord(node, scope, use);
    if (isExternFn(named)) return lowerBuiltinCall(node, named, scope, use, into);
    return use(ZERO);
}

/** `Pte(write: true)`: the fields that are not given are 0. */
function lowerWord(node: Call, scope: Scope, use: (value: Expr) => StepId): StepId {
    const { unit } = scope;
    const go = (index: number, word: Expr): StepId => {
        const argument = node.arguments[index];
        const field = argument?.field?.ref;
        if (argument === undefined) return use(word);
        const layout =
            field === undefined || !isBitsField(field)
                ? undefined
                : bitsFields(field.$container.fields, unit.layout.numbering).find(known => known.field === field);
        if (layout === undefined) return go(index + 1, word);
        return lowerExpression(argument.value, scope, value => {
            const { value: fitting, failures } = fit(unit, value, layout.type);
            const more = add(word, binary('<<', fitting, constant(layout.shift)));
            return locally(scope, failing(failures), argument, go(index + 1, more));
        });
    };
    return go(0, ZERO);
}

/** Whether evaluating it takes no step and cannot fail. */
function isQuiet(node: Expression, scope: Scope): boolean {
    if (scope.unit.layout.constantOf(node) !== undefined) return true;
    switch (node.$type) {
        case 'NumberLiteral':
        case 'BooleanLiteral':
        case 'NullLiteral':
        case 'KnobReference':
        case 'Current':
            return true;
        case 'Group':
            return isQuiet(node.inner, scope);
        case 'NameReference': {
            const place = namedPlace(node, scope);
            return place === undefined || place.kind === 'object' || place.kind === 'fixed';
        }
        case 'Member': {
            const member = node.member.ref;
            if (recordNamed(node.receiver, scope) !== undefined) return true;
            return member !== undefined && isBitsField(member) && isQuiet(node.receiver, scope);
        }
        case 'UnaryExpression':
            return node.operator !== '&' && isQuiet(node.operand, scope);
        case 'BinaryExpression':
            return (
                !['/', '%', '<<', '>>'].includes(node.operator) &&
                isQuiet(node.left, scope) &&
                isQuiet(node.right, scope)
            );
        case 'Cast':
            return node.type !== 'int' && isQuiet(node.value, scope);
        case 'Index':
        case 'Call':
        case 'Alloc':
        case 'InterruptibleWait':
        case 'Quantifier':
        case 'AtExpression':
            return false;
    }
}
