// One transition of an actor as the body of a `d_step`: the visible step, the local steps that run on behind it, and
// the registers that die on arrival.
//
// Invariant: the d_step never blocks behind its guard (every `if` has an alternative that holds), and when it is
// cut (`fail`, `discard`) nothing behind the cut is executed.
import type { Action, ActorId, Next, RegisterId, StepId } from '@faultline/checker';
import { hasLocalCycle, meetingPoints, successorsOf } from '../local-steps.ts';
import type { Range } from '../range.ts';
import { rangeOfDomain } from '../range.ts';
import { allActions } from '../walk.ts';
import type { Scope, Term } from './expression.ts';
import { allOf, condition, constant, elementOf, equals, isFalse, isTrue, print } from './expression.ts';
import type { Model } from './model.ts';
import { keyOfOutcome, referencePlaces } from './model.ts';
import { comment, doLines, ifLines } from './text.ts';

/** The statements behind the guard of a step. */
export function transitionLines(model: Model, actor: ActorId, from: StepId): readonly string[] {
    const meetings = meetingPoints(model.program, from);
    const journey: Journey = { model, actor, meetings, dying: dyingRegisters(model, actor, from) };
    const ways = meetings.map(step => ({
        guard: equals(model.places[actor]!, model.steps[step]!).text,
        body: [...describe(model, step), ...stepLines(journey, step)],
    }));
    // a function that is shared by its calls may be called twice in one step
    if (hasLocalCycle(model.program, from)) {
        const out = { guard: model.words.stopped, body: ['break;'] };
        return [...stepLines(journey, from), ...doLines([out, ...ways, { guard: 'else', body: ['break;'] }])];
    }
    return [...stepLines(journey, from), ...ways.flatMap(way => ifLines([way, { guard: 'else', body: [] }]))];
}

/**
 * Marks every reference to an object (the macro's argument is its index) as one that outlived it: 2 i + 1 becomes
 * 2 i + 2. One statement for each place, because spin takes no more than 2048 in one d_step.
 */
export function retireLines(model: Model, ofClass: number): readonly string[] {
    const { freed, element, what } = model.words;
    const places = referencePlaces(model, ofClass);
    const marks = places.flatMap(({ variable, length, shift, width }) => {
        const place = length === 1 ? variable : `${variable}[${element}]`;
        const mark =
            width === 32
                ? `${place} = ${place} + (${place} == ${freed});`
                : `${place} = ${place} + (((${place} >> ${shift}) & ${2 ** width - 1}) == ${freed} -> ${2 ** shift} : 0);`;
        return length === 1 ? [mark] : [`for (${element} : 0 .. ${length - 1}) {`, `    ${mark}`, '}'];
    });
    const hasLoop = places.some(({ length }) => length > 1);
    return [`${freed} = 2 * (${what}) + 1;`, ...marks, `${freed} = 0;`, ...(hasLoop ? [`${element} = 0;`] : [])];
}

/** A comment with the statement of the step, where it is known. */
export function describe(model: Model, step: StepId): readonly string[] {
    const text = model.options.describeStep?.(step);
    return text === undefined || text.trim() === '' ? [] : [comment(text)];
}

/** What all the steps of one transition have in common. */
interface Journey {
    readonly model: Model;
    readonly actor: ActorId;
    readonly meetings: readonly StepId[];
    /** Registers that may hold something before or during the transition. */
    readonly dying: ReadonlySet<RegisterId>;
}

function stepLines(journey: Journey, step: StepId): readonly string[] {
    const { model, actor } = journey;
    const scope: Scope = { model, actor, bound: [] };
    const { actions, next } = model.program.steps[step]!;
    return workLines(itemsOf(actions, scope), model, () => nextLines(journey, next, scope));
}

// ---------------------------------------------------------------------------------------------- where it goes

function nextLines(journey: Journey, next: Next, scope: Scope): readonly string[] {
    switch (next.kind) {
        case 'end':
            return arrivalLines(journey, undefined);
        case 'goto':
            return arrivalLines(journey, next.step);
        case 'branch': {
            if (next.then === next.else) return arrivalLines(journey, next.then);
            const claim = condition(next.condition, scope);
            if (claim.value !== undefined) return arrivalLines(journey, isTrue(claim) ? next.then : next.else);
            return ifLines([
                { guard: claim.text, body: arrivalLines(journey, next.then) },
                { guard: 'else', body: arrivalLines(journey, next.else) },
            ]);
        }
        case 'switch': {
            const on = print(next.on, scope);
            if (on.value !== undefined) return arrivalLines(journey, next.steps[on.value]);
            const targets = [...new Set(next.steps)];
            return ifLines(
                targets.map((target, i) => {
                    const indices = next.steps.flatMap((step, index) => (step === target ? [index] : []));
                    const isLast = i === targets.length - 1;
                    const guard = indices.map(index => `(${on.text}) == ${index}`).join(' || ');
                    return { guard: isLast ? 'else' : guard, body: arrivalLines(journey, target) };
                }),
            );
        }
    }
}

function arrivalLines(journey: Journey, at: StepId | undefined): readonly string[] {
    const { model, actor, meetings } = journey;
    const { program, places, registers, steps } = model;
    if (at !== undefined && program.steps[at]!.local && !meetings.includes(at)) {
        return [...describe(model, at), ...stepLines(journey, at)];
    }
    const place = `${places[actor]} = ${at === undefined ? model.words.ended : steps[at]};`;
    if (at !== undefined && program.steps[at]!.local) return [place];
    const live = at === undefined ? program.actors[actor]!.liveAtEnd : program.steps[at]!.live;
    const dead = [...journey.dying].filter(register => live !== undefined && !live.includes(register));
    return [
        place,
        ...dead.map(
            id => `${registers[actor]![id]} = ${constant(program.actors[actor]!.registers[id]!.initial, model).text};`,
        ),
    ];
}

/**
 * Where an actor rests, its dead registers have their initial values; so only those that were live there, or are
 * written on the way, or that somebody's `retire` may have marked meanwhile, need to be reset.
 */
function dyingRegisters(model: Model, actor: ActorId, from: StepId): ReadonlySet<RegisterId> {
    const { program } = model;
    const { registers } = program.actors[actor]!;
    const { live, choose } = program.steps[from]!;
    const dying = new Set<RegisterId>(live ?? registers.keys());
    if (choose !== undefined) dying.add(choose.register);
    registers.forEach((register, id) => {
        if (register.domain.kind !== 'int' && register.initial !== 0) dying.add(id);
    });
    const onTheWay = new Set([from]);
    for (const step of onTheWay) {
        for (const action of allActions(program.steps[step]!.actions)) {
            if (action.kind === 'set' || action.kind === 'load') dying.add(action.register);
            if (action.kind === 'rmw') {
                if (action.result !== undefined) dying.add(action.result);
                if (action.succeeded !== undefined) dying.add(action.succeeded);
            }
        }
        for (const next of successorsOf(program, step)) if (program.steps[next]!.local) onTheWay.add(next);
    }
    return new Set([...dying].sort((a, b) => a - b));
}

// -------------------------------------------------------------------------------------------- what it does

/** Something to do: an action, or statements that are ready. */
type Item = { readonly action: Action; readonly scope: Scope } | { readonly lines: readonly string[] };

const itemsOf = (actions: readonly Action[], scope: Scope): readonly Item[] =>
    actions.map(action => ({ action, scope }));

/** The items in order, and then `rest`, unless they are cut. */
function workLines(items: readonly Item[], model: Model, rest: () => readonly string[]): readonly string[] {
    const [item, ...later] = items;
    if (item === undefined) return rest();
    if ('lines' in item) return [...item.lines, ...workLines(later, model, rest)];

    const { action, scope } = item;
    const goOn = (first: readonly Item[] = []): readonly string[] => workLines([...first, ...later], model, rest);
    switch (action.kind) {
        case 'fail':
            return [`${model.words.cut}(${model.outcomes.get(keyOfOutcome(action.outcome))});`];
        case 'discard':
            return [`${model.words.cut}(${model.words.discarded});`];
        case 'defer':
            return goOn(deferItems(action, scope));
        case 'if': {
            const claim = condition(action.condition, scope);
            if (claim.value !== undefined) return goOn(itemsOf(isTrue(claim) ? action.then : action.else, scope));
            return branchLines(claim, action, scope, later, rest);
        }
        case 'set':
        case 'write':
        case 'load':
        case 'store':
        case 'rmw':
        case 'retire':
        case 'progress':
        case 'cover':
            return [...simpleLines(action, scope), ...goOn()];
    }
}

/** An `if` and what comes behind it; that stands inside the alternatives only where one of them is cut. */
function branchLines(
    claim: Term,
    action: Extract<Action, { kind: 'if' }>,
    scope: Scope,
    later: readonly Item[],
    rest: () => readonly string[],
): readonly string[] {
    const { model } = scope;
    const nothing = (): readonly string[] => [];
    const lines = (actions: readonly Action[], behind: readonly Item[], end: () => readonly string[]) =>
        workLines([...itemsOf(actions, scope), ...behind], model, end);
    const thenIsCut = isAlwaysCut(action.then, model);
    const elseIsCut = isAlwaysCut(action.else, model);
    if (thenIsCut || elseIsCut) {
        return ifLines([
            { guard: claim.text, body: thenIsCut ? lines(action.then, [], nothing) : lines(action.then, later, rest) },
            { guard: 'else', body: elseIsCut ? lines(action.else, [], nothing) : lines(action.else, later, rest) },
        ]);
    }
    const body = lines(action.then, [], nothing);
    const otherwise = lines(action.else, [], nothing);
    const behind = workLines(later, model, rest);
    return [
        ...(body.length + otherwise.length === 0
            ? []
            : ifLines([
                  { guard: claim.text, body },
                  { guard: 'else', body: otherwise },
              ])),
        ...(mayBeCut([action], model)
            ? ifLines([
                  { guard: model.words.stopped, body: [] },
                  { guard: 'else', body: behind },
              ])
            : behind),
    ];
}

const isAlwaysCut = (actions: readonly Action[], model: Model): boolean =>
    actions.some(action => {
        if (action.kind === 'if') return isAlwaysCut(action.then, model) && isAlwaysCut(action.else, model);
        if (action.kind === 'defer') return isAlwaysCut(model.program.deferred[action.deferred]!.actions, model);
        return action.kind === 'fail' || action.kind === 'discard';
    });

const mayBeCut = (actions: readonly Action[], model: Model): boolean =>
    allActions(actions).some(action =>
        action.kind === 'defer'
            ? mayBeCut(model.program.deferred[action.deferred]!.actions, model)
            : action.kind === 'fail' || action.kind === 'discard',
    );

/** Under `sc` a deferred operation happens at once, with its slot and operand as they were before. */
function deferItems(action: Extract<Action, { kind: 'defer' }>, scope: Scope): readonly Item[] {
    const { model } = scope;
    const deferred = model.program.deferred[action.deferred]!;
    const slot = action.index && hold(print(action.index, scope), model.words.slot);
    const operand = action.operand && hold(print(action.operand, scope), model.words.operand);
    const held = [slot, operand].filter(value => value !== undefined);
    const inner: Scope = { ...scope, ...(slot && { slot: slot.term }), ...(operand && { operand: operand.term }) };
    return [
        { lines: held.flatMap(value => value.before) },
        ...itemsOf(deferred.actions, inner),
        { lines: held.flatMap(value => value.after) },
    ];
}

/** Keeps a value in a variable while its sources may change; a constant needs none. */
function hold(term: Term, variable: string) {
    if (term.value !== undefined) return { term, before: [], after: [] };
    const held: Term = { text: variable, rank: 'atom', range: term.range };
    return { term: held, before: [`${variable} = ${term.text};`], after: [`${variable} = 0;`] };
}

type SimpleAction = Exclude<Action, { kind: 'fail' | 'discard' | 'defer' | 'if' }>;

function simpleLines(action: SimpleAction, scope: Scope): readonly string[] {
    const { model } = scope;
    const register = (id: RegisterId): string => model.registers[scope.actor!]![id]!;
    switch (action.kind) {
        case 'set':
            return [`${register(action.register)} = ${print(action.value, scope).text};`];
        case 'load':
            return [`${register(action.register)} = ${elementOf(action.cell, action.index, scope)};`];
        case 'write':
        case 'store':
            return [`${elementOf(action.cell, action.index, scope)} = ${print(action.value, scope).text};`];
        case 'rmw':
            return rmwLines(action, scope);
        case 'retire':
            if (referencePlaces(model, action.class).length === 0) return [];
            return [`${model.classes[action.class]!.retire}(${print(action.index, scope).text});`];
        case 'progress':
        case 'cover':
            return [];
    }
}

function rmwLines(action: Extract<Action, { kind: 'rmw' }>, scope: Scope): readonly string[] {
    const { model } = scope;
    const place = elementOf(action.cell, action.index, scope);
    const range: Range = rangeOfDomain(model.program, model.program.cells[action.cell]!.domain);
    const keepsOld = action.result !== undefined;
    const old: Term = { text: keepsOld ? model.words.old : place, rank: 'atom', range };
    const inner: Scope = { ...scope, old };
    const registers = model.registers[scope.actor!]!;
    const write = [`${place} = ${print(action.value, inner).text};`];
    const report = (succeeded: 0 | 1): readonly string[] =>
        action.succeeded === undefined ? [] : [`${registers[action.succeeded]} = ${succeeded};`];
    const claim = action.condition === undefined ? allOf([]) : condition(action.condition, inner);
    const change =
        claim.value !== undefined
            ? isFalse(claim)
                ? report(0)
                : [...write, ...report(1)]
            : ifLines([
                  { guard: claim.text, body: [...write, ...report(1)] },
                  { guard: 'else', body: report(0) },
              ]);
    if (action.result === undefined) return change;
    return [`${old.text} = ${place};`, ...change, `${registers[action.result]} = ${old.text};`, `${old.text} = 0;`];
}
