// What the parts of an export share: the program, what its things are called in Promela, and what could not be said.
import type { ActorId, Domain, Outcome, Program, StepId } from '@faultline/checker';
import { meetingPoints } from '../local-steps.ts';
import type { ExportOptions } from '../options.ts';
import { allActions, restingSteps } from '../walk.ts';
import type { NameGiver } from './names.ts';
import { nameGiver, nameOfProcess } from './names.ts';

export interface Model {
    readonly program: Program;
    readonly options: ExportOptions;
    /** By actor. */
    readonly processes: readonly string[];
    /** By actor: the variable that holds where it rests. */
    readonly places: readonly string[];
    /** By actor and register. */
    readonly registers: readonly (readonly string[])[];
    readonly cells: readonly string[];
    /** By step: the constant that stands for it; absent for a step that nobody ever rests at. */
    readonly steps: readonly (string | undefined)[];
    /** By actor: the visible steps that it may come to rest at, in an order that reads well. */
    readonly resting: readonly (readonly StepId[])[];
    /** By class: the macro that asks whether an object is referred to, and the inline that marks its references. */
    readonly classes: readonly { readonly isReferenced: string; readonly retire: string }[];
    /** By kind and name: the flag that tells what a cut came out with. */
    readonly outcomes: ReadonlyMap<string, string>;
    /** By property: the macro that holds where it does, and for an `exists` the flag that tells that it was met. */
    readonly properties: readonly { readonly holds: string; readonly found: string }[];
    readonly words: Words;
    /** The alternatives of the processes, as they stand in the text; filled while it is printed. */
    readonly moves: Omit<PromelaMove, 'line'>[];
    /** Why the program cannot be exported, in words; filled while it is printed. */
    readonly problems: Set<string>;
}

/** One alternative of a process: what one transition of an actor is. */
export interface PromelaMove {
    readonly actor: ActorId;
    readonly step: StepId;
    readonly choice: number | undefined;
    /** Where its `d_step` begins, from 1. */
    readonly line: number;
}

/** Names that are ours, out of the way of the program's. */
export interface Words {
    readonly ended: string;
    readonly stopped: string;
    readonly discarded: string;
    readonly deadlock: string;
    readonly cut: string;
    readonly what: string;
    readonly judge: string;
    readonly atRest: string;
    readonly old: string;
    readonly slot: string;
    readonly operand: string;
    readonly freed: string;
    readonly element: string;
    readonly picked: string;
    readonly reportAll: string;
    readonly sign: string;
}

export function modelOf(program: Program, options: ExportOptions): Model {
    const give = nameGiver();
    const words: Words = {
        ended: give('ENDED'),
        stopped: give('stopped'),
        discarded: give('discarded'),
        deadlock: give('deadlock'),
        cut: give('cut'),
        what: give('what'),
        judge: nameOfProcess(give, 'judge'),
        atRest: give('ALL_AT_REST'),
        old: give('old_value'),
        slot: give('deferred_slot'),
        operand: give('deferred_operand'),
        freed: give('freed'),
        element: give('element'),
        picked: give('picked'),
        reportAll: give('REPORT_ALL'),
        sign: give('SIGN_BIT'),
    };
    const resting = program.actors.map(actor => restingSteps(program, actor.entry));
    const processes = program.actors.map(actor => nameOfProcess(give, actor.name));
    const cells = program.cells.map(cell => give(cell.name));
    return {
        program,
        options,
        processes,
        places: processes.map(name => give(`${name}_pc`)),
        registers: program.actors.map(({ registers }, actor) =>
            registers.map(register => give(`${processes[actor]}_${register.name}`)),
        ),
        cells,
        steps: stepNames(program, options, resting, give),
        resting,
        classes: program.classes.map(({ name }) => ({
            isReferenced: give(`${name}_is_referenced`),
            retire: give(`retire_${name}`),
        })),
        outcomes: outcomeNames(program, give, words.deadlock),
        properties: program.properties.map(({ kind, outcome }) => ({
            holds: give(`${kind}_${outcome.name}`),
            found: give(`found_${outcome.name}`),
        })),
        words,
        moves: [],
        problems: new Set(),
    };
}

export const keyOfOutcome = ({ kind, name }: Outcome): string => (name === '' ? kind : `${kind} ${name}`);

/** A place that may hold a reference of the class: an element of a cell or a register, or a field of it. */
export interface ReferencePlace {
    readonly variable: string;
    /** 1 for a scalar. */
    readonly length: number;
    readonly shift: number;
    /** 32 for a whole variable. */
    readonly width: number;
}

export function referencePlaces(model: Model, ofClass: number): readonly ReferencePlace[] {
    const within = (variable: string, length: number, domain: Domain): readonly ReferencePlace[] => {
        switch (domain.kind) {
            case 'int':
                return [];
            case 'ref':
                return domain.class === ofClass ? [{ variable, length, shift: 0, width: 32 }] : [];
            case 'bits':
                return domain.fields.flatMap(({ domain: field, shift, width }) =>
                    field.kind === 'ref' && field.class === ofClass ? [{ variable, length, shift, width }] : [],
                );
        }
    };
    const { program } = model;
    return [
        ...program.cells.flatMap((cell, id) => within(model.cells[id]!, cell.length, cell.domain)),
        ...program.actors.flatMap(({ registers }, actor) =>
            registers.flatMap((register, id) => within(model.registers[actor]![id]!, 1, register.domain)),
        ),
    ];
}

/** `writer_retry` where the step has a label, else `writer_4`: the fourth place where a writer may rest. */
function stepNames(
    program: Program,
    options: ExportOptions,
    resting: readonly (readonly StepId[])[],
    give: NameGiver,
): readonly (string | undefined)[] {
    const names: (string | undefined)[] = program.steps.map(() => undefined);
    resting.forEach((steps, actor) => {
        const { name, group } = program.actors[actor]!;
        steps.forEach((step, i) => {
            names[step] ??= give(`${group?.name ?? name}_${options.labelOf?.(step) ?? i + 1}`);
        });
    });
    // where several ways meet inside a d_step, the place of the actor says whether this was its way
    resting.forEach((steps, actor) => {
        const { name, group } = program.actors[actor]!;
        for (const step of steps.flatMap(from => meetingPoints(program, from))) {
            names[step] ??= give(`${group?.name ?? name}_on_the_way`);
        }
    });
    return names;
}

function outcomeNames(program: Program, give: NameGiver, deadlock: string): ReadonlyMap<string, string> {
    const actions = [...program.steps, ...program.deferred].flatMap(owner => allActions(owner.actions));
    const outcomes = [
        ...actions.flatMap(action => (action.kind === 'fail' ? [action.outcome] : [])),
        ...program.properties.flatMap(({ kind, outcome }) => (kind === 'exists' ? [] : [outcome])),
    ];
    const names = new Map([['deadlock', deadlock]]);
    for (const outcome of outcomes) {
        const key = keyOfOutcome(outcome);
        if (!names.has(key)) names.set(key, give(key));
    }
    return names;
}
