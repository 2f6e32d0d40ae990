// `assert` and `assume`. One that reads cells is a step that looks at all of them at once; one over registers belongs to the step before.
import type { Action, StepId } from '@faultline/checker';
import type { Assert, Assume } from '@faultline/language';
import { localStep, visibleStep } from './access.ts';
import { failing } from './context.ts';
import { not } from './expr.ts';
import type { Scope } from './scope.ts';
import type { SpecValue } from './spec.ts';
import { lowerSpec, readsCells } from './spec.ts';

export function lowerAssert(node: Assert, scope: Scope, next: StepId): StepId {
    const outcome = { kind: 'violation', name: node.name ?? 'assert' } as const;
    return lowerSpec(node.condition, scope, 'own', found => judge(node, found, { kind: 'fail', outcome }, scope, next));
}

export function lowerAssume(node: Assume, scope: Scope, next: StepId): StepId {
    return lowerSpec(node.condition, scope, 'own', found => judge(node, found, { kind: 'discard' }, scope, next));
}

function judge(
    node: Assert | Assume,
    { value, failures }: SpecValue,
    otherwise: Action,
    scope: Scope,
    next: StepId,
): StepId {
    const actions: Action[] = [...failing(failures)];
    const fails = not(value);
    if (fails.kind !== 'const') actions.push({ kind: 'if', condition: fails, then: [otherwise], else: [] });
    else if (fails.value !== 0) actions.push(otherwise);
    const isLook = readsCells(value) || failures.some(failure => readsCells(failure.when));
    const step = isLook ? visibleStep(actions, next) : localStep(actions, next);
    return scope.step(step, scope.origin(node));
}
