// A program as a TLA+ module, for the model checker TLC: the way out when a state space outgrows one machine (it has
// states on disk, and works on several machines).
//
// The encoding. A cell is a variable (an array a function from 0), an actor is a variable: a record of its place and its
// registers. Every step is an action, named as the place of the actor before it. The variable `outcome` tells how an
// execution was cut; nothing moves behind it, nor behind a state that breaks an invariant. So the distinct states of TLC
// are ours, and one more for each state and outcome in which it may be cut.
//
// What TLC is asked: the `.cfg` asks about every state (bugs, invariants, deadlock of all, finals), the `_live.cfg` about
// fair executions: whether everybody who is obliged to goes on. The latter fails for a deadlock of some as for a livelock:
// which it is depends on whether anything could still free him, which no formula about single executions says
// (`follow` finds it out for an execution that is read back).
import type { ActorId, Program } from '@faultline/checker';
import type { ExportOptions } from './options.ts';
import type { NotExpressible } from './promela.ts';
import type { Term } from './tla/expression.ts';
import {
    allOf,
    anyOf,
    constant,
    hasEnded,
    inParentheses,
    isAt,
    isTrue,
    isWhere,
    not,
    scopeOf,
    truth,
} from './tla/expression.ts';
import type { Model } from './tla/model.ts';
import { DISCARDED, ENDED, modelOf, NONE, quote } from './tla/model.ts';
import { nameGiver } from './tla/names.ts';
import { comment, commentText, indent, junction, plain, tuple } from './tla/text.ts';
import { actionLines, describe, enabling, variablesOf } from './tla/transition.ts';

export interface TlaExport {
    readonly kind: 'tla';
    /** The name of the module, and so of its file. */
    readonly module: string;
    readonly text: string;
    /** The configuration that asks about states. */
    readonly safety: string;
    /** The one that asks about fair executions; absent where nobody is obliged to anything. */
    readonly liveness: string | undefined;
    /** What things are called, to read executions back. */
    readonly model: Model;
}

export interface TlaOptions extends ExportOptions {
    /** What to call the module. */
    readonly module?: string;
}

/** The program as a TLA+ module and configurations for TLC. Store buffers (`tso`) cannot be exported. */
export function toTla(program: Program, options: TlaOptions = {}): TlaExport | NotExpressible {
    if (program.memory.kind === 'tso') {
        return { kind: 'not-expressible', reasons: ['store buffers (tso) are not exported; check under sc'] };
    }
    const model = modelOf(program, options);
    const module = nameGiver(model.taken)(options.module ?? 'Model');
    const body = [
        ...variableLines(model),
        ...initialLines(model),
        ...runningLines(model),
        ...program.actors.flatMap((_, actor) => actorLines(model, actor)),
        ...propertyLines(model),
        ...nextLines(model),
        ...livenessLines(model),
    ];
    if (model.problems.size > 0) return { kind: 'not-expressible', reasons: [...model.problems] };
    // what is printed says which of our own operators it needs
    const text = [
        ...headLines(model, module),
        `---- MODULE ${module} ----`,
        'EXTENDS Integers, FiniteSets',
        '',
        ...helperLines(model, body.join('\n')),
        ...body,
        '====',
        '',
    ];
    const goals = obligedActors(model).map(actor => model.words.goesOn[actor]!);
    return {
        kind: 'tla',
        module,
        text: text.join('\n'),
        safety: safetyText(model),
        liveness: goals.length === 0 ? undefined : livenessText(model, goals),
        model,
    };
}

// ------------------------------------------------------------------------------------------------------- head

function headLines({ options, program }: Model, module: string): readonly string[] {
    const lines = [
        options.title === undefined ? 'A Faultline program, for TLC.' : `${commentText(options.title)}: for TLC.`,
        '',
        `    java -cp tla2tools.jar tlc2.TLC -workers auto ${module}`,
        `    java -cp tla2tools.jar tlc2.TLC -workers auto -config ${module}_live.cfg ${module}`,
        '',
        'The first run judges states: bugs and assertions (NoBug), invariants, deadlock of all (NoDeadlock), and finals,',
        'where nothing is left to do but what is optional. The second judges fair executions: everybody who is obliged to',
        'goes on for ever, or until it may rest. That fails for a livelock, and for a deadlock of some while others go on.',
        'Not judged: data races; finals and exists where an execution ends in going round for ever (a daemon that polls).',
        'An `exists` is met where TLC finds its line in the configuration, once that is no comment, wrong.',
        '',
        'Distinct states are those of faultline check, and one more for each state and outcome that cuts an execution.',
        'A large module may need a larger stack: java -Xss64m. What TLC prints of an execution,',
        '`faultline import-trail SCRIPT FILE` tells in terms of the script.',
        ...(program.assumptions.length === 0 ? [] : ['', 'A pass rests on this:']),
        ...program.assumptions.map(assumption => `    ${commentText(assumption)}`),
    ];
    return [...lines.map(plain), ''];
}

function helperLines({ words }: Model, body: string): readonly string[] {
    const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\(`).test(body);
    const { bit, and, unsigned, quotient, remainder, aged } = words;
    const helpers: readonly (readonly [string, readonly string[]])[] = [
        [bit, ['\\* A truth value as an integer.', `${bit}(b) == IF b THEN 1 ELSE 0`]],
        [
            and,
            [
                '\\* The bits that are set in both.',
                `RECURSIVE ${and}(_, _)`,
                `${and}(a, b) ==`,
                `    IF a = 0 \\/ b = 0 THEN 0 ELSE ((a % 2) * (b % 2)) + (2 * ${and}(a \\div 2, b \\div 2))`,
            ],
        ],
        [
            unsigned,
            [
                '\\* A number whose bits are looked at; TLC stops where it is negative.',
                `${unsigned}(a) == CASE a >= 0 -> a`,
            ],
        ],
        [
            quotient,
            [
                '\\* Division as in C, towards zero.',
                `${quotient}(a, b) ==`,
                '    LET whole == (IF a < 0 THEN -a ELSE a) \\div (IF b < 0 THEN -b ELSE b)',
                '    IN IF (a < 0) <=> (b < 0) THEN whole ELSE -whole',
            ],
        ],
        [
            remainder,
            [
                '\\* What is left of it.',
                `${remainder}(a, b) ==`,
                '    LET left == (IF a < 0 THEN -a ELSE a) % (IF b < 0 THEN -b ELSE b)',
                '    IN IF a < 0 THEN -left ELSE left',
            ],
        ],
        [
            aged,
            [
                '\\* A reference after object i was freed: 0 is null, 2 i + 1 names object i, 2 i + 2 outlived it.',
                `${aged}(reference, object) ==`,
                '    IF reference = (2 * object) + 1 THEN reference + 1 ELSE reference',
            ],
        ],
    ];
    return helpers.filter(([name]) => isUsed(name)).flatMap(([, lines]) => [...lines, '']);
}

// -------------------------------------------------------------------------------------------------- variables

function variableLines(model: Model): readonly string[] {
    const { program, cells, actors, progress, again, words } = model;
    const said = (text: string): string => (text === '' ? '' : `  ${comment(text)}`);
    const declared: readonly (readonly [string, string])[] = [
        ...cells.map((name, id) => {
            const cell = program.cells[id]!;
            const values = (cell.valueNames ?? []).map((value, i) => `${i}: ${value}`).slice(0, 12);
            return [name, [...(name === cell.name ? [] : [cell.name]), ...values].join(', ')] as const;
        }),
        ...actors.map((name, id) => [name, name === program.actors[id]!.name ? '' : program.actors[id]!.name] as const),
        ...progress.flatMap(name => (name === undefined ? [] : [[name, 'turns over with progress'] as const])),
        ...(again === undefined ? [] : [[again, 'turns over with a step that leads back to itself'] as const]),
        [words.outcome, 'how the execution was cut'],
    ];
    return [
        '\\* TRUE: progress, and steps that lead back to themselves, are noted for the properties of fair executions.',
        `CONSTANT ${words.liveness}`,
        '',
        'VARIABLES',
        ...declared.map(([name, text], i) => `    ${name}${i === declared.length - 1 ? '' : ','}${said(text)}`),
        '',
        ...tuple(`${words.vars} == <<`, variablesOf(model), '>>'),
        '',
    ];
}

function initialLines(model: Model): readonly string[] {
    const { program, cells, actors, fields, progress, again, steps, words } = model;
    const value = (number: number): string => constant(number, model).text;
    const [place] = words.places;
    const ofCells = cells.map((name, id): readonly string[] => {
        const { initial, length } = program.cells[id]!;
        if (length === 1) return [`${name} = ${value(initial[0]!)}`];
        if (initial.every(one => one === initial[0]))
            return [`${name} = [${place} \\in 0..${length - 1} |-> ${value(initial[0]!)}]`];
        const lines = tuple(
            `${name} = [${place} \\in 0..${length - 1} |-> <<`,
            initial.map(value),
            `>>[${place} + 1]]`,
        );
        return lines;
    });
    const ofActors = program.actors.map(({ entry, registers }, id): readonly string[] => {
        const place = entry === undefined ? ENDED : steps[id]!.get(entry)!;
        const parts = registers.flatMap(({ initial }, register) => {
            const field = fields[id]![register];
            return field === undefined ? [] : [`${field} |-> ${value(initial)}`];
        });
        return tuple(`${actors[id]} = [`, [`pc |-> ${quote(place)}`, ...parts], ']');
    });
    return [
        `${words.init} ==`,
        ...indent(
            junction([
                ...ofCells,
                ...ofActors,
                ...[...progress, again].flatMap(name => (name === undefined ? [] : [[`${name} = FALSE`]])),
                [`${words.outcome} = ${quote(NONE)}`],
            ]),
        ),
        '',
    ];
}

/** Behind a cut, and behind a state that breaks an invariant, nothing moves. */
function runningLines(model: Model): readonly string[] {
    const { program, properties, words } = model;
    const invariants = properties.filter((_, i) => program.properties[i]!.kind === 'invariant');
    return [
        ...program.properties.flatMap(({ kind, holds }, i) =>
            kind === 'invariant' ? line(properties[i]!, truth(holds, scopeOf(model, undefined))) : [],
        ),
        '\\* The execution goes on: it is not cut, and no invariant is broken.',
        `${words.running} ==`,
        ...indent(junction([[`${words.outcome} = ${quote(NONE)}`], ...invariants.map(name => [name])])),
        '',
    ];
}

// ----------------------------------------------------------------------------------------------------- actors

const line = (name: string, term: Term): readonly string[] => [`${name} ==`, `    ${term.text}`, ''];

function actorLines(model: Model, actor: ActorId): readonly string[] {
    const { program, steps, words } = model;
    const { name, kind, mayRun } = program.actors[actor]!;
    const own = [...steps[actor]!];
    const scope = scopeOf(model, actor);
    const places = (holds: (step: number) => boolean): readonly string[] =>
        own.filter(([step]) => holds(step)).map(([, place]) => place);
    const optional = places(step => program.steps[step]!.optional);
    const strong = places(step => program.steps[step]!.fairness === 'strong');
    const blocked = own.flatMap(([step, place]) => {
        const enabled = enabling(model, actor, step);
        return isTrue(enabled) ? [] : [`(${model.actors[actor]}.pc = ${quote(place)} => (${enabled.text}))`];
    });
    const can = [not(hasEnded(actor, model)).text, ...(mayRun === undefined ? [] : [words.mayRun[actor]!]), ...blocked];
    const demanded = [words.can[actor]!, ...(optional.length === 0 ? [] : [not(isWhere(actor, optional, model)).text])];
    return [
        `(* ${'-'.repeat(60)}`,
        `   ${commentText(name)} (${kind}) *)`,
        '',
        ...(mayRun === undefined ? [] : line(words.mayRun[actor]!, truth(mayRun, scope))),
        ...own.flatMap(([step]) => [...describe(model, step), ...actionLines(model, actor, step), '']),
        '\\* Whether it can step at all, and where that is not optional.',
        `${words.can[actor]} ==`,
        ...indent(own.length === 0 ? ['FALSE'] : junction(can.map(one => [one]))),
        '',
        `${words.demanded[actor]} ==`,
        ...indent(junction(demanded.map(one => [one]))),
        '',
        `${words.moves[actor]} ==`,
        ...indent(
            own.length === 0
                ? ['FALSE']
                : junction(
                      own.map(([, place]) => [place]),
                      '\\/',
                  ),
        ),
        '',
        ...(strong.length === 0
            ? []
            : [
                  '\\* Acquisitions that are granted at last to who waits for them.',
                  `${words.strong[actor]} ==`,
                  ...indent(
                      junction(
                          strong.map(place => [place]),
                          '\\/',
                      ),
                  ),
                  '',
              ]),
        ...(program.actors[actor]!.obliged
            ? ['\\* Whether it need not go on.', ...line(words.atRest[actor]!, atRest(model, actor))]
            : []),
    ];
}

function atRest(model: Model, actor: ActorId): Term {
    const scope = scopeOf(model, actor);
    return anyOf([
        hasEnded(actor, model),
        ...[...model.steps[actor]!.keys()].flatMap(step => {
            const { rest } = model.program.steps[step]!;
            if (rest === undefined) return [];
            const isHere = isAt(actor, [step], model);
            return [rest.kind === 'always' ? isHere : allOf([isHere, not(truth(rest.raised, scope))])];
        }),
    ]);
}

const obligedActors = ({ program }: Model): readonly ActorId[] =>
    program.actors.flatMap(({ obliged }, actor) => (obliged ? [actor] : []));

// ------------------------------------------------------------------------------------------------- properties

function propertyLines(model: Model): readonly string[] {
    const { program, properties, words } = model;
    const resting = obligedActors(model).map(actor => [words.atRest[actor]!]);
    const still = program.actors.map((_, actor) => [`~${words.demanded[actor]}`]);
    return [
        `(* ${'-'.repeat(60)}`,
        '   What is asked *)',
        '',
        '\\* Nothing that cuts an execution is a failure.',
        `${words.noBug} == ${words.outcome} \\in {${quote(NONE)}, ${quote(DISCARDED)}}`,
        '',
        '\\* Nothing is left to do but what is optional.',
        `${words.over} ==`,
        ...indent(junction([[words.running], ...still])),
        '',
        '\\* Where nothing is left to do, nobody is obliged to do something.',
        `${words.noDeadlock} ==`,
        ...indent([`${words.over} =>`, ...indent(resting.length === 0 ? ['TRUE'] : junction(resting))]),
        '',
        ...program.properties.flatMap(({ kind, holds }, i) => {
            const term = truth(holds, scopeOf(model, undefined));
            const there = resting.map(([name]) => name!);
            const ending = [words.over, ...there].join(' /\\ ');
            if (kind === 'invariant') return [];
            if (kind === 'final') return [`${properties[i]} ==`, `    (${ending}) => ${inParentheses(term)}`, ''];
            return [
                '\\* Where this is wrong, the `exists` is met.',
                `${properties[i]} ==`,
                `    ~(${ending} /\\ ${inParentheses(term)})`,
                '',
            ];
        }),
    ];
}

// -------------------------------------------------------------------------------------------- the whole of it

function nextLines(model: Model): readonly string[] {
    const { words } = model;
    return [
        `${words.next} ==`,
        ...indent(
            junction(
                words.moves.map(name => [name]),
                '\\/',
            ),
        ),
        '',
        `${words.spec} == ${words.init} /\\ [][${words.next}]_${words.vars}`,
        '',
    ];
}

/**
 * Weak fairness is of an actor: where it can step all the time, it does. So is strong fairness of its acquisitions: it
 * rests at one step until it takes it.
 */
function livenessLines(model: Model): readonly string[] {
    const { program, steps, progress, words } = model;
    const fair = program.actors.flatMap((_, actor) => {
        if (steps[actor]!.size === 0) return [];
        const isStrong = [...steps[actor]!.keys()].some(step => program.steps[step]!.fairness === 'strong');
        const weak = `WF_${words.vars}(${words.demanded[actor]} /\\ ${words.moves[actor]})`;
        return [[weak], ...(isStrong ? [[`SF_${words.vars}(${words.strong[actor]})`]] : [])];
    });
    return [
        `${words.fairSpec} ==`,
        ...indent(junction([[words.spec], ...fair])),
        '',
        ...obligedActors(model).flatMap(actor => {
            const made = progress[actor];
            const returns = returnPlaces(model, actor);
            // a daemon may go round for ever; what it may not is wait for ever
            const isDaemon = program.actors[actor]!.kind === 'daemon';
            const settled = [words.atRest[actor]!, ...(isDaemon ? [words.can[actor]!] : [])].join(' \\/ ');
            const goals = [
                `[]<>(~${words.running} \\/ ${settled})`,
                ...(made === undefined ? [] : [`[]<><<${made}' # ${made}>>_${words.vars}`]),
                ...(returns === undefined ? [] : [`[]<><<${words.returns[actor]}>>_${words.vars}`]),
            ];
            return [
                ...(returns === undefined
                    ? []
                    : [`${words.returns[actor]} ==`, ...indent(junction([[words.moves[actor]!], [returns]])), '']),
                `${words.goesOn[actor]} ==`,
                ...indent(
                    goals.length === 1
                        ? goals
                        : junction(
                              goals.map(one => [one]),
                              '\\/',
                          ),
                ),
                '',
            ];
        }),
    ];
}

/** An interrupt that is raised again and again rests in between, though it is obliged all the time. */
function returnPlaces({ program, actors, steps }: Model, actor: ActorId): string | undefined {
    const resting = [...steps[actor]!].filter(([step]) => program.steps[step]!.rest !== undefined);
    if (!resting.some(([step]) => program.steps[step]!.rest?.kind === 'unless')) return undefined;
    return `${actors[actor]}'.pc \\in {${[...resting.map(([, place]) => place), ENDED].map(quote).join(', ')}}`;
}

// ---------------------------------------------------------------------------------------------- configurations

function safetyText({ program, properties, words }: Model): string {
    const asked = properties.filter((_, i) => program.properties[i]!.kind !== 'exists');
    const goals = properties.filter((_, i) => program.properties[i]!.kind === 'exists');
    return `${[
        '\\* About states.',
        `SPECIFICATION ${words.spec}`,
        `CONSTANT ${words.liveness} = FALSE`,
        '\\* what the end of all is, NoDeadlock says',
        'CHECK_DEADLOCK FALSE',
        ...[words.noBug, words.noDeadlock, ...asked].map(name => `INVARIANT ${name}`),
        ...goals.map(name => `\\* INVARIANT ${name}`),
    ].join('\n')}\n`;
}

function livenessText({ words }: Model, goals: readonly string[]): string {
    return `${[
        '\\* About fair executions.',
        `SPECIFICATION ${words.fairSpec}`,
        `CONSTANT ${words.liveness} = TRUE`,
        'CHECK_DEADLOCK FALSE',
        ...goals.map(name => `PROPERTY ${name}`),
    ].join('\n')}\n`;
}
