// The mutex: a sleeping lock with one owner.
//
// Taking it and giving it back are both fully ordered here, so no cell of it ever waits in a store buffer.
import {
    cell,
    conditional,
    EINTR,
    equal,
    IT,
    misuse,
    named,
    or,
    result,
    SELF,
    signal,
    step,
    unequal,
    when,
    write,
} from './expression.ts';
import type { LockExpr, LockKind, LockOperation } from './lock-kind.ts';

const isFree = equal(cell('owner'), 0);
const take = write('owner', named(SELF));

export const mutex: LockKind = {
    name: 'mutex',
    documentation: `A sleeping lock with one owner (the kernel's \`struct mutex\`).

Only the owner may unlock it, and a thread must not end while it owns one. It is not recursive. Waiters are not queued: any of them
may be next, and each of them is served in the end.`,
    hasModes: false,
    cells: [{ name: 'owner', domain: 'actor', length: 'one', class: 'machine', role: 'main' }],
    operations: [
        lock(
            'mutex_lock',
            undefined,
            `Takes the mutex, sleeping until it is free (\`mutex_lock()\`).

In atomic context it is \`bug sleep-in-atomic\`, even where the mutex is free.`,
        ),
        lock(
            'mutex_lock_killable',
            signal('killable'),
            `Takes the mutex, or gives up when a fatal signal arrives (\`mutex_lock_killable()\`).

Returns 0 with the mutex held, or \`-EINTR\` without it. A free mutex is taken even where a signal is pending.`,
        ),
        lock(
            'mutex_lock_interruptible',
            signal('interruptible'),
            `Takes the mutex, or gives up when any signal arrives (\`mutex_lock_interruptible()\`).

Returns 0 with the mutex held, or \`-EINTR\` without it. A free mutex is taken even where a signal is pending.`,
        ),
        {
            name: 'mutex_trylock',
            documentation: `Takes the mutex if it is free, and says whether it did (\`mutex_trylock()\`). A failing attempt orders nothing.`,
            parameters: [],
            result: 'bool',
            sleeps: false,
            effect: 'try-acquire',
            mode: '',
            context: [],
            steps: [step([result(isFree), when(isFree, [take])], { drains: { when: isFree } })],
        },
        {
            name: 'mutex_unlock',
            documentation: `Gives the mutex back (\`mutex_unlock()\`). Anybody but the owner doing so is \`bug lock-misuse\`.`,
            parameters: [],
            result: 'void',
            sleeps: false,
            effect: 'release',
            mode: '',
            context: [],
            steps: [
                step([write('owner', 0)], {
                    misuse: [misuse(unequal(cell('owner'), named(SELF)))],
                    drains: 'always',
                }),
            ],
        },
        {
            name: 'mutex_is_locked',
            documentation: `Whether somebody owns the mutex at this moment (\`mutex_is_locked()\`). By the next step it may be otherwise.`,
            parameters: [],
            result: 'bool',
            sleeps: false,
            effect: 'none',
            mode: '',
            context: [],
            steps: [step([result(unequal(cell('owner'), 0))])],
        },
    ],
    heldBy: equal(cell('owner'), named(IT)),
    mayOutliveThread: false,
    atomic: false,
};

/** `signal`: what else ends the wait. */
function lock(name: string, signal: LockExpr | undefined, documentation: string): LockOperation {
    return {
        name,
        documentation,
        parameters: [],
        result: signal === undefined ? 'void' : 'int',
        sleeps: true,
        effect: signal === undefined ? 'acquire' : 'try-acquire',
        mode: '',
        context: [],
        steps: [
            step(signal === undefined ? [take] : [result(conditional(isFree, 0, EINTR)), when(isFree, [take])], {
                guard: signal === undefined ? isFree : or(isFree, signal),
                waits: { mode: '', holders: equal(cell('owner'), named(IT)) },
                drains: 'always',
                fairness: 'strong',
            }),
        ],
    };
}
