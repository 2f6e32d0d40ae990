// Random Programs: small, valid by the contract of `program.ts`, and made of what kernels are made of, so that
// locks are contended, references go stale, interrupts find their thread in the wrong place and cycles are unfair.
//
// A seed and the knobs decide the program. Validity rests on three habits: every value is wrapped into its domain
// and every index into its array where it is used; a jump backwards goes to a visible step only, so that local
// steps never cycle; what comes before an access in its step changes nothing that the access depends on.
import type {
    Action,
    Actor,
    ActorId,
    ActorKind,
    BitsDomain,
    Cell,
    CellId,
    ClassId,
    CpuId,
    Deferred,
    Domain,
    Expr,
    Mark,
    Next,
    ObjectClass,
    Program,
    Property,
    RefDomain,
    Register,
    RegisterId,
    Step,
    StepId,
} from '../program.ts';
import {
    and,
    bound,
    ended,
    eq,
    fail,
    iff,
    load,
    mem,
    not,
    num,
    old,
    op,
    operand,
    or,
    own,
    quantify,
    reg,
    restsAt,
    self,
    set,
    slot,
    store,
    when,
    wrap,
    write,
} from './expr.ts';
import { liveRegisters } from './liveness.ts';
import type { Random } from './random.ts';
import { random } from './random.ts';

/** What a program may be made of. */
export interface Knobs {
    readonly memory: 'sc' | 'tso' | 'any';
    readonly maxActors: number;
    /** Fragments for each actor; one is one to five steps. */
    readonly maxFragments: number;
    readonly locks: boolean;
    readonly rwsems: boolean;
    readonly references: boolean;
    readonly words: boolean;
    readonly arrays: boolean;
    readonly choices: boolean;
    readonly deferred: boolean;
    readonly events: boolean;
    readonly interrupts: boolean;
    readonly daemons: boolean;
    readonly devices: boolean;
    /** Actors of the machine: acknowledgements. */
    readonly machine: boolean;
    /** Optional steps without a budget. */
    readonly fills: boolean;
    readonly sharedCpus: boolean;
    readonly replicas: boolean;
    /** Most threads are replicas. */
    readonly alike: boolean;
    readonly races: boolean;
    readonly properties: boolean;
    /** Assertions, ranges and assumptions that may not hold. */
    readonly failures: boolean;
    /** Little but locks, conditions and loops that need not end: what fairness is about. */
    readonly contention: boolean;
    /** Jumps out of the structure of the code. */
    readonly jumps: boolean;
    /** Steps of any shape at all. */
    readonly wildSteps: boolean;
}

const ALL_KNOBS: Knobs = {
    memory: 'any',
    maxActors: 4,
    maxFragments: 4,
    locks: true,
    rwsems: true,
    references: true,
    words: true,
    arrays: true,
    choices: true,
    deferred: true,
    events: true,
    interrupts: true,
    daemons: true,
    devices: true,
    machine: true,
    fills: false,
    sharedCpus: true,
    replicas: true,
    alike: false,
    races: true,
    properties: true,
    failures: true,
    contention: false,
    jumps: true,
    wildSteps: true,
};

/** The program of the seed; a knob that is not given is on, or left off by the seed itself. */
export function generate(seed: number, knobs: Partial<Knobs> = {}): Program {
    const rng = random(seed);
    return assemble(draft(rng, { ...someKnobs(rng), ...knobs }));
}

/** Programs that lack most features say more about the rest than programs that have them all. */
function someKnobs(rng: Random): Knobs {
    const some = (knob: keyof Knobs, probability: number): Partial<Knobs> =>
        rng.chance(probability) ? {} : { [knob]: false };
    return {
        ...ALL_KNOBS,
        ...some('locks', 0.6),
        ...some('rwsems', 0.7),
        ...some('references', 0.6),
        ...some('arrays', 0.7),
        ...some('choices', 0.6),
        ...some('interrupts', 0.7),
        ...some('daemons', 0.7),
        ...some('sharedCpus', 0.6),
        ...some('failures', 0.5),
        contention: rng.chance(0.2),
        ...some('jumps', 0.6),
        ...some('wildSteps', 0.5),
    };
}

// --------------------------------------------------------------------------------------------------- drafts

/** A program before its steps have numbers. */
interface Draft {
    readonly rng: Random;
    readonly knobs: Knobs;
    readonly isTso: boolean;
    readonly entries: number;
    readonly cpus: string[];
    readonly classes: ObjectClass[];
    readonly cells: Cell[];
    readonly shared: Shared;
    readonly actors: ActorDraft[];
    readonly deferred: { readonly by: StepDraft; readonly deferred: Omit<Deferred, 'step'> }[];
    /** `at` expressions whose steps are picked once there are steps. */
    readonly places: { readonly actor: ActorId; readonly steps: StepId[] }[];
    readonly covers: string[];
}

/** The cells by what they are for. */
interface Shared {
    readonly memory: CellId[];
    readonly ghosts: CellId[];
    readonly references: CellId[];
    readonly words: CellId[];
    readonly word: BitsDomain | undefined;
    readonly spinlocks: { readonly word: CellId; readonly owner: CellId }[];
    readonly mutexes: CellId[];
    readonly rwsems: { readonly writer: CellId; readonly readers: CellId; readonly queue: CellId }[];
    /** One element for each object: whether it is allocated. */
    readonly allocated: CellId | undefined;
    /** By CPU: the actor (plus 1) that has preemption off; the one that has interrupts off; whether a handler runs. */
    readonly preempt: CellId;
    readonly irqs: CellId;
    readonly handler: CellId;
    readonly budget: CellId;
    readonly requests: CellId;
}

interface ActorDraft {
    readonly id: ActorId;
    readonly kind: ActorKind;
    readonly name: string;
    readonly cpu: CpuId;
    readonly registers: readonly Register[];
    readonly obliged: boolean;
    readonly steps: StepDraft[];
    /** The actor whose steps it shares. */
    readonly twin: ActorId | undefined;
    readonly hasEnded: boolean;
}

/** The index of a step within its actor; one past the last is where the actor goes when its code is over. */
type Label = number;

type NextDraft =
    | { readonly kind: 'goto'; readonly to: Label }
    | { readonly kind: 'branch'; readonly condition: Expr; readonly then: Label; readonly else: Label }
    | { readonly kind: 'switch'; readonly on: Expr; readonly to: readonly Label[] };

interface StepDraft extends Omit<Step, 'next' | 'live' | 'actions'> {
    actions: readonly Action[];
    next: NextDraft;
}

const COUNT: Domain = { kind: 'int', low: 0, high: 2 };
const BOOL: Domain = { kind: 'int', low: 0, high: 1 };
const CLASS: ClassId = 0;

/** Registers that every actor has; what the others are for depends on the program. */
const A: RegisterId = 0;
const B: RegisterId = 1;
const FLAG: RegisterId = 2;
const REFERENCE: RegisterId = 3;
const WORD: RegisterId = 4;

function draft(rng: Random, knobs: Knobs): Draft {
    const isTso = knobs.memory === 'tso' || (knobs.memory === 'any' && rng.chance(0.5));
    const kinds = pickKinds(rng, knobs);
    const cpuOf: CpuId[] = [];
    let cpuCount = 0;
    for (const kind of kinds) {
        const canShare = cpuCount > 0 && (kind === 'interrupt' || (knobs.sharedCpus && rng.chance(0.3)));
        cpuOf.push(canShare ? rng.below(cpuCount) : cpuCount++);
    }
    const classes: ObjectClass[] = [];
    if (knobs.references && rng.chance(0.5)) {
        const size = 1 + rng.below(2);
        classes.push({ name: 'page', size, objects: ['page0', 'page1'].slice(0, size) });
    }
    const cells: Cell[] = [];
    const shared = draftCells(rng, knobs, cells, classes, kinds.length, cpuCount);
    const program: Draft = {
        rng,
        knobs,
        isTso,
        entries: 1 + rng.below(3),
        cpus: Array.from({ length: cpuCount }, (_, i) => `cpu${i}`),
        classes,
        cells,
        shared,
        actors: [],
        deferred: [],
        places: [],
        covers: ['here', 'there'],
    };
    kinds.forEach((kind, id) => {
        program.actors.push(draftActor(program, id, kind, cpuOf[id]!, kinds.length));
    });
    return program;
}

function pickKinds(rng: Random, knobs: Knobs): readonly ActorKind[] {
    const others: ActorKind[] = [
        ...(knobs.daemons ? (['daemon', 'daemon'] as const) : []),
        ...(knobs.daemons && knobs.contention ? (['daemon', 'daemon', 'daemon', 'daemon'] as const) : []),
        ...(knobs.events ? (['event', 'event'] as const) : []),
        ...(knobs.interrupts ? (['interrupt', 'interrupt'] as const) : []),
        ...(knobs.devices ? (['device'] as const) : []),
        ...(knobs.machine || knobs.fills ? (['machine'] as const) : []),
        'callback',
    ];
    const count = 2 + rng.below(knobs.maxActors - 1);
    const kinds: ActorKind[] = ['thread'];
    while (kinds.length < count) kinds.push(rng.chance(0.55) ? 'thread' : rng.pick(others));
    return kinds;
}

function draftCells(
    rng: Random,
    knobs: Knobs,
    cells: Cell[],
    classes: readonly ObjectClass[],
    actorCount: number,
    cpuCount: number,
): Shared {
    const add = (name: string, kind: Cell['class'], domain: Domain, length: number, initial: () => number): CellId =>
        cells.push({ name, class: kind, domain, length, initial: Array.from({ length }, initial) }) - 1;
    const zero = (): number => 0;
    const someInt = (high: number): Domain => ({ kind: 'int', low: rng.chance(0.2) ? -1 : 0, high });
    const ref: RefDomain = { kind: 'ref', class: CLASS };

    const memory = [add('x', 'memory', someInt(1 + rng.below(2)), 1, zero), add('y', 'memory', BOOL, 1, zero)];
    if (rng.chance(0.5)) memory.push(add('z', 'memory', COUNT, 1, () => rng.below(3)));
    if (knobs.arrays && rng.chance(0.4)) memory.push(add('a', 'memory', BOOL, 2 + rng.below(2), zero));
    const ghosts = [add('g', 'ghost', COUNT, 1, zero), add('flag', 'ghost', BOOL, 1, zero)];
    const references: CellId[] = [];
    let allocated: CellId | undefined;
    if (classes.length > 0) {
        references.push(add('slot', 'memory', ref, 1, () => (rng.chance(0.6) ? 1 : 0)));
        if (rng.chance(0.3)) references.push(add('tlb', 'machine', ref, 1 + rng.below(2), zero));
        allocated = add('allocated', 'machine', BOOL, classes[0]!.size, () => Number(rng.chance(0.6)));
    }
    let word: BitsDomain | undefined;
    const words: CellId[] = [];
    if (knobs.words && rng.chance(0.4)) {
        // fields with a gap, and now and then one at the very top: the word must be unsigned
        const top = rng.chance(0.3) ? 31 : 2;
        word = {
            kind: 'bits',
            fields: [
                { name: 'dirty', shift: top, width: 1, domain: BOOL as { kind: 'int'; low: number; high: number } },
                ...(classes.length > 0
                    ? [{ name: 'pfn', shift: 3, width: 3, domain: ref }]
                    : [{ name: 'kind', shift: 3, width: 2, domain: { kind: 'int', low: 0, high: 2 } as const }]),
            ],
        };
        words.push(add('pte', 'memory', word, 1, () => (rng.chance(0.5) ? 8 : 0)));
    }
    const holder: Domain = { kind: 'int', low: 0, high: actorCount };
    const spinlocks = Array.from({ length: knobs.locks ? rng.below(3) : 0 }, (_, i) => ({
        word: add(`spin${i}`, 'machine', BOOL, 1, zero),
        owner: add(`spin${i}.owner`, 'machine', holder, 1, zero),
    }));
    const mutexes = Array.from({ length: knobs.locks ? rng.below(3) + Number(knobs.contention) : 0 }, (_, i) =>
        add(`mutex${i}`, 'machine', holder, 1, zero),
    );
    const rwsems = Array.from({ length: knobs.rwsems && rng.chance(0.35) ? 1 : 0 }, (_, i) => ({
        writer: add(`sem${i}.writer`, 'machine', holder, 1, zero),
        readers: add(`sem${i}.readers`, 'machine', BOOL, actorCount, zero),
        queue: add(`sem${i}.queue`, 'machine', { kind: 'int', low: 0, high: 2 * actorCount }, actorCount, zero),
    }));
    return {
        memory,
        ghosts,
        references,
        words,
        word,
        spinlocks,
        mutexes,
        rwsems,
        allocated,
        preempt: add('preempt', 'machine', holder, cpuCount, zero),
        irqs: add('irqs', 'machine', holder, cpuCount, zero),
        handler: add('handler', 'machine', holder, cpuCount, zero),
        budget: add('budget', 'machine', COUNT, 1, () => 1 + rng.below(2)),
        requests: add('request', 'machine', BOOL, 1, zero),
    };
}

function draftActor(program: Draft, id: ActorId, kind: ActorKind, cpu: CpuId, actorCount: number): ActorDraft {
    const { rng, knobs } = program;
    const twin = program.actors.find(
        other => kind === 'thread' && other.kind === kind && other.twin === undefined && !other.hasEnded,
    );
    if (twin !== undefined && knobs.replicas && rng.chance(knobs.alike ? 0.9 : 0.25)) {
        return { ...twin, id, name: `thread${id}`, cpu, twin: twin.id };
    }
    const registers: Register[] = [
        { name: 'a', domain: COUNT, initial: rng.below(2) },
        { name: 'b', domain: { kind: 'int', low: -1, high: 1 }, initial: 0 },
        { name: 'f', domain: BOOL, initial: 0 },
        program.classes.length > 0
            ? { name: 'p', domain: { kind: 'ref', class: CLASS }, initial: rng.chance(0.15) ? 1 : 0 }
            : { name: 'p', domain: BOOL, initial: 0 },
        { name: 'w', domain: program.shared.word ?? BOOL, initial: 0 },
    ];
    const isIdler = kind === 'daemon' && rng.chance(0.6);
    const actor: ActorDraft = {
        id,
        kind,
        name: `${kind}${id}`,
        cpu,
        registers,
        obliged: kind === 'daemon' ? isIdler : kind !== 'device' && kind !== 'machine',
        steps: [],
        twin: undefined,
        hasEnded: kind === 'thread' && id > 0 && rng.chance(0.03),
    };
    draftCode({ ...program, actor, actorCount }, isIdler);
    return actor;
}

// ----------------------------------------------------------------------------------------------------- code

/** Code in the making for one actor. */
interface Code extends Draft {
    readonly actor: ActorDraft;
    readonly actorCount: number;
}

function draftCode(code: Code, isIdler: boolean): void {
    const { rng, actor, shared } = code;
    const cpu = num(actor.cpu);
    switch (actor.kind) {
        case 'event':
            emit(code, {
                guard: op(mem(shared.budget), '>', num(0)),
                actions: [write(shared.budget, op(mem(shared.budget), '-', num(1)))],
                optional: true,
                rest: { kind: 'always' },
            });
            break;
        case 'interrupt': {
            const raised = eq(readMemory(code), num(1));
            const isOptional = rng.chance(0.3);
            const isOn = and(eq(mem(shared.irqs, cpu), num(0)), eq(mem(shared.handler, cpu), num(0)));
            emit(code, {
                guard: and(isOptional ? op(mem(shared.budget), '>', num(0)) : raised, isOn),
                drains: num(1),
                actions: [
                    write(shared.handler, num(actor.id + 1), cpu),
                    ...(isOptional ? [write(shared.budget, op(mem(shared.budget), '-', num(1)))] : []),
                ],
                optional: isOptional,
                rest: isOptional ? { kind: 'always' } : { kind: 'unless', raised },
                waits: { kind: 'cpu', holders: eq(mem(shared.irqs, cpu), op(bound(0), '+', num(1))) },
            });
            break;
        }
        case 'daemon':
            if (isIdler) {
                emit(code, {
                    ...(rng.chance(0.3) ? {} : { guard: anyCondition(code, 'memory') }),
                    rest: { kind: 'always' },
                    waits: { kind: 'condition' },
                    actions: rng.chance(0.5) ? [write(shared.requests, num(0))] : [],
                });
            }
            break;
        case 'machine':
            emit(code, {
                ...(code.knobs.fills && rng.chance(0.7)
                    ? { optional: true, rest: { kind: 'always' } }
                    : { guard: eq(mem(shared.requests), num(1)) }),
                actions: [write(shared.requests, num(0)), ...someEffects(code, 1)],
            });
            break;
        case 'callback':
            emit(code, { guard: anyCondition(code, 'memory'), waits: { kind: 'rcu' }, fairness: 'weak' });
            break;
        case 'thread':
        case 'device':
            break;
    }
    const count = actor.kind === 'machine' ? 0 : 1 + rng.below(code.knobs.maxFragments);
    for (let i = 0; i < count; i++) fragment(code, 2);
    if (actor.steps.every(step => step.local)) emitAccess(code);
    if (actor.kind === 'interrupt') emit(code, { actions: [write(shared.handler, num(0), cpu)] });
    if (code.knobs.jumps && rng.chance(0.35)) addJumps(code);
}

const here = (code: Code): Label => code.actor.steps.length;

/** Adds a step that goes on to the one behind it. */
function emit(code: Code, step: Partial<StepDraft>): StepDraft {
    const whole: StepDraft = {
        local: false,
        actions: [],
        fairness: 'weak',
        optional: false,
        next: { kind: 'goto', to: here(code) + 1 },
        ...step,
    };
    code.actor.steps.push(whole);
    return whole;
}

/** Turns some plain successors into branches: forwards anywhere, backwards to visible steps. */
function addJumps(code: Code): void {
    const { rng, actor } = code;
    actor.steps.forEach((step, at) => {
        if (step.next.kind !== 'goto' || step.next.to !== at + 1 || !rng.chance(0.25)) return;
        const target = rng.below(actor.steps.length + 1);
        const isForward = target > at;
        if (!isForward && actor.steps[target]!.local) return;
        step.next = { kind: 'branch', condition: registerCondition(code), then: target, else: at + 1 };
    });
}

function fragment(code: Code, depth: number): void {
    const { rng, knobs, shared } = code;
    if (knobs.contention && rng.chance(0.8)) {
        contend(code, depth);
        return;
    }
    const kinds: ((code: Code, depth: number) => void)[] = [
        emitAccess,
        emitAccess,
        emitAccess,
        emitLocal,
        emitAtomic,
        emitFlicker,
        ...(knobs.failures ? [emitAssert] : []),
        ...(rng.chance(0.5) ? [emitWait] : []),
        ...(knobs.choices ? [emitChoice] : []),
        ...(knobs.wildSteps ? [emitWild] : []),
        ...(shared.allocated === undefined ? [] : [emitObject, emitObject, emitObject, emitObject]),
        ...(depth > 0 ? [emitLoop, emitContext] : []),
        ...(depth > 0 && shared.spinlocks.length > 0 ? [emitSpinlock, emitSpinlock] : []),
        ...(depth > 0 && shared.mutexes.length > 0 ? [emitMutex, emitMutex] : []),
        ...(depth > 0 && shared.rwsems.length > 0 ? [emitRwsem, emitRwsem, emitRwsem] : []),
    ];
    rng.pick(kinds)(code, depth);
}

function contend(code: Code, depth: number): void {
    const { rng, shared } = code;
    const kinds: ((code: Code, depth: number) => void)[] = [
        emitWait,
        emitFlicker,
        ...(depth > 0 ? [emitLoop, emitLoop] : [emitChoice]),
        ...(depth > 0 && shared.spinlocks.length > 0 ? [emitSpinlock] : []),
        ...(depth > 0 && shared.mutexes.length > 0 ? [emitMutex, emitMutex] : []),
        ...(depth > 0 && shared.rwsems.length > 0 ? [emitRwsem] : []),
    ];
    rng.pick(kinds)(code, depth);
}

/** Sets a flag and mostly takes it back, so that a cycle comes by both values. */
function emitFlicker(code: Code, depth: number): void {
    const { rng, shared, cells } = code;
    const cell = rng.pick([shared.memory[0]!, shared.memory[1]!, ...shared.ghosts]);
    const change = (value: number): Action =>
        cells[cell]!.class === 'memory' ? store(cell, num(value)) : write(cell, num(value));
    const first = rng.below(2);
    emit(code, { actions: [change(first)] });
    if (depth > 0 && rng.chance(0.4)) fragment(code, depth - 1);
    if (rng.chance(0.7)) emit(code, { actions: [change(1 - first)] });
}

/** A load, store or read-modify-write, with now and then something before and behind it in the same step. */
function emitAccess(code: Code): void {
    const { rng, cells } = code;
    const cell = rng.pick([...code.shared.memory, ...code.shared.references, ...code.shared.words]);
    const target = cells[cell]!;
    if (target.class !== 'memory') {
        emit(code, { actions: [write(cell, fit(code, target.domain, 'memory'), indexFor(code, target))] });
        return;
    }
    const index = indexFor(code, target);
    const mark: Mark = !code.knobs.races || rng.chance(0.5) ? 'marked' : rng.chance(0.8) ? 'plain' : 'unraced';
    const register = registerFor(code, target.domain);
    const rolls = rng.below(10);
    const at = index === undefined ? {} : { index };
    let access: Action;
    if (rolls < 4 && register !== undefined) access = { kind: 'load', register, cell, mark, ...at };
    else if (rolls < 7) access = { kind: 'store', cell, mark, value: fit(code, target.domain, 'own'), ...at };
    else if (rolls < 9 && code.knobs.deferred && target.domain.kind === 'int') {
        emitDeferred(code, cell, target, index);
        return;
    } else if (rolls < 9 && code.knobs.deferred) {
        emitDeferredStore(code, cell, target, index);
        return;
    } else {
        const value =
            target.domain.kind === 'int' && rng.chance(0.5)
                ? wrap(op(old, '+', smallInt(code)), target.domain.low, target.domain.high)
                : fit(code, target.domain, 'own');
        access = {
            kind: 'rmw',
            cell,
            value,
            mark: mark === 'plain' ? 'marked' : mark,
            ...at,
            ...(rng.chance(0.5) ? { condition: op(old, rng.pick(['==', '!=', '<']), smallInt(code)) } : {}),
            ...(register !== undefined && rng.chance(0.7) ? { result: register } : {}),
            ...(rng.chance(0.5) && register !== FLAG ? { succeeded: FLAG } : {}),
        };
    }
    emit(code, {
        actions: [
            ...(code.knobs.failures && rng.chance(0.1)
                ? [when(registerCondition(code), [rng.chance(0.7) ? fail('bug', 'range') : { kind: 'discard' }])]
                : []),
            access,
            ...(rng.chance(0.3) ? someEffects(code, 2) : []),
        ],
        ...(rng.chance(0.1) ? { drains: registerCondition(code) } : {}),
    });
}

/** A void read-modify-write; its range is judged when it takes effect. */
function emitDeferred(code: Code, cell: CellId, target: Cell, index: Expr | undefined): void {
    const { rng, isTso, deferred } = code;
    if (target.domain.kind !== 'int') return;
    const { low, high } = target.domain;
    const at = target.length > 1 ? slot : undefined;
    const value = op(mem(cell, at), '+', operand);
    const isOut = or(op(value, '<', num(low)), op(value, '>', num(high)));
    const actions: readonly Action[] =
        code.knobs.failures && rng.chance(0.5)
            ? [when(isOut, [fail('bug', 'refcount')], [write(cell, value, at)])]
            : [write(cell, wrap(value, low, high), at), ...someRetirement(code, eq(mem(cell, at), num(0)))];
    const id = deferred.length;
    const by = emit(code, {
        actions: [
            { kind: 'defer', deferred: id, operand: rng.pick([num(1), num(-1), reg(B)]), ...(index ? { index } : {}) },
            ...(rng.chance(0.2) ? someEffects(code, 1) : []),
        ],
    });
    // an operation on no cell in particular does not hold up the loads of its CPU
    const watches = !isTso || rng.chance(0.85);
    const text = `add(${target.name})`;
    deferred.push({ by, deferred: { ...(watches ? { cell } : {}), operand: SMALL, actions, text } });
}

/** What an operand that is added may be. */
const SMALL: Domain = { kind: 'int', low: -8, high: 8 };

/** Something that waits as an operation and writes its operand (a list's `push`): a reference, or a word with one. */
function emitDeferredStore(code: Code, cell: CellId, target: Cell, index: Expr | undefined): void {
    const { deferred } = code;
    const by = emit(code, {
        actions: [
            {
                kind: 'defer',
                deferred: deferred.length,
                operand: fit(code, target.domain, 'own'),
                ...(index ? { index } : {}),
            },
        ],
    });
    const actions = [write(cell, operand, target.length > 1 ? slot : undefined)];
    deferred.push({ by, deferred: { cell, operand: target.domain, actions, text: `put(${target.name})` } });
}

function someRetirement(code: Code, condition: Expr): readonly Action[] {
    const { allocated } = code.shared;
    if (allocated === undefined || !code.rng.chance(0.3)) return [];
    return [when(condition, [{ kind: 'retire', class: CLASS, index: num(0) }, write(allocated, num(0), num(0))])];
}

function emitLocal(code: Code): void {
    const { rng } = code;
    const actions: Action[] = [...someEffects(code, 2)];
    if (rng.chance(0.15)) actions.push({ kind: 'progress' });
    if (rng.chance(0.1)) actions.push({ kind: 'cover', cover: rng.below(2) });
    const mayFail = code.knobs.failures;
    if (mayFail && rng.chance(0.15)) actions.push(when(registerCondition(code), [fail('violation', 'local')]));
    if (mayFail && rng.chance(0.05)) actions.push(when(registerCondition(code), [{ kind: 'discard' }]));
    emit(code, { local: true, actions });
}

/** One spec read of some cells. */
function emitAssert(code: Code): void {
    const { rng } = code;
    const name = rng.pick(['assert', 'sanity']);
    const condition = rng.chance(0.3) ? anyCondition(code, 'own') : op(readMemory(code), '<', num(1 + rng.below(2)));
    emit(code, { actions: [when(condition, [], [fail('violation', name)])] });
}

function emitAtomic(code: Code): void {
    const { rng, shared, cells } = code;
    const actions: Action[] = [];
    for (let i = 0; i < 1 + rng.below(2); i++) {
        const cell = rng.pick([...shared.memory, shared.requests]);
        const target = cells[cell]!;
        actions.push(write(cell, fit(code, target.domain, 'memory'), indexFor(code, target)));
    }
    if (rng.chance(0.3)) actions.push(...someEffects(code, 1));
    emit(code, {
        drains: num(1),
        actions,
        ...(rng.chance(0.3) ? { guard: anyCondition(code, 'memory'), waits: { kind: 'condition' } } : {}),
    });
}

function emitWait(code: Code): void {
    const { rng } = code;
    emit(code, {
        guard: anyCondition(code, 'memory'),
        drains: num(Number(rng.chance(0.8))),
        waits: { kind: 'condition' },
        fairness: rng.chance(0.2) ? 'strong' : 'weak',
    });
}

function emitChoice(code: Code): void {
    const { rng } = code;
    const high = rng.chance(0.2) ? wrap(reg(B), 0, 1) : num(1 + rng.below(2));
    emit(code, {
        choose: { register: A, low: num(rng.below(2)), high },
        ...(rng.chance(0.2) ? { guard: op(reg(A), '!=', readMemory(code)) } : {}),
        ...(rng.chance(0.2) ? { actions: [store(code.shared.memory[0]!, wrap(reg(A), 0, 1))] } : {}),
    });
    if (rng.chance(0.5)) {
        // one branch for each pick
        const at = here(code);
        emit(code, { local: true, next: { kind: 'switch', on: reg(A), to: [at + 1, at + 2, at + 1] } });
        emitAccess(code);
    }
}

/** A loop whose body has a visible step, left by a condition or never. */
function emitLoop(code: Code, depth: number): void {
    const { rng, actor } = code;
    const head = here(code);
    const isFree = rng.chance(code.knobs.contention ? 0.6 : 0.1);
    // a loop that may end whenever it likes, or by what it finds
    if (isFree) emit(code, { choose: { register: A, low: num(0), high: num(1) } });
    else emitAccess(code);
    if (rng.chance(0.5)) fragment(code, depth - 1);
    const isLeft = isFree || rng.chance(0.8);
    emit(code, {
        local: true,
        actions: rng.chance(0.2) ? [{ kind: 'progress' }] : [],
        next: isLeft
            ? { kind: 'branch', condition: isFree ? reg(A) : registerCondition(code), then: here(code) + 1, else: head }
            : { kind: 'goto', to: head },
    });
    if (actor.steps[head]!.local) throw new Error('a loop begins with a visible step');
}

/** With preemption or interrupts off. */
function emitContext(code: Code, depth: number): void {
    const { rng, shared, actor } = code;
    const cell = rng.pick([shared.preempt, shared.irqs]);
    const cpu = num(actor.cpu);
    emit(code, { actions: [write(cell, op(self, '+', num(1)), cpu)] });
    fragment(code, depth - 1);
    if (rng.chance(0.9)) emit(code, { actions: [write(cell, num(0), cpu)] });
}

function emitSpinlock(code: Code, depth: number): void {
    const { rng, shared, deferred } = code;
    const lock = rng.pick(shared.spinlocks);
    const me = op(self, '+', num(1));
    const isTry = rng.chance(0.2);
    const take = [write(lock.word, num(1)), write(lock.owner, me)];
    if (isTry) {
        emit(code, {
            actions: [set(FLAG, eq(mem(lock.word), num(0))), when(reg(FLAG), take)],
        });
    } else {
        emit(code, {
            guard: eq(mem(lock.word), num(0)),
            drains: num(1),
            actions: take,
            fairness: 'strong',
            waits: { kind: 'lock', object: { cell: lock.word }, holders: isHolder(lock.owner) },
        });
    }
    const branch = isTry
        ? emit(code, { local: true, next: { kind: 'branch', condition: reg(FLAG), then: here(code) + 1, else: 0 } })
        : undefined;
    if (rng.chance(0.8)) fragment(code, depth - 1);
    const id = deferred.length;
    const by = emit(code, {
        actions: [
            when(op(mem(lock.owner), '!=', me), [fail('bug', 'lock-misuse')]),
            { kind: 'defer', deferred: id },
            write(lock.owner, num(0)),
        ],
    });
    deferred.push({ by, deferred: { actions: [write(lock.word, num(0))], text: 'spin_unlock' } });
    if (branch?.next.kind === 'branch') branch.next = { ...branch.next, else: here(code) };
}

function emitMutex(code: Code, depth: number): void {
    const { rng, shared } = code;
    const mutex = rng.pick(shared.mutexes);
    const me = op(self, '+', num(1));
    emit(code, {
        guard: eq(mem(mutex), num(0)),
        drains: num(1),
        actions: [write(mutex, me)],
        fairness: 'strong',
        waits: { kind: 'lock', object: { cell: mutex }, holders: isHolder(mutex) },
    });
    fragment(code, depth - 1);
    if (rng.chance(0.1)) return;
    emit(code, {
        drains: num(1),
        actions: [when(op(mem(mutex), '!=', me), [fail('bug', 'lock-misuse')]), write(mutex, num(0))],
    });
}

const isHolder = (owner: CellId): Expr => eq(mem(owner), op(bound(0), '+', num(1)));

/** A fair read-write semaphore: step 1 grants at once or queues, step 2 is granted at the head of the queue. */
function emitRwsem(code: Code, depth: number): void {
    const { rng, shared, actorCount } = code;
    const sem = rng.pick(shared.rwsems);
    const last = actorCount - 1;
    const isWrite = rng.chance(0.5);
    const me = op(self, '+', num(1));
    const ticket = op(op(num(2), '*', self), '+', num(isWrite ? 2 : 1));
    const nobodyReads = quantify('all', 0, last, not(mem(sem.readers, bound(0))));
    const nobodyWrites = eq(mem(sem.writer), num(0));
    const isCompatible = isWrite ? and(nobodyWrites, nobodyReads) : nobodyWrites;
    const take = isWrite ? write(sem.writer, me) : write(sem.readers, num(1), self);
    const isEmpty = eq(mem(sem.queue, num(0)), num(0));
    const length = quantify('count', 0, last, op(mem(sem.queue, bound(0)), '!=', num(0)));
    const ofOther = (index: Expr, actor: Expr): Expr =>
        eq(op(op(mem(sem.queue, index), '+', num(1)), '/', num(2)), op(actor, '+', num(1)));
    const standsBefore = quantify(
        'any',
        0,
        last,
        and(
            ofOther(bound(0), bound(1)),
            quantify('any', 0, last, and(op(bound(0), '>', bound(1)), eq(mem(sem.queue, bound(0)), ticket))),
        ),
    );
    const holds = or(eq(mem(sem.writer), op(bound(0), '+', num(1))), isWrite ? mem(sem.readers, bound(0)) : num(0));

    const at = here(code);
    emit(code, {
        drains: num(Number(rng.chance(0.7))),
        actions: [
            set(FLAG, and(isCompatible, isEmpty)),
            when(reg(FLAG), [take], [write(sem.queue, ticket, wrap(length, 0, last))]),
        ],
        next: { kind: 'branch', condition: reg(FLAG), then: at + 2, else: at + 1 },
    });
    const shift = Array.from({ length: last }, (_, i) => write(sem.queue, mem(sem.queue, num(i + 1)), num(i)));
    emit(code, {
        guard: and(eq(mem(sem.queue, num(0)), ticket), isCompatible),
        drains: num(1),
        actions: [take, ...shift, write(sem.queue, num(0), num(last))],
        fairness: 'strong',
        waits: {
            kind: 'lock',
            object: { cell: sem.writer },
            mode: isWrite ? 'write' : 'read',
            holders: or(holds, standsBefore),
        },
    });
    fragment(code, depth - 1);
    const isMine = isWrite ? eq(mem(sem.writer), me) : eq(mem(sem.readers, self), num(1));
    emit(code, {
        drains: num(1),
        actions: [
            when(isMine, [], [fail('bug', 'lock-misuse')]),
            isWrite ? write(sem.writer, num(0)) : write(sem.readers, num(0), self),
        ],
    });
}

/** Allocation, use, and the end of an object. */
function emitObject(code: Code): void {
    const { rng, shared, classes } = code;
    const allocated = shared.allocated!;
    const size = classes[0]!.size;
    const p = reg(REFERENCE);
    const isNull = eq(p, num(0));
    const isStale = and(not(isNull), eq(op(p, '%', num(2)), num(0)));

    const index = wrap(op(op(p, '-', num(1)), '/', num(2)), 0, size - 1);
    if (rng.chance(0.5)) emit(code, { actions: [load(REFERENCE, shared.references[0]!)] });
    switch (rng.below(4)) {
        case 0:
            emit(code, {
                drains: num(1),
                actions: [
                    set(REFERENCE, num(0)),
                    ...Array.from({ length: size }, (_, i) =>
                        when(and(isNull, not(mem(allocated, num(i)))), [
                            write(allocated, num(1), num(i)),
                            set(REFERENCE, num(2 * i + 1)),
                        ]),
                    ),
                ],
            });
            return;
        case 1:
            if (rng.chance(0.4)) {
                const isReferenced: Expr = { kind: 'is-referenced', class: CLASS, index: num(rng.below(size)) };
                emit(code, { actions: [when(isReferenced, [], [fail('bug', 'lost')])] });
            } else emit(code, { actions: [when(isStale, [fail('bug', 'use-after-free')]), ...someEffects(code, 1)] });
            return;
        case 2:
            emit(code, {
                drains: num(1),
                actions: [
                    when(isStale, [fail('bug', 'double-free')]),
                    when(not(isNull), [{ kind: 'retire', class: CLASS, index }, write(allocated, num(0), index)]),
                    ...(rng.chance(0.5) ? [set(REFERENCE, num(0))] : []),
                ],
            });
            return;
        default:
            emit(
                code,
                rng.chance(0.5)
                    ? { actions: [load(REFERENCE, shared.references[0]!)] }
                    : { actions: [store(shared.references[0]!, p)] },
            );
    }
}

/** A step that no compiler would write, but that the contract allows. */
function emitWild(code: Code): void {
    const { rng } = code;
    const canRest = code.actor.kind === 'daemon' || code.actor.kind === 'event';
    emit(code, {
        ...(rng.chance(0.5) ? { guard: anyCondition(code, 'memory') } : {}),
        ...(rng.chance(0.3) ? { drains: anyCondition(code, 'memory') } : {}),
        ...(rng.chance(0.2) ? { choose: { register: A, low: num(0), high: num(1) } } : {}),
        actions: someEffects(code, 3),
        fairness: rng.chance(0.3) ? 'strong' : 'weak',
        ...(canRest && rng.chance(0.3) ? { rest: { kind: 'always' } } : {}),
        ...(rng.chance(0.3)
            ? { waits: { kind: 'condition', holders: eq(bound(0), wrap(readMemory(code), 0, code.actorCount - 1)) } }
            : {}),
    });
}

/** Register computation, ghost and machine writes; nothing that the memory model sees. */
function someEffects(code: Code, count: number): readonly Action[] {
    const { rng, shared, cells, actor } = code;
    return Array.from({ length: 1 + rng.below(count) }, (): Action => {
        switch (rng.below(6)) {
            case 0:
            case 1: {
                const register = rng.pick([A, B, FLAG, FLAG, REFERENCE, WORD]);
                return set(register, fit(code, actor.registers[register]!.domain, 'own'));
            }
            case 2:
            case 3: {
                const ghost = rng.pick(shared.ghosts);
                return write(ghost, fit(code, cells[ghost]!.domain, 'own'));
            }
            case 4:
                return write(shared.requests, fit(code, BOOL, 'own'));
            default: {
                const ghost = rng.pick(shared.ghosts);
                return when(
                    registerCondition(code),
                    [write(ghost, fit(code, cells[ghost]!.domain, 'own'))],
                    rng.chance(0.5) ? [set(A, fit(code, COUNT, 'own'))] : [],
                );
            }
        }
    });
}

// ---------------------------------------------------------------------------------------------- expressions

type View = 'memory' | 'own';

const smallInt = (code: Code): Expr => (code.rng.chance(0.6) ? num(code.rng.below(3) - 1) : reg(code.rng.pick([A, B])));

/** A condition that speaks of registers only. */
function registerCondition(code: Code): Expr {
    const { rng } = code;
    const register = rng.pick([A, A, B, FLAG, REFERENCE, WORD]);
    const condition = op(reg(register), rng.pick(['==', '!=', '<', '>=']), num(rng.below(3)));
    return rng.chance(0.15) ? and(condition, registerCondition(code)) : condition;
}

function anyCondition(code: Code, view: View): Expr {
    const { rng } = code;
    const simple = op(someInt(code, view, 1), rng.pick(['==', '!=', '<', '>', '<=', '>=']), num(rng.below(2)));
    switch (rng.below(8)) {
        case 0:
            return and(simple, anyCondition(code, view));
        case 1:
            return or(simple, anyCondition(code, view));
        case 2:
            return not(simple);
        case 3:
            // in guards only: where a replica itself is while it steps is nobody's business
            return view === 'memory' ? placeCondition(code) : simple;
        default:
            return simple;
    }
}

/** Where another actor is. */
function placeCondition(code: Code): Expr {
    const { rng, places, actor, actorCount } = code;
    const other = rng.below(actorCount);
    if (other === actor.id) return num(1);
    if (rng.chance(0.5)) return ended(other);
    const steps: StepId[] = [];
    places.push({ actor: other, steps });
    return restsAt(other, steps);
}

function readMemory(code: Code): Expr {
    const cell = code.rng.pick(code.shared.memory);
    return mem(cell, constantIndex(code, code.cells[cell]!));
}

/** Some integer, of no domain in particular. */
function someInt(code: Code, view: View, depth: number): Expr {
    const { rng, shared, cells } = code;
    if (depth === 0 || rng.chance(0.4)) {
        switch (rng.below(8)) {
            case 0:
                return num(rng.below(4) - 1);
            case 1:
            case 2:
                return reg(rng.pick([A, B, FLAG, REFERENCE, WORD]));
            case 3:
                return rng.chance(0.3) ? self : num(1);
            default: {
                const cell = rng.pick([
                    ...shared.memory,
                    ...shared.memory,
                    ...shared.ghosts,
                    ...shared.references,
                    ...shared.words,
                    shared.requests,
                ]);
                const target = cells[cell]!;
                const index = rng.chance(0.7) ? constantIndex(code, target) : indexFor(code, target);
                return view === 'own' && target.class === 'memory' && rng.chance(0.85)
                    ? own(cell, index)
                    : mem(cell, index);
            }
        }
    }
    const inner = (): Expr => someInt(code, view, depth - 1);
    switch (rng.below(9)) {
        case 0:
            return op(inner(), rng.pick(['&', '|', '^']), inner());
        case 1:
            return op(inner(), rng.pick(['<<', '>>']), num(rng.below(4)));
        case 2:
            return op(inner(), rng.pick(['/', '%']), num(1 + rng.below(3)));
        case 3:
            return { kind: 'unary', operator: rng.pick(['-', '~', '!'] as const), operand: inner() };
        case 4:
            return iff(inner(), inner(), inner());
        case 5:
            return op(inner(), '*', num(rng.below(4) - 1));
        case 6:
            return code.classes.length > 0
                ? { kind: 'is-referenced', class: CLASS, index: num(rng.below(code.classes[0]!.size)) }
                : quantify('count', 0, 2, op(bound(0), '<', inner()));
        default:
            return op(inner(), rng.pick(['+', '-']), inner());
    }
}

/** A value of the domain. */
function fit(code: Code, domain: Domain, view: View): Expr {
    const { rng, actor, shared, cells } = code;
    switch (domain.kind) {
        case 'int':
            if (rng.chance(0.5)) return num(domain.low + rng.below(domain.high - domain.low + 1));
            return wrap(someInt(code, view, 2), domain.low, domain.high);
        case 'ref': {
            const size = code.classes[domain.class]!.size;
            const sources = shared.references.map(cell => mem(cell, constantIndex(code, cells[cell]!)));
            const registers = actor.registers.flatMap((r, id) => (r.domain.kind === 'ref' ? [reg(id)] : []));
            return rng.pick([num(0), num(2 * rng.below(size) + 1), ...registers, ...sources]);
        }
        case 'bits': {
            if (rng.chance(0.3)) return reg(WORD);
            const word = rng.chance(0.5) ? reg(WORD) : mem(shared.words[0]!);
            const field = rng.pick(domain.fields);
            const mask = ((2 ** field.width - 1) << field.shift) >>> 0;
            const value = fit(code, field.domain, view);
            return op(op(word, '&', num(~mask >>> 0)), '|', op(value, '<<', num(field.shift)));
        }
    }
}

const constantIndex = (code: Code, target: Cell): Expr | undefined =>
    target.length === 1 ? undefined : num(code.rng.below(target.length));

/** An index in range; it speaks of registers only, so that it may stand in an access. */
function indexFor(code: Code, target: Cell): Expr | undefined {
    if (target.length === 1) return code.rng.chance(0.1) ? num(0) : undefined;
    if (code.rng.chance(0.4)) return num(code.rng.below(target.length));
    return wrap(code.rng.chance(0.3) ? self : reg(code.rng.pick([A, B])), 0, target.length - 1);
}

/** A register that takes any value of the domain. */
function registerFor(code: Code, domain: Domain): RegisterId | undefined {
    const fits = code.actor.registers.flatMap(({ domain: own }, id) => {
        if (own.kind === 'int' && domain.kind === 'int')
            return own.low <= domain.low && own.high >= domain.high ? [id] : [];
        if (own.kind === 'ref' && domain.kind === 'ref') return own.class === domain.class ? [id] : [];
        return own.kind === 'bits' && domain.kind === 'bits' ? [id] : [];
    });
    return fits.length === 0 ? undefined : code.rng.pick(fits);
}

// ------------------------------------------------------------------------------------------------- assembly

/** Numbers the steps, closes the code of each actor, and adds what speaks of the whole: properties and live sets. */
function assemble(program: Draft): Program {
    const { rng } = program;
    const bases = new Map<ActorId, StepId>();
    let total = 0;
    for (const actor of program.actors) {
        if (actor.twin !== undefined) continue;
        bases.set(actor.id, total);
        total += actor.steps.length + 1;
    }
    const baseOf = (actor: ActorDraft): StepId => bases.get(actor.twin ?? actor.id)!;
    for (const { actor, steps } of program.places) {
        const draft = program.actors[actor]!;
        draft.steps.forEach((step, label) => {
            if (!step.local && rng.chance(0.4)) steps.push(baseOf(draft) + label);
        });
    }

    const { properties, watched } = draftProperties(program, baseOf);
    const liveAtEnd = program.actors.map(actor =>
        actor.registers.flatMap((_, id) => (watched.has(`${actor.id} ${id}`) || rng.chance(0.1) ? [id] : [])),
    );
    const deferred: Deferred[] = program.deferred.map(({ by, deferred: rest }) => ({
        ...rest,
        step: program.actors
            .filter(actor => actor.twin === undefined && actor.steps.includes(by))
            .map(actor => baseOf(actor) + actor.steps.indexOf(by))
            .reduce((_, step) => step, 0),
    }));

    const steps = program.actors.flatMap(actor => {
        if (actor.twin !== undefined) return [];
        const base = baseOf(actor);
        const isCyclic =
            actor.kind !== 'thread' && actor.kind !== 'callback' && (actor.kind !== 'device' || rng.chance(0.5));
        const over: Step = {
            local: true,
            actions: [],
            next: isCyclic ? { kind: 'goto', step: base + entryOf(actor) } : { kind: 'end' },
            fairness: 'weak',
            optional: false,
        };
        const code = [...actor.steps.map((step): Step => ({ ...step, next: place(step.next, base) })), over];
        const twins = program.actors.filter(other => other.id === actor.id || other.twin === actor.id);
        const atEnd = [...new Set(twins.flatMap(twin => liveAtEnd[twin.id]!))];
        const everywhere = atEnd.filter(id => twins.some(twin => watched.has(`${twin.id} ${id}`)));
        const live = rng.chance(0.75)
            ? liveRegisters(code, base, atEnd, everywhere)
            : code.map(() => actor.registers.map((_, id) => id));
        return code.map((step, i): Step => (step.local ? step : { ...step, live: live[i]! }));
    });

    return {
        memory: program.isTso ? { kind: 'tso', entries: program.entries } : { kind: 'sc' },
        cpus: program.cpus,
        classes: program.classes,
        cells: program.cells,
        actors: program.actors.map((actor): Actor => {
            const twins = program.actors.filter(other => (other.twin ?? other.id) === (actor.twin ?? actor.id));
            return {
                name: actor.name,
                kind: actor.kind,
                cpu: actor.cpu,
                registers: actor.registers,
                entry: actor.hasEnded ? undefined : baseOf(actor) + entryOf(actor),
                obliged: actor.obliged,
                liveAtEnd: liveAtEnd[actor.id]!,
                ...turnsOf(program, actor),
                ...(twins.length > 1 ? { group: { name: 'thread', index: twins.indexOf(actor) } } : {}),
            };
        }),
        steps,
        deferred,
        properties,
        covers: program.covers,
        detectRaces: program.knobs.races && rng.chance(0.5),
        assumptions: [],
    };
}

/** An actor enters at its first visible step. */
const entryOf = (actor: ActorDraft): Label => actor.steps.findIndex(step => !step.local);

function place(next: NextDraft, base: StepId): Next {
    switch (next.kind) {
        case 'goto':
            return { kind: 'goto', step: base + next.to };
        case 'branch':
            return { kind: 'branch', condition: next.condition, then: base + next.then, else: base + next.else };
        case 'switch':
            return { kind: 'switch', on: next.on, steps: next.to.map(to => base + to) };
    }
}

/** A handler keeps the threads of its CPU off it, and so does a thread with preemption off. */
function turnsOf(program: Draft, actor: ActorDraft): Partial<Pick<Actor, 'mayRun' | 'excludedBy'>> {
    const { shared } = program;
    const cpu = num(actor.cpu);
    if (actor.kind === 'interrupt' || actor.kind === 'machine' || actor.kind === 'device') return {};
    const handler = mem(shared.handler, cpu);
    const owner = mem(shared.preempt, cpu);
    const next = op(bound(0), '+', num(1));
    return {
        mayRun: and(eq(handler, num(0)), or(eq(owner, num(0)), eq(owner, num(actor.id + 1)))),
        excludedBy: or(eq(handler, next), and(eq(owner, next), op(bound(0), '!=', num(actor.id)))),
    };
}

/** The properties, and the registers (`actor register`) that they read. */
function draftProperties(
    program: Draft,
    baseOf: (actor: ActorDraft) => StepId,
): { readonly properties: readonly Property[]; readonly watched: ReadonlySet<string> } {
    const { rng, shared, actors, cells, classes } = program;
    const watched = new Set<string>();
    const properties: Property[] = [];
    const someCell = (): Expr => {
        const cell = rng.pick([...shared.memory, ...shared.ghosts]);
        return mem(cell, cells[cell]!.length === 1 ? undefined : num(rng.below(cells[cell]!.length)));
    };
    const watch = (): Expr => {
        const actor = rng.pick(actors);
        const register = rng.pick([A, B, FLAG]);
        // twins share their live sets, and what is live at their end is their own
        watched.add(`${actor.id} ${register}`);
        return { kind: 'actor-register', actor: actor.id, register };
    };
    const claim = (): Expr => {
        switch (rng.below(5)) {
            case 0: {
                const value = rng.chance(0.4) ? watch() : someCell();
                return op(value, rng.pick(['==', '!=', '<', '>=']), num(rng.below(3)));
            }
            case 1:
                return or(not(ended(rng.below(actors.length))), op(someCell(), '!=', num(rng.below(2))));
            case 2: {
                const inside = actors.flatMap(actor =>
                    actor.twin === undefined
                        ? actor.steps.flatMap((step, i) => (!step.local && rng.chance(0.3) ? [baseOf(actor) + i] : []))
                        : [],
                );
                const body: Expr = { kind: 'at', actor: bound(0), steps: inside };
                return op(quantify('count', 0, actors.length - 1, body), '<=', num(1 + rng.below(2)));
            }
            default:
                return or(
                    op(someCell(), rng.pick(['!=', '<']), num(1 + rng.below(2))),
                    op(someCell(), rng.pick(['==', '!=']), num(rng.below(2))),
                );
        }
    };
    if (!program.knobs.properties) return { properties, watched };
    if (rng.chance(0.25)) properties.push({ kind: 'invariant', outcome: named('inv'), holds: claim() });
    if (rng.chance(0.1)) properties.push({ kind: 'invariant', outcome: named('other'), holds: claim() });
    if (rng.chance(0.5)) properties.push({ kind: 'final', outcome: named('final'), holds: claim() });
    if (rng.chance(0.4)) properties.push({ kind: 'exists', outcome: named('exists'), holds: claim() });
    if (shared.allocated !== undefined && rng.chance(0.5)) {
        const isReferenced: Expr = { kind: 'is-referenced', class: CLASS, index: bound(0) };
        const isKept = or(not(mem(shared.allocated, bound(0))), isReferenced);
        properties.push({
            kind: 'final',
            outcome: { kind: 'bug', name: 'leak' },
            holds: quantify('all', 0, classes[0]!.size - 1, isKept),
        });
    }
    return { properties, watched };
}

const named = (name: string): Property['outcome'] => ({ kind: 'violation', name });
