// Expressions that look at all their cells at once: assertions, the conditions of waits, the values of ghosts, properties.
//
// They take no step of their own; what could go wrong on the way is handed back as failures. In a property nothing fails: a
// comparison that would follow null, a freed object or an index out of range is false.
import type { Expr, StepId } from '@faultline/checker';
import type {
    Call,
    Expression,
    Fn,
    Member,
    NameReference,
    Quantifier,
    Statement,
    SyntaxNode,
    ValueType,
    Var,
} from '@faultline/language';
import {
    accessorOf,
    builtinOf,
    isBits,
    isBitsField,
    isBlock,
    isChooseValue,
    isEventParameter,
    isExternFn,
    isFn,
    isGroup,
    isIf,
    isLet,
    isMember,
    isNameReference,
    isParameter,
    isReturn,
    isStruct,
    isThread,
    isVar,
    lockOperationOf,
    lockQuestion,
} from '@faultline/language';
import { fieldOfWord, fit, indexIn, sameValue, unwritten } from './access.ts';
import { callsInside } from './calls-inside.ts';
import type { Failure } from './context.ts';
import { bug } from './context.ts';
import { bitsFields, INT, outside, referenceTo } from './domain.ts';
import {
    add,
    and,
    asSeen,
    binary,
    bound,
    conditional,
    constant,
    equal,
    inMemory,
    not,
    ONE,
    or,
    register,
    subtract,
    ZERO,
} from './expr.ts';
import { lowerExpression, threadIndex } from './expression.ts';
import { answerOf } from './lower/locks.ts';
import { specMachine } from './lower/machine.ts';
import { pendingFor } from './lower/signals.ts';
import { binaryValue, unaryValue } from './operators.ts';
import type { LoweredPlace } from './place.ts';
import { atSteps, endedOf, heldByAnybody, heldByThread, registerOfActor } from './property.ts';
import { fieldKey, fieldRegister, recordNamed, recordOf } from './record.ts';
import type { Scope, Unit } from './scope.ts';
import { boundsOf, report } from './scope.ts';
import { specPlace } from './spec-place.ts';

/** Where nothing stands around. */
export const NOTHING_KNOWN = {
    known: new Map(),
    places: new Map(),
    records: new Map(),
    depth: 0,
    levels: new Map(),
} as const;

export interface SpecValue {
    readonly value: Expr;
    /** Judged in order, before the value. */
    readonly failures: readonly Failure[];
}

export interface SpecEnvironment {
    readonly unit: Unit;
    readonly view: 'own' | 'memory';
    /** For a property: where a comparison in it counts as false because it cannot be read, by the comparison. */
    readonly unreadable?: Map<Expr, Expr>;
    /** The code it stands in; absent for a property. */
    readonly scope: Scope | undefined;
    /** Values that were found before: of calls, of the variables of quantifiers, of parameters. */
    readonly known: ReadonlyMap<SyntaxNode, Expr>;
    readonly places: ReadonlyMap<SyntaxNode, LoweredPlace>;
    /** Parameters that stand for an object of a local struct. */
    readonly records: ReadonlyMap<SyntaxNode, SpecRecord>;
    /** How many quantifiers stand around. */
    readonly depth: number;
    /** The level at which the variable of a quantifier is bound. */
    readonly levels: ReadonlyMap<SyntaxNode, number>;
}

/** Reads a field of an object of a local struct: one of the code that it stands in, or of a thread. */
type SpecRecord = (field: Var) => SpecValue;

/** Evaluates the calls inside first, then hands on what the rest is in one look. */
export function lowerSpec(
    node: Expression,
    scope: Scope,
    view: 'own' | 'memory',
    use: (value: SpecValue) => StepId,
): StepId {
    const calls = callsInside(node, scope, view);
    const known = new Map<SyntaxNode, Expr>();
    const go = (index: number): StepId => {
        const call = calls[index];
        if (call === undefined) {
            return use(specOf(node, { ...NOTHING_KNOWN, unit: scope.unit, view, scope, known }));
        }
        return lowerExpression(call, scope, value => {
            known.set(call, value);
            return go(index + 1);
        });
    };
    return go(0);
}

/** Whether the value depends on memory. */
export function readsCells(expr: Expr): boolean {
    switch (expr.kind) {
        case 'cell':
        case 'at':
        case 'ended':
        case 'is-referenced':
        case 'actor-register':
            return true;
        case 'unary':
            return readsCells(expr.operand);
        case 'binary':
            return readsCells(expr.left) || readsCells(expr.right);
        case 'conditional':
            return readsCells(expr.condition) || readsCells(expr.then) || readsCells(expr.else);
        case 'quantifier':
            return readsCells(expr.low) || readsCells(expr.high) || readsCells(expr.body);
        case 'const':
        case 'register':
        case 'self':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
            return false;
    }
}

export function specOf(node: Expression, at: SpecEnvironment): SpecValue {
    const { unit } = at;
    const known = at.known.get(node);
    if (known !== undefined) return sure(known);
    const fixed = unit.layout.constantOf(node);
    if (fixed !== undefined) return sure(constant(fixed));
    switch (node.$type) {
        case 'NumberLiteral':
            return sure(constant(node.value));
        case 'BooleanLiteral':
            return sure(constant(Number(node.true)));
        case 'NullLiteral':
        case 'KnobReference':
        case 'Alloc':
        case 'InterruptibleWait':
            return sure(ZERO);
        case 'Group':
            return specOf(node.inner, at);
        case 'Current':
            return sure(at.scope === undefined ? ZERO : add(at.scope.actor.current, ONE));
        case 'Cast': {
            const { value, failures } = specOf(node.value, at);
            if (node.type !== 'int') return { value: fit(unit, value, unit.typing.typeOf(node)).value, failures };
            return {
                value,
                failures: [...failures, { when: outside(value, INT, boundsOf(at, value)), outcome: bug('range') }],
            };
        }
        case 'UnaryExpression': {
            const { operator, operand } = node;
            if (operator === '&') return specPlaceValue(operand, at);
            const { value, failures } = specOf(operand, at);
            return { value: unaryValue(operator, value, unit.typing.typeOf(operand)), failures };
        }
        case 'BinaryExpression':
            return specBinary(node, at);
        case 'Quantifier':
            return specQuantifier(node, at);
        case 'AtExpression': {
            const thread = specOf(node.thread, at);
            return propertyGuard(at, unit.typing.typeOf(node), {
                value: atSteps(unit, subtract(thread.value, ONE), node.label.segments),
                failures: thread.failures,
            });
        }
        case 'Call':
            return specCall(node, at);
        case 'NameReference':
            return specName(node, at);
        case 'Member':
            return specMember(node, at);
        case 'Index':
            return specPlaceValue(node, at);
    }
}

const sure = (value: Expr): SpecValue => ({ value, failures: [] });

/** In a property, what cannot be evaluated is false. */
function propertyGuard(at: SpecEnvironment, type: ValueType, { value, failures }: SpecValue): SpecValue {
    if (at.scope !== undefined || type.kind !== 'bool') return { value, failures };
    const guarded = and(...failures.map(failure => not(failure.when)), value);
    if (failures.length > 0) at.unreadable?.set(guarded, or(...failures.map(({ when }) => when)));
    return sure(guarded);
}

function specBinary(node: Extract<Expression, { $type: 'BinaryExpression' }>, at: SpecEnvironment): SpecValue {
    const { operator } = node;
    const left = specOf(node.left, at);
    const right = specOf(node.right, at);
    if (operator === '&&' || operator === '||') {
        const reached = operator === '&&' ? left.value : not(left.value);
        const value = operator === '&&' ? and(left.value, right.value) : or(left.value, right.value);
        const later = right.failures.map(({ when, outcome }) => ({ when: and(reached, when), outcome }));
        return { value, failures: [...left.failures, ...later] };
    }
    const { value, failure } = binaryValue(at.unit, node, left.value, right.value);
    const failures = [...left.failures, ...right.failures];
    const own = failure.kind === 'const' && failure.value === 0 ? [] : [{ when: failure, outcome: bug('range') }];
    return propertyGuard(at, at.unit.typing.typeOf(node), { value, failures: [...failures, ...own] });
}

/** A short range is written out, so that its variable is a constant. */
const SHORT = 32;

function specQuantifier(node: Quantifier, at: SpecEnvironment): SpecValue {
    const [low, high] = [specOf(node.low, at), specOf(node.high, at)];
    if (low.value.kind === 'const' && high.value.kind === 'const' && high.value.value - low.value.value < SHORT) {
        const values: SpecValue[] = [];
        for (let i = low.value.value; i <= high.value.value; i++) {
            values.push(specOf(node.body, { ...at, known: new Map([...at.known, [node, constant(i)]]) }));
        }
        const failures = [...low.failures, ...high.failures, ...values.flatMap(value => value.failures)];
        const all = values.map(({ value }) => value);
        switch (node.quantifier) {
            case 'all':
                return { value: and(...all), failures };
            case 'any':
                return { value: or(...all), failures };
            case 'count':
                return { value: all.reduce(add, ZERO), failures };
        }
    }
    const inner = { ...at, depth: at.depth + 1, levels: new Map([...at.levels, [node, at.depth] as const]) };
    const body = specOf(node.body, inner);
    const over = (quantifier: Quantifier['quantifier'], expr: Expr): Expr => ({
        kind: 'quantifier',
        quantifier,
        low: low.value,
        high: high.value,
        body: expr,
    });
    const failures = body.failures.map(({ when, outcome }) => ({ when: over('any', when), outcome }));
    return { value: over(node.quantifier, body.value), failures: [...low.failures, ...high.failures, ...failures] };
}

function specName(node: NameReference, at: SpecEnvironment): SpecValue {
    const named = node.reference.ref;
    const { unit, scope } = at;
    if (named === undefined) return sure(ZERO);
    const known = at.known.get(named);
    if (known !== undefined) return sure(known);
    const level = at.levels.get(named);
    if (level !== undefined) return sure(bound(at.depth - level - 1));
    if (isThread(named)) return sure(constant((unit.cast.membersOf(named)[0]?.id ?? -1) + 1));
    const fixed = scope?.activation.bindings.get(named);
    if (isLet(named) && fixed?.kind === 'value') return sure(fixed.value);
    if (scope !== undefined && (isLet(named) || isChooseValue(named) || isEventParameter(named))) {
        return sure(register(scope.registerFor(named, named.name, unit.typing.typeOfDeclaration(named))));
    }
    if (scope !== undefined && isParameter(named)) {
        const binding = scope.activation.bindings.get(named);
        if (binding?.kind === 'value') return sure(binding.value);
    }
    return specPlaceValue(node, at);
}

function specMember(node: Member, at: SpecEnvironment): SpecValue {
    const member = node.member.ref;
    const { unit } = at;
    if (member === undefined) return sure(ZERO);
    if (isBitsField(member)) {
        const field = bitsFields(member.$container.fields, unit.layout.numbering).find(
            layout => layout.field === member,
        );
        const { value, failures } = specOf(node.receiver, at);
        const found = { value: field === undefined ? ZERO : fieldOfWord(value, field), failures };
        return propertyGuard(at, unit.typing.typeOf(node), found);
    }
    const record = specRecord(node.receiver, at);
    if (record !== undefined && isVar(member)) return record(member);
    if (isLet(member) || isChooseValue(member) || isEventParameter(member)) {
        if (at.scope !== undefined)
            report(unit, node, 'only-in-properties', 'The registers of a thread can only be asked in a property.');
        const thread = specOf(node.receiver, at);
        return { value: registerOfActor(unit, subtract(thread.value, ONE), member), failures: thread.failures };
    }
    if (isVar(member) && isStruct(member.$container) && member.$container.extern) {
        if (builtinOf(member)?.semantics.kind === 'property') {
            const { place, failures } = specPlace(node.receiver, at);
            return propertyGuard(
                at,
                { kind: 'bool' },
                { value: place?.kind === 'lock' ? heldByAnybody(unit, place) : ZERO, failures },
            );
        }
        const thread = specOf(node.receiver, at);
        if (member.name === 'index')
            return { value: threadIndex(unit, at.scope, thread.value), failures: thread.failures };
        if (at.scope !== undefined)
            report(unit, node, 'only-in-properties', 'What a thread returned can only be asked in a property.');
        return { value: registerOfActor(unit, subtract(thread.value, ONE), undefined), failures: thread.failures };
    }
    return specPlaceValue(node, at);
}

/** What an expression stands for, if it is an object of a local struct. */
function specRecord(node: Expression, at: SpecEnvironment): SpecRecord | undefined {
    if (isGroup(node)) return specRecord(node.inner, at);
    const { unit, scope } = at;
    if (isMember(node)) {
        const record = isLet(node.member.ref) ? recordOf(node.member.ref) : undefined;
        if (record === undefined) return undefined;
        if (scope !== undefined)
            report(unit, node, 'only-in-properties', 'The registers of a thread can only be asked in a property.');
        return field => {
            const { value, failures } = specOf(node.receiver, at);
            return { value: registerOfActor(unit, subtract(value, ONE), fieldKey(record, field)), failures };
        };
    }
    const named = isNameReference(node) ? node.reference.ref : undefined;
    const given = named === undefined ? undefined : at.records.get(named);
    if (given !== undefined || scope === undefined) return given;
    const record = recordNamed(node, scope);
    return record && (field => sure(register(fieldRegister(record, field, scope))));
}

function specPlaceValue(node: Expression, at: SpecEnvironment): SpecValue {
    const thread = threadElement(node, at);
    if (thread !== undefined) return thread;
    const { place, failures } = specPlace(node, at);
    if (place === undefined) return { value: ZERO, failures };
    if (place.kind === 'object') return { value: place.reference ?? referenceTo(place.object), failures };
    if (place.kind === 'fixed') return { value: place.value, failures };
    if (place.kind !== 'cell') return { value: ZERO, failures };
    const index = indexIn(at, place);
    const value = at.view === 'own' ? asSeen(place.cell, index) : inMemory(place.cell, index);
    const stale = place.rule === 'typesafe' ? [] : place.failures;
    return propertyGuard(at, place.type, { value, failures: [...failures, ...stale, ...unwritten(at, place, value)] });
}

function threadElement(node: Expression, at: SpecEnvironment): SpecValue | undefined {
    if (node.$type !== 'Index' || !isNameReference(node.array)) return undefined;
    const named = node.array.reference.ref;
    if (named === undefined || !isThread(named)) return undefined;
    const members = at.unit.cast.membersOf(named);
    const { value, failures } = specOf(node.index, at);
    const bad = outside(value, { low: 0, high: members.length - 1 }, boundsOf(at, value));
    return {
        value: add(value, constant((members[0]?.id ?? 0) + 1)),
        failures: [...failures, { when: bad, outcome: bug('range') }],
    };
}

function specCall(node: Call, at: SpecEnvironment): SpecValue {
    const { callee } = node;
    const { unit } = at;
    const named = isNameReference(callee) ? callee.reference.ref : isMember(callee) ? callee.member.ref : undefined;
    const accessor = accessorOf(node);
    if (accessor !== undefined) return specFunction(node, accessor, at);
    if (isBits(named)) {
        let word: SpecValue = sure(ZERO);
        for (const field of bitsFields(named.fields, unit.layout.numbering)) {
            const given = node.arguments.find(argument => argument.field?.ref === field.field);
            if (given === undefined) continue;
            const { value, failures } = specOf(given.value, at);
            word = {
                value: add(word.value, binary('<<', value, constant(field.shift))),
                failures: [...word.failures, ...failures],
            };
        }
        return word;
    }
    if (isFn(named) && !named.hook) return specFunction(node, named, at);
    const semantics = isExternFn(named) ? builtinOf(named)?.semantics : undefined;
    const [first] = node.arguments;
    const operation = isExternFn(named) ? lockOperationOf(named)?.operation : undefined;
    const question = operation === undefined ? undefined : lockQuestion(operation);
    if (operation !== undefined && question !== undefined && first !== undefined) {
        const { place, failures } = specPlace(first.value, at);
        if (place?.kind !== 'lock') return { value: ZERO, failures };
        const given = operation.parameters.map(({ name }, index) => {
            const argument = node.arguments[index + 1]?.value;
            return [name, argument === undefined ? sure(ZERO) : specOf(argument, at)] as const;
        });
        const parameters = new Map(given.map(([name, { value }]) => [name, value]));
        const value = answerOf(unit.program, question, place, parameters, at.view);
        const all = [...failures, ...place.failures, ...given.flatMap(([, argument]) => argument.failures)];
        return propertyGuard(at, at.unit.typing.typeOf(node), { value, failures: all });
    }
    if (semantics?.kind === 'load' || semantics?.kind === 'data-race')
        return first === undefined ? sure(ZERO) : specOf(first.value, at);
    if (semantics?.kind === 'signal' && semantics.operation !== 'send' && first !== undefined) {
        const wait = semantics.operation === 'pending' ? 'interruptible' : 'killable';
        const thread = specOf(first.value, at);
        return { ...thread, value: pendingFor(unit.program, subtract(thread.value, ONE), wait) };
    }
    if (semantics?.kind === 'machine') return specMachine(node, semantics.operation, at);
    if (semantics?.kind === 'property') {
        if (semantics.operation === 'ended') {
            const thread = first === undefined ? sure(ONE) : specOf(first.value, at);
            return propertyGuard(
                at,
                { kind: 'bool' },
                { value: endedOf(subtract(thread.value, ONE)), failures: thread.failures },
            );
        }
        const { place, failures } = isMember(callee)
            ? specPlace(callee.receiver, at)
            : { place: undefined, failures: [] };
        const thread = first === undefined ? sure(ZERO) : specOf(first.value, at);
        const value = place?.kind === 'lock' ? heldByThread(unit, place, subtract(thread.value, ONE)) : ZERO;
        return propertyGuard(at, { kind: 'bool' }, { value, failures: [...failures, ...thread.failures] });
    }
    if (semantics?.kind === 'list') {
        const { place, failures } = isMember(callee)
            ? specPlace(callee.receiver, at)
            : { place: undefined, failures: [] };
        if (place?.kind !== 'list') return { value: ZERO, failures };
        const count = inMemory(place.list.count, indexIn(at, { cell: place.list.count, index: place.index }));
        const stale = [...failures, ...place.failures];
        if (semantics.operation === 'empty')
            return propertyGuard(at, { kind: 'bool' }, { value: equal(count, ZERO), failures: stale });
        if (semantics.operation === 'first') {
            const { list, index } = place;
            const slot = binary('*', index, constant(Math.max(1, list.capacity)));
            const value = inMemory(list.slots, indexIn(at, { cell: list.slots, index: slot }));
            const failures = [...stale, { when: equal(count, ZERO), outcome: bug('range') }];
            return propertyGuard(at, at.unit.typing.typeOf(node), { value, failures });
        }
        if (semantics.operation === 'contains' && first !== undefined) {
            const element = specOf(first.value, at);
            const found = listContains(at, place, count, element.value);
            return propertyGuard(at, { kind: 'bool' }, { value: found, failures: [...stale, ...element.failures] });
        }
    }
    report(unit, node, 'not-in-a-property', 'This cannot be asked where everything is looked at at once.');
    return sure(ZERO);
}

/** Whether a list holds the element. */
export function listContains(
    at: { readonly unit: Unit },
    { list, index }: Extract<LoweredPlace, { kind: 'list' }>,
    count: Expr,
    element: Expr,
): Expr {
    const places = Array.from({ length: list.capacity }, (_, place) => {
        const slot = add(binary('*', index, constant(Math.max(1, list.capacity))), constant(place));
        const value = inMemory(list.slots, indexIn(at, { cell: list.slots, index: slot }));
        return and(binary('<', constant(place), count), sameValue(at.unit, value, element, list.of));
    });
    return or(...places);
}

/** A function that only computes: `let`s and a `return`. */
function specFunction(node: Call, fn: Fn, at: SpecEnvironment): SpecValue {
    const known = new Map(at.known);
    const places = new Map(at.places);
    const records = new Map(at.records);
    const failures: Failure[] = [];
    fn.parameters.forEach((parameter, index) => {
        const argument = node.arguments[index]?.value;
        if (argument === undefined) return;
        const record = specRecord(argument, at);
        if (record !== undefined) {
            records.set(parameter, record);
            return;
        }
        const type = at.unit.typing.typeOfDeclaration(parameter);
        if (
            type.kind === 'cell' ||
            type.kind === 'struct' ||
            type.kind === 'lock' ||
            type.kind === 'list' ||
            type.kind === 'array'
        ) {
            const found = specPlace(argument, at);
            if (found.place !== undefined) places.set(parameter, found.place);
            failures.push(...found.failures);
        } else {
            const found = specOf(argument, at);
            known.set(parameter, found.value);
            failures.push(...found.failures);
        }
    });
    const found = valueOfBody(fn.body.statements, { ...at, known, places, records });
    if (found !== undefined) {
        return propertyGuard(at, at.unit.typing.typeOfDeclaration(fn), {
            value: found.value,
            failures: [...failures, ...found.failures],
        });
    }
    report(
        at.unit,
        node,
        'not-in-a-property',
        `Only a function that computes a value can be called here: \`let\`, \`if\` and \`return\`; \`${fn.name}\` does more.`,
    );
    return { value: ZERO, failures };
}

/** What the statements return, if they do nothing but compute it. */
function valueOfBody([first, ...rest]: readonly Statement[], at: SpecEnvironment): SpecValue | undefined {
    if (first === undefined) return undefined;
    if (isLet(first)) {
        const { value, failures } = specOf(first.value, at);
        const found = valueOfBody(rest, { ...at, known: new Map([...at.known, [first, value] as const]) });
        return found && { value: found.value, failures: [...failures, ...found.failures] };
    }
    if (isReturn(first)) return first.value === undefined ? undefined : specOf(first.value, at);
    if (!isIf(first)) return undefined;
    const condition = specOf(first.condition, at);
    const otherwise = first.else === undefined ? [] : isBlock(first.else) ? first.else.statements : [first.else];
    const yes = valueOfBody([...first.then.statements, ...rest], at);
    const no = valueOfBody([...otherwise, ...rest], at);
    if (yes === undefined || no === undefined) return undefined;
    const only = (when: Expr, failures: readonly Failure[]): readonly Failure[] =>
        failures.map(failure => ({ ...failure, when: and(when, failure.when) }));
    return {
        value: conditional(condition.value, yes.value, no.value),
        failures: [
            ...condition.failures,
            ...only(condition.value, yes.failures),
            ...only(not(condition.value), no.failures),
        ],
    };
}
