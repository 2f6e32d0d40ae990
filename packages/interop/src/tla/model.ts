// What the parts of an export share: the program, what its things are called in TLA+, and what could not be said.
import type { Action, ActorId, Deferred, Domain, Expr, Outcome, Program, StepId } from '@faultline/checker';
import { successorsOf } from '../local-steps.ts';
import type { ExportOptions } from '../options.ts';
import { allActions, reachableSteps, restingSteps } from '../walk.ts';
import { nameGiver } from './names.ts';

export interface Model {
    readonly program: Program;
    readonly options: ExportOptions;
    /** By actor: the variable, a record of where it rests and of its registers. */
    readonly actors: readonly string[];
    /** By actor and register: the field; absent for one that never changes. */
    readonly fields: readonly (readonly (string | undefined)[])[];
    readonly cells: readonly string[];
    /** By actor and step: the action, whose name is also where the actor rests before it. */
    readonly steps: readonly ReadonlyMap<StepId, string>[];
    /** By actor: the variable that turns over when it makes progress; absent where it never says so. */
    readonly progress: readonly (string | undefined)[];
    /** By property. */
    readonly properties: readonly string[];
    /** The variable that turns over when a step leads back to itself, so that it is not the same as no step; absent if none does. */
    readonly again: string | undefined;
    readonly words: Words;
    /** Every name of the module. */
    readonly taken: ReadonlySet<string>;
    /** Why the program cannot be exported, in words; filled while it is printed. */
    readonly problems: Set<string>;
}

/** Names that are ours, out of the way of the program's. */
export interface Words {
    readonly liveness: string;
    readonly outcome: string;
    readonly memory: string;
    readonly vars: string;
    readonly running: string;
    readonly bit: string;
    readonly and: string;
    readonly unsigned: string;
    readonly quotient: string;
    readonly remainder: string;
    readonly aged: string;
    readonly picked: string;
    /** Bound variables of quantifiers, by how deep they stand. */
    readonly bound: readonly string[];
    /** Bound variables for the places of an array. */
    readonly places: readonly string[];
    readonly noBug: string;
    readonly noDeadlock: string;
    readonly over: string;
    readonly init: string;
    readonly next: string;
    readonly spec: string;
    readonly fairSpec: string;
    /** By actor. */
    readonly can: readonly string[];
    readonly mayRun: readonly string[];
    readonly demanded: readonly string[];
    readonly moves: readonly string[];
    readonly atRest: readonly string[];
    readonly strong: readonly string[];
    readonly goesOn: readonly string[];
    readonly returns: readonly string[];
}

/** Where an actor is that has come to its end. */
export const ENDED = 'ENDED';
/** The outcome of an execution that goes on. */
export const NONE = 'none';
export const DISCARDED = 'discarded';

export function modelOf(program: Program, options: ExportOptions): Model {
    const give = nameGiver();
    const own = (wish: string): string => give(wish);
    const actors = program.actors.map(({ name }) => give(name));
    const ofActors = (suffix: string): readonly string[] => actors.map(name => give(`${name}_${suffix}`));
    const cells = program.cells.map(({ name }) => give(name));
    const progress = program.actors.map(({ entry }, actor) =>
        actionsOf(program, entry).some(({ kind }) => kind === 'progress')
            ? give(`${actors[actor]}_progress`)
            : undefined,
    );
    const words: Words = {
        liveness: own('Liveness'),
        outcome: own('outcome'),
        memory: own('memory'),
        vars: own('vars'),
        running: own('Running'),
        bit: own('Bit'),
        and: own('BitAnd'),
        unsigned: own('Unsigned'),
        quotient: own('Quotient'),
        remainder: own('Remainder'),
        aged: own('Aged'),
        picked: own('picked'),
        bound: ['i', 'j', 'k', 'l', 'm', 'n'].map(own),
        places: ['place', 'place', 'place', 'place'].map(own),
        noBug: own('NoBug'),
        noDeadlock: own('NoDeadlock'),
        over: own('Over'),
        init: own('Init'),
        next: own('Next'),
        spec: own('Spec'),
        fairSpec: own('FairSpec'),
        can: ofActors('can_step'),
        mayRun: ofActors('may_run'),
        demanded: ofActors('demanded'),
        moves: ofActors('moves'),
        atRest: ofActors('at_rest'),
        strong: ofActors('granted'),
        goesOn: ofActors('goes_on'),
        returns: ofActors('returns'),
    };
    const properties = program.properties.map(({ kind, outcome }) => give(`${kind}_${outcome.name}`));
    const fields = program.actors.map(actor => fieldsOf(program, actor));
    const steps = program.actors.map((actor, id) => {
        const resting = restingSteps(program, actor.entry);
        return new Map(resting.map((step, i) => [step, give(`${actors[id]}_${options.labelOf?.(step) ?? i + 1}`)]));
    });
    const again = steps.some(ofActor => [...ofActor.keys()].some(step => mayReturn(program, step)))
        ? give('again')
        : undefined;
    return {
        program,
        options,
        actors,
        fields,
        again,
        cells,
        steps,
        progress,
        properties,
        words,
        taken: give.given,
        problems: new Set(),
    };
}

export const nameOfOutcome = ({ kind, name }: Outcome): string => (name === '' ? kind : `${kind} ${name}`);

/** A text of TLA+. */
export const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replace(/\s+/g, ' ')}"`;

/** Whether the step, with the local ones behind it, may lead back to itself. */
export function mayReturn(program: Program, from: StepId): boolean {
    const onTheWay = new Set([from]);
    for (const step of onTheWay) {
        for (const next of successorsOf(program, step)) {
            if (next === from) return true;
            if (program.steps[next]!.local) onTheWay.add(next);
        }
    }
    return false;
}

/** The registers that an action fills. */
export function filledBy(action: Action): readonly number[] {
    switch (action.kind) {
        case 'set':
        case 'load':
            return [action.register];
        case 'rmw':
            return [action.result, action.succeeded].filter(register => register !== undefined);
        default:
            return [];
    }
}

/** The fields of a domain that hold references of a class, by where they begin; 0 and 32 for a whole value. */
export function referencesIn(
    domain: Domain,
    ofClass: number,
): readonly { readonly shift: number; readonly width: number }[] {
    switch (domain.kind) {
        case 'int':
            return [];
        case 'ref':
            return domain.class === ofClass ? [{ shift: 0, width: 32 }] : [];
        case 'bits':
            return domain.fields.filter(({ domain: field }) => field.kind === 'ref' && field.class === ofClass);
    }
}

/** The expressions of an action, not of those inside it. */
export function expressionsOf(action: Action): readonly Expr[] {
    const parts = 'index' in action && action.index !== undefined ? [action.index] : [];
    switch (action.kind) {
        case 'set':
        case 'write':
        case 'store':
            return [...parts, action.value];
        case 'rmw':
            return [...parts, action.value, ...(action.condition === undefined ? [] : [action.condition])];
        case 'defer':
            return [...parts, ...(action.operand === undefined ? [] : [action.operand])];
        case 'if':
            return [action.condition];
        default:
            return parts;
    }
}

export const deferredOf = (program: Program, action: Extract<Action, { kind: 'defer' }>): Deferred =>
    program.deferred[action.deferred]!;

function actionsOf(program: Program, entry: StepId | undefined): readonly Action[] {
    return [...reachableSteps(program, entry)].flatMap(step => allActions(program.steps[step]!.actions));
}

/** A register that nobody ever fills, and no freed object can mark, is what it is in the beginning. */
function fieldsOf(program: Program, { entry, registers }: Program['actors'][ActorId]): readonly (string | undefined)[] {
    const give = nameGiver(['pc', ...nameGiver().given]);
    const steps = [...reachableSteps(program, entry)];
    const filled = new Set([
        ...actionsOf(program, entry).flatMap(filledBy),
        ...steps.flatMap(step => program.steps[step]!.choose?.register ?? []),
    ]);
    return registers.map(({ name, domain, initial }, id) =>
        filled.has(id) || (domain.kind !== 'int' && initial !== 0) ? give(name) : undefined,
    );
}
