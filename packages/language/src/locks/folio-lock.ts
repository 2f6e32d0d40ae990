// The folio lock: one bit, and no owner that could be checked.
//
// Whoever finishes the I/O unlocks the folio, which is often not whoever locked it. Who locked it is kept for stories and wait-for chains.
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
import type { LockExpr, LockKind, LockOperation, LockStep } from './lock-kind.ts';

const isFree = equal(cell('locker'), 0);
const take = write('locker', named(SELF));

export const folioLock: LockKind = {
    name: 'folio',
    documentation: `The lock bit of a folio (the kernel's \`PG_locked\`).

Unlike a mutex it may be unlocked by another thread than the one that locked it, and a thread may end with it held: the end of I/O
unlocks it. A folio that is still locked when everything has ended is \`bug leak\`. It is not recursive, and its waiters are not queued.`,
    hasModes: false,
    cells: [{ name: 'locker', domain: 'actor', length: 'one', class: 'machine', role: 'main' }],
    operations: [
        lock(
            'folio_lock',
            undefined,
            `Locks the folio, sleeping until it is free (\`folio_lock()\`, \`lock_page()\`).`,
        ),
        lock(
            'folio_lock_killable',
            signal('killable'),
            `Locks the folio, or gives up when a fatal signal arrives (\`folio_lock_killable()\`).

Returns 0 with the folio locked, or \`-EINTR\` without.`,
        ),
        {
            name: 'folio_trylock',
            documentation: `Locks the folio if it is free, and says whether it did (\`folio_trylock()\`). A failing attempt orders nothing.`,
            parameters: [],
            result: 'bool',
            sleeps: false,
            effect: 'try-acquire',
            mode: '',
            context: [],
            steps: [step([result(isFree), when(isFree, [take])], { drains: { when: isFree } })],
        },
        {
            name: 'folio_unlock',
            documentation: `Unlocks the folio, whoever locked it (\`folio_unlock()\`, \`unlock_page()\`). One that is not locked is \`bug lock-misuse\`.`,
            parameters: [],
            result: 'void',
            sleeps: false,
            effect: 'release',
            mode: '',
            context: [],
            steps: [step([write('locker', 0)], { misuse: [misuse(isFree)], drains: 'always' })],
        },
        {
            name: 'folio_wait_locked',
            documentation: `Sleeps until the folio is unlocked, without locking it (\`folio_wait_locked()\`). By the next step it may be locked again.`,
            parameters: [],
            result: 'void',
            sleeps: true,
            effect: 'none',
            mode: '',
            context: [],
            steps: [wait(isFree, [])],
        },
        {
            name: 'folio_test_locked',
            documentation: `Whether the folio is locked at this moment (\`folio_test_locked()\`, \`PageLocked()\`). By the next step it may be otherwise.`,
            parameters: [],
            result: 'bool',
            sleeps: false,
            effect: 'none',
            mode: '',
            context: [],
            steps: [step([result(unequal(cell('locker'), 0))])],
        },
    ],
    heldBy: equal(cell('locker'), named(IT)),
    mayOutliveThread: true,
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
            signal === undefined
                ? wait(isFree, [take])
                : wait(or(isFree, signal), [result(conditional(isFree, 0, EINTR)), when(isFree, [take])]),
        ],
    };
}

function wait(guard: LockExpr, actions: LockStep['actions']): LockStep {
    return step(actions, {
        guard,
        waits: { mode: '', holders: equal(cell('locker'), named(IT)) },
        drains: 'always',
        fairness: 'strong',
    });
}
