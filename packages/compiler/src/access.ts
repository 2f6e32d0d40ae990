// Loads, stores and read-modify-writes of one cell: each is a step of its own.
import type { Action, Domain, Expr, Mark, RegisterId, Step, StepId } from '@faultline/checker';
import type { Rmw, SyntaxNode, ValueType } from '@faultline/language';
import type { Failure } from './context.ts';
import { bug, failing } from './context.ts';
import type { FieldLayout, Interval } from './domain.ts';
import { bitsFields, domainOf, outside, sameReference } from './domain.ts';
import {
    add,
    and,
    asSeen,
    binary,
    conditional,
    constant,
    equal,
    inMemory,
    not,
    OLD,
    ONE,
    OPERAND,
    register,
    SLOT,
    subtract,
    unary,
    unequal,
    ZERO,
} from './expr.ts';
import type { CellPlace } from './place.ts';
import type { Scope, Unit } from './scope.ts';
import { boundsOf } from './scope.ts';

/** Reads the cell into a register (a new one, or `into`), then goes on. */
export function load(
    scope: Scope,
    place: CellPlace,
    mark: Mark,
    node: SyntaxNode,
    into: RegisterId | undefined,
    use: (value: Expr) => StepId,
): StepId {
    const target = into ?? scope.temporary(scope.program.builder.cells()[place.cell]!.domain);
    const next = use(register(target));
    const failures = place.rule === 'typesafe' ? [] : place.failures;
    if (place.isGhost) {
        const actions: Action[] = [
            ...failing(failures),
            { kind: 'set', register: target, value: asSeen(place.cell, indexIn(scope, place)) },
        ];
        return scope.step(localStep(actions, next), scope.origin(node));
    }
    const actions: Action[] = [
        ...failing(failures),
        {
            kind: 'load',
            register: target,
            cell: place.cell,
            ...indexed(scope, place),
            mark: markOf(scope, place, mark),
        },
        ...failing(unwritten(scope, place, register(target))),
    ];
    return scope.step(visibleStep(actions, next), scope.origin(node));
}

/** A reference that is never null is null only in the field of a new object, until it is written. */
export function unwritten(
    { unit }: { readonly unit: Unit },
    { cell, type }: CellPlace,
    value: Expr,
): readonly Failure[] {
    if ((type.kind !== 'ref' && type.kind !== 'thread') || type.nullable) return [];
    const isEverUnwritten = unit.program.builder.cells()[cell]!.initial.includes(0);
    return isEverUnwritten ? [{ when: equal(value, ZERO), outcome: bug('uninitialized') }] : [];
}

/** Writes a value that has been made to fit. */
export function store(scope: Scope, place: CellPlace, value: Expr, mark: Mark, node: SyntaxNode, next: StepId): StepId {
    const { value: fitting, failures } = fit(scope.unit, value, place.type);
    const checks = failing([...place.failures, ...failures]);
    if (place.isGhost) {
        return scope.step(
            localStep([...checks, { kind: 'write', cell: place.cell, ...indexed(scope, place), value: fitting }], next),
            scope.origin(node),
        );
    }
    const isDevice = scope.actor.plan.kind === 'device';
    // A device has no store buffer.
    const access: Action =
        isDevice && scope.program.memory.kind === 'tso'
            ? { kind: 'rmw', cell: place.cell, ...indexed(scope, place), value: fitting, mark: 'marked' }
            : {
                  kind: 'store',
                  cell: place.cell,
                  ...indexed(scope, place),
                  value: fitting,
                  mark: markOf(scope, place, mark),
              };
    return scope.step(visibleStep([...checks, access], next), scope.origin(node));
}

/** A device has no plain accesses; memory itself does not race. */
function markOf({ actor }: Scope, { rule }: CellPlace, mark: Mark): Mark {
    if (rule === 'owned') return 'unraced';
    return mark === 'plain' && actor.plan.kind === 'device' ? 'marked' : mark;
}

export interface RmwOperands {
    readonly operand: Expr;
    /** What `old` is compared with, for a conditional one. */
    readonly comparand: Expr;
    /** The `bits` field it works on. */
    readonly field: FieldLayout | undefined;
}

/** `use` gets what the operation returns. */
export function readModifyWrite(
    scope: Scope,
    place: CellPlace,
    rmw: Rmw,
    operands: RmwOperands,
    text: string,
    node: SyntaxNode,
    use: (value: Expr) => StepId,
): StepId {
    const type = place.type;
    const cell = place.cell;
    const isVoid = rmw.returns === 'void';
    if (isVoid && scope.actor.plan.kind !== 'device')
        return deferred(scope, place, rmw, operands, text, node, use(ZERO));

    const old = scope.temporary(scope.program.builder.cells()[cell]!.domain);
    const changed = compute(rmw, OLD, operands, type);
    const after = compute(rmw, register(old), operands, type);
    const condition = conditionOf(scope.unit, rmw, OLD, operands.comparand, type);
    const succeeded = rmw.returns === 'succeeded' ? scope.temporary({ kind: 'int', low: 0, high: 1 }) : undefined;
    const next = use(
        resultOf(rmw, register(old), after, operands, succeeded === undefined ? ONE : register(succeeded)),
    );
    const bounds = rangeOf(type);
    const bad = bounds === undefined ? ZERO : outside(after, bounds, boundsOf(scope, after));
    const isBad = and(conditionOf(scope.unit, rmw, register(old), operands.comparand, type), bad);
    const value = bounds === undefined || bad === ZERO ? changed : clamped(changed, bounds);
    const failures = place.rule === 'typesafe' && rmw.condition !== 'always' ? [] : place.failures;
    const actions: Action[] = [
        ...failing(failures),
        {
            kind: 'rmw',
            cell,
            ...indexed(scope, place),
            ...(rmw.condition === 'always' ? {} : { condition }),
            value,
            result: old,
            ...(succeeded === undefined ? {} : { succeeded }),
            mark: 'marked',
        },
        ...failing([
            ...miscount(rmw, register(old), operands, type),
            { when: isBad, outcome: bug(isCount(type) ? 'refcount' : 'range') },
            ...(rmw.returns === 'old' ? unwritten(scope, place, register(old)) : []),
        ]),
    ];
    return scope.step(visibleStep(actions, next), scope.origin(node));
}

/** One that returns nothing orders nothing: it waits in the store buffer and acts when it leaves. */
function deferred(
    scope: Scope,
    place: CellPlace,
    rmw: Rmw,
    operands: RmwOperands,
    text: string,
    node: SyntaxNode,
    next: StepId,
): StepId {
    const { builder } = scope.program;
    const cell = place.cell;
    const isWhole = builder.cells()[cell]!.length === 1;
    const slot = isWhole ? undefined : SLOT;
    const old = inMemory(cell, slot);
    const isFixed = operands.operand.kind === 'const';
    const changed = compute(rmw, old, isFixed ? operands : { ...operands, operand: OPERAND }, place.type);
    const bounds = rangeOf(place.type);
    const bad = bounds === undefined ? ZERO : outside(changed, bounds, boundsOf(scope, changed));
    const id = scope.reserve();
    const operation = builder.deferred({
        cell,
        ...(isFixed ? {} : { operand: operandDomain(scope, operands.operand, place.type) }),
        actions: [
            ...failing([
                ...miscount(rmw, old, isFixed ? operands : { ...operands, operand: OPERAND }, place.type),
                { when: bad, outcome: bug(isCount(place.type) ? 'refcount' : 'range') },
            ]),
            { kind: 'write', cell, ...(slot === undefined ? {} : { index: slot }), value: changed },
        ],
        text,
        step: id,
    });
    const action: Action = {
        kind: 'defer',
        deferred: operation,
        ...indexed(scope, place),
        ...(isFixed ? {} : { operand: operands.operand }),
    };
    scope.define(id, visibleStep([...failing(place.failures), action], next), scope.origin(node));
    return id;
}

/** What the operand may be: a word for a word, else whatever number the expression yields, as far as 32 bits hold it. */
function operandDomain(scope: Scope, operand: Expr, type: ValueType): Domain {
    if (type.kind === 'bits' || type.kind === 'ref') return domainOf(type, scope.unit.layout.numbering);
    const { low, high } = boundsOf(scope, operand);
    if (low >= 0 && high < 2 ** 32) return { kind: 'int', low, high };
    return { kind: 'int', low: Math.max(low, -(2 ** 31)), high: Math.min(high, 2 ** 31 - 1) };
}

/** A reference that is taken without a test, of what nobody refers to any more. */
function miscount(rmw: Rmw, old: Expr, { operand }: RmwOperands, type: ValueType): readonly Failure[] {
    if (!isCount(type) || rmw.compute !== 'add' || rmw.condition !== 'always') return [];
    return [{ when: and(equal(old, ZERO), binary('>', operand, ZERO)), outcome: bug('refcount') }];
}

export const isCount = (type: ValueType): boolean => type.kind === 'int' && type.name === 'refcount';

function compute(rmw: Rmw, old: Expr, { operand, field }: RmwOperands, type: ValueType): Expr {
    if (field !== undefined) {
        const mask = constant(2 ** field.shift * (2 ** field.width - 1));
        switch (rmw.compute) {
            case 'or':
                return binary('|', old, mask);
            case 'and-not':
                return binary('&', old, unary('~', mask));
            case 'xor':
                return binary('^', old, mask);
            case 'add':
            case 'sub':
            case 'and':
            case 'exchange':
                return withField(old, field, operand);
        }
    }
    switch (rmw.compute) {
        case 'add':
            return wrap(add(old, operand), type);
        case 'sub':
            return wrap(subtract(old, operand), type);
        case 'or':
            return binary('|', old, operand);
        case 'and':
            return binary('&', old, operand);
        case 'and-not':
            return binary('&', old, unary('~', operand));
        case 'xor':
            return binary('^', old, operand);
        case 'exchange':
            return operand;
    }
}

function conditionOf(unit: Unit, rmw: Rmw, old: Expr, comparand: Expr, type: ValueType): Expr {
    switch (rmw.condition) {
        case 'always':
            return ONE;
        case 'equal':
            return sameValue(unit, old, comparand, type);
        case 'unless':
            return not(sameValue(unit, old, comparand, type));
    }
}

function resultOf(rmw: Rmw, old: Expr, after: Expr, { field }: RmwOperands, succeeded: Expr): Expr {
    switch (rmw.returns) {
        case 'void':
            return ZERO;
        case 'old':
            return old;
        case 'new':
            return after;
        case 'new-is-zero':
            return equal(after, ZERO);
        case 'succeeded':
            return succeeded;
        case 'old-bit':
            return field === undefined ? unequal(old, ZERO) : fieldOfWord(old, field);
    }
}

/** Equality of two values of the type; it ignores whether references, in words too, are stale. */
export function sameValue(unit: Unit, left: Expr, right: Expr, type: ValueType): Expr {
    if (type.kind === 'ref') return sameReference(left, right);
    if (type.kind !== 'bits') return equal(left, right);
    const marks = bitsFields(type.declaration.fields, unit.layout.numbering)
        .filter(field => field.domain.kind === 'ref')
        .reduce((mask, { shift }) => mask + 2 ** shift, 0);
    if (marks === 0) return equal(left, right);
    // A fresh reference is odd, and a stale one the even number behind it.
    const unmarked = (word: Expr): Expr => add(word, binary('&', word, constant(marks)));
    return equal(unmarked(left), unmarked(right));
}

export function fieldOfWord(word: Expr, field: FieldLayout): Expr {
    return binary('&', binary('>>', word, constant(field.shift)), constant(2 ** field.width - 1));
}

export function withField(word: Expr, field: FieldLayout, value: Expr): Expr {
    const mask = constant((2 ** 32 - 1 - 2 ** field.shift * (2 ** field.width - 1)) >>> 0);
    return binary('|', binary('&', word, mask), binary('<<', value, constant(field.shift)));
}

/** What a value of the type may be; absent where the type wraps or every value fits. */
function rangeOf(type: ValueType): Interval | undefined {
    if (type.kind === 'int') return { low: type.low, high: type.high };
    return undefined;
}

/** The value as the type holds it, and when it does not fit. */
export function fit(
    unit: Unit,
    value: Expr,
    type: ValueType,
): { readonly value: Expr; readonly failures: readonly Failure[] } {
    const bounds = rangeOf(type);
    if (bounds === undefined) return { value: wrapWithin(unit, value, type), failures: [] };
    const when = outside(value, bounds, boundsOf({ unit }, value));
    return { value, failures: when.kind === 'const' && when.value === 0 ? [] : [{ when, outcome: bug('range') }] };
}

function wrapWithin(unit: Unit, value: Expr, type: ValueType): Expr {
    if (type.kind !== 'unsigned') return value;
    const { low, high } = boundsOf({ unit }, value);
    return low >= 0 && high < 2 ** type.bits ? value : wrap(value, type);
}

/** Unsigned values wrap. */
export function wrap(value: Expr, type: ValueType): Expr {
    return type.kind === 'unsigned' ? binary('&', value, constant(2 ** type.bits - 1)) : value;
}

const clamped = (value: Expr, { low, high }: Interval): Expr =>
    conditional(
        binary('<', value, constant(low)),
        constant(low),
        conditional(binary('>', value, constant(high)), constant(high), value),
    );

export function indexIn(
    scope: { readonly unit: Unit },
    { cell, index }: { readonly cell: number; readonly index?: Expr },
): Expr | undefined {
    return scope.unit.program.builder.cells()[cell]!.length === 1 ? undefined : index;
}

function indexed(scope: Scope, place: CellPlace): { readonly index?: Expr } {
    const index = indexIn(scope, place);
    return index === undefined ? {} : { index };
}

export const visibleStep = (actions: readonly Action[], next: StepId): Step => ({
    local: false,
    actions,
    next: { kind: 'goto', step: next },
    fairness: 'weak',
    optional: false,
});
export const localStep = (actions: readonly Action[], next: StepId): Step => ({
    ...visibleStep(actions, next),
    local: true,
});
