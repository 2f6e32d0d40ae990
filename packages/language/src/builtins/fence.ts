// Fences. Under `sc` none of them does anything, so none is a step there.
import type { Builtin } from '../builtin.ts';

export const fences: readonly Builtin[] = [
    fence(
        'smp_mb',
        'drains',
        `A full barrier (\`smp_mb()\`): every earlier access has taken effect before any later one.

Under \`tso\` it waits until the own store buffer is empty.`,
    ),
    fence(
        'smp_rmb',
        'nothing',
        `Orders earlier loads before later loads (\`smp_rmb()\`). Under \`tso\` loads are ordered anyway.`,
    ),
    fence(
        'smp_wmb',
        'nothing',
        `Orders earlier stores before later stores (\`smp_wmb()\`). Under \`tso\` stores are ordered anyway.`,
    ),
    fence(
        'smp_mb__before_atomic',
        'drains',
        `A full barrier before a read-modify-write that orders nothing by itself (\`smp_mb__before_atomic()\`).`,
    ),
    fence(
        'smp_mb__after_atomic',
        'drains',
        `A full barrier after a read-modify-write that orders nothing by itself (\`smp_mb__after_atomic()\`).

\`atomic_inc(pins); smp_mb__after_atomic()\`: the increment is visible before anything later is read.`,
    ),
    fence(
        'barrier',
        'nothing',
        `Keeps the compiler from moving accesses (\`barrier()\`). Accesses are not moved here, so it does nothing.`,
    ),
    fence(
        'cpu_relax',
        'nothing',
        `Tells the CPU that this is a busy loop (\`cpu_relax()\`). It does nothing; a loop without a step gets one.`,
    ),
];

function fence(name: string, effect: 'drains' | 'nothing', documentation: string): Builtin {
    const drains = effect === 'drains';
    return {
        name,
        documentation,
        parameters: [],
        result: 'void',
        semantics: { kind: 'fence', drains, isStep: drains },
        sleeps: false,
    };
}
