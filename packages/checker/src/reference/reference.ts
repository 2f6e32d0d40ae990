// The reference search: what the verdict of a Program is, by the letter of the rules, however long that takes.
//
// Every reachable state is kept with all its transitions, and each judgement is a sentence about that graph:
// greatest fixpoints for what is stuck, forward and backward closures for what is strongly connected. Nothing is
// reduced, nothing is on the fly. It judges programs of some ten thousand states; use it to doubt the checker.
//
// Readings it fixes:
//   - a state that breaks an invariant is one state: visited, not expanded, and counted for nothing else;
//   - the transition into a cut counts as a transition and adds no state;
//   - a state is alive if an execution may go on from it for ever, or rest: if without optional starts it reaches a component in which
//     nobody who could always step is kept from it. What is not alive ends in a cut; to it, components are not left;
//   - an assumption that does not hold sets nobody free: only a failure ahead does;
//   - an actor livelocks in a cycle if it is obliged, and not stuck, in every state of it, and does not come back to
//     a place of rest: a handler that returns has ended.
import type { ActorId, Outcome, Program, StepId } from '../program.ts';
import type { Access, Cut, Mover, State, Transition } from './interpret.ts';
import { initialState, isObliged, isTrueIn, keyOf, transitionsOf, waitsFor } from './interpret.ts';

export interface ReferenceResult {
    /** Whether all reachable states were visited; if not, nothing below but the counts means anything. */
    readonly exhausted: boolean;
    readonly states: number;
    readonly transitions: number;
    /** The greatest distance of a state from the initial one. */
    readonly depth: number;
    /** Every outcome by {@link nameOf}. */
    readonly outcomes: ReadonlyMap<string, ReferenceOutcome>;
    /** Every failing step, as `kind name at step`, with the length of the shortest way to fail there. */
    readonly failures: ReadonlyMap<string, number>;
    /** `undefined` where a failure's cut leaves it open. */
    readonly hasTerminal: boolean | undefined;
    /** The `exists` properties that a failure's cut leaves open, by {@link nameOf}. */
    readonly undecided: ReadonlySet<string>;
    readonly executed: readonly boolean[];
    readonly rested: readonly boolean[];
    readonly covered: readonly boolean[];
    readonly graph: Graph;
    /** `stuck[actor]`: the states in which it can never move again. */
    readonly stuck: readonly ReadonlySet<NodeId>[];
    readonly terminals: ReadonlySet<NodeId>;
}

export interface ReferenceOutcome {
    readonly outcome: Outcome;
    /** The shortest witness has at least, and at most, that many transitions; infinite where the graph does not tell. */
    readonly least: number;
    readonly most: number;
}

export type NodeId = number;

export interface Graph {
    readonly nodes: readonly Node[];
    readonly byKey: ReadonlyMap<string, NodeId>;
}

export interface Node {
    readonly id: NodeId;
    readonly state: State;
    readonly depth: number;
    /** It breaks an invariant, so that it has no edges. */
    readonly isCut: boolean;
    readonly edges: readonly Edge[];
}

export interface Edge {
    readonly transition: Transition;
    readonly target: NodeId | Cut;
}

export const nameOf = (outcome: Outcome): string => `${outcome.kind} ${outcome.name}`.trim();

/** Judges the program, or gives up (`exhausted` is false) when it has more states than that. */
export function referenceCheck(program: Program, maxStates: number): ReferenceResult {
    const { graph, exhausted } = explore(program, maxStates);
    const found = new Map<string, ReferenceOutcome>();
    const failures = new Map<string, number>();
    const record = (outcome: Outcome, least: number, most = least): void => {
        const known = found.get(nameOf(outcome)) ?? { least: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
        found.set(nameOf(outcome), {
            outcome,
            least: Math.min(known.least, least),
            most: Math.min(known.most, most),
        });
    };

    for (const node of graph.nodes) {
        for (const broken of brokenInvariants(program, node.state)) record(broken, node.depth);
        for (const edge of node.edges) {
            if (typeof edge.target === 'object' && edge.target.outcome !== undefined) {
                record(edge.target.outcome, node.depth + 1);
                // breadth first: the first is the shallowest
                const place = `${nameOf(edge.target.outcome)} at ${edge.target.step}`;
                if (!failures.has(place)) failures.set(place, node.depth + 1);
            }
        }
        if (program.detectRaces && racesIn(node).length > 0) record({ kind: 'bug', name: 'data-race' }, node.depth);
    }
    const isCutShort = graph.nodes.some(
        node =>
            node.isCut || node.edges.some(({ target }) => typeof target === 'object' && target.outcome !== undefined),
    );

    const alive = exhausted ? aliveStates(program, graph) : new Set<NodeId>();
    const stuck = program.actors.map((_, actor) =>
        exhausted ? stuckStates(program, graph, actor, alive) : new Set<NodeId>(),
    );
    const bottoms = bottomComponents(graph, alive);
    if (exhausted) {
        const isEmpty = (node: Node): boolean => node.state.buffers.every(buffer => buffer.length === 0);
        const depthOf = (nodes: Iterable<Node>): number => Math.min(...[...nodes].filter(isEmpty).map(n => n.depth));
        const somebodyStuck = graph.nodes.filter(node => stuck.some(states => states.has(node.id)));
        for (const bottom of bottoms) {
            if (!hasDeadlock(program, graph, bottom, stuck)) continue;
            const most = depthOf([...bottom.nodes].map(id => graph.nodes[id]!));
            record({ kind: 'deadlock', name: '' }, depthOf(somebodyStuck), most);
        }
        if (program.actors.some((_, actor) => hasLivelock(program, graph, actor, stuck[actor]!))) {
            record({ kind: 'livelock', name: '' }, 1, Number.POSITIVE_INFINITY);
        }
    }

    const terminals = bottoms.flatMap(bottom => terminalStates(program, graph, bottom, stuck));
    const undecided = new Set<string>();
    for (const property of exhausted ? program.properties : []) {
        if (property.kind === 'final') {
            const failing = terminals.filter(node => !isTrueIn(program, node.state, property.holds));
            for (const node of failing) record(property.outcome, node.depth);
        }
        if (property.kind === 'exists' && !terminals.some(node => isTrueIn(program, node.state, property.holds))) {
            if (isCutShort) undecided.add(nameOf(property.outcome));
            else record(property.outcome, 0, Number.POSITIVE_INFINITY);
        }
    }

    const transitions = graph.nodes.flatMap(node => node.edges.map(edge => edge.transition));
    const rests = new Set(graph.nodes.flatMap(node => node.state.at));
    const ran = new Set(transitions.flatMap(transition => transition.executed));
    const covered = new Set(
        transitions.flatMap(transition => (transition.result.kind === 'cut' ? [] : transition.covered)),
    );
    return {
        exhausted,
        states: graph.nodes.length,
        transitions: transitions.length,
        depth: graph.nodes.reduce((depth, node) => Math.max(depth, node.depth), 0),
        outcomes: found,
        failures,
        hasTerminal: terminals.length > 0 ? true : isCutShort || !exhausted ? undefined : false,
        undecided,
        executed: program.steps.map((_, step) => ran.has(step)),
        rested: program.steps.map((_, step) => rests.has(step)),
        covered: program.covers.map((_, cover) => covered.has(cover)),
        graph,
        stuck,
        terminals: new Set(terminals.map(node => node.id)),
    };
}

// ------------------------------------------------------------------------------------------------ the graph

/** All reachable states, breadth first, so that depths are least. */
function explore(program: Program, maxStates: number): { graph: Graph; exhausted: boolean } {
    const nodes: Node[] = [];
    const byKey = new Map<string, NodeId>();
    const frontier: { state: State; depth: number }[] = [];
    const find = (state: State, depth: number): NodeId => {
        const key = keyOf(state);
        const known = byKey.get(key);
        if (known !== undefined) return known;
        const id = frontier.push({ state, depth }) - 1;
        byKey.set(key, id);
        return id;
    };

    find(initialState(program), 0);
    for (let id = 0; id < frontier.length; id++) {
        if (frontier.length > maxStates) return { graph: { nodes, byKey }, exhausted: false };
        const { state, depth } = frontier[id]!;
        const isCut = brokenInvariants(program, state).length > 0;
        const edges = (isCut ? [] : transitionsOf(program, state)).map(transition => ({
            transition,
            target: transition.result.kind === 'cut' ? transition.result : find(transition.result.state, depth + 1),
        }));
        nodes.push({ id, state, depth, isCut, edges });
    }
    return { graph: { nodes, byKey }, exhausted: true };
}

const brokenInvariants = (program: Program, state: State): readonly Outcome[] =>
    program.properties.flatMap(property =>
        property.kind === 'invariant' && !isTrueIn(program, state, property.holds) ? [property.outcome] : [],
    );

/** Pairs of actors that can both now step on the same memory, one writes, one is plain, none is unraced (language reference, memory order). */
export function racesIn(node: Node): readonly (readonly [ActorId, ActorId])[] {
    const accesses = node.edges.flatMap(({ transition: { mover, access } }) =>
        mover.kind === 'actor' && access !== undefined ? [{ actor: mover.actor, access }] : [],
    );
    const conflict = (one: Access, two: Access): boolean =>
        one.cell === two.cell &&
        one.index === two.index &&
        (one.writes || two.writes) &&
        (one.mark === 'plain' || two.mark === 'plain') &&
        one.mark !== 'unraced' &&
        two.mark !== 'unraced';
    return accesses.flatMap(one =>
        accesses.flatMap(two =>
            one.actor < two.actor && conflict(one.access, two.access) ? [[one.actor, two.actor] as const] : [],
        ),
    );
}

const isCutEdge = (edge: Edge): boolean => typeof edge.target === 'object';
const leadsToCut = (graph: Graph, edge: Edge): boolean => isCutEdge(edge) || graph.nodes[edge.target as NodeId]!.isCut;
const isFailure = (graph: Graph, { target }: Edge): boolean =>
    typeof target === 'object' ? target.outcome !== undefined : graph.nodes[target]!.isCut;
const isBy = (actor: ActorId, { transition: { mover } }: Edge): boolean =>
    mover.kind === 'actor' && mover.actor === actor;

/** The transitions that do not rest on the goodwill of the environment: no optional start. */
export const demanded = (node: Node): readonly Edge[] => node.edges.filter(edge => !edge.transition.optional);

const isAble = (node: Node, actor: ActorId): boolean => demanded(node).some(edge => isBy(actor, edge));

// -------------------------------------------------------------------------------------------- deadlock (33)

/**
 * The states s such that in every state alive that is reachable from s without optional starts the actor is obliged and
 * has no enabled step, and no failure is reachable so: the greatest set of states that agree and lead only to each other.
 */
function stuckStates(program: Program, graph: Graph, actor: ActorId, alive: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
    const failing = graph.nodes.filter(node => demanded(node).some(edge => isFailure(graph, edge)));
    const mayFail = thoseThatReach(graph, new Set(failing.map(node => node.id)));
    const stuck = new Set<NodeId>();
    for (const node of graph.nodes) {
        if (!alive.has(node.id) || mayFail.has(node.id)) continue;
        if (isObliged(program, node.state, actor) && !isAble(node, actor)) stuck.add(node.id);
    }
    for (let changed = true; changed; ) {
        changed = false;
        for (const id of [...stuck].reverse()) {
            const leavesThem = demanded(graph.nodes[id]!).some(
                edge => alive.has(edge.target as NodeId) && !stuck.has(edge.target as NodeId),
            );
            if (leavesThem) {
                stuck.delete(id);
                changed = true;
            }
        }
    }
    return stuck;
}

/** The states from which an execution need not end in a cut. */
function aliveStates(program: Program, graph: Graph): ReadonlySet<NodeId> {
    const habitable = components(graph, demandedPart(graph)).filter(component => {
        const states = [...component.nodes].map(id => graph.nodes[id]!);
        const inner = states.flatMap(node => edgesWithin(node, component));
        return !isSomeoneNeglected(program, states, inner);
    });
    return thoseThatReach(graph, new Set(habitable.flatMap(({ nodes }) => [...nodes])));
}

/** The states from which some of the given ones can be reached without optional starts. */
function thoseThatReach(graph: Graph, goals: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
    const reaching = new Set(goals);
    for (let changed = true; changed; ) {
        changed = false;
        for (const node of [...graph.nodes].reverse()) {
            if (reaching.has(node.id)) continue;
            if (!demanded(node).some(edge => !leadsToCut(graph, edge) && reaching.has(edge.target as NodeId))) continue;
            reaching.add(node.id);
            changed = true;
        }
    }
    return reaching;
}

/** The states that are no cuts, without optional starts. */
const demandedPart = (graph: Graph): Component => ({
    nodes: new Set(graph.nodes.filter(node => !node.isCut).map(node => node.id)),
    follows: edge => !edge.transition.optional,
});

/** Whether some actor is stuck in the bottom component and is not told under somebody else's livelock there. */
function hasDeadlock(
    program: Program,
    graph: Graph,
    bottom: Component,
    stuck: readonly ReadonlySet<NodeId>[],
): boolean {
    const states = [...bottom.nodes].map(id => graph.nodes[id]!);
    const isStuck = (actor: ActorId): boolean => states.some(node => stuck[actor]!.has(node.id));
    const isLivelocked = (actor: ActorId): boolean => !isStuck(actor) && livelocksWithin(program, graph, actor, bottom);

    return program.actors.some((_, actor) => {
        if (!isStuck(actor)) return false;
        const chain = [actor];
        for (const link of chain) {
            // every actor of the chain is stuck; it ends at one that is not, a daemon above all
            if (!isStuck(link)) continue;
            for (const node of states) {
                for (const next of waitsFor(program, node.state, link)) if (!chain.includes(next)) chain.push(next);
            }
        }
        return !chain.some(isLivelocked);
    });
}

// -------------------------------------------------------------------------------------------- livelock (34)

/** Whether there is a fair cycle in which the actor is obliged, not stuck, and makes no progress. */
function hasLivelock(program: Program, graph: Graph, actor: ActorId, stuck: ReadonlySet<NodeId>): boolean {
    if (program.actors[actor]!.kind === 'daemon') return false;
    const nodes = graph.nodes.filter(
        node => !node.isCut && isObliged(program, node.state, actor) && !stuck.has(node.id),
    );
    return hasFairCycle(program, graph, {
        nodes: new Set(nodes.map(node => node.id)),
        follows: edge => !getsOn(program, actor, edge),
    });
}

/**
 * Whether the actor makes progress, or comes to the end of what it was obliged to do: a handler that returns has ended,
 * even if the next one is due at once.
 */
export function getsOn(program: Program, actor: ActorId, edge: Edge): boolean {
    const { result, progress } = edge.transition;
    if (!isBy(actor, edge) || result.kind === 'cut') return false;
    const at = result.state.at[actor];
    return progress || (at !== undefined && program.steps[at]!.rest !== undefined);
}

/** The same, for a cycle inside a bottom component. */
function livelocksWithin(program: Program, graph: Graph, actor: ActorId, bottom: Component): boolean {
    if (program.actors[actor]!.kind === 'daemon') return false;
    return hasFairCycle(program, graph, {
        nodes: new Set([...bottom.nodes].filter(id => isObliged(program, graph.nodes[id]!.state, actor))),
        follows: edge => bottom.follows(edge) && !getsOn(program, actor, edge),
    });
}

/** Whether the subgraph has a cycle that is fair as 34 demands; whatever is not in the subgraph is not in the cycle. */
function hasFairCycle(program: Program, graph: Graph, subgraph: Component): boolean {
    return components(graph, subgraph).some(component => {
        const states = [...component.nodes].map(id => graph.nodes[id]!);
        const taken = states.flatMap(node => edgesWithin(node, component));
        if (taken.length === 0 || isSomeoneNeglected(program, states, taken)) return false;
        // an acquisition that is enabled somewhere and never taken: the cycle must avoid it
        const rest = states.filter(node => !isSomeoneRefused(program, [node], taken));
        if (rest.length === states.length) return true;
        return hasFairCycle(program, graph, { nodes: new Set(rest.map(node => node.id)), follows: subgraph.follows });
    });
}

/** Whether a cycle through these states, with these transitions, is fair. */
export const isFairCycle = (program: Program, states: readonly Node[], taken: readonly Edge[]): boolean =>
    !isSomeoneNeglected(program, states, taken) && !isSomeoneRefused(program, states, taken);

/** (a) Whatever is able to step in every state of the cycle steps in it. */
function isSomeoneNeglected(program: Program, states: readonly Node[], taken: readonly Edge[]): boolean {
    const movers: readonly Mover[] = [
        ...program.actors.map((_, actor) => ({ kind: 'actor', actor }) as const),
        ...program.cpus.map((_, cpu) => ({ kind: 'buffer', cpu }) as const),
    ];
    return movers.some(
        mover =>
            states.every(node => demanded(node).some(edge => isSame(edge.transition.mover, mover))) &&
            !taken.some(edge => isSame(edge.transition.mover, mover)),
    );
}

/** (b) Each blocking acquisition that is enabled somewhere in the cycle is taken in it. */
function isSomeoneRefused(program: Program, states: readonly Node[], taken: readonly Edge[]): boolean {
    const isGranted = ({ transition: { step, mover } }: Edge): boolean =>
        taken.some(other => other.transition.step === step && isSame(other.transition.mover, mover));
    return states.some(node =>
        demanded(node).some(edge => isAcquisition(program, edge.transition.step) && !isGranted(edge)),
    );
}

const isAcquisition = (program: Program, step: StepId | undefined): boolean =>
    step !== undefined && program.steps[step]!.fairness === 'strong';

const isSame = (one: Mover, two: Mover): boolean =>
    one.kind === 'actor'
        ? two.kind === 'actor' && one.actor === two.actor
        : two.kind === 'buffer' && one.cpu === two.cpu;

// -------------------------------------------------------------------------------------------- terminal (35)

/** The terminal states of a bottom component. */
function terminalStates(
    program: Program,
    graph: Graph,
    bottom: Component,
    stuck: readonly ReadonlySet<NodeId>[],
): readonly Node[] {
    const actors = program.actors.map((actor, id) => ({ id, kind: actor.kind }));
    const done = [...bottom.nodes]
        .map(id => graph.nodes[id]!)
        .filter(
            node =>
                node.state.buffers.every(buffer => buffer.length === 0) &&
                !stuck.some(states => states.has(node.id)) &&
                !actors.some(({ id, kind }) => kind !== 'daemon' && isObliged(program, node.state, id)),
        );
    const quiet = done.filter(node =>
        actors.every(({ id, kind }) => {
            if (kind !== 'daemon' && kind !== 'device') return true;
            return !isAble(node, id) || isIdle(program, node.state, id);
        }),
    );
    return quiet.length > 0 ? quiet : done;
}

function isIdle(program: Program, state: State, actor: ActorId): boolean {
    const at = state.at[actor];
    return at === undefined || program.steps[at]!.rest?.kind === 'always';
}

// ------------------------------------------------------------------------------------------- connectedness

/** A part of the graph: some nodes, and the edges between them that are followed. */
interface Component {
    readonly nodes: ReadonlySet<NodeId>;
    readonly follows: (edge: Edge) => boolean;
}

const edgesWithin = (node: Node, { nodes, follows }: Component): readonly Edge[] =>
    node.edges.filter(edge => !isCutEdge(edge) && nodes.has(edge.target as NodeId) && follows(edge));

/** The components of states alive that nothing but an optional start leaves alive. */
function bottomComponents(graph: Graph, alive: ReadonlySet<NodeId>): readonly Component[] {
    const { nodes, follows } = demandedPart(graph);
    return components(graph, { nodes: new Set([...nodes].filter(id => alive.has(id))), follows }).filter(component =>
        [...component.nodes].every(id =>
            demanded(graph.nodes[id]!).every(
                ({ target }) => !alive.has(target as NodeId) || component.nodes.has(target as NodeId),
            ),
        ),
    );
}

/**
 * The strongly connected components of a part of the graph. Two states belong together iff each reaches the other:
 * the states that one state reaches, among those that reach it.
 */
function components(graph: Graph, part: Component): readonly Component[] {
    const successors = new Map<NodeId, NodeId[]>();
    const predecessors = new Map<NodeId, NodeId[]>();
    for (const id of part.nodes) {
        successors.set(id, []);
        predecessors.set(id, []);
    }
    for (const id of part.nodes) {
        for (const edge of edgesWithin(graph.nodes[id]!, part)) {
            successors.get(id)!.push(edge.target as NodeId);
            predecessors.get(edge.target as NodeId)!.push(id);
        }
    }

    const found: Component[] = [];
    const work: ReadonlySet<NodeId>[] = [part.nodes];
    for (let some = work.pop(); some !== undefined; some = work.pop()) {
        const within = withoutLoners(some, successors, predecessors, loner => {
            found.push({ nodes: new Set([loner]), follows: part.follows });
        });
        const pivot = within.values().next().value;
        if (pivot === undefined) continue;
        const forward = closure(pivot, within, successors);
        const backward = closure(pivot, within, predecessors);
        const those = (claim: (id: NodeId) => boolean): ReadonlySet<NodeId> => new Set([...within].filter(claim));
        found.push({ nodes: those(id => forward.has(id) && backward.has(id)), follows: part.follows });
        work.push(
            those(id => forward.has(id) && !backward.has(id)),
            those(id => !forward.has(id) && backward.has(id)),
            those(id => !forward.has(id) && !backward.has(id)),
        );
    }
    return found;
}

/** Takes away, again and again, the states that nothing in the set leads to, or that lead to nothing in it. */
function withoutLoners(
    nodes: ReadonlySet<NodeId>,
    successors: ReadonlyMap<NodeId, readonly NodeId[]>,
    predecessors: ReadonlyMap<NodeId, readonly NodeId[]>,
    onLoner: (node: NodeId) => void,
): ReadonlySet<NodeId> {
    const left = new Set(nodes);
    const isLoner = (id: NodeId): boolean =>
        !successors.get(id)!.some(next => left.has(next)) || !predecessors.get(id)!.some(last => left.has(last));
    const work = [...left];
    for (let id = work.pop(); id !== undefined; id = work.pop()) {
        if (!left.has(id) || !isLoner(id)) continue;
        left.delete(id);
        onLoner(id);
        work.push(...successors.get(id)!, ...predecessors.get(id)!);
    }
    return left;
}

function closure(
    from: NodeId,
    within: ReadonlySet<NodeId>,
    next: ReadonlyMap<NodeId, readonly NodeId[]>,
): ReadonlySet<NodeId> {
    const reached = new Set([from]);
    for (const id of reached) for (const to of next.get(id)!) if (within.has(to)) reached.add(to);
    return reached;
}
