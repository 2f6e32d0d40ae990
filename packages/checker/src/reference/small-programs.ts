// Programs written by hand, each of which tells a right reading of the rules from a wrong one.
import type { Actor, ActorKind, Cell, Deferred, Expr, Next, Program, Property, Step } from '../program.ts';
import {
    and,
    bound,
    ended,
    eq,
    fail,
    load,
    mem,
    not,
    num,
    old,
    op,
    or,
    own,
    reg,
    self,
    set,
    slot,
    store,
    when,
    write,
} from './expr.ts';

export interface SmallProgram {
    /** The rule, by its number in the list that this search was written from, and what is at stake. */
    readonly title: string;
    readonly program: Program;
    /** Every outcome, as `kind name`. */
    readonly outcomes: readonly string[];
}

// registers of every actor
const R = 0;
const S = 1;
const P = 2;

/** What differs from a visible step that does nothing and goes on to the one behind it. */
type Code = readonly (Omit<Partial<Step>, 'next'> & { readonly next?: (base: number) => Next })[];

interface Sketch {
    readonly tso?: number;
    readonly cells: readonly Cell[];
    readonly actors: readonly (Partial<Actor> & { readonly kind: ActorKind; readonly code: Code })[];
    readonly deferred?: readonly Deferred[];
    readonly properties?: readonly Property[];
    readonly detectRaces?: true;
    /** How many objects the one class has. */
    readonly objects?: number;
    readonly cpus?: number;
}

function build(sketch: Sketch): Program {
    const steps: Step[] = [];
    const entries = sketch.actors.map(({ code }) => {
        const base = steps.length;
        code.forEach(({ next, ...step }, i) => {
            const isLast = i === code.length - 1;
            steps.push({
                local: false,
                actions: [],
                fairness: 'weak',
                optional: false,
                ...(step.local ? {} : { live: [R, S, P] }),
                ...step,
                next: next?.(base) ?? (isLast ? { kind: 'end' } : { kind: 'goto', step: base + i + 1 }),
            });
        });
        return base;
    });
    return {
        memory: sketch.tso === undefined ? { kind: 'sc' } : { kind: 'tso', entries: sketch.tso },
        cpus: Array.from({ length: sketch.cpus ?? sketch.actors.length }, (_, i) => `cpu${i}`),
        classes:
            sketch.objects === undefined
                ? []
                : [
                      {
                          name: 'page',
                          size: sketch.objects,
                          objects: Array.from({ length: sketch.objects }, (_, i) => `page${i}`),
                      },
                  ],
        cells: sketch.cells,
        actors: sketch.actors.map(({ code: _, ...actor }, id) => ({
            name: `${actor.kind}${id}`,
            cpu: id,
            registers: ['r', 's', 'p'].map(name => ({
                name,
                domain:
                    name === 'p' && sketch.objects !== undefined
                        ? { kind: 'ref', class: 0 }
                        : { kind: 'int', low: 0, high: 3 },
                initial: 0,
            })),
            entry: entries[id]!,
            obliged: actor.kind !== 'daemon' && actor.kind !== 'device' && actor.kind !== 'machine',
            liveAtEnd: [R, S, P],
            ...actor,
        })),
        steps,
        deferred: sketch.deferred ?? [],
        properties: sketch.properties ?? [],
        covers: [],
        detectRaces: sketch.detectRaces ?? false,
        assumptions: [],
    };
}

const cell = (name: string, kind: Cell['class'] = 'memory', initial = 0): Cell => ({
    name,
    domain: { kind: 'int', low: 0, high: 3 },
    length: 1,
    initial: [initial],
    class: kind,
});
const ref = (name: string, initial: number): Cell => ({
    name,
    domain: { kind: 'ref', class: 0 },
    length: 1,
    initial: [initial],
    class: 'memory',
});
const final = (name: string, holds: Expr): Property => ({ kind: 'final', outcome: { kind: 'violation', name }, holds });
const exists = (name: string, holds: Expr): Property => ({
    kind: 'exists',
    outcome: { kind: 'violation', name },
    holds,
});
const invariant = (name: string, holds: Expr): Property => ({
    kind: 'invariant',
    outcome: { kind: 'violation', name },
    holds,
});
const result = (actor: number, register: number): Expr => ({ kind: 'actor-register', actor, register });
const goto =
    (offset: number) =>
    (base: number): Next => ({ kind: 'goto', step: base + offset });
/** To `then` where the condition holds, else to `otherwise`; offsets within the actor's code. */
const branch =
    (condition: Expr, yes: number, no: number) =>
    (base: number): Next => ({ kind: 'branch', condition, then: base + yes, else: base + no });

const X = 0;
const Y = 1;
const Z = 2;

const me = op(self, '+', num(1));
const acquire = (lock: number): Code[number] => ({
    guard: eq(mem(lock), num(0)),
    drains: num(1),
    actions: [write(lock, me)],
    fairness: 'strong',
    waits: { kind: 'lock', object: { cell: lock }, holders: eq(mem(lock), op(bound(0), '+', num(1))) },
});
const release = (lock: number): Code[number] => ({ drains: num(1), actions: [write(lock, num(0))] });
const waitUntil = (condition: Expr): Code[number] => ({
    guard: condition,
    drains: num(1),
    waits: { kind: 'condition' },
});
const fence: Code[number] = { drains: num(1) };
const lock = (name: string): Cell => cell(name, 'machine');
const abba: Sketch['actors'] = [
    { kind: 'thread', code: [acquire(X), acquire(Y), release(Y), release(X)] },
    { kind: 'thread', code: [acquire(Y), acquire(X), release(X), release(Y)] },
];

const storeBuffering = (tso: number | undefined, between: readonly Code[]): Program =>
    build({
        ...(tso === undefined ? {} : { tso }),
        cells: [cell('x'), cell('y'), cell('z')],
        actors: [
            { kind: 'thread', code: [{ actions: [store(X, num(1))] }, ...between[0]!, { actions: [load(R, Y)] }] },
            { kind: 'thread', code: [{ actions: [store(Y, num(1))] }, ...between[1]!, { actions: [load(R, X)] }] },
        ],
        properties: [final('sb', or(op(result(0, R), '!=', num(0)), op(result(1, R), '!=', num(0))))],
    });

/** `atomic_add_unless(z, 1, unless)`. */
const addUnless = (unless: number): Code[number] => ({
    actions: [
        {
            kind: 'rmw',
            cell: Z,
            condition: op(old, '!=', num(unless)),
            value: op(old, '+', num(1)),
            succeeded: S,
            mark: 'marked',
        },
    ],
});

/** A wait loop that may lose its wake-up; `isFenced`: a barrier between the store and the lockless look for waiters. */
const wakeUp = (isFenced: 'fenced' | 'unfenced'): Program =>
    build({
        tso: 2,
        cells: [cell('queued'), cell('pte'), cell('lock', 'machine'), cell('woken')],
        actors: [
            {
                kind: 'thread',
                code: [
                    { actions: [store(0, num(1))] },
                    fence,
                    { actions: [load(R, 1)], next: branch(reg(R), 4, 3) },
                    waitUntil(eq(mem(3), num(1))),
                    { local: true },
                ],
            },
            {
                kind: 'thread',
                code: [
                    acquire(2),
                    { actions: [store(1, num(1))] },
                    { actions: [{ kind: 'defer', deferred: 0 }] },
                    ...(isFenced === 'fenced' ? [fence] : [{ local: true }]),
                    { actions: [load(R, 0)], next: branch(reg(R), 5, 6) },
                    { actions: [store(3, num(1))] },
                    { local: true },
                ],
            },
        ],
        deferred: [{ actions: [write(2, num(0))], text: 'spin_unlock', step: 7 }],
    });

/** `rcu_assign_pointer(p, null)`, then `free(old)`, against a reader; the free drains or it does not. */
const freeing = (drains: number): Program => {
    const object = op(op(reg(P), '-', num(1)), '/', num(2));
    const isStale = and(op(reg(P), '!=', num(0)), eq(op(reg(P), '%', num(2)), num(0)));
    return build({
        tso: 2,
        objects: 1,
        cells: [ref('p', 1), cell('reading', 'machine')],
        actors: [
            {
                kind: 'thread',
                code: [
                    { actions: [load(P, 0)] },
                    { actions: [store(0, num(0))] },
                    { guard: eq(mem(1), num(0)), drains: num(drains), waits: { kind: 'rcu' } },
                    { actions: [{ kind: 'retire', class: 0, index: object }] },
                ],
            },
            {
                kind: 'thread',
                code: [
                    { actions: [write(1, num(1))] },
                    { actions: [load(P, 0)] },
                    { actions: [when(isStale, [fail('bug', 'use-after-free')])] },
                    { actions: [write(1, num(0))] },
                ],
            },
        ],
    });
};

export const SMALL_PROGRAMS: readonly SmallProgram[] = [
    { title: '10: store buffering is forbidden under sc', program: storeBuffering(undefined, [[], []]), outcomes: [] },
    {
        title: '11: store buffering is allowed under tso',
        program: storeBuffering(2, [[], []]),
        outcomes: ['violation sb'],
    },
    { title: '11: two fences forbid it', program: storeBuffering(2, [[fence], [fence]]), outcomes: [] },
    {
        title: '11: a conditional read-modify-write that fails drains nothing',
        program: storeBuffering(2, [[fence], [addUnless(0)]]),
        outcomes: ['violation sb'],
    },
    {
        title: '11: one that succeeds drains',
        program: storeBuffering(2, [[fence], [addUnless(1)]]),
        outcomes: [],
    },
    {
        title: '11: a bounded buffer makes a writing loop finite, and it livelocks until y is set',
        program: build({
            tso: 2,
            cells: [cell('x'), cell('y')],
            actors: [
                {
                    kind: 'thread',
                    code: [
                        { actions: [store(X, num(1))] },
                        { actions: [load(R, Y)], next: branch(reg(R), 2, 0) },
                        { local: true },
                    ],
                },
            ],
        }),
        outcomes: ['livelock'],
    },
    {
        title: '11: the same, and y is set',
        program: build({
            tso: 2,
            cells: [cell('x'), cell('y')],
            actors: [
                {
                    kind: 'thread',
                    code: [
                        { actions: [store(X, num(1))] },
                        { actions: [load(R, Y)], next: branch(reg(R), 2, 0) },
                        { local: true },
                    ],
                },
                { kind: 'thread', code: [{ actions: [store(Y, num(1))] }] },
            ],
        }),
        outcomes: [],
    },
    {
        title: '11: an unlock does not drain, so the wake-up is lost',
        program: wakeUp('unfenced'),
        outcomes: ['deadlock'],
    },
    { title: '11: a full barrier behind the unlock finds the waiter', program: wakeUp('fenced'), outcomes: [] },
    {
        title: '11: a load waits for the own void read-modify-write of that cell',
        program: build({
            tso: 2,
            cells: [cell('x')],
            actors: [
                {
                    kind: 'thread',
                    code: [{ actions: [{ kind: 'defer', deferred: 0, operand: num(1) }] }, { actions: [load(R, X)] }],
                },
            ],
            deferred: [
                {
                    cell: X,
                    operand: { kind: 'int', low: 1, high: 1 },
                    actions: [write(X, op(mem(X), '+', { kind: 'operand' }))],
                    text: 'atomic_inc(x)',
                    step: 0,
                },
            ],
            properties: [final('seen', eq(result(0, R), num(1)))],
        }),
        outcomes: [],
    },
    {
        title: '11: two void increments lose nothing, and the range is judged when they leave',
        program: build({
            tso: 2,
            cells: [{ ...cell('a'), length: 2, initial: [3, 2] }],
            actors: [0, 1].map(i => ({
                kind: 'thread' as const,
                code: [{ actions: [{ kind: 'defer', deferred: 0, index: num(i) } as const] }],
            })),
            deferred: [
                {
                    cell: X,
                    actions: [
                        when(
                            op(mem(X, slot), '<', num(3)),
                            [write(X, op(mem(X, slot), '+', num(1)), slot)],
                            [fail('bug', 'range')],
                        ),
                    ],
                    text: 'atomic_inc(a)',
                    step: 0,
                },
            ],
        }),
        outcomes: ['bug range'],
    },
    {
        title: '18: a condition in own view forwards, a guard reads memory',
        program: build({
            tso: 2,
            cells: [cell('x'), cell('y')],
            actors: [
                {
                    kind: 'thread',
                    code: [
                        { actions: [store(X, num(1))] },
                        { actions: [when(eq(own(X), num(1)), [], [fail('violation', 'own')])] },
                        { actions: [when(eq(mem(X), num(1)), [], [fail('violation', 'memory')])] },
                    ],
                },
            ],
        }),
        outcomes: ['violation memory'],
    },
    { title: '20: a grace period that drains is safe', program: freeing(1), outcomes: [] },
    {
        title: '20: one that does not drain frees under a reader',
        program: freeing(0),
        outcomes: ['bug use-after-free'],
    },
    {
        title: '9: a freed object is marked in cells, registers and buffers, and equality by number still holds',
        program: build({
            tso: 2,
            objects: 2,
            cells: [ref('p', 3), ref('q', 0), ref('other', 1)],
            actors: [
                {
                    kind: 'thread',
                    code: [
                        { actions: [load(P, 0)] },
                        { actions: [store(1, reg(P))] },
                        { actions: [{ kind: 'retire', class: 0, index: num(1) }] },
                        {
                            actions: [
                                when(eq(reg(P), num(4)), [], [fail('violation', 'register')]),
                                when(eq(mem(0), num(4)), [], [fail('violation', 'cell')]),
                                when(eq(own(1), num(4)), [], [fail('violation', 'buffer')]),
                                when(eq(mem(2), num(1)), [], [fail('violation', 'other')]),
                            ],
                        },
                    ],
                },
            ],
            properties: [
                final('referenced', { kind: 'is-referenced', class: 0, index: num(0) }),
                final('stale', not({ kind: 'is-referenced', class: 0, index: num(1) })),
            ],
        }),
        outcomes: [],
    },
    {
        title: '13: a plain write beside a marked read is a race, and races do not cut',
        program: build({
            cells: [cell('x')],
            actors: [
                { kind: 'thread', code: [{ actions: [{ kind: 'store', cell: X, value: num(1), mark: 'plain' }] }] },
                { kind: 'thread', code: [{ actions: [load(R, X)] }] },
            ],
            properties: [exists('late', eq(result(1, R), num(1)))],
            detectRaces: true,
        }),
        outcomes: ['bug data-race'],
    },
    {
        title: '13: two plain reads, or a plain access under a lock, are none',
        program: build({
            cells: [lock('l'), cell('x')],
            actors: [0, 1].map(() => ({
                kind: 'thread' as const,
                code: [
                    { actions: [{ kind: 'load', register: R, cell: 1, mark: 'plain' } as const] },
                    acquire(0),
                    release(0),
                ],
            })),
            detectRaces: true,
        }),
        outcomes: [],
    },
    {
        title: '13: an access that is excused races with none',
        program: build({
            cells: [cell('x')],
            actors: [
                { kind: 'thread', code: [{ actions: [{ kind: 'store', cell: X, value: num(1), mark: 'plain' }] }] },
                { kind: 'thread', code: [{ actions: [{ kind: 'load', register: R, cell: X, mark: 'unraced' }] }] },
            ],
            detectRaces: true,
        }),
        outcomes: [],
    },
    {
        title: '17: acquiring what one holds is a deadlock of length one',
        program: build({ cells: [lock('l')], actors: [{ kind: 'thread', code: [acquire(X), acquire(X)] }] }),
        outcomes: ['deadlock'],
    },
    {
        title: '1: a pick does not look at what is enabled behind it',
        program: build({
            cells: [lock('a'), lock('b')],
            actors: [
                { kind: 'daemon', code: [acquire(X), { guard: num(0) }] },
                {
                    kind: 'thread',
                    code: [
                        waitUntil(op(mem(X), '!=', num(0))),
                        { choose: { register: R, low: num(0), high: num(1) }, next: branch(reg(R), 2, 3) },
                        { ...acquire(X), next: () => ({ kind: 'end' }) },
                        acquire(Y),
                    ],
                },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '23: a spin with preemption on lets the other thread of its CPU run',
        program: build({
            cells: [cell('f'), lock('preempt')],
            cpus: 1,
            actors: [
                {
                    kind: 'thread',
                    cpu: 0,
                    mayRun: or(eq(mem(1), num(0)), eq(mem(1), num(1))),
                    code: [{ guard: mem(X) }],
                },
                {
                    kind: 'thread',
                    cpu: 0,
                    mayRun: or(eq(mem(1), num(0)), eq(mem(1), num(2))),
                    code: [{ actions: [store(X, num(1))] }],
                },
            ],
        }),
        outcomes: [],
    },
    {
        title: '23: with preemption off it does not',
        program: build({
            cells: [cell('f'), lock('preempt')],
            cpus: 1,
            actors: [
                {
                    kind: 'thread',
                    cpu: 0,
                    mayRun: or(eq(mem(1), num(0)), eq(mem(1), num(1))),
                    code: [{ actions: [write(1, num(1))] }, { guard: mem(X) }, { actions: [write(1, num(0))] }],
                },
                {
                    kind: 'thread',
                    cpu: 0,
                    mayRun: or(eq(mem(1), num(0)), eq(mem(1), num(2))),
                    excludedBy: eq(mem(1), op(bound(0), '+', num(1))),
                    code: [{ actions: [store(X, num(1))] }],
                },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '24: a raised interrupt that its thread keeps off for ever is stuck with it',
        program: build({
            cells: [lock('irqs'), cell('raised', 'memory', 1)],
            cpus: 1,
            actors: [
                { kind: 'thread', cpu: 0, code: [{ actions: [write(X, num(1))] }] },
                {
                    kind: 'interrupt',
                    cpu: 0,
                    code: [
                        {
                            guard: and(eq(mem(X), num(0)), mem(Y)),
                            rest: { kind: 'unless', raised: mem(Y) },
                            actions: [write(Y, num(0))],
                            next: goto(0),
                        },
                    ],
                },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '24: an interrupt that nothing raises may rest',
        program: build({
            cells: [cell('raised')],
            actors: [
                {
                    kind: 'interrupt',
                    code: [{ guard: mem(X), rest: { kind: 'unless', raised: mem(X) }, next: goto(0) }],
                },
            ],
        }),
        outcomes: [],
    },
    {
        title: '34: a handler that returns has ended, even if it is due again at once; who never gets its CPU has not',
        program: build({
            cells: [lock('handler'), cell('raised', 'memory', 1)],
            cpus: 1,
            actors: [
                {
                    kind: 'thread',
                    cpu: 0,
                    mayRun: eq(mem(X), num(0)),
                    excludedBy: eq(bound(0), num(1)),
                    code: [{ guard: eq(mem(Y), num(0)) }],
                },
                {
                    kind: 'interrupt',
                    cpu: 0,
                    code: [
                        { guard: mem(Y), rest: { kind: 'unless', raised: mem(Y) }, actions: [write(X, num(1))] },
                        { actions: [write(X, num(0))], next: goto(0) },
                    ],
                },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '32: a broken invariant cuts, and makes no deadlock of who has not ended',
        program: build({
            cells: [cell('x'), cell('y')],
            actors: [
                { kind: 'thread', code: [{ actions: [store(X, num(1))] }, { actions: [store(Y, num(1))] }] },
                { kind: 'thread', code: [waitUntil(eq(mem(Y), num(1)))] },
            ],
            properties: [invariant('x', eq(mem(X), num(0)))],
        }),
        outcomes: ['violation x'],
    },
    {
        title: '32: a discarded execution has no outcome, and its actor no deadlock',
        program: build({
            cells: [cell('x')],
            actors: [
                { kind: 'thread', code: [{ actions: [{ kind: 'discard' }] }] },
                { kind: 'thread', code: [waitUntil(mem(X))] },
            ],
        }),
        outcomes: [],
    },
    {
        title: '32: behind a failure an exists is undecided',
        program: build({
            cells: [cell('x')],
            actors: [{ kind: 'thread', code: [{ actions: [fail('violation', 'assert')] }] }],
            properties: [exists('x', mem(X))],
        }),
        outcomes: ['violation assert'],
    },
    {
        title: '33: all threads have ended, and an event that has begun is blocked for ever',
        program: build({
            cells: [lock('budget'), cell('x')],
            actors: [
                { kind: 'thread', code: [{ actions: [store(1, num(1))] }] },
                {
                    kind: 'event',
                    code: [
                        {
                            guard: eq(mem(X), num(0)),
                            actions: [write(X, num(1))],
                            optional: true,
                            rest: { kind: 'always' },
                        },
                        { guard: eq(mem(1), num(2)), next: goto(0) },
                    ],
                },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '33: to wait for an event that need not happen is a deadlock',
        program: build({
            cells: [lock('budget'), cell('x')],
            actors: [
                { kind: 'thread', code: [waitUntil(mem(1))] },
                {
                    kind: 'event',
                    code: [
                        {
                            guard: eq(mem(X), num(0)),
                            actions: [write(X, num(1)), write(1, num(1))],
                            optional: true,
                            rest: { kind: 'always' },
                            next: goto(0),
                        },
                    ],
                },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '33: ABBA beside a thread that runs for ever and makes progress',
        program: build({
            cells: [lock('a'), lock('b'), cell('x')],
            actors: [
                ...abba,
                { kind: 'thread', code: [{ actions: [load(R, Z), { kind: 'progress' }], next: goto(0) }] },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '33: a waiter behind a holder that livelocks is told under the livelock',
        program: build({
            cells: [lock('a'), lock('b'), cell('x')],
            actors: [
                {
                    kind: 'thread',
                    code: [acquire(X), { actions: [load(R, Z)], next: branch(reg(R), 2, 1) }, release(X)],
                },
                { kind: 'thread', code: [waitUntil(op(mem(X), '==', num(1))), acquire(X), release(X)] },
            ],
        }),
        outcomes: ['livelock'],
    },
    {
        title: '33: behind a holder that runs on and makes progress it is a deadlock',
        program: build({
            cells: [lock('a'), lock('b'), cell('x')],
            actors: [
                { kind: 'thread', code: [acquire(X), { actions: [load(R, Z), { kind: 'progress' }], next: goto(1) }] },
                { kind: 'thread', code: [waitUntil(op(mem(X), '==', num(1))), acquire(X), release(X)] },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '33: the chain ends at a daemon, even if that one waits for a livelock in its turn',
        program: build({
            cells: [lock('a'), lock('b'), cell('x')],
            actors: [
                {
                    kind: 'thread',
                    code: [
                        waitUntil(op(mem(Y), '!=', num(0))),
                        acquire(X),
                        { actions: [load(R, Z)], next: branch(reg(R), 3, 2) },
                        release(X),
                    ],
                },
                { kind: 'daemon', code: [acquire(Y), waitUntil(op(mem(X), '!=', num(0))), acquire(X)] },
                { kind: 'thread', code: [waitUntil(op(mem(Y), '!=', num(0))), acquire(Y)] },
            ],
        }),
        outcomes: ['deadlock', 'livelock'],
    },
    {
        title: '33: the chain ends at a daemon that runs on, whomever that one meets',
        program: build({
            cells: [lock('a'), lock('b')],
            actors: [
                { kind: 'thread', code: [acquire(X), { ...release(X), next: goto(0) }] },
                { kind: 'daemon', code: [acquire(Y), acquire(X), { ...release(X), next: goto(1) }] },
                { kind: 'thread', code: [waitUntil(op(mem(Y), '!=', num(0))), acquire(Y)] },
            ],
        }),
        outcomes: ['deadlock', 'livelock'],
    },
    {
        title: '33: who waits for nobody is deadlocked, though its CPU is taken by a livelock',
        program: build({
            cells: [cell('x'), lock('handler')],
            cpus: 1,
            actors: [
                {
                    kind: 'thread',
                    cpu: 0,
                    mayRun: eq(mem(1), num(0)),
                    excludedBy: eq(bound(0), num(1)),
                    code: [waitUntil(mem(X))],
                },
                {
                    kind: 'interrupt',
                    cpu: 0,
                    code: [
                        { rest: { kind: 'unless', raised: num(1) }, actions: [write(1, num(1))] },
                        { actions: [load(R, X)], next: branch(reg(R), 2, 1) },
                        { local: true },
                    ],
                },
            ],
        }),
        outcomes: ['deadlock', 'livelock'],
    },
    {
        title: '33: who could go on if it had its CPU is told under the livelock that has it',
        program: build({
            cells: [cell('x'), lock('handler')],
            cpus: 1,
            actors: [
                {
                    kind: 'thread',
                    cpu: 0,
                    mayRun: eq(mem(1), num(0)),
                    excludedBy: eq(bound(0), num(1)),
                    code: [waitUntil(eq(mem(X), num(0)))],
                },
                {
                    kind: 'interrupt',
                    cpu: 0,
                    code: [
                        { rest: { kind: 'unless', raised: num(1) }, actions: [write(1, num(1))] },
                        { actions: [load(R, X)], next: branch(reg(R), 2, 1) },
                        { local: true },
                    ],
                },
            ],
        }),
        outcomes: ['livelock'],
    },
    {
        title: '35: a component with a way into a cut is no end',
        program: build({
            cells: [cell('x')],
            actors: [
                { kind: 'thread', code: [{ actions: [store(X, num(1))] }] },
                {
                    kind: 'daemon',
                    obliged: true,
                    code: [{ guard: mem(X), rest: { kind: 'always' }, actions: [{ kind: 'discard' }] }],
                },
            ],
            properties: [final('x', eq(mem(X), num(0)))],
        }),
        outcomes: [],
    },
    {
        title: '34: ABBA beside a daemon that polls is no livelock',
        program: build({
            cells: [lock('a'), lock('b'), cell('x')],
            actors: [...abba, { kind: 'daemon', code: [{ actions: [load(R, Z)], next: goto(0) }] }],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '34: a spin written as a loop is a livelock, a wait that stays false is a deadlock',
        program: build({
            cells: [cell('x')],
            actors: [
                { kind: 'thread', code: [{ actions: [load(R, X)], next: branch(reg(R), 1, 0) }, { local: true }] },
                { kind: 'thread', code: [waitUntil(mem(X))] },
            ],
        }),
        outcomes: ['deadlock', 'livelock'],
    },
    {
        title: '34b: a mutex that is free now and then is granted; a condition that flickers starves',
        program: build({
            cells: [lock('m'), cell('x')],
            actors: [
                { kind: 'daemon', code: [acquire(X), { ...release(X), next: goto(0) }] },
                { kind: 'thread', code: [acquire(X), release(X)] },
            ],
        }),
        outcomes: [],
    },
    {
        title: '34: a condition that flickers starves its waiter',
        program: build({
            cells: [cell('x')],
            actors: [
                {
                    kind: 'daemon',
                    code: [{ actions: [store(X, num(1))] }, { actions: [store(X, num(0))], next: goto(0) }],
                },
                { kind: 'thread', code: [waitUntil(mem(X))] },
            ],
        }),
        outcomes: ['livelock'],
    },
    {
        title: '34b: where the acquisition that is never granted is avoided, the cycle may be fair after all',
        program: build({
            cells: [lock('m'), cell('x')],
            actors: [
                // it may leave the mutex free, or spin while holding it
                {
                    kind: 'daemon',
                    code: [
                        acquire(X),
                        { choose: { register: R, low: num(0), high: num(1) }, next: branch(reg(R), 1, 2) },
                        { ...release(X), next: goto(0) },
                    ],
                },
                { kind: 'thread', code: [acquire(X), release(X)] },
            ],
        }),
        outcomes: ['livelock'],
    },
    {
        title: '35: a daemon at idle, with work to do, is not at the end',
        program: build({
            cells: [cell('req'), cell('done')],
            actors: [
                { kind: 'thread', code: [{ actions: [store(X, num(1))] }] },
                {
                    kind: 'daemon',
                    obliged: true,
                    code: [
                        { ...waitUntil(eq(mem(X), num(1))), rest: { kind: 'always' } },
                        { actions: [store(X, num(0))] },
                        { actions: [store(Y, num(1))], next: goto(0) },
                    ],
                },
            ],
            properties: [final('done', eq(mem(Y), num(1)))],
        }),
        outcomes: [],
    },
    {
        title: '35: beside a daemon that polls without idle, every state of its cycle is terminal',
        program: build({
            cells: [cell('x'), cell('y')],
            actors: [
                { kind: 'thread', code: [{ actions: [store(X, num(1))] }] },
                {
                    kind: 'daemon',
                    code: [{ actions: [store(Y, num(1))] }, { actions: [store(Y, num(0))], next: goto(0) }],
                },
            ],
            properties: [final('y', eq(mem(Y), num(0))), exists('high', eq(mem(Y), num(1))), final('x', mem(X))],
        }),
        outcomes: ['violation y'],
    },
    {
        title: '25: a daemon with idle that is stuck elsewhere is a deadlock',
        program: build({
            cells: [cell('x')],
            actors: [
                {
                    kind: 'daemon',
                    obliged: true,
                    code: [{ rest: { kind: 'always' } }, { ...waitUntil(mem(X)), next: goto(0) }],
                },
            ],
        }),
        outcomes: ['deadlock'],
    },
    {
        title: '35: a final sees what registers were left, and who has ended',
        program: build({
            cells: [cell('x')],
            actors: [
                {
                    kind: 'thread',
                    code: [{ actions: [load(R, X)] }, { local: true, actions: [set(R, op(reg(R), '+', num(1)))] }],
                },
            ],
            properties: [
                final('r', eq(result(0, R), num(1))),
                final('ended', ended(0)),
                invariant('entry', op(mem(X), '==', num(0))),
            ],
        }),
        outcomes: [],
    },
];
