// Programs for tests, by hand but short: cells and actors by name, bodies as lists of steps, expressions as text.
//
// A body is a list of items: a step, `'name:'` (a label for the next step), or a jump (a local step). Falling off the
// end ends the actor. Registers are live everywhere unless a step says otherwise.
import { invariant } from '../broken-invariant.ts';
import type {
    Action,
    Actor,
    ActorKind,
    Cell,
    Deferred,
    Domain,
    Expr,
    Mark,
    MemoryModel,
    Next,
    ObjectClass,
    Outcome,
    Program,
    Property,
    Register,
    Step,
    Waits,
} from '../program.ts';
import type { Names } from './parse-expression.ts';
import { parseExpression } from './parse-expression.ts';

export interface ProgramSpec {
    readonly memory?: MemoryModel;
    readonly classes?: Readonly<Record<string, number>>;
    /** A number stands for `variable(number)`. */
    readonly cells: Readonly<Record<string, CellSpec | number>>;
    readonly actors: readonly ActorSpec[];
    /** Properties by name. */
    readonly invariants?: Readonly<Record<string, string>>;
    readonly finals?: Readonly<Record<string, string>>;
    readonly exists?: Readonly<Record<string, string>>;
    readonly detectRaces?: true;
}
export interface CellSpec {
    readonly domain: Domain;
    readonly initial: readonly number[];
    readonly class: Cell['class'];
}
export interface ActorSpec {
    readonly name: string;
    readonly kind: ActorKind;
    readonly body: readonly Item[];
    readonly registers?: Readonly<Record<string, number | Domain>>;
    /** The name of its CPU; absent: one of its own. */
    readonly cpu?: string;
    readonly mayRun?: string;
    readonly excludedBy?: string;
    readonly obliged?: boolean;
    readonly live?: readonly string[];
}
export type Item = string | StepSpec | JumpSpec;
export interface JumpSpec {
    readonly jump: string;
    /** Absent: always. */
    readonly when?: string;
}
export interface StepSpec {
    readonly guard?: string;
    readonly drains?: string;
    readonly choose?: readonly [register: string, low: string, high: string];
    readonly actions: readonly ActionSpec[];
    readonly local?: true;
    readonly strong?: true;
    readonly optional?: true;
    readonly rest?: 'always' | { readonly raised: string };
    readonly waits?: { readonly cell?: string; readonly kind: Waits['kind']; readonly holders?: string };
    readonly live?: readonly string[];
}
export type ActionSpec =
    | { readonly kind: 'set'; readonly register: string; readonly value: string }
    | { readonly kind: 'write'; readonly to: string; readonly value: string }
    | { readonly kind: 'load'; readonly register: string; readonly from: string; readonly mark: Mark }
    | { readonly kind: 'store'; readonly to: string; readonly value: string; readonly mark: Mark }
    | {
          readonly kind: 'rmw';
          readonly to: string;
          readonly condition?: string;
          readonly value: string;
          readonly result?: string;
          readonly succeeded?: string;
          readonly mark?: 'unraced';
      }
    | {
          readonly kind: 'defer';
          readonly cell?: string;
          readonly index?: string;
          readonly operand?: string;
          /** What the operand may be; small integers where it is not said. */
          readonly domain?: Domain;
          readonly actions: readonly ActionSpec[];
      }
    | {
          readonly kind: 'if';
          readonly condition: string;
          readonly then: readonly ActionSpec[];
          readonly else?: readonly ActionSpec[];
      }
    | { readonly kind: 'fail'; readonly outcome: Outcome }
    | { readonly kind: 'retire'; readonly class: string; readonly index: string }
    | { readonly kind: 'discard' }
    | { readonly kind: 'progress' }
    | { readonly kind: 'cover'; readonly name: string };

export const SC: MemoryModel = { kind: 'sc' };
export function tso(entries = 2): MemoryModel {
    return { kind: 'tso', entries };
}

// Cells.

export function int(low: number, high: number): Domain {
    return { kind: 'int', low, high };
}
export function variable(initial: number, domain: Domain = int(0, 3)): CellSpec {
    return { domain, initial: [initial], class: 'memory' };
}
export function array(...initial: readonly number[]): CellSpec {
    return { domain: int(0, 3), initial, class: 'memory' };
}
/** Held by nobody: 0; by actor `t`: `t + 1`. */
export function lockCell(initial = 0): CellSpec {
    return { domain: int(0, 15), initial: [initial], class: 'machine' };
}
export function ghost(initial: number, domain: Domain = int(0, 3)): CellSpec {
    return { domain, initial: [initial], class: 'ghost' };
}

// Actors.

type More = Partial<Omit<ActorSpec, 'name' | 'body'>>;
export function thread(name: string, body: readonly Item[], more: More = {}): ActorSpec {
    return { name, kind: 'thread', body, ...more };
}
/** Obliged only where it says so: with a step that rests. */
export function daemon(name: string, body: readonly Item[], more: More = {}): ActorSpec {
    return { name, kind: 'daemon', body, ...more };
}
/** Its first step is the start, which it need not take. */
export function event(name: string, body: readonly [StepSpec, ...Item[]], more: More = {}): ActorSpec {
    const [start, ...rest] = body;
    return {
        name,
        kind: 'event',
        body: [{ ...start, optional: true, rest: 'always' }, ...rest],
        obliged: true,
        ...more,
    };
}

// Steps.

export function step(...actions: readonly ActionSpec[]): StepSpec {
    return { actions };
}
export function load(register: string, from: string): StepSpec {
    return step({ kind: 'load', register, from, mark: 'marked' });
}
export function store(to: string, value: string | number): StepSpec {
    return step({ kind: 'store', to, value: String(value), mark: 'marked' });
}
export function plainLoad(register: string, from: string): StepSpec {
    return step({ kind: 'load', register, from, mark: 'plain' });
}
export function plainStore(to: string, value: string | number): StepSpec {
    return step({ kind: 'store', to, value: String(value), mark: 'plain' });
}
export function write(to: string, value: string | number): ActionSpec {
    return { kind: 'write', to, value: String(value) };
}
export function set(register: string, value: string | number): ActionSpec {
    return { kind: 'set', register, value: String(value) };
}
export function fence(): StepSpec {
    return { actions: [], drains: '1' };
}
export function waitUntil(guard: string): StepSpec {
    return { actions: [], guard, drains: '1' };
}
export function lock(cell: string): StepSpec {
    return {
        guard: `${cell} == 0`,
        drains: '1',
        actions: [write(cell, 'self + 1')],
        strong: true,
        waits: { cell, kind: 'lock', holders: `${cell} == $0 + 1` },
    };
}
/** Drains, as a mutex does. */
export function unlock(cell: string): StepSpec {
    return { drains: '1', actions: [write(cell, 0)] };
}
/** The lock word is an entry of the store buffer, as with a spinlock. */
export function unlockLater(cell: string): StepSpec {
    return step({ kind: 'defer', actions: [write(cell, 0)] });
}
export function progress(): StepSpec {
    return step({ kind: 'progress' });
}
export function assertion(condition: string, name: string): ActionSpec {
    return { kind: 'if', condition, then: [], else: [violate(name)] };
}
export function violate(name: string): ActionSpec {
    return { kind: 'fail', outcome: { kind: 'violation', name } };
}
export function bug(name: string): ActionSpec {
    return { kind: 'fail', outcome: { kind: 'bug', name } };
}
export function jump(label: string, when?: string): JumpSpec {
    return when === undefined ? { jump: label } : { jump: label, when };
}

export function buildProgram(spec: ProgramSpec): Program {
    const classNames = Object.keys(spec.classes ?? {});
    const cellNames = Object.keys(spec.cells);
    const actorNames = spec.actors.map(({ name }) => name);
    const cells = Object.entries(spec.cells).map(([name, cell]) => toCell(name, cell));
    const cpus = [...new Set(spec.actors.map(({ cpu, name }) => cpu ?? `cpu of ${name}`))];
    const covers: string[] = [];
    const deferred: Deferred[] = [];
    const steps: Step[] = [];
    const labels = placeLabels(spec.actors);

    const namesOf = (actor: ActorSpec | undefined): Names => ({
        register: name => indexOf(Object.keys(actor?.registers ?? {}), name),
        cell: name => indexOf(cellNames, name),
        actor: name => indexOf(actorNames, name),
        actorRegister: (id, name) => indexOf(Object.keys(spec.actors[id]!.registers ?? {}), name)!,
        class: name => indexOf(classNames, name)!,
        label: (name, label) => labels.get(`${name} ${label}`)!,
    });
    const expressionOf = (text: string, actor?: ActorSpec): Expr => parseExpression(text, namesOf(actor));

    const toAction = (action: ActionSpec, actor: ActorSpec): Action => {
        const expression = (text: string): Expr => expressionOf(text, actor);
        const register = (name: string): number => {
            const id = namesOf(actor).register(name);
            invariant(id !== undefined, `\`${name}\` is a register of ${actor.name}`);
            return id;
        };
        const place = (text: string): { cell: number; index?: Expr } => {
            const found = expression(text);
            invariant(found.kind === 'cell', `\`${text}\` names a cell`);
            return { cell: found.cell, ...(found.index && { index: found.index }) };
        };
        const all = (actions: readonly ActionSpec[]): Action[] => actions.map(each => toAction(each, actor));
        switch (action.kind) {
            case 'set':
                return { kind: 'set', register: register(action.register), value: expression(action.value) };
            case 'write':
                return { kind: 'write', ...place(action.to), value: expression(action.value) };
            case 'load':
                return {
                    kind: 'load',
                    register: register(action.register),
                    ...place(action.from),
                    mark: action.mark,
                };
            case 'store':
                return { kind: 'store', ...place(action.to), value: expression(action.value), mark: action.mark };
            case 'rmw':
                return {
                    kind: 'rmw',
                    ...place(action.to),
                    value: expression(action.value),
                    mark: action.mark ?? 'marked',
                    ...(action.condition !== undefined && { condition: expression(action.condition) }),
                    ...(action.result !== undefined && { result: register(action.result) }),
                    ...(action.succeeded !== undefined && { succeeded: register(action.succeeded) }),
                };
            case 'defer': {
                const id = deferred.push({
                    actions: all(action.actions),
                    text: 'deferred',
                    step: steps.length,
                    ...(action.cell !== undefined && { cell: place(action.cell).cell }),
                    ...(action.operand !== undefined && { operand: action.domain ?? int(-128, 127) }),
                });
                return {
                    kind: 'defer',
                    deferred: id - 1,
                    ...(action.index !== undefined && { index: expression(action.index) }),
                    ...(action.operand !== undefined && { operand: expression(action.operand) }),
                };
            }
            case 'if':
                return {
                    kind: 'if',
                    condition: expression(action.condition),
                    then: all(action.then),
                    else: all(action.else ?? []),
                };
            case 'retire':
                return { kind: 'retire', class: classNames.indexOf(action.class), index: expression(action.index) };
            case 'cover':
                return { kind: 'cover', cover: covers.push(action.name) - 1 };
            case 'fail':
            case 'discard':
            case 'progress':
                return action;
        }
    };

    const toStep = (item: StepSpec | JumpSpec, actor: ActorSpec, fallThrough: Next): Step => {
        const expression = (text: string): Expr => expressionOf(text, actor);
        const registers = (names: readonly string[]): number[] => names.map(name => namesOf(actor).register(name)!);
        if ('jump' in item) {
            const target = labels.get(`${actor.name} ${item.jump}`);
            invariant(target !== undefined, `\`${item.jump}\` is a label of ${actor.name}`);
            return {
                local: true,
                actions: [],
                fairness: 'weak',
                optional: false,
                next: jumpNext(target, item.when === undefined ? undefined : expression(item.when), fallThrough),
            };
        }
        const { guard, drains, choose, waits, rest, live } = item;
        return {
            local: item.local ?? false,
            actions: item.actions.map(action => toAction(action, actor)),
            next: fallThrough,
            fairness: item.strong ? 'strong' : 'weak',
            optional: item.optional ?? false,
            ...(guard !== undefined && { guard: expression(guard) }),
            ...(drains !== undefined && { drains: expression(drains) }),
            ...(choose && {
                choose: {
                    register: namesOf(actor).register(choose[0])!,
                    low: expression(choose[1]),
                    high: expression(choose[2]),
                },
            }),
            ...(rest && {
                rest: rest === 'always' ? { kind: 'always' } : { kind: 'unless', raised: expression(rest.raised) },
            }),
            ...(waits && {
                waits: {
                    kind: waits.kind,
                    ...(waits.cell !== undefined && { object: { cell: cellNames.indexOf(waits.cell) } }),
                    ...(waits.holders !== undefined && { holders: expression(waits.holders) }),
                },
            }),
            ...(live && { live: registers(live) }),
        };
    };

    const actors = spec.actors.map((actor): Actor => {
        const items = actor.body.filter(item => typeof item !== 'string');
        const entry = steps.length;
        items.forEach((item, place) => {
            const last = place === items.length - 1;
            const ends = last && !('jump' in item);
            steps.push(toStep(item, actor, ends ? { kind: 'end' } : { kind: 'goto', step: steps.length + 1 }));
        });
        // The builder pads, so that a jump to a label behind the last step has a target.
        steps.push({ local: true, actions: [], next: { kind: 'end' }, fairness: 'weak', optional: false });
        const registers = Object.entries(actor.registers ?? {}).map(([name, each]) => toRegister(name, each));
        return {
            name: actor.name,
            kind: actor.kind,
            cpu: cpus.indexOf(actor.cpu ?? `cpu of ${actor.name}`),
            registers,
            entry: items.length === 0 ? undefined : entry,
            obliged: actor.obliged ?? (actor.kind === 'thread' || items.some(item => 'rest' in item)),
            liveAtEnd: (actor.live ?? Object.keys(actor.registers ?? {})).map(name => namesOf(actor).register(name)!),
            ...(actor.mayRun !== undefined && { mayRun: expressionOf(actor.mayRun, actor) }),
            ...(actor.excludedBy !== undefined && { excludedBy: expressionOf(actor.excludedBy, actor) }),
        };
    });
    const properties = (['invariants', 'finals', 'exists'] as const).flatMap(key =>
        Object.entries(spec[key] ?? {}).map(
            ([name, text]): Property => ({
                kind: key === 'invariants' ? 'invariant' : key === 'finals' ? 'final' : 'exists',
                outcome: { kind: 'violation', name },
                holds: expressionOf(text),
            }),
        ),
    );

    return {
        memory: spec.memory ?? SC,
        cpus,
        classes: Object.entries(spec.classes ?? {}).map(([name, size]) => toClass(name, size)),
        cells,
        actors,
        steps,
        deferred,
        properties,
        covers,
        detectRaces: spec.detectRaces ?? false,
        assumptions: [],
    };
}

/** The step that a label of an actor names, by `actor label`. */
export function stepAt(spec: ProgramSpec, actor: string, label: string): number {
    const id = placeLabels(spec.actors).get(`${actor} ${label}`);
    invariant(id !== undefined, `\`${label}\` is a label of ${actor}`);
    return id;
}

function placeLabels(actors: readonly ActorSpec[]): ReadonlyMap<string, number> {
    const labels = new Map<string, number>();
    let next = 0;
    for (const { name, body } of actors) {
        for (const item of body) {
            if (typeof item === 'string') labels.set(`${name} ${item.replace(/:$/, '')}`, next);
            else next++;
        }
        next++;
    }
    return labels;
}

function jumpNext(target: number, condition: Expr | undefined, fallThrough: Next): Next {
    if (condition === undefined) return { kind: 'goto', step: target };
    if (fallThrough.kind === 'goto') return { kind: 'branch', condition, then: target, else: fallThrough.step };
    invariant(false, 'a jump is followed by a step');
}

function toCell(name: string, spec: CellSpec | number): Cell {
    const { domain, initial, class: kind } = typeof spec === 'number' ? variable(spec) : spec;
    return { name, domain, length: initial.length, initial, class: kind };
}

function toRegister(name: string, spec: number | Domain): Register {
    return typeof spec === 'number'
        ? { name, domain: int(0, 3), initial: spec }
        : { name, domain: spec, initial: spec.kind === 'int' ? Math.max(0, spec.low) : 0 };
}

function toClass(name: string, size: number): ObjectClass {
    return { name, size, objects: Array.from({ length: size }, (_, index) => `${name}${index}`) };
}

function indexOf(names: readonly string[], name: string): number | undefined {
    const index = names.indexOf(name);
    return index < 0 ? undefined : index;
}
