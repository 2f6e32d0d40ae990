// A program as a Promela model, for the model checker spin: a second opinion on our verdicts, and the way out when a
// state space outgrows one machine.
//
// The encoding. Everything a state consists of is a global variable, the places of the actors included; each actor is
// a process with one loop, of one location, with one `d_step` for each step. So spin's states are our states, one to
// one, but for those in which the flag `stopped` is set: a cut, or the judgement of an end state. Nobody moves behind
// it, and each such state makes spin report exactly one error (with `-DREPORT_ALL` also where it is no failure). Hence
//     states of the checker = states stored by spin - errors reported by spin.
// A state that breaks an invariant is a state on both sides, and is left on neither.
//
// The temporaries (`old_value` and the like) are 0 between steps; `hidden` ones would cost spin its parallel searches.
import type { ActorId, Program, Property, StepId } from '@faultline/checker';
import type { ExportOptions } from './options.ts';
import type { Term } from './promela/expression.ts';
import { allOf, anyOf, condition, constant, equals, isFalse, not, print } from './promela/expression.ts';
import { compilerFlags, headerLines } from './promela/header.ts';
import type { Model, PromelaMove } from './promela/model.ts';
import { keyOfOutcome, modelOf, referencePlaces } from './promela/model.ts';
import { comment, define, indent, wrap } from './promela/text.ts';
import { describe, retireLines, transitionLines } from './promela/transition.ts';
import { rangeOfDomain, typeOf } from './range.ts';

export type PromelaResult = PromelaExport | NotExpressible;

export interface PromelaExport {
    readonly kind: 'promela';
    readonly text: string;
    /** By step: the constant that stands for it; absent where no actor comes to rest. */
    readonly stepLabels: readonly (string | undefined)[];
    /** What the compiler of `pan.c` has to be told. */
    readonly compilerFlags: string;
    /** The process of each actor, in the order of their numbers; an actor that never steps has none. */
    readonly processes: readonly { readonly actor: ActorId; readonly name: string }[];
    /** Every move of every actor, in the order of the text. */
    readonly moves: readonly PromelaMove[];
}
/** The program means something that the export cannot say. */
export interface NotExpressible {
    readonly kind: 'not-expressible';
    /** In words, one for each reason. */
    readonly reasons: readonly string[];
}

/** The program as a Promela model. Store buffers (`tso`) cannot be exported. */
export function toPromela(program: Program, options: ExportOptions = {}): PromelaResult {
    if (program.memory.kind === 'tso') {
        return { kind: 'not-expressible', reasons: ['store buffers (tso) are not exported; check under sc'] };
    }
    const model = modelOf(program, options);
    const body = [
        ...placeLines(model),
        ...cellLines(model),
        ...actorVariableLines(model),
        ...wordLines(model),
        ...classLines(model),
        ...propertyLines(model),
        ...program.actors.flatMap((_, actor) => processLines(model, actor)),
        ...judgeLines(model),
    ];
    if (model.problems.size > 0) return { kind: 'not-expressible', reasons: [...model.problems] };
    // what is printed says which of our own names it needs
    const declarations = temporaryLines(model, body.join('\n'));
    const text = `${[...headerLines(model), ...declarations, ...body].join('\n').trimEnd()}\n`;
    const starts = text.split('\n').flatMap((line, i) => (line.trim() === D_STEP ? [i + 1] : []));
    return {
        kind: 'promela',
        text,
        stepLabels: model.steps,
        compilerFlags: compilerFlags(model),
        processes: model.processes.flatMap((name, actor) =>
            model.resting[actor]!.length > 0 ? [{ actor, name }] : [],
        ),
        moves: model.moves.map((move, i) => ({ ...move, line: starts[i]! })),
    };
}

// --------------------------------------------------------------------------------------------- declarations

function placeLines(model: Model): readonly string[] {
    const { steps, words } = model;
    return [
        '/* Where an actor rests: before which step. */',
        `#define ${words.ended} 0`,
        ...steps.flatMap((name, step) => {
            if (name === undefined) return [];
            const [text] = describe(model, step);
            return [`#define ${name} ${step + 1}${text === undefined ? '' : `  ${text}`}`];
        }),
        '',
    ];
}

function cellLines(model: Model): readonly string[] {
    const { program, cells } = model;
    if (cells.length === 0) return [];
    return [
        '/* Memory. */',
        ...program.cells.map((cell, id) => {
            const type = typeOf(rangeOfDomain(program, cell.domain));
            const isUniform = cell.initial.every(value => value === cell.initial[0]);
            const name = cell.length === 1 ? cells[id]! : `${cells[id]}[${cell.length}]`;
            const initial = isUniform
                ? constant(cell.initial[0]!, model).text
                : `{ ${cell.initial.map(listed).join(', ')} }`;
            const said = [
                ...(cells[id] === cell.name ? [] : [cell.name]),
                ...(cell.valueNames ?? []).map((value, i) => `${i}: ${value}`).slice(0, 12),
            ];
            return `${type} ${name} = ${initial};${said.length === 0 ? '' : `  ${comment(said.join(', '))}`}`;
        }),
        '',
    ];
}

/** Spin's lists of initial values know no minus; its reader takes a number modulo 2^32. */
const listed = (value: number): string => String(value < 0 ? value + 2 ** 32 : value);

function actorVariableLines(model: Model): readonly string[] {
    const { program, places, registers, steps, words } = model;
    const placeType = program.steps.length < 255 ? 'byte' : 'short';
    return [
        '/* The actors: where each rests, and its registers. */',
        ...program.actors.flatMap((actor, id) => [
            `${placeType} ${places[id]} = ${actor.entry === undefined ? words.ended : steps[actor.entry]};`,
            ...actor.registers.map((register, r) => {
                const type = typeOf(rangeOfDomain(program, register.domain));
                return `${type} ${registers[id]![r]} = ${constant(register.initial, model).text};`;
            }),
        ]),
        '',
    ];
}

function wordLines({ outcomes, properties, program, words }: Model): readonly string[] {
    const found = properties.flatMap(({ found }, i) => (program.properties[i]!.kind === 'exists' ? [found] : []));
    return [
        '/* What an execution came out with; whatever it is, nothing moves behind it. */',
        `bool ${[words.stopped, words.discarded, ...outcomes.values(), ...found].join(', ')};`,
        `inline ${words.cut}(${words.what}) {`,
        `    ${words.what} = true;`,
        `    ${words.stopped} = true;`,
        '}',
        '',
    ];
}

/** Variables that are 0 between steps, and constants; those only that are used. */
function temporaryLines({ words }: Model, body: string): readonly string[] {
    const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(body);
    const temporaries = [words.old, words.slot, words.operand, words.freed, words.element].filter(isUsed);
    return [
        ...(isUsed(words.sign) ? [`#define ${words.sign} (-2147483647 - 1)`, ''] : []),
        ...(temporaries.length > 0 ? ['/* Used within a step only. */', `int ${temporaries.join(', ')};`, ''] : []),
    ];
}

/** For each class of objects: whether one is referred to, and what happens to its references when it is freed. */
function classLines(model: Model): readonly string[] {
    const { classes, program, words } = model;
    return classes.flatMap(({ isReferenced, retire }, id) => {
        const places = referencePlaces(model, id);
        const holding = places.flatMap(({ variable, length, shift, width }) =>
            Array.from({ length }, (_, i) => {
                const place = length === 1 ? variable : `${variable}[${i}]`;
                const value = width === 32 ? place : `((${place} >> ${shift}) & ${2 ** width - 1})`;
                return `${value} == 2 * (${words.what}) + 1`;
            }),
        );
        return [
            comment(
                `References to a ${program.classes[id]!.name}: 0 is null, 2 i + 1 names object i, 2 i + 2 outlived it.`,
            ),
            ...define(`${isReferenced}(${words.what})`, holding.length === 0 ? 'false' : holding.join(' || ')),
            ...(places.length === 0
                ? []
                : [`inline ${retire}(${words.what}) {`, ...indent(retireLines(model, id)), '}']),
            '',
        ];
    });
}

function propertyLines(model: Model): readonly string[] {
    const { program, properties, words } = model;
    const inProperties = { model, actor: undefined, bound: [] };
    const claims = program.properties.flatMap((property, i) =>
        define(properties[i]!.holds, condition(property.holds, inProperties).text),
    );
    const rest = allOf(program.actors.flatMap((actor, id) => (actor.obliged ? [isAtRest(model, id)] : [])));
    return [
        ...(claims.length === 0 ? [] : ['/* Properties. */', ...claims, '']),
        '/* Nobody is obliged to go on. */',
        ...define(words.atRest, rest.text),
        '',
    ];
}

function isAtRest(model: Model, actor: ActorId): Term {
    const place = model.places[actor]!;
    return anyOf([
        equals(place, model.words.ended),
        ...model.resting[actor]!.flatMap(step => {
            const { rest } = model.program.steps[step]!;
            if (rest === undefined) return [];
            const isHere = equals(place, model.steps[step]!);
            if (rest.kind === 'always') return [isHere];
            return [allOf([isHere, not(condition(rest.raised, { model, actor, bound: [] }))])];
        }),
    ]);
}

// ------------------------------------------------------------------------------------------------ processes

function processLines(model: Model, actor: ActorId): readonly string[] {
    const { processes, program, properties, resting, words } = model;
    const { name, mayRun } = program.actors[actor]!;
    if (resting[actor]!.length === 0) return [];
    const invariants = properties.flatMap(({ holds }, i) =>
        program.properties[i]!.kind === 'invariant' ? [holds] : [],
    );
    const runs = mayRun === undefined ? [] : [condition(mayRun, { model, actor, bound: [] })];
    const provided = [`!${words.stopped}`, ...invariants].join(' && ');
    const steps = resting[actor]!.map(step => stepLines(model, actor, step, runs));
    const alternatives = steps.flatMap(step => step.alternatives);
    return [
        ...steps.flatMap(({ inlines }) => (inlines.length === 0 ? [] : [...inlines, ''])),
        ...(processes[actor] === name ? [] : [comment(name)]),
        ...wrap(`active proctype ${processes[actor]}() provided (${provided}) {`, ''),
        'end:',
        '    do',
        ...indent(alternatives.length > 0 ? alternatives : [':: false']),
        '    od',
        '}',
        '',
    ];
}

/** How many alternatives one `choose` may have. */
const MOST_CHOICES = 4096;

function stepLines(
    model: Model,
    actor: ActorId,
    step: StepId,
    runs: readonly Term[],
): { readonly inlines: readonly string[]; readonly alternatives: readonly string[] } {
    const { places, program, registers, steps, words } = model;
    const { guard, choose } = program.steps[step]!;
    const scope = { model, actor, bound: [] };
    const isHere = equals(places[actor]!, steps[step]!);
    const body = transitionLines(model, actor, step);
    if (choose === undefined) {
        const isEnabled = allOf([isHere, ...runs, ...(guard ? [condition(guard, scope)] : [])]);
        model.moves.push({ actor, step, choice: undefined });
        return { inlines: [], alternatives: [...describe(model, step), ...dStep(isEnabled, body)] };
    }

    const low = print(choose.low, scope);
    const high = print(choose.high, scope);
    const domain = rangeOfDomain(program, program.actors[actor]!.registers[choose.register]!.domain);
    const first = Math.max(low.range.low, domain.low);
    const last = Math.min(high.range.high, domain.high);
    if (last - first >= MOST_CHOICES) {
        model.problems.add(`a choose has ${last - first + 1} alternatives`);
        return { inlines: [], alternatives: [] };
    }
    const name = `${model.processes[actor]}_at_${steps[step]}`;
    const alternatives = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
        const value = first + i;
        const known = { ...scope, known: new Map([[choose.register, value]]) };
        const at = constant(value, model).text;
        const isEnabled = allOf([
            isHere,
            ...(value >= low.range.high ? [] : [claim(`${low.text} <= ${at}`)]),
            ...(value <= high.range.low ? [] : [claim(`${at} <= ${high.text}`)]),
            ...runs,
            ...(guard ? [condition(guard, known)] : []),
        ]);
        if (isFalse(isEnabled)) return [];
        model.moves.push({ actor, step, choice: value });
        return dStep(isEnabled, [`${name}(${at});`]);
    });
    if (alternatives.flat().length === 0) return { inlines: [], alternatives: [] };
    return {
        inlines: [
            `inline ${name}(${words.picked}) {`,
            ...indent([`${registers[actor]![choose.register]} = ${words.picked};`, ...body]),
            '}',
        ],
        alternatives: [...describe(model, step), ...alternatives.flat()],
    };
}

const claim = (text: string): Term => ({ text, rank: 'other', range: { low: 0, high: 1 } });

/** Stands on a line of its own for the moves of the actors, and nowhere else. */
const D_STEP = ':: d_step {';

const dStep = (isEnabled: Term, body: readonly string[]): readonly string[] => [
    D_STEP,
    ...indent([...wrap(`${isEnabled.text} ->`, ''), ...indent(body)]),
    '}',
];

// ---------------------------------------------------------------------------------------------------- judge

/** The process that says what a state is: a broken invariant, a deadlock, an end that is not as it should be. */
function judgeLines(model: Model): readonly string[] {
    const { outcomes, program, properties, words } = model;
    const flagOf = (property: Property): string => outcomes.get(keyOfOutcome(property.outcome))!;
    const ofKind = (kind: Property['kind']) =>
        program.properties.flatMap((property, i) =>
            property.kind === kind ? [{ flag: flagOf(property), ...properties[i]! }] : [],
        );
    const end = `timeout && !${words.stopped}`;
    const report = (flag: string): string => `:: d_step { ${flag} -> assert(!${flag}) }`;
    return [
        '/* Judges states. Its only transitions that stay are those that report what came out, once for each state. */',
        `active proctype ${words.judge}() {`,
        'end:',
        '    do',
        ...indent([
            ...[...new Set(outcomes.values())].map(report),
            ...ofKind('invariant').map(
                ({ flag, holds }) => `:: d_step { !${words.stopped} && !${holds} -> ${words.cut}(${flag}) }`,
            ),
            '/* nobody can move */',
            `:: atomic { ${end} && !${words.atRest} -> ${words.cut}(${words.deadlock}) }`,
            ...ofKind('final').map(
                ({ flag, holds }) => `:: atomic { ${end} && ${words.atRest} && !${holds} -> ${words.cut}(${flag}) }`,
            ),
        ]),
        `#ifdef ${words.reportAll}`,
        ...indent([
            report(words.discarded),
            ...ofKind('exists').flatMap(({ found, holds }) => [
                `:: atomic { ${end} && ${words.atRest} && ${holds} -> ${words.cut}(${found}) }`,
                report(found),
            ]),
        ]),
        '#endif',
        '    od',
        '}',
    ];
}
