// The reader-writer semaphore: many readers or one writer, and a queue.
//
// A request is granted at once or queued, in one step; a queued one is granted by a second step, at the head of the queue. Giving back
// changes who holds the lock and nothing else, so readers behind a granted reader follow it one by one, each with its own step.
// Readers are counted for each thread: a thread may read twice, and with a writer queued in between it waits for itself.
import {
    add,
    all,
    and,
    cell,
    code,
    conditional,
    dequeue,
    EINTR,
    enqueue,
    equal,
    IT,
    less,
    local,
    misuse,
    named,
    not,
    OTHER,
    or,
    POLICY,
    position,
    put,
    result,
    SELF,
    signal,
    step,
    subtract,
    unequal,
    when,
    write,
} from './expression.ts';
import type { LockAction, LockExpr, LockKind, LockOperation, LockStep } from './lock-kind.ts';

/** One reader, one writer, as the codes of queued requests say it. */
interface Mode {
    readonly word: 'read' | 'write';
    readonly number: 0 | 1;
    /** Whether nobody holds the lock in a way that forbids it. */
    readonly isCompatible: LockExpr;
    /** Whether a queued request may be granted: its turn has come, and it is compatible. */
    readonly isNext: LockExpr;
    /** Whether step 1 grants it. */
    readonly isGranted: LockExpr;
    readonly take: LockAction;
    /** Whether actor `it` stands in the way of a queued request. */
    readonly holders: LockExpr;
}

const MOST_READS = 7;
const FAIR = equal(POLICY, 0);
const isQueueEmpty = equal(cell('queue', 0), 0);
const isHead = (mode: number): LockExpr => equal(cell('queue', 0), code(SELF, mode));
const isWriter = (actor: LockExpr): LockExpr => equal(cell('writer'), named(actor));
const placeOf = (actor: LockExpr, mode: number): LockExpr => position('queue', code(actor, mode));
/** Whether `it` has a request that stands before the caller's. */
const isBefore = (mode: number): LockExpr =>
    or(less(placeOf(IT, 0), placeOf(SELF, mode)), less(placeOf(IT, 1), placeOf(SELF, mode)));

const READ: Mode = {
    word: 'read',
    number: 0,
    isCompatible: equal(cell('writer'), 0),
    isNext: and(or(not(FAIR), isHead(0)), equal(cell('writer'), 0)),
    isGranted: and(or(not(FAIR), isQueueEmpty), equal(cell('writer'), 0)),
    take: write('readers', add(cell('readers', SELF), 1), SELF),
    holders: or(isWriter(IT), and(FAIR, isBefore(0))),
};
const WRITE: Mode = {
    word: 'write',
    number: 1,
    isCompatible: and(equal(cell('writer'), 0), all('actors', equal(cell('readers', OTHER), 0))),
    isNext: and(isHead(1), equal(cell('writer'), 0), all('actors', equal(cell('readers', OTHER), 0))),
    isGranted: and(isQueueEmpty, equal(cell('writer'), 0), all('actors', equal(cell('readers', OTHER), 0))),
    take: write('writer', named(SELF)),
    holders: or(isWriter(IT), less(0, cell('readers', IT)), isBefore(1)),
};

export const rwsem: LockKind = {
    name: 'rwsem',
    documentation: `A sleeping lock for many readers or one writer (the kernel's \`struct rw_semaphore\`: \`mmap_lock\`, \`i_rwsem\`).

**Fair** by default, as in the kernel: requests queue in order, and a queued writer keeps new readers out. So a thread that reads twice
with a writer queued in between deadlocks. \`rwsem(reader_pref)\`, or \`machine { rwsem reader_pref }\`, lets readers pass queued writers.
Readers are counted for each thread; only a holder may give back, and taking it for writing while reading it is misuse.`,
    policies: ['fair', 'reader_pref'],
    readersPass: ['reader_pref'],
    hasModes: false,
    cells: [
        { name: 'writer', domain: 'actor', length: 'one', class: 'machine', role: 'main' },
        { name: 'readers', domain: { low: 0, high: MOST_READS }, length: 'actors', class: 'machine', role: 'shown' },
        { name: 'queue', domain: 'code', length: 'queue', class: 'machine', role: 'hidden' },
    ],
    operations: [
        down(
            'down_read',
            READ,
            undefined,
            `Takes the lock for reading (\`down_read()\`).

One step grants it where no writer holds it and, if it is fair, nobody is queued; else that step queues the request, and a second one,
when its turn has come, grants it.`,
        ),
        down(
            'down_read_killable',
            READ,
            signal('killable'),
            `Takes the lock for reading, or gives up when a fatal signal arrives (\`down_read_killable()\`).

Returns 0 with the lock held, or \`-EINTR\`: then the request has left the queue.`,
        ),
        down(
            'down_read_interruptible',
            READ,
            signal('interruptible'),
            `Takes the lock for reading, or gives up when any signal arrives (\`down_read_interruptible()\`).

Returns 0 with the lock held, or \`-EINTR\`: then the request has left the queue.`,
        ),
        trylock(
            'down_read_trylock',
            READ,
            `Takes the lock for reading if that needs no wait, and says whether it did (\`down_read_trylock()\`).

It never queues, and fails wherever \`down_read\` would queue: also behind a writer that only waits. A failing attempt orders nothing.`,
        ),
        up(
            'up_read',
            equal(cell('readers', SELF), 0),
            [write('readers', subtract(cell('readers', SELF), 1), SELF)],
            'release',
            `Gives the lock back for reading (\`up_read()\`). A thread that does not read it doing so is \`bug lock-misuse\`.`,
        ),
        down(
            'down_write',
            WRITE,
            undefined,
            `Takes the lock for writing (\`down_write()\`).

One step grants it where nobody holds it and nobody is queued; else that step queues the request, and a second one, when its turn has
come, grants it.`,
        ),
        down(
            'down_write_killable',
            WRITE,
            signal('killable'),
            `Takes the lock for writing, or gives up when a fatal signal arrives (\`down_write_killable()\`).

Returns 0 with the lock held, or \`-EINTR\`: then the request has left the queue, and readers behind it may go.`,
        ),
        trylock(
            'down_write_trylock',
            WRITE,
            `Takes the lock for writing if that needs no wait, and says whether it did (\`down_write_trylock()\`). It never queues.`,
        ),
        up(
            'up_write',
            unequal(cell('writer'), named(SELF)),
            [write('writer', 0)],
            'release',
            `Gives the lock back for writing (\`up_write()\`). Anybody but the writer doing so is \`bug lock-misuse\`.`,
        ),
        up(
            'downgrade_write',
            unequal(cell('writer'), named(SELF)),
            [write('writer', 0), write('readers', add(cell('readers', SELF), 1), SELF)],
            'convert',
            `Turns the writer into a reader without letting another writer in (\`downgrade_write()\`). Only the writer may.`,
        ),
        {
            name: 'rwsem_is_locked',
            documentation: `Whether somebody holds the lock at this moment (\`rwsem_is_locked()\`). By the next step it may be otherwise.`,
            parameters: [],
            result: 'bool',
            sleeps: false,
            effect: 'none',
            mode: '',
            context: [],
            steps: [step([result(not(WRITE.isCompatible))])],
        },
    ],
    heldBy: or(isWriter(IT), less(0, cell('readers', IT))),
    mayOutliveThread: false,
    atomic: false,
};

/** `signal`: what else ends the wait. */
function down(name: string, mode: Mode, signal: LockExpr | undefined, documentation: string): LockOperation {
    const request = code(SELF, mode.number);
    const leave = dequeue('queue', request);
    const ask = step(
        [
            put('granted', mode.isGranted),
            when(local('granted'), [mode.take], [enqueue('queue', request)]),
            ...(signal === undefined ? [] : [result(0)]),
        ],
        {
            misuse: misuseOf(mode),
            drains: 'always',
            fairness: 'strong',
            next: [{ when: not(local('granted')), to: 1 }],
        },
    );
    const blocking = {
        waits: { mode: mode.word, holders: mode.holders },
        drains: 'always',
        fairness: 'strong',
    } as const;
    const wait: LockStep = step(
        signal === undefined
            ? [leave, mode.take]
            : [
                  put('granted', mode.isNext),
                  leave,
                  when(local('granted'), [mode.take]),
                  result(conditional(local('granted'), 0, EINTR)),
              ],
        {
            guard: signal === undefined ? mode.isNext : or(mode.isNext, signal),
            ...blocking,
        },
    );
    const inOneStep: LockStep = step(
        signal === undefined
            ? [mode.take]
            : [
                  put('granted', mode.isGranted),
                  when(local('granted'), [mode.take]),
                  result(conditional(local('granted'), 0, EINTR)),
              ],
        {
            misuse: misuseOf(mode),
            guard: signal === undefined ? mode.isGranted : or(mode.isGranted, signal),
            ...blocking,
        },
    );
    return {
        name,
        documentation,
        parameters: [],
        result: signal === undefined ? 'void' : 'int',
        sleeps: true,
        effect: signal === undefined ? 'acquire' : 'try-acquire',
        mode: mode.word,
        context: [],
        steps: [ask, wait],
        inOneStep,
    };
}

function trylock(name: string, mode: Mode, documentation: string): LockOperation {
    return {
        name,
        documentation,
        parameters: [],
        result: 'bool',
        sleeps: false,
        effect: 'try-acquire',
        mode: mode.word,
        context: [],
        steps: [
            step([put('granted', mode.isGranted), when(local('granted'), [mode.take]), result(local('granted'))], {
                misuse: mode.word === 'read' ? misuseOf(mode) : [],
                drains: { when: mode.isGranted },
            }),
        ],
    };
}

function up(
    name: string,
    isMisuse: LockExpr,
    actions: readonly LockAction[],
    effect: 'release' | 'convert',
    documentation: string,
): LockOperation {
    return {
        name,
        documentation,
        parameters: [],
        result: 'void',
        sleeps: false,
        effect,
        mode: name === 'up_read' ? 'read' : 'write',
        context: [],
        steps: [step(actions, { misuse: [misuse(isMisuse)], drains: 'always' })],
    };
}

/** Reading more often than is counted; and upgrading, which can never be granted. */
function misuseOf(mode: Mode): LockStep['misuse'] {
    return mode.word === 'read'
        ? [{ when: equal(cell('readers', SELF), MOST_READS), bug: 'range' }]
        : [misuse(less(0, cell('readers', SELF)))];
}
