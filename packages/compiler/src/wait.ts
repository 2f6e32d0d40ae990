// `wait until e`, `spin until e` and the waits that a signal ends: one step, enabled while the condition holds in memory.
import type { Action, Expr, StepId } from '@faultline/checker';
import type { InterruptibleWait, Wait } from '@faultline/language';
import { visibleStep } from './access.ts';
import { failing } from './context.ts';
import { conditional, constant, ONE, or, register } from './expr.ts';
import { atomicContext, sleepCheck } from './lower/contexts.ts';
import { signalPending } from './lower/signals.ts';
import type { Scope } from './scope.ts';
import { lowerSpec } from './spec.ts';

const EINTR = 4;

export function lowerWait(node: Wait, scope: Scope, next: StepId): StepId {
    return lowerSpec(node.condition, scope, 'memory', ({ value, failures }) => {
        const check = node.kind === 'wait' ? sleeping(scope) : NEVER;
        const when = failures.map(failure => failure.when);
        return scope.step(
            {
                ...visibleStep([...check.actions, ...failing(failures)], next),
                guard: or(check.guard, ...when, value),
                drains: ONE,
                waits: { kind: 'condition' },
            },
            scope.origin(node),
        );
    });
}

/** Yields 0, or -EINTR where a signal ended the wait and the condition does not hold. */
export function lowerInterruptibleWait(node: InterruptibleWait, scope: Scope, use: (value: Expr) => StepId): StepId {
    const result = scope.temporary({ kind: 'int', low: -EINTR, high: 0 });
    const next = use(register(result));
    return lowerSpec(node.condition, scope, 'memory', ({ value, failures }) => {
        const check = sleeping(scope);
        const when = failures.map(failure => failure.when);
        const signal = signalPending(scope, node.kind === 'wait_killable' ? 'killable' : 'interruptible');
        const set: Action = { kind: 'set', register: result, value: conditional(value, constant(0), constant(-EINTR)) };
        return scope.step(
            {
                ...visibleStep([...check.actions, ...failing(failures), set], next),
                guard: or(check.guard, ...when, value, signal),
                drains: ONE,
                waits: { kind: 'condition' },
            },
            scope.origin(node),
        );
    });
}

const NEVER = { guard: constant(0), actions: [] as readonly Action[] };

/** In atomic context a sleeping step is enabled, and fails. */
function sleeping(scope: Scope): { readonly guard: Expr; readonly actions: readonly Action[] } {
    return { guard: atomicContext(scope), actions: sleepCheck(scope) };
}
