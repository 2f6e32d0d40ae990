// The mode lock: modes and their compatibility are the script's own (a gfs2 glock, a cluster lock).
//
// Every hold is an entry of its own, so the caller's own entries stand in its way like anybody's. A request is granted at once or queued in
// one step, and granted by a second at the head of the queue. Granting removes, in that same step, every incompatible entry whose holder
// allowed it. An entry that was taken away stays the handle's until its owner has seen that, so that a handle never names another's entry.
import {
    actorOf,
    add,
    and,
    any,
    cell,
    code,
    compatible,
    conditional,
    dequeue,
    divide,
    EAGAIN,
    ENTRY,
    enqueue,
    equal,
    IT,
    less,
    local,
    misuse,
    multiply,
    not,
    or,
    PLACE,
    parameter,
    position,
    put,
    result,
    SELF,
    step,
    subtract,
    unequal,
    when,
    write,
} from './expression.ts';
import type { LockAction, LockExpr, LockKind, LockMisuse, LockOperation, LockParameter } from './lock-kind.ts';

/** How many entries one thread may have on one lock at a time. */
const ENTRIES = 3;
/** What may happen to an entry, or has happened. */
const KEPT = 0;
const ALLOWED = 1;
const TAKEN = 2;
const MODE = parameter('mode');
const MODE_PARAMETER: LockParameter = { name: 'mode', type: 'mode' };
const HANDLE_PARAMETER: LockParameter = { name: 'handle', type: 'int' };

const request = code(SELF, MODE);
const isConflict = and(unequal(cell('held', ENTRY), 0), not(compatible(subtract(cell('held', ENTRY), 1), MODE)));
const hasNoConflict = not(any('entries', and(isConflict, equal(cell('demote', ENTRY), KEPT))));
const isGranted = and(equal(cell('queue', 0), 0), hasNoConflict);
const isNext = and(equal(cell('queue', 0), request), hasNoConflict);

const entryAt = (index: number): LockExpr => add(multiply(SELF, ENTRIES), index);
const isFreeAt = (index: number): LockExpr =>
    and(equal(cell('held', entryAt(index)), 0), unequal(cell('demote', entryAt(index)), TAKEN));
/** The caller's first free entry; {@link ENTRIES} where all are taken. */
const freeEntry = Array.from({ length: ENTRIES }, (_, index) => index).reduceRight<LockExpr>(
    (rest, index) => conditional(isFreeAt(index), index, rest),
    ENTRIES,
);
const mine = add(multiply(SELF, ENTRIES), parameter('handle'));
const isMineHeld = unequal(cell('held', mine), 0);
const noSuchHandle: LockMisuse = misuse(or(less(parameter('handle'), 0), not(less(parameter('handle'), ENTRIES))));

const noEntry: LockMisuse = { when: equal(freeEntry, ENTRIES), bug: 'range' };
const blocking = {
    waits: { mode: 'mode', holders: standsInTheWay() },
    drains: 'always',
    fairness: 'strong',
} as const;

const grant: readonly LockAction[] = [
    put('entry', freeEntry),
    { kind: 'for-each-entry', actions: [when(isConflict, [write('held', 0, ENTRY), write('demote', TAKEN, ENTRY)])] },
    write('held', add(MODE, 1), add(multiply(SELF, ENTRIES), local('entry'))),
    result(local('entry')),
];
const drop: readonly LockAction[] = [write('held', 0, mine), write('demote', KEPT, mine)];

export const modeLock: LockKind = {
    name: 'mode',
    documentation: `A sleeping lock with modes of your own (a gfs2 glock, a cluster lock).

\`lock g: mode { SH: SH; DF: DF; EX: }\` lists, for each mode, the modes that others may hold at the same time. Requests queue in order. Each
request becomes an entry of its own, named by the handle that \`mode_lock\` returns: **your own entries stand in your way** like anybody's. While
a holder allows it (\`allow_demote\`), whoever is granted an incompatible mode takes the entry away.`,
    hasModes: true,
    entries: ENTRIES,
    cells: [
        { name: 'held', domain: 'mode', length: 'entries', class: 'machine', role: 'main' },
        { name: 'demote', domain: { low: KEPT, high: TAKEN }, length: 'entries', class: 'machine', role: 'shown' },
        { name: 'queue', domain: 'code', length: 'queue', class: 'machine', role: 'hidden' },
    ],
    operations: [
        {
            name: 'mode_lock',
            documentation: `Takes the lock in a mode, sleeping until it is granted, and returns a handle (\`gfs2_glock_nq()\`).

One step grants it where nobody is queued and every incompatible entry, your own included, is revocable; else that step queues the request,
and a second one, when its turn has come, grants it.`,
            parameters: [MODE_PARAMETER],
            result: 'int',
            sleeps: true,
            effect: 'acquire',
            mode: 'mode',
            context: [],
            steps: [
                step([put('granted', isGranted), when(local('granted'), grant, [enqueue('queue', request)])], {
                    misuse: [noEntry],
                    drains: 'always',
                    fairness: 'strong',
                    next: [{ when: not(local('granted')), to: 1 }],
                }),
                step([dequeue('queue', request), ...grant], { guard: isNext, ...blocking }),
            ],
            inOneStep: step(grant, { misuse: [noEntry], guard: isGranted, ...blocking }),
        },
        {
            name: 'mode_trylock',
            documentation: `Takes the lock in a mode if that needs no wait (\`gfs2_glock_nq()\` with \`LM_FLAG_TRY\`).

Returns a handle, or \`-EAGAIN\` wherever \`mode_lock\` would queue. A failing attempt orders nothing.`,
            parameters: [MODE_PARAMETER],
            result: 'int',
            sleeps: false,
            effect: 'try-acquire',
            mode: 'mode',
            context: [],
            steps: [
                step([put('granted', isGranted), when(local('granted'), grant, [result(EAGAIN)])], {
                    misuse: [noEntry],
                    drains: { when: isGranted },
                }),
            ],
        },
        onEntry(
            'mode_unlock',
            'void',
            'release',
            [noSuchHandle, misuse(not(isMineHeld))],
            drop,
            `Gives an entry back (\`gfs2_glock_dq()\`).

An entry that you do not hold, also because it was taken away, is \`bug lock-misuse\`: after \`allow_demote\` use \`mode_unlock_if_held\`.`,
        ),
        onEntry(
            'mode_unlock_if_held',
            'void',
            'release',
            [noSuchHandle],
            drop,
            `Gives an entry back if it was not taken away (\`if (gfs2_holder_queued(gh)) gfs2_glock_dq(gh)\`, in one step).`,
        ),
        onEntry(
            'mode_held',
            'bool',
            'none',
            [noSuchHandle],
            [result(isMineHeld), when(not(isMineHeld), drop)],
            `Whether you still hold an entry (\`gfs2_holder_queued()\`). When it says no, the handle has done its service: another request may get its number.`,
        ),
        onEntry(
            'allow_demote',
            'void',
            'lend',
            [noSuchHandle, misuse(not(isMineHeld))],
            [write('demote', ALLOWED, mine)],
            `Lets incompatible requests take this entry away (\`gfs2_holder_allow_demote()\`).

From now on a conflicting request, your own included, does not wait for the entry but removes it. Ask \`mode_held\` before you rely on it again.`,
        ),
        onEntry(
            'disallow_demote',
            'void',
            'recall',
            [noSuchHandle],
            [when(isMineHeld, [write('demote', KEPT, mine)])],
            `Ends what \`allow_demote\` began (\`gfs2_holder_disallow_demote()\`). Does nothing to an entry that was taken away.`,
        ),
    ],
    heldBy: any('entries', and(equal(divide(ENTRY, ENTRIES), IT), unequal(cell('held', ENTRY), 0))),
    mayOutliveThread: false,
    atomic: false,
};

function onEntry(
    name: string,
    result: LockOperation['result'],
    effect: LockOperation['effect'],
    misuse: readonly LockMisuse[],
    actions: readonly LockAction[],
    documentation: string,
): LockOperation {
    return {
        name,
        documentation,
        parameters: [HANDLE_PARAMETER],
        result,
        sleeps: false,
        effect,
        mode: '',
        context: [],
        steps: [step(actions, { misuse, drains: effect === 'release' ? 'always' : 'never' })],
    };
}

/** `it` has an incompatible entry that it does not give away, or a request before the caller's. */
function standsInTheWay(): LockExpr {
    const holds = any(
        'entries',
        and(equal(divide(ENTRY, ENTRIES), IT), isConflict, equal(cell('demote', ENTRY), KEPT)),
    );
    const isBefore = any(
        'queue',
        and(
            unequal(cell('queue', PLACE), 0),
            equal(actorOf(cell('queue', PLACE)), IT),
            less(PLACE, position('queue', request)),
        ),
    );
    return or(holds, isBefore);
}
