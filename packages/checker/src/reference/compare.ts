// What the checker and the reference search disagree about, in words; and whether the checker's counterexamples
// are what they claim to be, judged on the reference's graph.
import { check } from '../check.ts';
import type { ActorId, Program } from '../program.ts';
import { refute } from '../replay.ts';
import type { Trace, TraceEvent, TraceState } from '../trace.ts';
import type { CheckResult, Witness } from '../verdict.ts';
import { isObliged, isTrueIn, keyOf } from './interpret.ts';
import type { Edge, Node, ReferenceResult } from './reference.ts';
import { getsOn, isFairCycle, nameOf, racesIn, referenceCheck } from './reference.ts';

/** Every disagreement about the program; `undefined` if it has more states than `maxStates`. */
export function disagreements(program: Program, maxStates: number): readonly string[] | undefined {
    const reference = referenceCheck(program, maxStates);
    if (!reference.exhausted) return undefined;
    const result = check(program, { maxStates: 2 * maxStates, maxBytes: 2 ** 30, shouldStop: () => undefined });
    return [...aboutTheSearch(program, result, reference), ...aboutWitnesses(program, result, reference)];
}

function aboutTheSearch(program: Program, result: CheckResult, reference: ReferenceResult): readonly string[] {
    const found = result.witnesses.map(witness => nameOf(witness.outcome));
    const differ = (what: string, ours: unknown, theirs: unknown): readonly string[] =>
        JSON.stringify(ours) === JSON.stringify(theirs)
            ? []
            : [`${what}: checker ${JSON.stringify(ours)}, reference ${JSON.stringify(theirs)}`];
    return [
        ...differ('exhausted', result.exhausted, true),
        ...differ('states', result.states, reference.states),
        ...differ('transitions', result.transitions, reference.transitions),
        ...differ('depth', result.depth, reference.depth),
        ...differ('outcomes', [...new Set(found)].sort(), [...reference.outcomes.keys()].sort()),
        ...differ('terminal', String(result.hasTerminal), String(reference.hasTerminal)),
        ...differ('undecided', result.undecided.map(nameOf).sort(), [...reference.undecided].sort()),
        ...differ('executed', numbersOf(result.executed), numbersOf(reference.executed)),
        ...differ('rested', numbersOf(result.rested), numbersOf(reference.rested)),
        ...differ('covered', numbersOf(result.covered), numbersOf(reference.covered)),
        ...differ('verdict', result.verdict.kind === 'pass', reference.outcomes.size === 0),
        ...aboutHeadline(result),
        ...program.actors.flatMap((_, actor) => aboutAccusation(result, reference, actor)),
    ];
}

/** The headline is the shallowest witness; of equally deep ones bug, violation, deadlock, livelock in this order. */
function aboutHeadline(result: CheckResult): readonly string[] {
    if (!('witness' in result.verdict)) return [];
    const rank = ({ outcome, trace }: Witness): number =>
        (trace?.events.length ?? Number.POSITIVE_INFINITY) * 4 +
        ['bug', 'violation', 'deadlock', 'livelock'].indexOf(outcome.kind);
    const headline = rank(result.verdict.witness);
    return result.witnesses.some(witness => rank(witness) < headline) ? ['the headline is not the shallowest'] : [];
}

/** An actor that is told to be in a deadlock is stuck somewhere. */
function aboutAccusation(result: CheckResult, reference: ReferenceResult, actor: ActorId): readonly string[] {
    const isAccused = result.witnesses.some(
        ({ outcome, at }) => outcome.kind === 'deadlock' && at.some(place => place.actor === actor),
    );
    return isAccused && reference.stuck[actor]!.size === 0 ? [`actor ${actor} is never stuck`] : [];
}

const numbersOf = (flags: readonly boolean[]): readonly number[] => flags.flatMap((flag, i) => (flag ? [i] : []));

// ------------------------------------------------------------------------------------------ counterexamples

function aboutWitnesses(program: Program, result: CheckResult, reference: ReferenceResult): readonly string[] {
    const shortest = new Map<string, number>();
    const failures = new Map<string, number>();
    const complaints: string[] = [];
    const note = (lengths: Map<string, number>, name: string, length: number): void => {
        lengths.set(name, Math.min(lengths.get(name) ?? Number.POSITIVE_INFINITY, length));
    };
    for (const witness of result.witnesses) {
        const name = nameOf(witness.outcome);
        const { walk, complaints: own } = lookAt(program, witness, reference);
        const tooLong = walk === undefined ? undefined : aboutLength(witness, walk);
        for (const complaint of tooLong === undefined ? own : [...own, tooLong])
            complaints.push(`witness of ${name}: ${complaint}`);
        if (witness.trace === undefined) continue;
        const { length } = witness.trace.events;
        note(shortest, name, length);
        if (typeof walk?.edges.at(-1)?.target === 'object') note(failures, `${name} at ${witness.at[0]?.step}`, length);
    }
    for (const [name, { least, most }] of reference.outcomes) {
        const length = shortest.get(name);
        if (length === undefined || (least <= length && length <= most)) continue;
        complaints.push(`shortest witness of ${name}: checker ${length}, reference ${least} to ${most}`);
    }
    const inOrder = (lengths: ReadonlyMap<string, number>): string => JSON.stringify([...lengths].sort());
    if (inOrder(failures) !== inOrder(reference.failures)) {
        complaints.push(`failing steps: checker ${inOrder(failures)}, reference ${inOrder(reference.failures)}`);
    }
    return complaints;
}

/** What is wrong with a witness, as to what it shows; that it be a shortest is not asked. */
export function falsehoodsOf(program: Program, witness: Witness, reference: ReferenceResult): readonly string[] {
    return lookAt(program, witness, reference).complaints;
}

function lookAt(
    program: Program,
    witness: Witness,
    reference: ReferenceResult,
): { readonly complaints: readonly string[]; readonly walk: Walk | undefined } {
    if (witness.trace === undefined) {
        const name = nameOf(witness.outcome);
        const isUnmet =
            reference.outcomes.has(name) &&
            program.properties.some(({ kind, outcome }) => kind === 'exists' && nameOf(outcome) === name);
        return { complaints: isUnmet ? [] : ['has no trace'], walk: undefined };
    }
    const refutation = refute(program, witness);
    const walk = follow(reference, witness.trace);
    const complaints = refutation === undefined ? [] : [`is refuted: ${refutation}`];
    if (typeof walk === 'string') return { complaints: [...complaints, walk], walk: undefined };
    return { complaints: [...complaints, ...aboutEnd(program, reference, witness, walk)], walk };
}

/** A trace as a path in the reference's graph. */
interface Walk {
    readonly nodes: readonly Node[];
    readonly edges: readonly Edge[];
}

/** The path that the trace describes, or what is wrong with it. */
function follow(reference: ReferenceResult, trace: Trace): Walk | string {
    const { graph } = reference;
    const nodes: Node[] = [];
    for (const [i, state] of trace.states.entries()) {
        const id = graph.byKey.get(keyOf(stateOf(state)));
        if (id === undefined) return `state ${i} is not reachable`;
        nodes.push(graph.nodes[id]!);
    }
    if (nodes[0]?.id !== 0) return 'does not begin at the beginning';
    const edges: Edge[] = [];
    for (const [i, event] of trace.events.entries()) {
        const edge = nodes[i]?.edges.find(
            candidate =>
                isTold(event, candidate) &&
                (typeof candidate.target === 'object'
                    ? i === trace.events.length - 1 && nodes.length === trace.events.length
                    : candidate.target === nodes[i + 1]?.id),
        );
        if (edge === undefined) return `event ${i} (${JSON.stringify(event)}) is no transition`;
        edges.push(edge);
    }
    return { nodes, edges };
}

function isTold(event: TraceEvent, { transition }: Edge): boolean {
    const { mover } = transition;
    if (event.kind === 'flush') return mover.kind === 'buffer' && mover.cpu === event.cpu;
    return (
        mover.kind === 'actor' &&
        mover.actor === event.actor &&
        transition.choice === event.choice &&
        JSON.stringify(transition.executed) === JSON.stringify([event.step, ...event.locals])
    );
}

const stateOf = (state: TraceState): Parameters<typeof keyOf>[0] => ({
    cells: state.cells.map(values => [...values]),
    at: state.actors.map(actor => actor.step),
    registers: state.actors.map(actor => [...actor.registers]),
    buffers: state.buffers.map(buffer => [...buffer]),
});

function aboutLength({ trace }: Witness, { nodes, edges }: Walk): string | undefined {
    const end = nodes.at(-1)!;
    if (end.isCut) {
        // the shortest for the step that breaks the invariant, which need not be the shortest to this state
        const isShortest = nodes.length === 1 || nodes.at(-2)!.depth === nodes.length - 2;
        return isShortest ? undefined : 'is not a shortest path';
    }
    const isCycle = trace?.cycleStart !== undefined;
    const isCut = typeof edges.at(-1)?.target === 'object';
    return isCycle || isCut || edges.length === end.depth ? undefined : 'is not a shortest path to its end';
}

/** What is wrong with the end of a path that is one. */
function aboutEnd(
    program: Program,
    reference: ReferenceResult,
    witness: Witness,
    { nodes, edges }: Walk,
): readonly string[] {
    const end = nodes.at(-1)!;
    const cut = edges.at(-1)?.target;
    const { outcome, trace } = witness;
    switch (outcome.kind) {
        case 'deadlock':
            return [
                ...(end.state.buffers.some(buffer => buffer.length > 0)
                    ? ['ends with a buffer that is not empty']
                    : []),
                ...(witness.at.length === 0 ? ['accuses nobody'] : []),
                ...witness.at.flatMap(({ actor, step }) => [
                    ...(reference.stuck[actor]!.has(end.id) ? [] : [`actor ${actor} is not stuck at its end`]),
                    ...(end.state.at[actor] === step ? [] : [`actor ${actor} does not rest at step ${step}`]),
                ]),
            ];
        case 'livelock':
            return aboutCycle(program, reference, { nodes, edges }, trace?.cycleStart);
        case 'bug':
        case 'violation':
            if (typeof cut === 'object') {
                const isIt = cut.outcome !== undefined && nameOf(cut.outcome) === nameOf(outcome);
                const isThere = cut.step === undefined || witness.at.some(({ step }) => step === cut.step);
                return [
                    ...(isIt ? [] : ['ends in another cut']),
                    ...(isThere ? [] : [`fails at step ${cut.step}, not at ${JSON.stringify(witness.at)}`]),
                ];
            }
            return isShown(program, reference, witness, end) ? [] : ['does not show at its end'];
    }
}

function isShown(program: Program, reference: ReferenceResult, { outcome, race }: Witness, end: Node): boolean {
    if (race !== undefined) {
        const [one, two] = race.map(({ actor }) => actor);
        return racesIn(end).some(pair => pair[0] === one && pair[1] === two);
    }
    return program.properties.some(
        property =>
            nameOf(property.outcome) === nameOf(outcome) &&
            !isTrueIn(program, end.state, property.holds) &&
            (property.kind === 'invariant' || (property.kind === 'final' && reference.terminals.has(end.id))),
    );
}

/** A lasso: its cycle closes, is fair, and some actor is obliged throughout, never stuck, and makes no progress. */
function aboutCycle(
    program: Program,
    reference: ReferenceResult,
    { nodes, edges }: Walk,
    start: number | undefined,
): readonly string[] {
    if (start === undefined) return ['has no cycle'];
    const around = nodes.slice(start, -1);
    const taken = edges.slice(start);
    const isBad = (actor: ActorId): boolean =>
        program.actors[actor]!.kind !== 'daemon' &&
        around.every(node => isObliged(program, node.state, actor) && !reference.stuck[actor]!.has(node.id)) &&
        !taken.some(edge => getsOn(program, actor, edge));
    return [
        ...(taken.length > 0 && nodes[start]?.id === nodes.at(-1)?.id ? [] : ['its cycle does not close']),
        ...(isFairCycle(program, around, taken) ? [] : ['its cycle is not fair']),
        ...(program.actors.some((_, actor) => isBad(actor)) ? [] : ['nobody is starved in its cycle']),
    ];
}
