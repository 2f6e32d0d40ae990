// One step of an actor as an action: the visible step, the local steps that run on behind it, and the registers that die
// on arrival.
//
// What happens one after the other becomes one next-state relation: the values on the way get names in a LET, and where
// the way ends, each variable is what the last of its values is. A local step at which several ways meet is an operator
// of the LET, with the values that differ as its parameters. A cut says how the execution came out and changes nothing else.
import type { Action, ActorId, Expr, Next, StepId } from '@faultline/checker';
import { hasLocalCycle, meetingPoints, successorsOf } from '../local-steps.ts';
import { BOOL, rangeOfDomain } from '../range.ts';
import { allActions } from '../walk.ts';
import type { Environment, Key, Scope, Term } from './expression.ts';
import {
    aged,
    choice,
    constant,
    element,
    inParentheses,
    integer,
    isFalse,
    isThat,
    isTrue,
    placeName,
    registerOf,
    scopeOf,
    toInteger,
    truth,
    wholeCell,
} from './expression.ts';
import type { Model } from './model.ts';
import {
    DISCARDED,
    deferredOf,
    ENDED,
    expressionsOf,
    filledBy,
    mayReturn,
    NONE,
    nameOfOutcome,
    quote,
    referencesIn,
} from './model.ts';
import type { NameGiver } from './names.ts';
import { nameGiver } from './names.ts';
import { comment, indent, junction, unchanged } from './text.ts';

/** The definition of the action. */
export function actionLines(model: Model, actor: ActorId, from: StepId): readonly string[] {
    const { program, steps, words } = model;
    const { guard, choose } = program.steps[from]!;
    const name = steps[actor]!.get(from)!;
    if (hasLocalCycle(program, from)) {
        model.problems.add(`what runs on behind a step of ${program.actors[actor]!.name} may come to one place twice`);
        return [];
    }
    const journey = journeyOf(model, actor, from);
    const scope = { ...scopeOf(model, actor), env: journey.base };
    const opening = [
        words.running,
        `${model.actors[actor]}.pc = ${quote(name)}`,
        ...(program.actors[actor]!.mayRun === undefined ? [] : [words.mayRun[actor]!]),
    ];
    const untouched = variablesOf(model).filter(variable => !journey.touched.has(variable));
    const closing = untouched.length === 0 ? [] : [unchanged(untouched)];
    const guarded = (within: Scope): readonly (readonly string[])[] => {
        const claim = guard === undefined ? isThat(true) : truth(guard, within);
        return isTrue(claim) ? [] : [[claim.text]];
    };
    if (choose === undefined) {
        const body = bodyLines(journey, journey.base);
        return [
            `${name} ==`,
            ...indent(junction([...opening.map(one => [one]), ...guarded(scope), ...body, ...closing])),
        ];
    }
    const low = integer(choose.low, scope);
    const high = integer(choose.high, scope);
    const picked: Term = {
        text: words.picked,
        sort: 'integer',
        rank: 'atom',
        range: rangeOfDomain(program, program.actors[actor]!.registers[choose.register]!.domain),
    };
    const env = new Map([...journey.base, [`register ${actor} ${choose.register}` as Key, picked]]);
    const body = bodyLines(journey, env);
    const chosen = [
        `\\E ${words.picked} \\in ${inParentheses(low)}..${inParentheses(high)} :`,
        ...indent(junction([...guarded({ ...scope, env }), ...body])),
    ];
    return [`${name} ==`, ...indent(junction([...opening.map(one => [one]), chosen, ...closing]))];
}

/** Whether the actor could take the step, apart from where it is and from what keeps it off its CPU. */
export function enabling(model: Model, actor: ActorId, step: StepId): Term {
    const { guard, choose } = model.program.steps[step]!;
    const base = knownAt(model, actor, step);
    const scope = { ...scopeOf(model, actor), env: base };
    if (choose === undefined) return guard === undefined ? isThat(true) : truth(guard, scope);
    const [low, high] = [integer(choose.low, scope), integer(choose.high, scope)];
    const picked: Term = { text: model.words.picked, sort: 'integer', rank: 'atom', range: high.range };
    const env = new Map([...base, [`register ${actor} ${choose.register}` as Key, picked]]);
    const holds = guard === undefined ? isThat(true) : truth(guard, { ...scope, env });
    const text = `\\E ${model.words.picked} \\in ${inParentheses(low)}..${inParentheses(high)} : ${holds.text}`;
    return { text, sort: 'truth', rank: 'other', range: { low: 0, high: 1 } };
}

/** Every variable of the module, in order. */
export const variablesOf = ({ cells, actors, progress, again, words }: Model): readonly string[] => [
    ...cells,
    ...actors,
    ...[...progress, again].filter(name => name !== undefined),
    words.outcome,
];

// ------------------------------------------------------------------------------------------- what it may change

/** What all the steps of one transition have in common. */
interface Journey {
    readonly model: Model;
    readonly actor: ActorId;
    readonly from: StepId;
    /** Registers that are known to be as in the beginning when it starts. */
    readonly base: Environment;
    /** The variables that some way through it changes. */
    readonly touched: ReadonlySet<string>;
    readonly meetings: ReadonlyMap<StepId, Meeting>;
    readonly give: NameGiver;
}

interface Meeting {
    readonly name: string;
    readonly parameters: readonly { readonly key: Key; readonly term: Term }[];
}

/** Where an actor rests, its dead registers are as in the beginning, but for references that a `retire` may have marked. */
function knownAt(model: Model, actor: ActorId, step: StepId): Environment {
    const { live } = model.program.steps[step]!;
    return new Map(
        model.program.actors[actor]!.registers.flatMap(({ domain, initial }, register) =>
            live === undefined || live.includes(register) || (domain.kind !== 'int' && initial !== 0)
                ? []
                : [[`register ${actor} ${register}` as Key, constant(initial, model)] as const],
        ),
    );
}

function journeyOf(model: Model, actor: ActorId, from: StepId): Journey {
    const { program, words } = model;
    const give = nameGiver(model.taken);
    const onTheWay = inOrder(model, from);
    const changed = new Map(onTheWay.map(step => [step, changedBy(model, actor, program.steps[step]!.actions)]));
    const before = new Map(onTheWay.map(step => [step, new Set<Key>()]));
    const { choose } = program.steps[from]!;
    if (choose !== undefined) before.get(from)!.add(`register ${actor} ${choose.register}`);
    for (const step of onTheWay) {
        for (const next of successorsOf(program, step)) {
            for (const key of [...before.get(step)!, ...changed.get(step)!]) before.get(next)?.add(key);
        }
    }
    const needed = new Map<StepId, ReadonlySet<Key>>();
    for (const step of onTheWay.toReversed()) needed.set(step, neededAt(model, actor, step, needed));

    const meetings = new Map(
        meetingPoints(program, from).map(step => {
            const keys = [...before.get(step)!].filter(
                key => !key.startsWith(`register ${actor} `) || needed.get(step)!.has(key),
            );
            const label = model.options.labelOf?.(step);
            const name = give(`${model.actors[actor]}_${label ?? 'then'}`);
            const parameters = keys.map(key => {
                const { value: _, ...term } = initially(key, model, actor);
                const range = key.startsWith('progress') ? BOOL : term.range;
                return { key, term: { ...term, range, text: give(wish(key, model)), rank: 'atom' as const } };
            });
            return [step, { name, parameters }];
        }),
    );
    const keys = new Set(onTheWay.flatMap(step => [...changed.get(step)!]));
    const cuts = onTheWay.some(step => mayBeCut(model, program.steps[step]!.actions));
    const touched = new Set([
        model.actors[actor]!,
        ...[...keys].flatMap(key => variableOf(key, model) ?? []),
        ...(cuts ? [words.outcome] : []),
        ...(model.again !== undefined && mayReturn(program, from) ? [model.again] : []),
    ]);
    return { model, actor, from, base: knownAt(model, actor, from), touched, meetings, give };
}

/** The step and the local ones behind it, each before those that it leads to. */
function inOrder({ program }: Model, from: StepId): readonly StepId[] {
    const seen = new Set<StepId>();
    const order: StepId[] = [];
    const visit = (step: StepId): void => {
        if (seen.has(step)) return;
        seen.add(step);
        for (const next of successorsOf(program, step)) if (program.steps[next]!.local) visit(next);
        order.unshift(step);
    };
    visit(from);
    return order;
}

function changedBy(model: Model, actor: ActorId, actions: readonly Action[]): ReadonlySet<Key> {
    const { program, fields } = model;
    return new Set(
        allActions(actions).flatMap((action): readonly Key[] => {
            const registers = filledBy(action).map((register): Key => `register ${actor} ${register}`);
            switch (action.kind) {
                case 'write':
                case 'store':
                case 'rmw':
                    return [`cell ${action.cell}`, ...registers];
                case 'defer':
                    return [...changedBy(model, actor, deferredOf(program, action).actions)];
                case 'retire':
                    return [
                        ...program.cells.flatMap(({ domain }, cell): readonly Key[] =>
                            referencesIn(domain, action.class).length > 0 ? [`cell ${cell}`] : [],
                        ),
                        ...program.actors.flatMap((other, id) =>
                            other.registers.flatMap(({ domain }, register): readonly Key[] =>
                                referencesIn(domain, action.class).length > 0 && fields[id]![register] !== undefined
                                    ? [`register ${id} ${register}`]
                                    : [],
                            ),
                        ),
                    ];
                case 'progress':
                    return [`progress ${actor}`];
                default:
                    return registers;
            }
        }),
    );
}

/** Own registers whose values still matter before the step. */
function neededAt(
    model: Model,
    actor: ActorId,
    step: StepId,
    needed: ReadonlyMap<StepId, ReadonlySet<Key>>,
): ReadonlySet<Key> {
    const { program } = model;
    const { actions, next } = program.steps[step]!;
    const { registers, liveAtEnd } = program.actors[actor]!;
    const key = (register: number): Key => `register ${actor} ${register}`;
    const all = allActions(actions);
    const expressions = [
        ...all.flatMap(expressionsOf),
        ...(next.kind === 'branch' ? [next.condition] : next.kind === 'switch' ? [next.on] : []),
    ];
    const looksAtAll =
        all.some(({ kind }) => kind === 'retire' || kind === 'defer') ||
        expressions.some(expr => someExpr(expr, ({ kind }) => kind === 'is-referenced' || kind === 'actor-register'));
    if (looksAtAll) return new Set([...registers.keys()].map(key));
    const read = expressions.flatMap(expr => [...registersIn(expr)]);
    const arriving = next.kind === 'end' ? liveAtEnd : [];
    const later = successorsOf(program, step).flatMap((then): readonly Key[] => {
        if (program.steps[then]!.local) return [...needed.get(then)!];
        return (program.steps[then]!.live ?? [...registers.keys()]).map(key);
    });
    return new Set([...[...read, ...arriving].map(key), ...later]);
}

const mayBeCut = (model: Model, actions: readonly Action[]): boolean =>
    allActions(actions).some(action =>
        action.kind === 'defer'
            ? mayBeCut(model, deferredOf(model.program, action).actions)
            : action.kind === 'fail' || action.kind === 'discard',
    );

function partsOf(expr: Expr): readonly Expr[] {
    switch (expr.kind) {
        case 'cell':
            return expr.index === undefined ? [] : [expr.index];
        case 'unary':
            return [expr.operand];
        case 'binary':
            return [expr.left, expr.right];
        case 'conditional':
            return [expr.condition, expr.then, expr.else];
        case 'quantifier':
            return [expr.low, expr.high, expr.body];
        case 'at':
        case 'ended':
            return [expr.actor];
        case 'is-referenced':
            return [expr.index];
        default:
            return [];
    }
}

const someExpr = (expr: Expr, holds: (expr: Expr) => boolean): boolean =>
    holds(expr) || partsOf(expr).some(part => someExpr(part, holds));

const registersIn = (expr: Expr): readonly number[] =>
    expr.kind === 'register' ? [expr.register] : partsOf(expr).flatMap(registersIn);

function variableOf(key: Key, { cells, actors, progress, words }: Model): string | undefined {
    const [kind, first] = key.split(' ');
    switch (kind) {
        case 'cell':
            return cells[Number(first)];
        case 'register':
            return actors[Number(first)];
        case 'progress':
            return progress[Number(first)];
        default:
            return words.outcome;
    }
}

/** A name for a value on the way. */
function wish(key: Key, model: Model): string {
    const [kind, first, second] = key.split(' ');
    if (kind === 'register') return model.fields[Number(first)]![Number(second)] ?? 'value';
    return variableOf(key, model) ?? 'value';
}

/** What it is before the step. */
function initially(key: Key, model: Model, actor: ActorId | undefined): Term {
    const [kind, first, second] = key.split(' ');
    const scope = scopeOf(model, actor);
    switch (kind) {
        case 'cell':
            return wholeCell(Number(first), scope);
        case 'register':
            return registerOf(Number(first), Number(second), scope);
        case 'progress':
            return isThat(false);
        default:
            return outcome(NONE);
    }
}

const outcome = (name: string): Term => ({
    text: quote(name),
    sort: 'integer',
    rank: 'atom',
    range: { low: 0, high: 0 },
});

// ------------------------------------------------------------------------------------------------ what it does

interface Binding {
    readonly name: string;
    readonly text: string;
}

/** A stretch of actions, with the values so far. */
interface Stretch {
    readonly journey: Journey;
    readonly scope: Scope & { readonly env: Map<Key, Term> };
    readonly bindings: Binding[];
}

function bodyLines(journey: Journey, env: Environment): readonly (readonly string[])[] {
    const { meetings, from } = journey;
    const body = stepLines(journey, from, env);
    const definitions = [...meetings].toReversed().map(([step, { name, parameters }]) => {
        const inner = new Map([...journey.base, ...parameters.map(({ key, term }) => [key, term] as const)]);
        const named = parameters.length === 0 ? name : `${name}(${parameters.map(({ term }) => term.text).join(', ')})`;
        return [...describe(journey.model, step), `${named} ==`, ...indent(stepLines(journey, step, inner))];
    });
    if (definitions.length > 0) return [['LET', ...indent(definitions.flat()), 'IN', ...body]];
    // a conjunction is part of the one that it stands in
    return body.every(line => line.startsWith('/\\ ') || line.startsWith('   ')) ? splitJunction(body) : [body];
}

function splitJunction(lines: readonly string[]): readonly (readonly string[])[] {
    const items: string[][] = [];
    for (const line of lines) {
        if (line.startsWith('/\\ ')) items.push([line.slice(3)]);
        else items.at(-1)?.push(line.slice(3));
    }
    return items;
}

/** The statement of a step as a comment, where it is known. */
export function describe(model: Model, step: StepId): readonly string[] {
    const text = model.options.describeStep?.(step);
    return text === undefined || text.trim() === '' ? [] : [comment(text)];
}

function stepLines(journey: Journey, step: StepId, env: Environment): readonly string[] {
    const { actions, next } = journey.model.program.steps[step]!;
    return run(journey, actions, env, stretch => nextLines(stretch, next));
}

/** The actions in order, and then what is behind them, unless they cut the execution. */
function run(
    journey: Journey,
    actions: readonly Action[],
    env: Environment,
    rest: (stretch: Stretch) => readonly string[],
): readonly string[] {
    const { model, actor } = journey;
    const stretch: Stretch = { journey, scope: { ...scopeOf(model, actor), env: new Map(env) }, bindings: [] };
    const lines = (): readonly string[] => {
        for (const [place, action] of actions.entries()) {
            perform(action, stretch);
            const came = stretch.scope.env.get('outcome');
            if (came === undefined) continue;
            const cut = cutLines(journey, came);
            if (came.text.startsWith('"')) return cut;
            stretch.scope.env.delete('outcome');
            const later = run(journey, actions.slice(place + 1), stretch.scope.env, rest);
            return [`IF ${inParentheses(came)} = ${quote(NONE)} THEN`, ...indent(later), 'ELSE', ...indent(cut)];
        }
        return rest(stretch);
    };
    return letLines(lines(), stretch.bindings);
}

/** Names a value, unless it is short enough to be written wherever it is used. */
function bind(term: Term, wanted: string, { journey, bindings }: Stretch): Term {
    if (term.value !== undefined || (term.rank === 'atom' && /^[\w.]+$/.test(term.text))) return term;
    const name = journey.give(wanted);
    bindings.push({ name, text: term.text });
    return { ...term, text: name, rank: 'atom' };
}

function perform(action: Action, stretch: Stretch): void {
    const { scope, journey } = stretch;
    const { env, model, actor } = scope;
    const assign = (key: Key, term: Term): void => {
        env.set(key, bind(term, wish(key, model), stretch));
    };
    const fill = (register: number | undefined, term: Term): void => {
        if (register !== undefined) assign(`register ${actor!} ${register}`, toInteger(term, model));
    };
    switch (action.kind) {
        case 'set':
            fill(action.register, integer(action.value, scope));
            break;
        case 'load':
            fill(action.register, element(action.cell, action.index, scope));
            break;
        case 'write':
        case 'store':
            assign(`cell ${action.cell}`, updated(action, integer(action.value, scope), scope));
            break;
        case 'rmw': {
            const old = bind(element(action.cell, action.index, scope), 'old', stretch);
            const within = { ...scope, old };
            const { condition } = action;
            const succeeds =
                condition === undefined ? isThat(true) : bind(truth(condition, within), 'succeeds', stretch);
            const value = choice(succeeds, integer(action.value, within), old, model);
            if (!isFalse(succeeds)) assign(`cell ${action.cell}`, updated(action, value, scope));
            fill(action.result, old);
            fill(action.succeeded, succeeds);
            break;
        }
        case 'defer': {
            const [slot, operand] = [action.index, action.operand].map((expr, i) =>
                bind(
                    expr === undefined ? constant(0, model) : integer(expr, scope),
                    i === 0 ? 'slot' : 'operand',
                    stretch,
                ),
            );
            const inner = { ...stretch, scope: { ...scope, actor: undefined, slot: slot!, operand: operand! } };
            performAll(deferredOf(model.program, action).actions, inner);
            break;
        }
        case 'if':
            performIf(action, stretch);
            break;
        case 'fail':
            env.set('outcome', outcome(nameOfOutcome(action.outcome)));
            break;
        case 'discard':
            env.set('outcome', outcome(DISCARDED));
            break;
        case 'retire':
            retire(action.class, bind(integer(action.index, scope), 'freed', stretch), stretch);
            break;
        case 'progress':
            env.set(`progress ${journey.actor}`, isThat(true));
            break;
        case 'cover':
            break;
    }
}

/** Up to the first that cuts for sure. Of one that may cut, what comes behind it matters only where it does not. */
function performAll(actions: readonly Action[], stretch: Stretch): void {
    const { env } = stretch.scope;
    let came: Term | undefined;
    for (const action of actions) {
        env.delete('outcome');
        perform(action, stretch);
        const now = env.get('outcome');
        if (now !== undefined) came = came === undefined ? now : first(came, now, stretch);
        if (came?.text.startsWith('"')) break;
    }
    if (came !== undefined) env.set('outcome', came);
}

/** The first of two outcomes that is one. */
function first(one: Term, other: Term, { journey }: Stretch): Term {
    const isNone: Term = { ...isThat(true), text: `${inParentheses(one)} = ${quote(NONE)}`, rank: 'comparison' };
    const { value: _, ...open } = isNone;
    return choice(open, other, one, journey.model);
}

function performIf(action: Extract<Action, { kind: 'if' }>, stretch: Stretch): void {
    const { scope, journey } = stretch;
    const { model, env } = scope;
    const condition = bind(truth(action.condition, scope), 'so', stretch);
    if (condition.value !== undefined) {
        performAll(isTrue(condition) ? action.then : action.else, stretch);
        return;
    }
    const branch = (actions: readonly Action[]): Environment => {
        const inner = { ...stretch, scope: { ...scope, env: new Map(env) } };
        performAll(actions, inner);
        return inner.scope.env;
    };
    const [then, otherwise] = [branch(action.then), branch(action.else)];
    for (const key of new Set([...then.keys(), ...otherwise.keys()])) {
        const [a, b] = [then, otherwise].map(one => one.get(key) ?? initially(key, model, journey.actor));
        if (a!.text === env.get(key)?.text && b!.text === a!.text) continue;
        const merged = choice(condition, a!, b!, model);
        env.set(key, bind(merged, wish(key, model), stretch));
    }
}

/** The cell with one element set. */
function updated({ cell, index }: { readonly cell: number; readonly index?: Expr }, value: Term, scope: Scope): Term {
    const whole = wholeCell(cell, scope);
    if (scope.model.program.cells[cell]!.length === 1) return value;
    const at = index === undefined ? '0' : integer(index, scope).text;
    return { ...whole, text: `[${inParentheses(whole)} EXCEPT ![${at}] = ${value.text}]`, rank: 'atom' };
}

function retire(ofClass: number, index: Term, stretch: Stretch): void {
    const { scope } = stretch;
    const { env, model } = scope;
    const { program } = model;
    const assign = (key: Key, term: Term): void => {
        env.set(key, bind(term, wish(key, model), stretch));
    };
    program.cells.forEach(({ domain, length }, cell) => {
        const references = referencesIn(domain, ofClass);
        if (references.length === 0) return;
        const whole = wholeCell(cell, scope);
        if (length === 1) {
            assign(`cell ${cell}`, { ...whole, text: aged(whole, references, index, model), rank: 'other' });
            return;
        }
        const name = placeName(model, [whole.text, index.text]);
        const one: Term = { ...whole, text: `${inParentheses(whole)}[${name}]`, rank: 'atom' };
        const text = `[${name} \\in 0..${length - 1} |-> ${aged(one, references, index, model)}]`;
        assign(`cell ${cell}`, { ...whole, text, rank: 'atom' });
    });
    program.actors.forEach(({ registers }, id) => {
        registers.forEach(({ domain }, register) => {
            const references = referencesIn(domain, ofClass);
            if (references.length === 0 || model.fields[id]![register] === undefined) return;
            const value = registerOf(id, register, scope);
            const { value: _, ...open } = value;
            // what is not there cannot be marked
            if (value.value === 0) return;
            assign(`register ${id} ${register}`, {
                ...open,
                text: aged(value, references, index, model),
                rank: 'other',
            });
        });
    });
}

// ---------------------------------------------------------------------------------------------- where it goes

function nextLines(stretch: Stretch, next: Next): readonly string[] {
    const { scope } = stretch;
    switch (next.kind) {
        case 'end':
            return arrivalLines(stretch, undefined);
        case 'goto':
            return arrivalLines(stretch, next.step);
        case 'branch': {
            if (next.then === next.else) return arrivalLines(stretch, next.then);
            const claim = truth(next.condition, scope);
            if (claim.value !== undefined) return arrivalLines(stretch, isTrue(claim) ? next.then : next.else);
            return [
                `IF ${claim.text} THEN`,
                ...indent(arrivalLines(stretch, next.then)),
                'ELSE',
                ...indent(arrivalLines(stretch, next.else)),
            ];
        }
        case 'switch': {
            const on = bind(integer(next.on, scope), 'on', stretch);
            if (on.value !== undefined) return arrivalLines(stretch, next.steps[on.value]);
            const targets = [...new Set(next.steps)];
            return targets.flatMap((target, i) => {
                const indices = next.steps.flatMap((step, index) => (step === target ? [index] : []));
                const claim =
                    indices.length === 1
                        ? `${inParentheses(on)} = ${indices[0]}`
                        : `${inParentheses(on)} \\in {${indices.join(', ')}}`;
                const head = i === targets.length - 1 ? 'ELSE' : `${i === 0 ? '' : 'ELSE '}IF ${claim} THEN`;
                const lines = arrivalLines(stretch, target);
                return targets.length === 1 ? lines : [head, ...indent(lines)];
            });
        }
    }
}

function arrivalLines(stretch: Stretch, at: StepId | undefined): readonly string[] {
    const { journey, scope } = stretch;
    const { model, meetings, actor } = journey;
    if (at === undefined || !model.program.steps[at]!.local) return restLines(journey, at, scope.env);
    const meeting = meetings.get(at);
    if (meeting === undefined) return [...describe(model, at), ...stepLines(journey, at, scope.env)];
    const values = meeting.parameters.map(({ key }) => (scope.env.get(key) ?? initially(key, model, actor)).text);
    return [values.length === 0 ? meeting.name : `${meeting.name}(${values.join(', ')})`];
}

/** The actor comes to rest: what each variable is from now on. */
function restLines(journey: Journey, at: StepId | undefined, env: Environment): readonly string[] {
    const { model, actor, from, base } = journey;
    const { program, steps, actors, fields, cells, progress, words } = model;
    const name = at === undefined ? ENDED : steps[actor]!.get(at)!;
    const live = at === undefined ? program.actors[actor]!.liveAtEnd : program.steps[at]!.live;
    const updates = new Map<string, string[]>();
    const update = (variable: string, field: string, value: string): void => {
        updates.set(variable, [...(updates.get(variable) ?? []), `!.${field} = ${value}`]);
    };
    if (at !== from) update(actors[actor]!, 'pc', quote(name));
    program.actors.forEach(({ registers }, id) => {
        registers.forEach(({ initial }, register) => {
            const field = fields[id]![register];
            if (field === undefined) return;
            const key: Key = `register ${id} ${register}`;
            const before = base.get(key) ?? registerOf(id, register, scopeOf(model, actor));
            const isDead = id === actor && live !== undefined && !live.includes(register);
            const after = isDead ? constant(initial, model) : (env.get(key) ?? before);
            if (after.text !== before.text) update(actors[id]!, field, after.text);
        });
    });
    const changes = new Map(
        [...updates].map(([variable, parts]) => [variable, `[${variable} EXCEPT ${parts.join(', ')}]`]),
    );
    cells.forEach((variable, cell) => {
        const value = env.get(`cell ${cell}`);
        if (value !== undefined && value.text !== variable) changes.set(variable, value.text);
    });
    progress.forEach((variable, id) => {
        const made = env.get(`progress ${id}`);
        if (variable === undefined || made === undefined || isFalse(made)) return;
        const turned = isTrue(made) ? words.liveness : `(${words.liveness} /\\ ${inParentheses(made)})`;
        changes.set(variable, `(${variable} # ${turned})`);
    });
    if (at === from && model.again !== undefined) changes.set(model.again, `(${model.again} # ${words.liveness})`);
    return frameLines(journey, changes);
}

/** The execution is cut: nothing changes but what it came to. */
function cutLines(journey: Journey, came: Term): readonly string[] {
    return frameLines(journey, new Map([[journey.model.words.outcome, came.text]]));
}

function frameLines({ touched, model }: Journey, changes: ReadonlyMap<string, string>): readonly string[] {
    const same = variablesOf(model).filter(variable => touched.has(variable) && !changes.has(variable));
    return junction([
        ...variablesOf(model).flatMap(variable => {
            const value = changes.get(variable);
            return value === undefined ? [] : [[`${variable}' = ${value}`]];
        }),
        ...(same.length === 0 ? [] : [unchanged(same)]),
    ]);
}

/** Values that are used once are written where they are used, if that is not too long; the others are named before. */
function letLines(lines: readonly string[], bindings: readonly Binding[]): readonly string[] {
    if (bindings.length === 0) return lines;
    let body = lines;
    const kept: Binding[] = [];
    for (const { name, text } of bindings.toReversed()) {
        const everywhere = [...body, ...kept.map(one => one.text)];
        const uses = everywhere.reduce(
            (sum, one) => sum + [...one.matchAll(wordOrText(name))].filter(isWord).length,
            0,
        );
        if (uses === 0) continue;
        // a bound variable must not come to stand below another of the same name
        if (uses > 1 || text.length > LONGEST_INLINE || text.includes('\\in ')) {
            kept.unshift({ name, text });
            continue;
        }
        const isAtom = /^(\[[^[\]]*\]|[\w.]+)$/.test(text);
        const put = (where: string): string =>
            where.replace(wordOrText(name), (found, word: string | undefined, at: number) => {
                if (word === undefined) return found;
                return isAtom || isAlone(where, at, name) ? text : `(${text})`;
            });
        body = body.map(put);
        kept.splice(0, kept.length, ...kept.map(one => ({ name: one.name, text: put(one.text) })));
    }
    return [...kept.map(({ name, text }) => `LET ${name} == ${text} IN`), ...body];
}

const LONGEST_INLINE = 60;

/** The name where it is one, or a text or a comment, where it is none. */
const wordOrText = (name: string): RegExp =>
    new RegExp(`"(?:[^"\\\\]|\\\\.)*"|\\\\\\*.*|(?<![\\w.])(${name})(?!\\w)`, 'g');
const isWord = (match: RegExpMatchArray): boolean => match[1] !== undefined;

/** Whether nothing else stands in the expression: it is the whole value of a variable, or of a definition. */
const isAlone = (where: string, at: number, name: string): boolean =>
    at + name.length === where.length
        ? at === 0 || /' = $/.test(where.slice(0, at))
        : where.slice(0, at).endsWith('IF ') && where.slice(at + name.length).startsWith(' THEN');
