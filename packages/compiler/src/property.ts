// Invariants, finals and exists, and what only they may ask: where an actor is, what its registers hold, who holds a lock.
import type { Expr, Property, RegisterId, StepId } from '@faultline/checker';
import type { Exists, Final, Invariant, SyntaxNode } from '@faultline/language';
import { isExists, isFinal, isInvariant, placeOf } from '@faultline/language';
import type { ActorPlan } from './context.ts';
import { and, conditional, constant, equal, inMemory, not, ONE, or, unequal, ZERO } from './expr.ts';
import type { StructLayout } from './layout.ts';
import { held, heldBy, leakedLocks } from './lower/locks.ts';
import type { LockInstance } from './place.ts';
import type { ActorCode, Unit } from './scope.ts';
import type { Place } from './source-map.ts';
import { NOTHING_KNOWN, specOf } from './spec.ts';

export interface LoweredProperty {
    readonly property: Property;
    readonly place: Place;
}

export function lowerProperties(unit: Unit): readonly LoweredProperty[] {
    const declared = unit.script.modules
        .flatMap(module => module.declarations)
        .filter((node): node is Invariant | Final | Exists => isInvariant(node) || isFinal(node) || isExists(node))
        .filter(node => node.condition === undefined || unit.typing.constant(node.condition) !== 0)
        .map((node): LoweredProperty => {
            const gaps = new Map<Expr, Expr>();
            const { value } = specOf(node.holds, {
                ...NOTHING_KNOWN,
                unit,
                unreadable: gaps,
                view: 'memory',
                scope: undefined,
            });
            const kind = isInvariant(node) ? 'invariant' : isFinal(node) ? 'final' : 'exists';
            const outcome = { kind: 'violation', name: node.name } as const;
            const unreadable = unreadableIn(value, gaps);
            return {
                property: { kind, outcome, holds: value, ...(unreadable === ZERO ? {} : { unreadable }) },
                place: placeOf(node),
            };
        });
    return [...declared, ...leaks(unit)];
}

/** Where the evaluation comes to one of the gaps: comparisons that cannot be read. */
function unreadableIn(expr: Expr, gaps: ReadonlyMap<Expr, Expr>): Expr {
    const gap = gaps.get(expr);
    if (gap !== undefined) return gap;
    const within = (part: Expr): Expr => unreadableIn(part, gaps);
    switch (expr.kind) {
        case 'unary':
            return within(expr.operand);
        case 'binary': {
            const later = within(expr.right);
            const isReached = expr.operator === '&&' ? expr.left : expr.operator === '||' ? not(expr.left) : ONE;
            return or(within(expr.left), and(isReached, later));
        }
        case 'conditional':
            return or(within(expr.condition), conditional(expr.condition, within(expr.then), within(expr.else)));
        case 'quantifier': {
            const body = within(expr.body);
            return body === ZERO ? ZERO : { ...expr, quantifier: 'any', body };
        }
        case 'const':
        case 'register':
        case 'actor-register':
        case 'self':
        case 'cell':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
        case 'at':
        case 'ended':
        case 'is-referenced':
            return ZERO;
    }
}

/** In the end every object of a pool is free or known to somebody, and no lock that may outlive its taker is held. */
function leaks(unit: Unit): readonly LoweredProperty[] {
    const outcome = { kind: 'bug', name: 'leak' } as const;
    const objects = unit.layout.structs().flatMap((struct): readonly LoweredProperty[] => {
        const { declaration, class: type, pool } = struct;
        if (pool === undefined) return [];
        const kept = Array.from({ length: pool.size }, (_, index) => {
            const isReferenced: Expr = { kind: 'is-referenced', class: type, index: constant(pool.base + index) };
            const isPart = partOfAnother(struct, pool.base + index);
            return or(equal(inMemory(pool.allocated, constant(index)), ZERO), isReferenced, isPart);
        });
        return kept.map(holds => ({ property: { kind: 'final', outcome, holds }, place: placeOf(declaration) }));
    });
    const locks = leakedLocks(unit.program).map(
        ({ lock, property }): LoweredProperty => ({ property, place: placeOf(unit.lockDeclarations.get(lock)!) }),
    );
    return [...objects, ...locks];
}

/** Whether the object is a page of a folio that another frame leads: then that one says who needs it. */
function partOfAnother({ declaration, fields }: StructLayout, object: number): Expr {
    const head = declaration.extensible ? declaration.members.find(({ name }) => name === 'head') : undefined;
    const storage = head === undefined ? undefined : fields.get(head);
    if (storage?.what.kind !== 'cell') return ZERO;
    const reference = inMemory(storage.what.cell, constant(object));
    return and(unequal(reference, ZERO), unequal(reference, constant(2 * object + 1)));
}

/** `l.held` */
export function heldByAnybody(unit: Unit, place: LockInstance): Expr {
    return held(unit.program, place);
}

/** `l.held_by(t)` */
export function heldByThread(unit: Unit, place: LockInstance, actor: Expr): Expr {
    if (actor.kind === 'const' && actor.value < 0) return ZERO;
    return heldBy(unit.program, place, actor);
}

/** A thread that is not there (its `if` is false) has ended. */
export function endedOf(actor: Expr): Expr {
    return actor.kind === 'const' && actor.value < 0 ? ONE : { kind: 'ended', actor };
}

/** Whether the actor rests at a label: `label`, or `function.label`. Its steps are known when all code is lowered. */
export function atSteps(unit: Unit, actor: Expr, label: readonly string[]): Expr {
    if (actor.kind === 'const' && actor.value < 0) return ZERO;
    const steps: StepId[] = [];
    unit.labels.push({ name: label.join('.'), steps });
    return { kind: 'at', actor, steps };
}

/** Finds the steps of the labels that were asked for. */
export function resolveLabels({ labels, program: { builder } }: Unit): void {
    for (const { name, steps } of labels) {
        for (let id = 0; id < builder.size(); id++) {
            if (!builder.stepAt(id).local && builder.originAt(id).labels.includes(name)) steps.push(id);
        }
    }
}

/** A register of a thread's own body, by what declares it, or (without that) what it returned. */
export function registerOfActor(unit: Unit, actor: Expr, register: SyntaxNode | undefined): Expr {
    const one = (plan: ActorPlan): Expr => {
        const found = codeOf(unit, plan);
        const id = found === undefined ? undefined : registerIn(found.code, register ?? found.node);
        if (id === undefined || found === undefined) return ZERO;
        found.code.observed.add(id);
        return { kind: 'actor-register', actor: plan.id, register: id };
    };
    if (actor.kind === 'const') {
        const plan = unit.cast.actors[actor.value];
        return plan === undefined ? ZERO : one(plan);
    }
    return unit.cast.actors.reduce<Expr>((rest, plan) => {
        const value = one(plan);
        return value === ZERO ? rest : conditional(equal(actor, constant(plan.id)), value, rest);
    }, ZERO);
}

function codeOf(unit: Unit, plan: ActorPlan): { readonly code: ActorCode; readonly node: SyntaxNode } | undefined {
    for (const [group, code] of unit.code) {
        if (group.members.some(member => member.id === plan.id)) return { code, node: group.node };
    }
    return undefined;
}

const registerIn = (code: ActorCode, declaration: SyntaxNode): RegisterId | undefined =>
    code.registers.get(declaration);
