// Functions that are lowered once for several calls.
//
// A call is otherwise written out where it stands. A large function that many calls lead to would make the program explode, so
// its calls jump into one copy: what they pass is put into registers of the copy, and one more register says which call to
// return to. Calls that differ in what has to be known when the code is made (cells, locks, truths, the labels around) have
// copies of their own. The states are the same, one to one: the place inside the copy and the return point together say what
// the place in a call that is written out would say.
//
// Recursion is an error of the script, so nobody enters a copy twice at a time; and of two copies that lead to equally many
// functions neither leads to the other, so that they can use the same registers.
import type { Action, Domain, Expr, RegisterId, StepId } from '@faultline/checker';
import type { Call, Fn, SyntaxNode, ValueType } from '@faultline/language';
import { isCall, isFn, isMember, isNameReference, placeOf } from '@faultline/language';
import { localStep } from './access.ts';
import type { Builder } from './builder.ts';
import type { Failure } from './context.ts';
import { domainOf } from './domain.ts';
import { constant, register } from './expr.ts';
import { reachesLocally } from './graph.ts';
import type { LoweredPlace } from './place.ts';
import type { Binding, Scope } from './scope.ts';
import { inside, labelNames } from './scope.ts';
import type { Frame } from './source-map.ts';
import { substitute } from './substitute.ts';
import { nodesIn } from './walk.ts';

/** The copies of a group of actors. */
export interface Sharing {
    /** By what their calls have in common. */
    readonly copies: Map<string, SharedCopy>;
    /** The calls by the step that enters the copy. */
    readonly calls: Map<StepId, { readonly copy: SharedCopy; readonly after: StepId }>;
    /** A hidden register that copies of the same height share. */
    readonly registerFor: (height: number, role: string, domain: Domain) => RegisterId;
}

export interface SharedCopy {
    /** Its place in the source map. */
    readonly id: number;
    readonly fn: Fn;
    readonly entry: StepId;
    /** The step that goes back to where the copy was called; defined when all calls are known. */
    readonly exit: StepId;
    readonly returnPoint: RegisterId;
    readonly result: RegisterId | undefined;
    /** By the value of the return point. */
    readonly calls: SharedCall[];
}

interface SharedCall {
    /** The local step that enters the copy. */
    readonly jump: StepId;
    readonly after: StepId;
    /** The calls that lead from the copy (or actor) around to this one, itself the last. */
    readonly stack: readonly Frame[];
    /** The copy that the call stands in. */
    readonly within: number | undefined;
}

/** Larger functions are shared: nodes of syntax, with all calls inside written out. About fifty statements. */
export const LARGEST_WRITTEN_OUT = 400;

export function isShared(fn: Fn, { unit, isAtomic }: Scope): boolean {
    return !isAtomic && sizeOf(fn) > unit.largestWrittenOut;
}

export interface CallToShare {
    readonly node: Call;
    readonly fn: Fn;
    readonly bindings: ReadonlyMap<SyntaxNode, Binding>;
    readonly resultType: ValueType;
    /** Where the result is to go. */
    readonly result: RegisterId | undefined;
    readonly next: StepId;
}

/** `lowerBody` lowers the body in a scope, given its parameters, the register of its result and where it leaves to. */
export function callShared(
    { node, fn, bindings, resultType, result, next }: CallToShare,
    scope: Scope,
    lowerBody: (
        inner: Scope,
        own: ReadonlyMap<SyntaxNode, Binding>,
        result: RegisterId | undefined,
        leave: StepId,
    ) => StepId,
): StepId {
    const { unit, sharing } = scope;
    const height = unit.heightOf(fn);
    const { own, sets, key } = pass(bindings, scope, height);
    const context = [scope.isIdle || scope.labels.includes('idle'), ...scope.outerLabels, ...labelNames(scope)];
    const name = JSON.stringify([idOf(fn), key, context]);
    const build = (): SharedCopy => {
        const domain = domainOf(resultType, unit.layout.numbering);
        const copy: SharedCopy = {
            id: unit.copies.length,
            fn,
            entry: scope.reserve(),
            exit: scope.reserve(),
            returnPoint: sharing.registerFor(height, 'return point', { kind: 'int', low: 0, high: 0 }),
            result: resultType.kind === 'void' ? undefined : sharing.registerFor(height, 'result', domain),
            calls: [],
        };
        unit.copies.push(copy);
        const inner = inside(scope, {
            ...scope.poolOf(height),
            copy: copy.id,
            activation: { ...scope.activation, fn, stack: [] },
            statement: undefined,
            labels: [],
        });
        const body = lowerBody(inner, own, copy.result, copy.exit);
        inner.define(copy.entry, localStep([], body), { ...inner.origin(fn), statement: false });
        return copy;
    };
    const copy = sharing.copies.get(name) ?? build();
    sharing.copies.set(name, copy);

    const origin = { ...scope.origin(node), statement: false };
    const take: readonly Action[] =
        result === undefined || copy.result === undefined
            ? []
            : [{ kind: 'set', register: result, value: register(copy.result) }];
    const after = take.length === 0 ? next : scope.step(localStep(take, next), origin);
    const here: Action = { kind: 'set', register: copy.returnPoint, value: constant(copy.calls.length) };
    const jump = scope.step(localStep([...sets, here], copy.entry), origin);
    const stack = [...scope.activation.stack, { fn: fn.name, place: placeOf(node) }];
    copy.calls.push({ jump, after, stack, within: scope.copy });
    sharing.calls.set(jump, { copy, after });
    return jump;
}

/** Closes the copies of a group when all its code is lowered. */
export function finishSharing({ sharing, program: { builder }, ...scope }: Scope): void {
    const highest = new Map<RegisterId, number>();
    for (const copy of sharing.copies.values()) {
        const { exit, returnPoint, calls, fn, id } = copy;
        builder.define(
            exit,
            {
                ...localStep([], 0),
                next: { kind: 'switch', on: register(returnPoint), steps: calls.map(call => call.after) },
            },
            { ...scope.origin(fn), stack: [], within: id, fn: fn.name, statement: false },
        );
        highest.set(returnPoint, Math.max(highest.get(returnPoint) ?? 0, calls.length - 1));
    }
    for (const [id, high] of highest) {
        builder.changeRegister(id, { ...builder.registerAt(id), domain: { kind: 'int', low: 0, high } });
    }
}

const passable = new WeakMap<SharedCopy, boolean>();

/** Whether local steps alone lead from one step to another; of a call, to behind it. */
export function reachesInOneStep(builder: Builder, sharing: Sharing, from: StepId, to: StepId): boolean {
    return reachesLocally(builder, from, to, jump => {
        const call = sharing.calls.get(jump);
        if (call === undefined) return undefined;
        const { copy, after } = call;
        const isPassable = passable.get(copy) ?? reachesInOneStep(builder, sharing, copy.entry, copy.exit);
        passable.set(copy, isPassable);
        return isPassable ? [after] : [];
    });
}

// ------------------------------------------------------------------------------------------ what is passed

interface Passing {
    /** What the parameters stand for inside the copy. */
    readonly own: ReadonlyMap<SyntaxNode, Binding>;
    /** What a call does before it jumps. */
    readonly sets: readonly Action[];
    /** What calls of the copy have in common. */
    readonly key: readonly unknown[];
}

/** Values go by registers; of what is passed by reference, the numbers in it that are known when the code runs. */
function pass(bindings: ReadonlyMap<SyntaxNode, Binding>, scope: Scope, height: number): Passing {
    const { builder } = scope.program;
    const own = new Map<SyntaxNode, Binding>();
    const sets: Action[] = [];
    const key: unknown[] = [];
    const moved = new Map<RegisterId, RegisterId>();
    const move = (source: RegisterId): Expr => {
        const { domain } = builder.registerAt(source);
        const target = moved.get(source) ?? scope.sharing.registerFor(height, `place ${moved.size}`, domain);
        if (!moved.has(source)) sets.push({ kind: 'set', register: target, value: register(source) });
        moved.set(source, target);
        return register(target);
    };
    for (const [parameter, binding] of bindings) {
        switch (binding.kind) {
            case 'value': {
                const { value } = binding;
                const type = scope.unit.typing.typeOfDeclaration(parameter);
                if (value.kind === 'const' && (type.kind === 'bool' || type.kind === 'enum')) {
                    own.set(parameter, binding);
                    key.push(value.value);
                    break;
                }
                const name = 'name' in parameter && typeof parameter.name === 'string' ? parameter.name : 'parameter';
                const target = scope.registerFor(parameter, name, type);
                if (!(value.kind === 'register' && value.register === target)) {
                    sets.push({ kind: 'set', register: target, value });
                }
                own.set(parameter, { kind: 'value', value: register(target) });
                key.push('value');
                break;
            }
            case 'place': {
                const place = mapPlace(binding.place, expr => substitute(expr, { register: move }));
                own.set(parameter, { kind: 'place', place });
                key.push(keyOf(place));
                break;
            }
            case 'record':
                // Its registers are those of the call that made it, for the copy too.
                own.set(parameter, binding);
                key.push(idOf(binding.record.made));
                break;
        }
    }
    return { own, sets, key };
}

function mapPlace(place: LoweredPlace, change: (expr: Expr) => Expr): LoweredPlace {
    const all = (failures: readonly Failure[]): readonly Failure[] =>
        failures.map(failure => ({ ...failure, when: change(failure.when) }));
    switch (place.kind) {
        case 'cell':
        case 'lock':
            return {
                ...place,
                ...(place.index === undefined ? {} : { index: change(place.index) }),
                failures: all(place.failures),
            };
        case 'fixed':
            return { ...place, value: change(place.value) };
        case 'list':
            return { ...place, index: change(place.index), failures: all(place.failures) };
        case 'array':
            return {
                ...place,
                position: change(place.position),
                failures: all(place.failures),
                within: place.within === undefined ? undefined : change(place.within),
            };
        case 'object':
            return {
                ...place,
                object: change(place.object),
                reference: place.reference === undefined ? undefined : change(place.reference),
            };
    }
}

/** Equal for places that lower alike. */
function keyOf(place: LoweredPlace): readonly unknown[] {
    switch (place.kind) {
        case 'cell':
            return ['cell', place.cell, place.index, place.isGhost, place.rule, place.failures];
        case 'object':
            return ['object', idOf(place.struct), place.object, place.reference];
        case 'fixed':
            return ['fixed', place.value];
        case 'list':
            return ['list', place.list.slots, place.index, place.failures];
        case 'lock':
            return ['lock', idOf(place.lock), place.index, place.failures];
        case 'array':
            return ['array', idOf(place.storage), place.position, place.rule, place.failures, place.within];
    }
}

const ids = new WeakMap<object, number>();
let lastId = 0;

function idOf(thing: object): number {
    const known = ids.get(thing) ?? ++lastId;
    ids.set(thing, known);
    return known;
}

const sizes = new WeakMap<Fn, number>();

/** How large the function is with all calls inside written out. */
function sizeOf(fn: Fn): number {
    const known = sizes.get(fn);
    if (known !== undefined) return known;
    const nodes = nodesIn(fn.body);
    const size = nodes.filter(isCall).reduce((sum, { callee }) => {
        const named = isNameReference(callee) ? callee.reference.ref : isMember(callee) ? callee.member.ref : undefined;
        return isFn(named) ? sum + sizeOf(named) : sum;
    }, nodes.length);
    sizes.set(fn, size);
    return size;
}
