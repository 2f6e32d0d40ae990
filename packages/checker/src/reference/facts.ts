// What the facts of a program are, read off the reference's graph one sentence at a time, and what the checker's differ in.
import { examine } from '../check.ts';
import type { Facts, FactsQuery, Part } from '../facts.ts';
import { valuesIn } from '../facts.ts';
import type { Action, ActorId, Program, StepId } from '../program.ts';
import type { State } from './interpret.ts';
import type { Edge, Node, ReferenceResult } from './reference.ts';
import { referenceCheck } from './reference.ts';

/** Each takes a search of its own. */
const MOST_NOTED = 20;

/** Every disagreement about the facts; `undefined` if the program has more states than `maxStates`. */
export function disagreementsOnFacts(program: Program, maxStates: number): readonly string[] | undefined {
    const reference = referenceCheck(program, maxStates);
    if (!reference.exhausted) return undefined;
    const noted = program.steps
        .flatMap(({ local, actions }, step) => {
            const set = actions.find(action => action.kind === 'set');
            return local && set !== undefined ? [{ step, register: set.register }] : [];
        })
        .slice(0, MOST_NOTED);
    const objects = objectsOf(program);
    const facts = factsOf(program, {
        objects,
        notes: new Map(noted.map(({ step, register }) => [step, [register]])),
    });
    return [
        ...differ('limit', facts.limit, undefined),
        ...objects.flatMap((parts, object) => aboutObject(program, reference, facts, object, parts)),
        ...aboutVisits(reference, facts),
        ...noted.flatMap(({ step, register }) => aboutNotes(program, facts, step, register, maxStates)),
    ];
}

function factsOf(program: Program, query: FactsQuery): Facts {
    const budget = { maxStates: 2 ** 20, maxBytes: 2 ** 30, shouldStop: () => undefined };
    const most = { maxStates: 2 ** 20, maxValues: 254, maxNotes: 2 ** 16, isStopped: () => false };
    return examine(program, budget).facts(query, most);
}

/** Each element and each register alone, and pairs of them. */
function objectsOf(program: Program): readonly (readonly Part[])[] {
    const elements = program.cells.flatMap((cell, id) =>
        Array.from({ length: cell.length }, (_, index): Part => ({ kind: 'element', cell: id, index })),
    );
    const registers = program.actors.flatMap((actor, id) =>
        actor.registers.map((_, register): Part => ({ kind: 'register', actor: id, register })),
    );
    const all = [...elements, ...registers];
    return [...all.map(part => [part]), ...all.slice(1).map((part, index) => [all[index]!, part])];
}

const valueIn = (state: State, parts: readonly Part[]): string =>
    JSON.stringify(
        parts.map(part =>
            part.kind === 'element'
                ? state.cells[part.cell]![part.index]!
                : state.registers[part.actor]![part.register]!,
        ),
    );

const differ = (what: string, ours: unknown, theirs: unknown): readonly string[] =>
    JSON.stringify(ours) === JSON.stringify(theirs)
        ? []
        : [`${what}: checker ${JSON.stringify(ours)}, reference ${JSON.stringify(theirs)}`];

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

const targetOf = (reference: ReferenceResult, { target }: Edge): Node | undefined =>
    typeof target === 'object' ? undefined : reference.graph.nodes[target];

const isDiscarded = ({ target }: Edge): boolean => typeof target === 'object' && target.outcome === undefined;

function aboutObject(
    program: Program,
    reference: ReferenceResult,
    facts: Facts,
    object: number,
    parts: readonly Part[],
): readonly string[] {
    const { nodes } = reference.graph;
    const ours = facts.objects[object]!;
    const words = ours.values.map(value => JSON.stringify(value));
    const name = `object ${JSON.stringify(parts)}`;
    const steps = facts.visits.flatMap(({ actor, step, before, after }) => {
        const edges = nodes.flatMap(node =>
            node.edges
                .filter(edge => executes(edge, actor, step) && !isDiscarded(edge))
                .map(edge => ({ node, target: targetOf(reference, edge) })),
        );
        const where = `${name} at step ${step} of actor ${actor}`;
        return [
            ...differ(
                `before ${where}`,
                sorted(valuesIn(before, ours).map(value => words[value]!)),
                sorted(edges.map(({ node }) => valueIn(node.state, parts))),
            ),
            ...differ(
                `after ${where}`,
                sorted(valuesIn(after, ours).map(value => words[value]!)),
                sorted(edges.flatMap(({ target }) => (target === undefined ? [] : [valueIn(target.state, parts)]))),
            ),
        ];
    });
    const writers = words.flatMap((word, value) => {
        const theirs = nodes.flatMap(node =>
            node.edges.flatMap(edge => {
                const target = targetOf(reference, edge);
                if (target === undefined || valueIn(target.state, parts) !== word) return [];
                if (valueIn(node.state, parts) === word) return [];
                const { mover, step } = edge.transition;
                return [mover.kind === 'buffer' ? `cpu ${mover.cpu}` : `actor ${mover.actor} step ${step}`];
            }),
        );
        const own = ours.writers[value]!.map(writer =>
            writer.kind === 'flush' ? `cpu ${writer.cpu}` : `actor ${writer.actor} step ${writer.step}`,
        );
        return differ(`writers of ${word} into ${name}`, sorted(own), sorted(theirs));
    });
    return [
        ...differ(`values of ${name}`, sorted(words), sorted(nodes.map(({ state }) => valueIn(state, parts)))),
        ...differ(`initial value of ${name}`, words[0], valueIn(nodes[0]!.state, parts)),
        ...differ(`changes of ${name}`, changes(facts, object), changesThere(program, reference, facts, parts)),
        ...steps,
        ...writers,
    ];
}

const changes = (facts: Facts, object: number): readonly string[] =>
    sorted(facts.visits.filter(visit => visit.changes.includes(object)).map(({ actor, step }) => `${actor} ${step}`));

function changesThere(
    program: Program,
    reference: ReferenceResult,
    facts: Facts,
    parts: readonly Part[],
): readonly string[] {
    return sorted(
        facts.visits
            .filter(({ actor, step }) =>
                reference.graph.nodes.some(node =>
                    node.edges.some(edge => {
                        const target = targetOf(reference, edge);
                        const { mover, step: first } = edge.transition;
                        const isIt = mover.kind === 'actor' && mover.actor === actor && first === step;
                        if (!isIt || target === undefined || program.steps[step]!.local) return false;
                        return valueIn(node.state, parts) !== valueIn(target.state, parts);
                    }),
                ),
            )
            .map(({ actor, step }) => `${actor} ${step}`),
    );
}

function executes({ transition: { mover, executed } }: Edge, actor: ActorId, step: StepId): boolean {
    return mover.kind === 'actor' && mover.actor === actor && executed.includes(step);
}

/** Which steps are visited at all, and what they access. */
function aboutVisits({ graph }: ReferenceResult, facts: Facts): readonly string[] {
    const edges = graph.nodes.flatMap(node => node.edges.filter(edge => !isDiscarded(edge)));
    const visits = edges.flatMap(({ transition: { mover, executed } }) =>
        mover.kind === 'actor' ? executed.map(step => `${mover.actor} ${step}`) : [],
    );
    const accesses = edges.flatMap(({ transition: { mover, step, access } }) =>
        mover.kind === 'actor' && access !== undefined
            ? [`${mover.actor} ${step}: ${access.cell}[${access.index}]`]
            : [],
    );
    return [
        ...differ('visits', sorted(facts.visits.map(({ actor, step }) => `${actor} ${step}`)), sorted(visits)),
        ...differ(
            'accesses',
            sorted(
                facts.visits.flatMap(visit =>
                    visit.accesses.map(({ cell, index }) => `${visit.actor} ${visit.step}: ${cell}[${index}]`),
                ),
            ),
            sorted(accesses),
        ),
    ];
}

/** A ghost cell that the step writes the register to says what the register holds then. */
function aboutNotes(
    program: Program,
    facts: Facts,
    step: StepId,
    register: number,
    maxStates: number,
): readonly string[] {
    const cell = program.cells.length;
    const noted = program.actors.map(
        (_, actor): Action => ({
            kind: 'if',
            condition: {
                kind: 'binary',
                operator: '==',
                left: { kind: 'self' },
                right: { kind: 'const', value: actor },
            },
            then: [
                {
                    kind: 'write',
                    cell,
                    index: { kind: 'const', value: actor },
                    value: {
                        kind: 'binary',
                        operator: '+',
                        left: { kind: 'register', register },
                        right: { kind: 'const', value: 1000 },
                    },
                },
            ],
            else: [],
        }),
    );
    const instrumented: Program = {
        ...program,
        cells: [
            ...program.cells,
            {
                name: 'noted',
                domain: { kind: 'int', low: -100_000, high: 100_000 },
                length: program.actors.length,
                initial: program.actors.map(() => 0),
                class: 'ghost',
            },
        ],
        steps: program.steps.map((one, id) => (id === step ? { ...one, actions: [...noted, ...one.actions] } : one)),
    };
    const reference = referenceCheck(instrumented, 20 * maxStates);
    if (!reference.exhausted) return [];
    return program.actors.flatMap((_, actor) => {
        const theirs = reference.graph.nodes.flatMap(({ state }) => {
            const value = state.cells[cell]![actor]!;
            return value === 0 ? [] : [String(value - 1000)];
        });
        const lists = facts.notes.filter(list => list.actor === actor);
        const ours = lists.flatMap(({ notes }) =>
            notes.filter(note => note.step === step).map(({ values }) => `${values}`),
        );
        // What a failing transition notes, no state shows; and of two visits in one transition, the last alone.
        const missing = theirs.filter(value => !ours.includes(value));
        return differ(`notes of register ${register} at step ${step} by actor ${actor}`, [], sorted(missing));
    });
}
