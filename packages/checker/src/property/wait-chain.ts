// Who waits for whom in a state (language reference, verdicts): from an actor along lock to holders, CPU to the actor that excludes it.

import type { Executable } from '../executable.ts';
import type { Evaluate } from '../expression.ts';
import { compileExpression, evaluate, toEvaluate } from '../expression.ts';
import { nameOfElement, restsAt } from '../layout.ts';
import type { ActorId, Expr } from '../program.ts';
import type { WaitEdge } from '../verdict.ts';

/** What the actor, which cannot step, waits for in the state. */
export type FindWait = (actor: ActorId, state: Int32Array) => WaitEdge;

export function createWaitFinder({ program, layout, scopeOf, isBlocked, mayRun }: Executable): FindWait {
    /** For an expression of one actor about another (its bound variable): one closure for each of the others. */
    const compiled = new Map<Expr, Map<ActorId, readonly Evaluate[]>>();
    const actorsFor = (expression: Expr | undefined, self: ActorId, state: Int32Array): ActorId[] => {
        if (expression === undefined) return [];
        const ofExpression = compiled.get(expression) ?? new Map<ActorId, readonly Evaluate[]>();
        compiled.set(expression, ofExpression);
        const scope = scopeOf(self);
        const all =
            ofExpression.get(self) ??
            program.actors.map((_, other) => toEvaluate(compileExpression(expression, { ...scope, bound: [other] })));
        ofExpression.set(self, all);
        return all.flatMap((holds, other) => (holds(state) !== 0 ? [other] : []));
    };

    return (actor, state) => {
        const id = restsAt(layout, state, actor)!;
        const { waits } = program.steps[id]!;
        // What keeps it off its CPU matters only to one that would go on otherwise.
        if (!isBlocked(actor, state) && !mayRun(actor, state)) {
            const holders = actorsFor(program.actors[actor]!.excludedBy, actor, state);
            return { actor, step: id, object: '', mode: '', kind: 'cpu', holders };
        }
        const object = waits?.object;
        const index = object?.index === undefined ? 0 : evaluate(object.index, scopeOf(actor), state);
        return {
            actor,
            step: id,
            object: object === undefined ? '' : nameOfElement(program, object.cell, index),
            mode: waits?.mode ?? '',
            kind: waits?.kind ?? 'condition',
            holders: actorsFor(waits?.holders, actor, state),
        };
    };
}
