// A look at every state and every transition of a search that is over, for whoever asks a question of all of them.
//
// Nothing is kept: the views are the same objects each time, and say what holds now.
import { invariant } from './broken-invariant.ts';
import { buildTrace } from './build-trace.ts';
import type { Executable } from './executable.ts';
import { createExecutable } from './executable.ts';
import type { Exploration } from './explore.ts';
import { compileExpression, toEvaluate } from './expression.ts';
import { agentOf } from './graph.ts';
import { restsAt } from './layout.ts';
import type { ActorId, CellId, StepId } from './program.ts';
import { createPathFinder } from './shortest-path.ts';
import type { Trace } from './trace.ts';
import type { Limit } from './verdict.ts';
import { createWatch } from './watch.ts';

export interface StateView {
    /** The number of the state, for {@link Pass.path}. */
    readonly id: () => number;
    readonly value: (cell: CellId, index: number) => number;
    /** Where the actor rests; absent: it has ended. */
    readonly stepOf: (actor: ActorId) => StepId | undefined;
    /** Whether the guard of its step does not hold. */
    readonly isBlocked: (actor: ActorId) => boolean;
    /** What its step waits for while its guard does not hold. */
    readonly awaited: (actor: ActorId) => { readonly cell: CellId; readonly index: number } | undefined;
}

export interface Visitor {
    /** Each state whose transitions are known, in breadth-first order, before its transitions. */
    readonly state: (state: StateView) => void;
    /** An actor's step, from one state to another; those that end in a failure are not told. */
    readonly transition: (actor: ActorId, step: StepId, before: StateView, after: StateView) => void;
}

export interface Pass {
    /** Why states may be missing: what stopped the search, or `cancelled`. */
    readonly visit: (visitor: Visitor, isStopped: () => boolean) => Limit | undefined;
    /** A shortest way to a state. */
    readonly path: (state: number) => Trace;
    readonly states: number;
}

/** How many states pass between two questions whether to stop. */
const PERIOD = 256;

export function createPass({ program }: Executable, { graph, visited, limit }: Exploration): Pass {
    const executable = createExecutable(program);
    const { layout } = executable;

    return { visit, path, states: graph.states };

    function visit(visitor: Visitor, isStopped: () => boolean): Limit | undefined {
        const { transitions } = graph;
        const before = createView(executable);
        const after = createView(executable);
        for (let state = 0; state < graph.expanded; state++) {
            if (state % PERIOD === 0 && isStopped()) return 'cancelled';
            visited.load(state, before.vector);
            before.number = state;
            visitor.state(before.view);
            for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                const target = transitions.target(edge);
                const agent = agentOf(transitions.label(edge));
                if (target < 0 || agent >= program.actors.length) continue;
                const step = restsAt(layout, before.vector, agent);
                invariant(step !== undefined, 'an actor that steps has not ended');
                visited.load(target, after.vector);
                after.number = target;
                visitor.transition(agent, step, before.view, after.view);
            }
        }
        return limit;
    }

    function path(state: number): Trace {
        const watch = createWatch({ maxStates: Infinity, maxBytes: Infinity, shouldStop: () => undefined });
        const { labels } = createPathFinder(executable, graph, watch)([{ state, label: undefined }]);
        return buildTrace(executable, labels, undefined);
    }
}

interface Loaded {
    readonly vector: Int32Array;
    number: number;
    readonly view: StateView;
}

function createView({ program, layout, scopeOf, isBlocked }: Executable): Loaded {
    const vector = new Int32Array(layout.size);
    const indices = new Map<string, (state: Int32Array) => number>();
    const loaded: Loaded = {
        vector,
        number: 0,
        view: {
            id: () => loaded.number,
            value: (cell, index) => vector[layout.cells[cell]! + index]!,
            stepOf: actor => restsAt(layout, vector, actor),
            isBlocked: actor => isBlocked(actor, vector),
            awaited: actor => {
                const step = restsAt(layout, vector, actor);
                const object = step === undefined ? undefined : program.steps[step]!.waits?.object;
                if (step === undefined || object === undefined) return undefined;
                if (object.index === undefined) return { cell: object.cell, index: 0 };
                const key = `${actor} ${step}`;
                const index = indices.get(key) ?? toEvaluate(compileExpression(object.index, scopeOf(actor)));
                indices.set(key, index);
                return { cell: object.cell, index: index(vector) };
            },
        },
    };
    return loaded;
}
