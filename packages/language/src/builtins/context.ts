// What a thread may do and what may be done to it: interrupts, preemption, page faults.
import type { Builtin, BuiltinParameter, ContextOperation } from '../builtin.ts';

const FLAGS: BuiltinParameter = { name: 'flags', type: 'int' };

export const contexts: readonly Builtin[] = [
    context(
        'local_irq_disable',
        'irq_disable',
        'void',
        [],
        `Switches interrupts off on this CPU (\`local_irq_disable()\`).

Until they are on again no handler starts here, no other thread of this CPU runs, and sleeping is \`bug sleep-in-atomic\`.`,
    ),
    context(
        'local_irq_enable',
        'irq_enable',
        'void',
        [],
        `Switches interrupts on (\`local_irq_enable()\`). Where they are on already it is \`bug unbalanced\`.`,
    ),
    context(
        'local_irq_save',
        'irq_save',
        'int',
        [],
        `Switches interrupts off and returns what they were (\`local_irq_save()\`).

\`let flags = local_irq_save()\` … \`local_irq_restore(flags)\`. In the kernel it is a macro that assigns to \`flags\`; here it is a function with a
result: 1 if interrupts were off already, else 0.`,
    ),
    context(
        'local_irq_restore',
        'irq_restore',
        'void',
        [FLAGS],
        `Puts interrupts back to what \`flags\` says (\`local_irq_restore()\`).`,
    ),
    context(
        'preempt_disable',
        'preempt_disable',
        'void',
        [],
        `Switches preemption off (\`preempt_disable()\`). Nests.

Until it is on again no other thread of this CPU runs, and sleeping is \`bug sleep-in-atomic\`. Handlers still run.`,
    ),
    context(
        'preempt_enable',
        'preempt_enable',
        'void',
        [],
        `Ends what one \`preempt_disable\` began (\`preempt_enable()\`). One too many is \`bug unbalanced\`.`,
    ),
    context(
        'pagefault_disable',
        'pagefault_disable',
        'void',
        [],
        `Makes user accesses fail where they would fault (\`pagefault_disable()\`). Nests.

The fault takes no lock and does not sleep; the access goes to its fixup, and a copy comes back short. Not a step.`,
    ),
    context(
        'pagefault_enable',
        'pagefault_enable',
        'void',
        [],
        `Ends what one \`pagefault_disable\` began (\`pagefault_enable()\`). One too many is \`bug unbalanced\`. Not a step.`,
    ),
    {
        ...context(
            'might_sleep',
            'might_sleep',
            'void',
            [],
            `Says that what follows may sleep (\`might_sleep()\`): in atomic context it is \`bug sleep-in-atomic\`.`,
        ),
        sleeps: true,
    },
    context(
        'in_atomic',
        'in_atomic',
        'bool',
        [],
        `Whether one must not sleep here (\`in_atomic()\`): preemption or interrupts off, a spinlock held, an RCU read section, a handler.

More than the kernel’s \`in_atomic()\`, which sees the preempt count only. Not a step.`,
    ),
    context(
        'irqs_disabled',
        'irqs_disabled',
        'bool',
        [],
        `Whether interrupts are off here (\`irqs_disabled()\`); in a handler they are. Not a step.`,
    ),
    context(
        'pagefault_disabled',
        'pagefault_disabled',
        'bool',
        [],
        `Whether page faults are disabled here (\`pagefault_disabled()\`). Not a step.`,
    ),
    context(
        'faulthandler_disabled',
        'faulthandler_disabled',
        'bool',
        [],
        `Whether a page fault would take no lock and go straight to the fixup (\`faulthandler_disabled()\`): page faults are disabled, or it is atomic. Not a step.`,
    ),
];

function context(
    name: string,
    operation: ContextOperation,
    result: Builtin['result'],
    parameters: readonly BuiltinParameter[],
    documentation: string,
): Builtin {
    return { name, documentation, parameters, result, semantics: { kind: 'context', operation }, sleeps: false };
}
