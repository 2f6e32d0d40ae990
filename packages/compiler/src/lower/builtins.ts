// The functions of the language that are not accesses: fences, contexts, RCU and signals.
import type { Expr, RegisterId, StepId } from '@faultline/checker';
import type { BuiltinSemantics, ContextOperation, SyntaxNode } from '@faultline/language';
import { local, visible } from '../builder.ts';
import type { LowerBuiltin, LowerContext, LoweredArgument } from '../context.ts';
import { ONE, or, ZERO } from '../expr.ts';
import type { Change } from './contexts.ts';
import { atomicContext, irqsWereOff, lowerChange, pagefaultsOff, sleepCheck } from './contexts.ts';
import { lowerCallRcu, lowerSynchronize } from './rcu.ts';
import { lowerPending, lowerSend } from './signals.ts';

export const lowerBuiltin: LowerBuiltin = (context, builtin, parameters, result, node, next) => {
    const { semantics } = builtin;
    switch (semantics.kind) {
        case 'fence': {
            const isStep = semantics.drains && context.program.memory.kind === 'tso' && !context.isAtomic;
            return isStep ? context.step(visible([], next, { drains: ONE }), context.origin(node)) : next;
        }
        case 'context':
            return lowerContextOperation(context, semantics.operation, valueAt(parameters, 0), result, node, next);
        case 'rcu':
            return lowerRcu(context, semantics.operation, parameters, node, next);
        case 'signal':
            return lowerSignal(context, semantics.operation, parameters, result, node, next);
        case 'load':
        case 'store':
        case 'data-race':
        case 'rmw':
        case 'list':
        case 'property':
        case 'machine':
            throw new Error(`${builtin.name} is lowered elsewhere`);
    }
};

function lowerRcu(
    context: LowerContext,
    operation: Extract<BuiltinSemantics, { kind: 'rcu' }>['operation'],
    parameters: readonly LoweredArgument[],
    node: SyntaxNode,
    next: StepId,
): StepId {
    switch (operation) {
        case 'read_lock':
            return lowerChange(context, { visibility: 'always', rcu: 'lock' }, undefined, node, next);
        case 'read_unlock':
            return lowerChange(context, { visibility: 'always', rcu: 'unlock' }, undefined, node, next);
        case 'synchronize':
            return lowerSynchronize(context, node, next);
        case 'call':
            return lowerCallRcu(context, valueAt(parameters, 0), node, next);
    }
}

function lowerSignal(
    context: LowerContext,
    operation: Extract<BuiltinSemantics, { kind: 'signal' }>['operation'],
    parameters: readonly LoweredArgument[],
    result: RegisterId | undefined,
    node: SyntaxNode,
    next: StepId,
): StepId {
    const thread = valueAt(parameters, 0);
    switch (operation) {
        case 'send':
            return lowerSend(context, thread, valueAt(parameters, 1), node, next);
        case 'pending':
            return lowerPending(context, thread, 'interruptible', result, node, next);
        case 'fatal_pending':
            return lowerPending(context, thread, 'killable', result, node, next);
    }
}

function lowerContextOperation(
    context: LowerContext,
    operation: ContextOperation,
    flags: Expr,
    result: RegisterId | undefined,
    node: SyntaxNode,
    next: StepId,
): StepId {
    const change = (part: Omit<Change, 'visibility'>, visibility: Change['visibility'] = 'always'): StepId =>
        lowerChange(context, { visibility, ...part }, result, node, next);
    const answer = (value: Expr): StepId =>
        result === undefined
            ? next
            : context.step(local([{ kind: 'set', register: result, value }], next), context.origin(node));
    switch (operation) {
        case 'irq_disable':
            return change({ irq: 'off' });
        case 'irq_enable':
            return change({ irq: 'on' });
        case 'irq_save':
            return change({ irq: 'save' });
        case 'irq_restore':
            return change({ irq: 'restore', flags });
        case 'preempt_disable':
            return change({ preempt: 'off' });
        case 'preempt_enable':
            return change({ preempt: 'on' });
        case 'pagefault_disable':
            return change({ pagefault: 'off' }, 'never');
        case 'pagefault_enable':
            return change({ pagefault: 'on' }, 'never');
        case 'might_sleep':
            return context.step(local(sleepCheck(context), next), context.origin(node));
        case 'in_atomic':
            return answer(atomicContext(context));
        case 'irqs_disabled':
            return answer(irqsWereOff(context));
        case 'pagefault_disabled':
            return answer(pagefaultsOff(context));
        case 'faulthandler_disabled':
            return answer(or(pagefaultsOff(context), atomicContext(context)));
    }
}

/** The argument's value; absent ones are 0. */
function valueAt(parameters: readonly LoweredArgument[], index: number): Expr {
    const parameter = parameters[index];
    return parameter?.kind === 'value' ? parameter.value : ZERO;
}
