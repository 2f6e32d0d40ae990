// Signals: one word of pending ones for each thread, read and set at once.

import type { CellId, Expr, RegisterId, StepId } from '@faultline/checker';
import type { SyntaxNode } from '@faultline/language';
import { signals } from '@faultline/language';
import { visible } from '../builder.ts';
import type { LowerContext, ProgramContext, SignalPending } from '../context.ts';
import { bug, failing } from '../context.ts';
import { binary, conditional, constant, equal, inMemory, isConstant, ONE, subtract, unequal, ZERO } from '../expr.ts';

export const signalPending: SignalPending = (context, kind) => pendingFor(context.program, context.actor.current, kind);

/**
 * Whether such a wait of the actor would be ended, as memory has it: also what `signal_pending(t)` and
 * `fatal_signal_pending(t)` are inside a condition that is evaluated as a whole (`wait until`, properties).
 */
export function pendingFor({ contexts }: ProgramContext, actor: Expr, kind: 'killable' | 'interruptible'): Expr {
    if (contexts.signals === undefined) return ZERO;
    const word = inMemory(contexts.signals, actor);
    return unequal(kind === 'interruptible' ? word : binary('&', word, constant(FATAL)), ZERO);
}

/** `thread` is a reference: an actor's id and one, 0 is null. */
export function lowerSend(context: LowerContext, thread: Expr, signal: Expr, node: SyntaxNode, next: StepId): StepId {
    const { signals: cell } = context.program.contexts;
    if (cell === undefined) throw new Error('a signal is sent where none was declared');
    const bit = signals.reduceRight<Expr>(
        (rest, { number }, index) => conditional(equal(signal, constant(number)), constant(2 ** index), rest),
        ZERO,
    );
    const index = subtract(thread, ONE);
    const actions = [
        ...failing([
            { when: equal(thread, ZERO), outcome: bug('null-deref') },
            { when: equal(bit, ZERO), outcome: bug('range') },
        ]),
        { kind: 'write', cell, index, value: binary('|', inMemory(cell, index), bit) } as const,
    ];
    return context.step(visible(actions, next, { drains: ONE }), context.origin(node));
}

/** Reads the word: a step. */
export function lowerPending(
    context: LowerContext,
    thread: Expr,
    kind: 'killable' | 'interruptible',
    result: RegisterId | undefined,
    node: SyntaxNode,
    next: StepId,
): StepId {
    const isPending = pendingFor(context.program, subtract(thread, ONE), kind);
    const isNull = failing([{ when: equal(thread, ZERO), outcome: bug('null-deref') }]);
    const set = result === undefined ? [] : [{ kind: 'set', register: result, value: isPending } as const];
    const actions = [...isNull, ...set];
    const isStep = !isConstant(isPending);
    return context.step(visible(actions, next, { local: !isStep }), context.origin(node));
}

export function declareSignals(
    program: Omit<ProgramContext, 'contexts'>,
    uses: ReadonlySet<string>,
): CellId | undefined {
    if (!uses.has('send_signal')) return undefined;
    const { actors, builder } = program;
    return builder.cell({
        name: 'pending signals',
        domain: {
            kind: 'bits',
            fields: signals.map(({ name }, index) => ({
                name,
                shift: index,
                width: 1,
                domain: { kind: 'int', low: 0, high: 1 },
            })),
        },
        length: actors.length,
        initial: actors.map(() => 0),
        elements: actors.map(actor => `${actor.name}: pending signals`),
        class: 'machine',
    });
}

const FATAL = signals.reduce((mask, { fatal }, index) => mask + (fatal ? 2 ** index : 0), 0);
