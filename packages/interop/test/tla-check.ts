// What TLC would answer to an exported module and its configurations, by the interpreter of TLA+ beside this file.
import type { TlaExport } from '../src/tla.ts';
import type { Interpreter, State, Value } from './tla-interpreter.ts';
import { interpret, keyOf, readModule } from './tla-interpreter.ts';

export interface TlcAnswer {
    /** Distinct states, and among them those in which an execution was cut. */
    readonly states: number;
    readonly cuts: number;
    /** How executions were cut. */
    readonly outcomes: readonly string[];
    /** Invariants of the configuration that some state breaks, those of a comment too. */
    readonly broken: readonly string[];
    /** Properties of fair executions that some execution breaks. */
    readonly violated: readonly string[];
}

interface Graph {
    readonly states: readonly State[];
    /** By state: where `Next` leads to. */
    readonly edges: readonly (readonly number[])[];
    readonly idOf: (state: State) => number | undefined;
}

/** Throws where the text is no module, or TLC could not evaluate it; `undefined`: it has more states than that. */
export function checkTla({ text, safety, liveness }: TlaExport, mostStates: number): TlcAnswer | undefined {
    const module = readModule(text);
    const safe = interpret(module, new Map([['Liveness', false]]));
    const graph = explore(safe, mostStates);
    if (graph === undefined) return undefined;
    const cut = graph.states.filter(state => state.get('outcome') !== 'none');
    checkCanStep(safe, graph, [...module.definitions.keys()]);
    const live = interpret(module, new Map([['Liveness', true]]));
    const fairGraph = liveness === undefined ? undefined : explore(live, 2 ** module.variables.length * mostStates);
    return {
        states: graph.states.length,
        cuts: cut.length,
        outcomes: [...new Set(cut.map(state => String(state.get('outcome'))))].toSorted(),
        broken: namesAfter('INVARIANT', safety).filter(name => graph.states.some(state => !safe.holds(name, state))),
        violated: namesAfter('PROPERTY', liveness ?? '').filter(name => isViolated(live, fairGraph!, name)),
    };
}

/** For each invariant that some state breaks: the way to the first such state, as TLC prints it, and all that it breaks. */
export function printedAsByTlc(
    { text, safety, module, model }: TlaExport,
    mostStates: number,
): readonly { readonly invariants: readonly string[]; readonly outcome: string; readonly text: string }[] {
    const interpreter = interpret(readModule(text), new Map([['Liveness', false]]));
    const actions = model.steps.flatMap(steps => [...steps.values()]);
    const ways = new Map([
        [keyOf(interpreter.initial), { state: interpreter.initial, text: told(1, 'Initial predicate') }],
    ]);
    const depths = new Map([[keyOf(interpreter.initial), 1]]);
    for (const [key, { state, text: before }] of ways) {
        if (ways.size > mostStates) return [];
        const depth = depths.get(key)! + 1;
        for (const action of actions) {
            for (const next of interpreter.successors(action, state)) {
                if (ways.has(keyOf(next))) continue;
                const head = `${action} line 1, col 1 to line 2, col 2 of module ${module}`;
                ways.set(keyOf(next), { state: next, text: `${before}${printed(state)}\n\n${told(depth, head)}` });
                depths.set(keyOf(next), depth);
            }
        }
    }
    const asked = namesAfter('INVARIANT', safety.replace(/^\\\*.*$/gm, ''));
    const brokenIn = (state: State): readonly string[] => asked.filter(name => !interpreter.holds(name, state));
    return asked.flatMap(invariant => {
        const way = [...ways.values()].find(({ state }) => !interpreter.holds(invariant, state));
        if (way === undefined) return [];
        const { state, text: before } = way;
        const outcome = String(state.get('outcome'));
        return [{ invariants: brokenIn(state), outcome, text: `${before}${printed(state)}\n` }];
    });
}

const told = (number: number, head: string): string => `State ${number}: <${head}>\n`;

const printed = (state: State): string => [...state].map(([name, value]) => `/\\ ${name} = ${inTla(value)}`).join('\n');

function inTla(value: Value): string {
    if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
    if (!(value instanceof Map)) return JSON.stringify(value);
    const entries = [...(value as ReadonlyMap<Value, Value>)];
    const isRecord = entries.some(([key]) => typeof key === 'string');
    const parts = entries.map(([key, one]) => `${String(key)} ${isRecord ? '|->' : ':>'} ${inTla(one)}`);
    return isRecord ? `[${parts.join(', ')}]` : `(${parts.join(' @@ ')})`;
}

const namesAfter = (word: string, text: string): readonly string[] =>
    [...text.matchAll(new RegExp(`^(?:\\\\\\* )?${word} (\\w+)$`, 'gm'))].map(([, name]) => name!);

function explore(interpreter: Interpreter, mostStates: number): Graph | undefined {
    const states = [interpreter.initial];
    const ids = new Map([[keyOf(interpreter.initial), 0]]);
    const edges: number[][] = [];
    for (const state of states) {
        if (states.length > mostStates) return undefined;
        const targets = interpreter.successors('Next', state).map(next => {
            const key = keyOf(next);
            const id = ids.get(key) ?? states.push(next) - 1;
            ids.set(key, id);
            return id;
        });
        edges.push([...new Set(targets)]);
    }
    return { states, edges, idOf: state => ids.get(keyOf(state)) };
}

/** The predicates that say who can step agree with the actions. */
function checkCanStep(interpreter: Interpreter, { states }: Graph, names: readonly string[]): void {
    for (const moves of names.filter(name => name.endsWith('_moves'))) {
        for (const state of states) {
            if (!interpreter.holds('Running', state)) continue;
            const can = interpreter.holds(moves.replace(/_moves$/, '_can_step'), state);
            if (can !== interpreter.successors(moves, state).length > 0) throw new Error(`${moves} in ${keyOf(state)}`);
        }
    }
}

type Formula = ReturnType<Interpreter['bodyOf']>;

/** An action `A` as `<<A>>_vars`: by state, where it leads to. */
type Steps = readonly ReadonlySet<number>[];

/** Whether a fair execution breaks `[]<>P \/ []<><<A>>_vars`: from some state on, neither P nor a step A. */
function isViolated(interpreter: Interpreter, graph: Graph, name: string): boolean {
    const goal = interpreter.bodyOf(name);
    const parts = goal.kind === 'list' ? goal.items : [goal];
    const fairness = interpreter.bodyOf('FairSpec');
    const conditions = fairness.kind === 'list' ? fairness.items : [];
    const steps = (action: Formula): Steps =>
        graph.states.map(
            (state, id) =>
                new Set(
                    interpreter
                        .successors(action, state)
                        .map(next => graph.idOf(next)!)
                        .filter(target => target !== id),
                ),
        );
    const weak = conditions.flatMap(one => (one.kind === 'weak' ? [steps(one.action)] : []));
    const strong = conditions.flatMap(one => (one.kind === 'strong' ? [steps(one.action)] : []));
    const isOff = (id: number): boolean =>
        parts.every(part => part.kind !== 'always-eventually' || !interpreter.holdsOf(part.of, graph.states[id]!));
    const isAvoided = (from: number, to: number): boolean =>
        from === to ||
        parts.every(
            part =>
                part.kind !== 'infinitely-often' ||
                !interpreter.isStep(part.action, graph.states[from]!, graph.states[to]!),
        );
    const nodes = new Set([...graph.states.keys()].filter(isOff));
    const inner = graph.edges.map((targets, from) => targets.filter(to => nodes.has(from) && isAvoided(from, to)));
    return hasFairComponent(nodes, inner, weak, strong);
}

/** Whether an execution that stays among the nodes is fair; it may also stand still. */
function hasFairComponent(
    nodes: ReadonlySet<number>,
    edges: readonly (readonly number[])[],
    weak: readonly Steps[],
    strong: readonly Steps[],
): boolean {
    return componentsOf(nodes, edges).some(component => {
        const isTaken = (steps: Steps): boolean =>
            [...component].some(from => edges[from]!.some(to => component.has(to) && steps[from]!.has(to)));
        const isEnabled = (steps: Steps, id: number): boolean => steps[id]!.size > 0;
        if (!weak.every(steps => isTaken(steps) || [...component].some(id => !isEnabled(steps, id)))) return false;
        const refused = strong.filter(steps => !isTaken(steps));
        const rest = new Set([...component].filter(id => !refused.some(steps => isEnabled(steps, id))));
        return rest.size === component.size || (rest.size > 0 && hasFairComponent(rest, edges, weak, strong));
    });
}

/** Strongly connected components, by forward and backward reach: the graphs are small. */
function componentsOf(
    nodes: ReadonlySet<number>,
    edges: readonly (readonly number[])[],
): readonly ReadonlySet<number>[] {
    const back = new Map<number, number[]>();
    for (const from of nodes) for (const to of edges[from]!) back.set(to, [...(back.get(to) ?? []), from]);
    const reach = (
        start: number,
        next: (node: number) => readonly number[],
        within: ReadonlySet<number>,
    ): Set<number> => {
        const reached = new Set([start]);
        for (const node of reached) for (const to of next(node)) if (within.has(to)) reached.add(to);
        return reached;
    };
    const open = new Set(nodes);
    const components: ReadonlySet<number>[] = [];
    for (const node of nodes) {
        if (!open.has(node)) continue;
        const forward = reach(node, from => edges[from]!, open);
        const component = reach(node, to => back.get(to) ?? [], forward);
        for (const member of component) open.delete(member);
        components.push(component);
    }
    return components;
}
