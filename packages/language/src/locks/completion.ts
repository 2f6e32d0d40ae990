// The completion: one thread waits until another says that something is done.
//
// It counts what was completed and not waited for yet, so that a completion before the wait is not lost.
import {
    add,
    cell,
    conditional,
    EINTR,
    equal,
    less,
    or,
    result,
    signal,
    step,
    subtract,
    when,
    write,
} from './expression.ts';
import type { LockAction, LockExpr, LockKind, LockOperation } from './lock-kind.ts';

/** `done` at its greatest means: for everybody, for ever (`complete_all`). */
const ALL = 7;
const isDone = less(0, cell('done'));
const use: LockAction = write('done', conditional(equal(cell('done'), ALL), ALL, subtract(cell('done'), 1)));

export const completion: LockKind = {
    name: 'completion',
    documentation: `Lets a thread wait until another one says that something is done (the kernel's \`struct completion\`).

Each \`complete\` lets one waiter go, also one that comes later. Nobody holds it, so a wait that nobody answers is a deadlock that names no
holder.`,
    hasModes: false,
    cells: [{ name: 'done', domain: { low: 0, high: ALL }, length: 'one', class: 'machine', role: 'main' }],
    operations: [
        {
            ...operation('complete', 'void', `Lets one waiter go, now or when it comes (\`complete()\`).`),
            steps: [
                step([when(less(cell('done'), ALL), [write('done', add(cell('done'), 1))])], {
                    misuse: [{ when: equal(cell('done'), ALL - 1), bug: 'range' }],
                    drains: 'always',
                }),
            ],
        },
        {
            ...operation('complete_all', 'void', `Lets every waiter go, now and from now on (\`complete_all()\`).`),
            steps: [step([write('done', ALL)], { drains: 'always' })],
        },
        wait(
            'wait_for_completion',
            undefined,
            `Sleeps until it is completed (\`wait_for_completion()\`), and uses that up.`,
        ),
        wait(
            'wait_for_completion_killable',
            signal('killable'),
            `Sleeps until it is completed or a fatal signal arrives (\`wait_for_completion_killable()\`).

Returns 0, or \`-EINTR\` where the signal ended the wait.`,
        ),
        {
            ...operation(
                'try_wait_for_completion',
                'bool',
                `Uses up a completion if there is one, and says whether there was (\`try_wait_for_completion()\`).`,
            ),
            effect: 'try-acquire',
            steps: [step([result(isDone), when(isDone, [use])], { drains: { when: isDone } })],
        },
        {
            ...operation('completion_done', 'bool', `Whether a wait would return at once (\`completion_done()\`).`),
            steps: [step([result(isDone)])],
        },
        {
            ...operation(
                'reinit_completion',
                'void',
                `Forgets everything that was completed (\`reinit_completion()\`), also by \`complete_all\`.`,
            ),
            steps: [step([write('done', 0)], { drains: 'always' })],
        },
    ],
    heldBy: 0,
    mayOutliveThread: true,
    atomic: false,
    assumption: 'A completion counts up to 6 that nobody has waited for yet.',
};

function operation(name: string, result: LockOperation['result'], documentation: string): LockOperation {
    return {
        name,
        documentation,
        parameters: [],
        result,
        sleeps: false,
        effect: 'none',
        mode: '',
        context: [],
        steps: [],
    };
}

/** `signal`: what else ends the wait. */
function wait(name: string, signal: LockExpr | undefined, documentation: string): LockOperation {
    const actions = signal === undefined ? [use] : [result(conditional(isDone, 0, EINTR)), when(isDone, [use])];
    return {
        ...operation(name, signal === undefined ? 'void' : 'int', documentation),
        sleeps: true,
        steps: [
            step(actions, {
                guard: signal === undefined ? isDone : or(isDone, signal),
                waits: { mode: '', holders: 0 },
                drains: 'always',
                fairness: 'weak',
            }),
        ],
    };
}
