// The spinlock: busy waiting with preemption off.
//
// What other CPUs see of it is the lock word, a cell of memory: a release waits in the store buffer like any store, so that the
// accesses behind `spin_unlock` may take effect before it. Who holds it, the context and every misuse are judged at once.
import { cell, equal, IT, local, misuse, named, OLD, result, SELF, step, unequal, when, write } from './expression.ts';
import type { LockContextChange, LockKind, LockOperation, LockStep } from './lock-kind.ts';

export const spinlock: LockKind = {
    name: 'spinlock',
    documentation: `A lock whose waiters spin (the kernel's \`spinlock_t\`).

It is not recursive: taking it twice is a deadlock of length one. Holding it is atomic context, in which nothing may sleep. Any
waiter may be next. A release is a store: under \`tso\` other CPUs see it when it leaves the store buffer.`,
    hasModes: false,
    cells: [
        { name: 'holder', domain: 'actor', length: 'one', class: 'machine', role: 'main' },
        { name: 'word', domain: { low: 0, high: 1 }, length: 'one', class: 'memory', role: 'hidden' },
    ],
    operations: [
        acquire(
            'spin_lock',
            ['preempt-off'],
            `Takes the lock, spinning until it is free (\`spin_lock()\`).

Two steps: preemption goes off, then the lock is taken. The first is part of the step before where nothing can tell them apart. The
acquisition waits for the own store buffer to empty.`,
        ),
        release(
            'spin_unlock',
            ['preempt-on'],
            `Gives the lock back, then allows preemption again (\`spin_unlock()\`).

Only the holder may. Under \`tso\` the release waits in the store buffer, so a later load may overtake it.`,
        ),
        {
            name: 'spin_trylock',
            documentation: `Takes the lock if it is free, and says whether it did (\`spin_trylock()\`).

Preemption goes off first and comes back on where the attempt fails. A failing attempt is a load: it orders nothing.`,
            parameters: [],
            result: 'bool',
            sleeps: false,
            effect: 'try-acquire',
            mode: '',
            context: ['preempt-off'],
            steps: [
                step([
                    { kind: 'try', cell: 'word', condition: equal(OLD, 0), value: 1, local: 'taken' },
                    when(local('taken'), [write('holder', named(SELF))]),
                    result(local('taken')),
                ]),
            ],
        },
        acquire(
            'spin_lock_irq',
            ['irq-off', 'preempt-off'],
            `Switches interrupts and preemption off, then takes the lock (\`spin_lock_irq()\`).

Needed where a handler on the same CPU takes the lock as well: a handler that spins on a lock of the thread below it never ends.`,
        ),
        release(
            'spin_unlock_irq',
            ['irq-on', 'preempt-on'],
            `Gives the lock back, then switches interrupts **on** (\`spin_unlock_irq()\`).

On, whatever they were before \`spin_lock_irq\`; where they may have been off, use \`spin_lock_irqsave\`.`,
        ),
        {
            ...acquire(
                'spin_lock_irqsave',
                ['irq-save', 'preempt-off'],
                `Switches interrupts and preemption off, takes the lock, and returns what interrupts were (\`spin_lock_irqsave()\`).

\`let flags = spin_lock_irqsave(l)\` … \`spin_unlock_irqrestore(l, flags)\`. In the kernel it is a macro that assigns to \`flags\`; here
it is a function with a result: 1 if interrupts were off already, else 0.`,
            ),
            result: 'int',
        },
        {
            ...release(
                'spin_unlock_irqrestore',
                ['irq-restore', 'preempt-on'],
                `Gives the lock back, then puts interrupts back to what \`flags\` says (\`spin_unlock_irqrestore()\`).`,
            ),
            parameters: [{ name: 'flags', type: 'int' }],
        },
        {
            name: 'spin_is_locked',
            documentation: `Whether somebody holds the lock at this moment (\`spin_is_locked()\`): one load of the lock word, no order.`,
            parameters: [],
            result: 'bool',
            sleeps: false,
            effect: 'none',
            mode: '',
            context: [],
            steps: [step([{ kind: 'load', cell: 'word', local: 'word' }, result(local('word'))])],
        },
    ],
    heldBy: equal(cell('holder'), named(IT)),
    mayOutliveThread: false,
    atomic: true,
};

function acquire(name: string, context: readonly LockContextChange[], documentation: string): LockOperation {
    return {
        name,
        documentation,
        parameters: [],
        result: 'void',
        sleeps: false,
        effect: 'acquire',
        mode: '',
        context,
        steps: [spin()],
    };
}

function release(name: string, context: readonly LockContextChange[], documentation: string): LockOperation {
    const steps = [
        step([write('holder', 0), { kind: 'store', cell: 'word', value: 0 }], {
            misuse: [misuse(unequal(cell('holder'), named(SELF)))],
        }),
    ];
    return {
        name,
        documentation,
        parameters: [],
        result: 'void',
        sleeps: false,
        effect: 'release',
        mode: '',
        context,
        steps,
    };
}

function spin(): LockStep {
    return step([write('word', 1), write('holder', named(SELF))], {
        guard: equal(cell('word'), 0),
        waits: { mode: '', holders: equal(cell('holder'), named(IT)) },
        drains: 'always',
        fairness: 'strong',
    });
}
