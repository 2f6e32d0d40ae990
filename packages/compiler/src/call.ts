// Calls. A function of the script is inlined: its body is lowered anew, in front of what follows the call (or, where it is
// large, shared: see `share.ts`). A function of the language is what its semantics say.
import type { Action, Expr, RegisterId, Step, StepId } from '@faultline/checker';
import type {
    Builtin,
    Call,
    Expression,
    ExternFn,
    Filesystem,
    Fn,
    LockOperation,
    Parameter,
    SyntaxNode,
    ValueType,
} from '@faultline/language';
import {
    builtinOf,
    filesIn,
    isAssignment,
    isBitsField,
    isCall,
    isFn,
    isMember,
    isNameReference,
    isStack,
    lockOperationOf,
    placeOf,
    textOf,
} from '@faultline/language';
import { fieldOfWord, fit, load, localStep, readModifyWrite, store } from './access.ts';
import type { Failure, LoweredArgument } from './context.ts';
import { failing } from './context.ts';
import type { FieldLayout } from './domain.ts';
import { bitsFields, domainOf } from './domain.ts';
import { constant, equal, ONE, or, register, ZERO } from './expr.ts';
import { lowerExpression } from './expression.ts';
import { lowerListOperation } from './list.ts';
import { lowerBuiltin } from './lower/builtins.ts';
import { lowerLockOperation } from './lower/locks.ts';
import { lowerMachineCall } from './lower/machine.ts';
import { noteCall } from './note-call.ts';
import { inRegister, retireStack } from './object.ts';
import type { CellPlace, LoweredPlace } from './place.ts';
import { lowerPlace, nullCheck, objectBehind } from './place.ts';
import { constructionOf, lowerRecord, recordNamed } from './record.ts';
import type { Binding, LocalRecord, Scope } from './scope.ts';
import { inside, labelNames, locally, once, report } from './scope.ts';
import { callShared, isShared } from './share.ts';
import { lowerBlock } from './statement.ts';
import { DEEPEST_CALLS, MOST_STEPS, TooLarge } from './too-large.ts';
import { nodesIn } from './walk.ts';

/** Inlines the function. `into`: a register that may receive the result. */
export function lowerFunctionCall(
    node: Call,
    fn: Fn,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    if (scope.depth > DEEPEST_CALLS) {
        throw new TooLarge(node, `Calls nest more than ${DEEPEST_CALLS} deep.`);
    }
    if (scope.program.builder.size() > MOST_STEPS) {
        throw new TooLarge(node, `With all calls written out, the program has more than ${MOST_STEPS} steps.`);
    }
    const bindings = new Map<SyntaxNode, Binding>();
    return lowerArguments(node, fn, fn.parameters, scope, bindings, 0, () =>
        inline(node, fn, scope, bindings, use, into),
    );
}

/** `inode.fault(vmf)`: what the inode's filesystem does, or else what the hook says. */
export function lowerHookCall(
    node: Call,
    hook: Fn,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const [inode] = hook.parameters;
    if (!isMember(node.callee) || inode === undefined) return use(ZERO);
    const { receiver } = node.callee;
    const { unit } = scope;
    const given = unit.typing.typeOf(receiver);
    const toObject = (then: (place: LoweredPlace) => StepId): StepId => {
        if (given.kind !== 'ref') return lowerPlace(receiver, scope, then);
        return lowerExpression(receiver, scope, reference =>
            locally(scope, failing(nullCheck(reference)), receiver, then(objectBehind(unit, given, reference))),
        );
    };
    return toObject(place => {
        if (place.kind !== 'object') return use(ZERO);
        const bindings = new Map<SyntaxNode, Binding>([[inode, { kind: 'place', place }]]);
        const parameters = hook.parameters.slice(1);
        return lowerArguments(node, hook, parameters, scope, bindings, 0, () => {
            const next = sharedResult(unit.typing.typeOfDeclaration(hook), scope, use, into);
            const asHook = (): StepId => inline(node, hook, scope, bindings, next.use, next.result);
            const ways = [...unit.overridesOf(hook)].map(([filesystem, fn]) => {
                const own = new Map(bindings);
                fn.parameters.forEach((parameter, index) => {
                    const binding = bindings.get(parameters[index]!);
                    if (binding !== undefined) own.set(parameter, binding);
                });
                return { filesystem, lower: () => inline(node, fn, scope, own, next.use, next.result) };
            });
            return ways.reduceRight<() => StepId>(
                (otherwise, { filesystem, lower }) =>
                    () => {
                        const isOfIt = isInodeOf(scope, place.object, filesystem);
                        if (isOfIt.kind === 'const') return isOfIt.value === 0 ? otherwise() : lower();
                        const step = {
                            ...localStep([], 0),
                            next: { kind: 'branch', condition: isOfIt, then: lower(), else: otherwise() },
                        } as const;
                        return scope.step(step, { ...scope.origin(node), statement: false });
                    },
                asHook,
            )();
        });
    });
}

/** Several ways of a call lead to one place. */
function sharedResult(
    type: ValueType,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): { readonly use: () => StepId; readonly result: RegisterId | undefined } {
    const result =
        type.kind === 'void' ? undefined : (into ?? scope.temporary(domainOf(type, scope.unit.layout.numbering)));
    return { use: once(() => use(result === undefined ? ZERO : register(result))), result };
}

/** Whether the inode is one of the filesystem's. */
function isInodeOf(scope: Scope, object: Expr, filesystem: Filesystem): Expr {
    const { layout, script } = scope.unit;
    const files = filesIn(script.modules)
        .filter(file => file.filesystem?.ref === filesystem)
        .map(file => layout.objectOf(file));
    return or(...files.map(file => equal(object, constant(file))));
}

function inline(
    node: Call,
    fn: Fn,
    scope: Scope,
    bindings: ReadonlyMap<SyntaxNode, Binding>,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const { unit } = scope;
    const resultType = unit.typing.typeOfDeclaration(fn);
    const result =
        resultType.kind === 'void' ? undefined : (into ?? scope.temporary(domainOf(resultType, unit.layout.numbering)));
    const next = use(result === undefined ? ZERO : register(result));
    const stacks = nodesIn(fn.body).filter(isStack);
    const lowerBody = (
        around: Scope,
        stack: Scope['activation']['stack'],
        own: ReadonlyMap<SyntaxNode, Binding>,
        into: RegisterId | undefined,
        after: StepId,
    ): StepId => {
        const leave = retireStack(around, stacks, node, after);
        const body = inside(around, {
            activation: { fn, stack, bindings: own, result: into, resultType, leave },
            depth: scope.depth + 1,
            loops: [],
            statement: undefined,
            labels: [],
            isIdle: scope.isIdle || scope.labels.includes('idle'),
            outerLabels: [...scope.outerLabels, ...labelNames(scope)],
        });
        return lowerBlock(fn.body, body, leave);
    };
    const stack = [...scope.activation.stack, { fn: fn.name, place: placeOf(node) }];
    return noteCall({ node, fn, scope, stack, bindings, resultType, result }, next, after =>
        isShared(fn, scope)
            ? callShared({ node, fn, bindings, resultType, result, next: after }, scope, (inner, own, target, leave) =>
                  lowerBody(inner, [], own, target, leave),
              )
            : lowerBody(scope, stack, bindings, result, after),
    );
}

/** Evaluates the arguments from left to right and binds the parameters. */
function lowerArguments(
    node: Call,
    fn: Fn,
    parameters: readonly Parameter[],
    scope: Scope,
    bindings: Map<SyntaxNode, Binding>,
    index: number,
    use: () => StepId,
): StepId {
    const parameter = parameters[index];
    const argument = node.arguments[index]?.value;
    if (parameter === undefined || argument === undefined) return use();
    const { unit } = scope;
    const go = (): StepId => lowerArguments(node, fn, parameters, scope, bindings, index + 1, use);
    const type = unit.typing.typeOfDeclaration(parameter);
    const bindPlace = (place: LoweredPlace): StepId => {
        bindings.set(parameter, { kind: 'place', place });
        return go();
    };
    const bindRecord = (record: LocalRecord): StepId => {
        bindings.set(parameter, { kind: 'record', record });
        return go();
    };
    const construction = constructionOf(argument);
    if (construction !== undefined) return lowerRecord(construction, scope, bindRecord);
    const record = recordNamed(argument, scope);
    if (record !== undefined) return bindRecord(record);
    if (type.kind === 'struct') {
        const given = unit.typing.typeOf(argument);
        if (given.kind === 'ref') {
            return lowerExpression(argument, scope, reference =>
                locally(
                    scope,
                    failing(nullCheck(reference)),
                    argument,
                    bindPlace(objectBehind(unit, given, reference)),
                ),
            );
        }
        return lowerPlace(argument, scope, bindPlace);
    }
    if (isByReference(type)) return lowerPlace(argument, scope, bindPlace);
    return lowerExpression(argument, scope, given => {
        const { value, failures } = fit(unit, given, type);
        const isSimple = value.kind === 'const' || value.kind === 'register';
        if (isSimple && failures.length === 0 && !isAssigned(fn, parameter)) {
            bindings.set(parameter, { kind: 'value', value });
            return go();
        }
        const own = scope.registerFor(parameter, parameter.name, type);
        bindings.set(parameter, { kind: 'value', value: register(own) });
        const set = (target: RegisterId, next: StepId): StepId =>
            locally(scope, [...failing(failures), { kind: 'set', register: target, value }], argument, next);
        if (!node.arguments.slice(index + 1).some(({ value: later }) => callsFunction(later))) return set(own, go());
        // A later argument may be a call of the same function, with the same registers for its parameters.
        const kept = scope.temporary(domainOf(type, unit.layout.numbering));
        const move: Action = { kind: 'set', register: own, value: register(kept) };
        const begin = (): StepId => locally(scope, [move], argument, use());
        return set(kept, lowerArguments(node, fn, parameters, scope, bindings, index + 1, begin));
    });
}

const callsFunction = (node: Expression): boolean =>
    nodesIn(node).some(inner => isCall(inner) && isNameReference(inner.callee) && isFn(inner.callee.reference.ref));

const isByReference = (type: ValueType): boolean =>
    type.kind === 'cell' || type.kind === 'lock' || type.kind === 'list' || type.kind === 'array';

const assigned = new WeakMap<Fn, ReadonlySet<SyntaxNode>>();

/** Whether the function assigns to the parameter, so that it needs a register of its own. */
function isAssigned(fn: Fn, parameter: SyntaxNode): boolean {
    let targets = assigned.get(fn);
    if (targets === undefined) {
        targets = new Set(
            nodesIn(fn.body)
                .filter(isAssignment)
                .map(({ target }) => (isMember(target) ? target.receiver : target))
                .map(named => (isNameReference(named) ? named.reference.ref : undefined))
                .filter(target => target !== undefined),
        );
        assigned.set(fn, targets);
    }
    return targets.has(parameter);
}

export function lowerBuiltinCall(
    node: Call,
    fn: ExternFn,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const lock = lockOperationOf(fn);
    if (lock !== undefined) return lowerLockCall(node, lock.operation, scope, use, into);
    const builtin = builtinOf(fn);
    if (builtin === undefined) return use(ZERO);
    const { semantics } = builtin;
    const [first, second] = node.arguments.map(argument => argument.value);
    switch (semantics.kind) {
        case 'data-race':
        case 'load': {
            const mark = semantics.kind === 'data-race' ? 'unraced' : 'marked';
            return first === undefined
                ? use(ZERO)
                : lowerWordPlace(first, scope, (place, field) =>
                      field === undefined
                          ? load(scope, place, mark, node, into, use)
                          : load(scope, place, mark, node, undefined, word => use(fieldOfWord(word, field))),
                  );
        }
        case 'store':
            if (first === undefined || second === undefined) return use(ZERO);
            return lowerWordPlace(first, scope, place =>
                lowerExpression(second, scope, value => store(scope, place, value, 'marked', node, use(ZERO))),
            );
        case 'rmw':
            return lowerRmw(node, builtin, semantics.rmw, scope, use);
        case 'machine':
            return lowerMachineCall(node, semantics.operation, scope, use, into);
        case 'list': {
            const receiver = isMember(node.callee) ? node.callee.receiver : undefined;
            if (receiver === undefined) return use(ZERO);
            return lowerPlace(receiver, scope, list => {
                if (list.kind !== 'list') return use(ZERO);
                const go = (element: Expr): StepId =>
                    lowerListOperation(scope, semantics.operation, list, element, textOf(node), node, use);
                return first === undefined ? go(ZERO) : lowerExpression(first, scope, go);
            });
        }
        case 'property':
            report(
                scope.unit,
                node,
                'only-in-properties',
                `\`${builtin.name}\` can only be asked in an assertion or a property.`,
            );
            return use(ZERO);
        case 'fence':
        case 'context':
        case 'rcu':
        case 'signal':
            return lowerFeature(node, builtin, scope, use, into);
    }
}

function lowerFeature(
    node: Call,
    builtin: Builtin,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const lowered: LoweredArgument[] = [];
    const go = (index: number): StepId => {
        const argument = node.arguments[index]?.value;
        const parameter = builtin.parameters[index];
        if (argument === undefined || parameter === undefined) {
            const result = resultRegister(node, builtin.result === 'void', scope, into);
            const next = use(result === undefined ? ZERO : register(result));
            if (isCallRcu(builtin) && !hasCallback(scope, node)) return next;
            return lowerBuiltin(scope, builtin, lowered, result, node, next);
        }
        if (parameter.type === 'function') return go(index + 1);
        return lowerExpression(argument, scope, value => {
            const add = (given: Expr): StepId => {
                lowered.push({ kind: 'value', value: given });
                return go(index + 1);
            };
            return isCallRcu(builtin)
                ? inRegister(scope, value, scope.unit.typing.typeOf(argument), argument, add)
                : add(value);
        });
    };
    return go(0);
}

const isCallRcu = ({ semantics }: Builtin): boolean => semantics.kind === 'rcu' && semantics.operation === 'call';

/** Whether the actor may ask for the callback; one that runs as a callback may not. */
export function hasCallback(scope: Scope, site: SyntaxNode): boolean {
    const { id } = scope.actor.plan;
    if (scope.program.actors.some(({ callback }) => callback?.site === site && callback.caller === id)) return true;
    report(scope.unit, site, 'callback-in-callback', 'An RCU callback cannot ask for another one.');
    return false;
}

function resultRegister(
    node: Call,
    isVoid: boolean,
    scope: Scope,
    into: RegisterId | undefined,
): RegisterId | undefined {
    if (isVoid) return undefined;
    return into ?? scope.temporary(domainOf(scope.unit.typing.typeOf(node), scope.unit.layout.numbering));
}

function lowerLockCall(
    node: Call,
    operation: LockOperation,
    scope: Scope,
    use: (value: Expr) => StepId,
    into: RegisterId | undefined,
): StepId {
    const [first, ...rest] = node.arguments.map(argument => argument.value);
    if (first === undefined) return use(ZERO);
    return lowerPlace(first, scope, place => {
        if (place.kind !== 'lock') return use(ZERO);
        const values: Expr[] = [];
        const go = (index: number): StepId => {
            const argument = rest[index];
            if (argument === undefined) {
                const result = resultRegister(node, operation.result === 'void', scope, into);
                const next = use(result === undefined ? ZERO : register(result));
                const lock =
                    place.lock.instances.length === 1
                        ? { lock: place.lock }
                        : { lock: place.lock, index: place.index ?? ZERO };
                return lowerLockOperation(
                    withFailures(scope, place.failures),
                    operation,
                    lock,
                    values,
                    result,
                    node,
                    next,
                );
            }
            return lowerExpression(argument, scope, value => {
                values.push(value);
                return go(index + 1);
            });
        };
        return go(0);
    });
}

/** Every step that is added judges the failures first, whether or not it would have to wait. */
function withFailures(scope: Scope, failures: readonly Failure[]): Scope {
    if (failures.length === 0) return scope;
    const before = failing(failures);
    const when = failures.map(failure => failure.when);
    const judged = (step: Step): Step => ({
        ...step,
        actions: [...before, ...step.actions],
        ...(step.guard === undefined ? {} : { guard: or(...when, step.guard) }),
    });
    return inside(scope, { wrap: step => scope.wrap(step.local ? step : judged(step)) });
}

/** A cell, or a `bits` cell of which a field is named. */
function lowerWordPlace(
    node: Expression,
    scope: Scope,
    use: (place: CellPlace, field: FieldLayout | undefined) => StepId,
): StepId {
    if (isMember(node)) {
        const member = node.member.ref;
        if (member !== undefined && isBitsField(member)) {
            const field = bitsFields(member.$container.fields, scope.unit.layout.numbering).find(
                known => known.field === member,
            );
            return lowerPlace(node.receiver, scope, place =>
                place.kind === 'cell' ? use(place, field) : notACell(node, scope),
            );
        }
    }
    return lowerPlace(node, scope, place => (place.kind === 'cell' ? use(place, undefined) : notACell(node, scope)));
}

function notACell(node: SyntaxNode, scope: Scope): StepId {
    report(scope.unit, node, 'not-a-cell', 'This is not a shared cell.');
    return scope.activation.leave;
}

function lowerRmw(
    node: Call,
    builtin: Builtin,
    rmw: Extract<Builtin['semantics'], { kind: 'rmw' }>['rmw'],
    scope: Scope,
    use: (value: Expr) => StepId,
): StepId {
    const values = new Map<string, Expr>();
    let target: { readonly place: CellPlace; readonly field: FieldLayout | undefined } | undefined;
    const go = (index: number): StepId => {
        const argument = node.arguments[index]?.value;
        const parameter = builtin.parameters[index];
        if (argument === undefined || parameter === undefined) {
            if (target === undefined) return use(ZERO);
            const operand = typeof rmw.operand === 'number' ? constant(rmw.operand) : (values.get('value') ?? ONE);
            const comparand = values.get('expected') ?? values.get('unless') ?? ZERO;
            const field = rmw.operand === 'field' ? (target.field ?? WHOLE) : target.field;
            return readModifyWrite(scope, target.place, rmw, { operand, comparand, field }, textOf(node), node, use);
        }
        if (parameter.type === 'cell' || parameter.type === 'field') {
            return lowerWordPlace(argument, scope, (place, field) => {
                target = { place, field };
                return go(index + 1);
            });
        }
        return lowerExpression(argument, scope, value => {
            values.set(parameter.name, value);
            return go(index + 1);
        });
    };
    return go(0);
}

/** A bool cell is a word of one bit. */
const WHOLE: FieldLayout = {
    field: undefined as never,
    name: '',
    shift: 0,
    width: 1,
    type: { kind: 'bool' },
    domain: { kind: 'int', low: 0, high: 1 },
};
