// The shortest lasso of a livelock, by trying all walks: for small graphs.
import type { ActorId, Program } from '../program.ts';
import type { Mover } from './interpret.ts';
import { isObliged } from './interpret.ts';
import type { Edge, Node, ReferenceResult } from './reference.ts';
import { demanded, getsOn } from './reference.ts';

export interface LassoSize {
    /** How many transitions stem and cycle have together. */
    readonly length: number;
    /** How many context switches there are within the cycle. */
    readonly switches: number;
}

/** Of a shortest lasso, and of these of one with the fewest switches; `undefined`: there is no livelock. */
export function shortestLasso(program: Program, reference: ReferenceResult): LassoSize | undefined {
    let best: LassoSize | undefined;
    for (const [actor, { kind }] of program.actors.entries()) {
        if (kind === 'daemon') continue;
        for (const start of reference.graph.nodes) {
            const most = (best?.length ?? Number.POSITIVE_INFINITY) - start.depth;
            const cycle = shortestCycle(program, reference, actor, start, most);
            if (cycle === undefined) continue;
            const lasso = { length: start.depth + cycle.length, switches: cycle.switches };
            if (best === undefined || lasso.length < best.length || lasso.switches < best.switches) best = lasso;
        }
    }
    return best;
}

/** A walk, as far as it matters how it came where it is. */
interface Walk {
    readonly at: Node;
    /** Who was able to step in all of its states and has not stepped. */
    readonly neglected: ReadonlySet<string>;
    /** The acquisitions that were possible in some state, and those that were taken. */
    readonly possible: ReadonlySet<string>;
    readonly taken: ReadonlySet<string>;
    /** The actor that stepped last, those of the machine apart, and how often that changed. */
    readonly last: ActorId | undefined;
    readonly switches: number;
}

/** The shortest fair cycle through the state in which the actor is livelocked, if it is no longer than `most`. */
function shortestCycle(
    program: Program,
    { graph, stuck }: ReferenceResult,
    actor: ActorId,
    start: Node,
    most: number,
): LassoSize | undefined {
    const isIn = (node: Node): boolean =>
        !node.isCut && isObliged(program, node.state, actor) && !stuck[actor]!.has(node.id);
    if (!isIn(start)) return undefined;
    let walks: Walk[] = [
        {
            at: start,
            neglected: able(start),
            possible: acquisitions(program, start),
            taken: NONE,
            last: undefined,
            switches: 0,
        },
    ];
    /** The fewest switches of the first walks that came to the same. */
    const seen = new Map<string, LassoSize>();
    for (let length = 1; length <= most && walks.length > 0; length++) {
        const longer: Walk[] = [];
        const closed: Walk[] = [];
        for (const walk of walks) {
            for (const edge of walk.at.edges) {
                if (typeof edge.target === 'object' || getsOn(program, actor, edge)) continue;
                const at = graph.nodes[edge.target]!;
                if (!isIn(at)) continue;
                const { mover } = edge.transition;
                const turns = mover.kind === 'actor' && program.actors[mover.actor]!.kind !== 'machine';
                const last = turns ? mover.actor : walk.last;
                const next = {
                    at,
                    neglected: new Set([...walk.neglected].filter(one => one !== moverOf(edge) && able(at).has(one))),
                    possible: new Set([...walk.possible, ...acquisitions(program, at)]),
                    taken: new Set([...walk.taken, ...(isAcquisition(program, edge) ? [acquisitionOf(edge)] : [])]),
                    last,
                    switches: walk.switches + (walk.last !== undefined && walk.last !== last ? 1 : 0),
                };
                const isFair = next.neglected.size === 0 && [...next.possible].every(each => next.taken.has(each));
                if (at === start && isFair) closed.push(next);
                const sets = [next.neglected, next.possible, next.taken].map(set => [...set].sort());
                const key = [at.id, ...sets, last].join('|');
                const known = seen.get(key) ?? { length, switches: Number.POSITIVE_INFINITY };
                if (known.length < length || known.switches <= next.switches) continue;
                seen.set(key, { length, switches: next.switches });
                longer.push(next);
            }
        }
        if (closed.length > 0) return { length, switches: Math.min(...closed.map(({ switches }) => switches)) };
        walks = longer;
    }
    return undefined;
}

const NONE: ReadonlySet<string> = new Set();

const able = (node: Node): ReadonlySet<string> => new Set(demanded(node).map(moverOf));

const acquisitions = (program: Program, node: Node): ReadonlySet<string> =>
    new Set(
        demanded(node)
            .filter(edge => isAcquisition(program, edge))
            .map(acquisitionOf),
    );

const isAcquisition = (program: Program, { transition: { step } }: Edge): boolean =>
    step !== undefined && program.steps[step]!.fairness === 'strong';

const acquisitionOf = (edge: Edge): string => `${moverOf(edge)} at ${edge.transition.step}`;

const moverOf = ({ transition: { mover } }: Edge): string => nameOfMover(mover);

const nameOfMover = (mover: Mover): string => (mover.kind === 'actor' ? `actor ${mover.actor}` : `buffer ${mover.cpu}`);
