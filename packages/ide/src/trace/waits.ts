// Who waits for whom, in sentences, and the cycle that the waiting closes.
import type { ActorId, Program, WaitEdge, Witness } from '@faultline/checker';
import type { SourceMap } from '@faultline/compiler';
import { listed } from '../words.ts';
import { lockName, locksOf } from './locks.ts';
import { lastMoment } from './moment.ts';
import type { Spot } from './story.ts';
import { spotAt } from './story.ts';

export interface Wait extends Spot {
    /** `writer1 waits for y.glock (read), held by writer2` */
    readonly sentence: string;
    /** `waits for y.glock (read)` */
    readonly short: string;
    /** `held by writer2`; empty when nobody in particular can help. */
    readonly because: string;
}

export function waitsOf(program: Program, sourceMap: SourceMap, { waits, trace }: Witness): readonly Wait[] {
    const state = trace?.states.at(-1);
    const locks = locksOf(program).all;
    return waits.map(edge => {
        const spot = spotAt(program, sourceMap, edge.actor, edge.step, lastMoment(trace, edge.actor, edge.step));
        const short = whatFor(edge, spot.text);
        const lock = locks.find(({ name }) => name === lockName(edge.object));
        const isHolder = (actor: ActorId) =>
            lock === undefined || state === undefined || lock.heldAs(state, program.actors[actor]!.name) !== undefined;
        const because = becauseOf(program, edge, isHolder);
        return { ...spot, short, because, sentence: `${spot.thread} ${short}${because === '' ? '' : `, ${because}`}` };
    });
}

/** Threads and objects in turn, beginning and ending with the same thread; empty when the waiting closes no cycle. */
export function cycleOf(program: Program, { waits }: Witness): readonly string[] {
    const edgeOf = new Map(waits.map(edge => [edge.actor, edge]));
    for (const start of waits) {
        const path = pathBack(start.actor, edgeOf);
        if (path === undefined) continue;
        const names = path.flatMap(({ actor, object }) =>
            [program.actors[actor]!.name, lockName(object)].filter(isNotEmpty),
        );
        return [...names, program.actors[start.actor]!.name];
    }
    return [];
}

/** The shortest chain of waiting that leads from an actor back to it. */
function pathBack(start: ActorId, edgeOf: ReadonlyMap<ActorId, WaitEdge>): readonly WaitEdge[] | undefined {
    const first = edgeOf.get(start);
    if (first === undefined) return undefined;
    const frontier: (readonly WaitEdge[])[] = [[first]];
    const seen = new Set<ActorId>();
    for (const path of frontier) {
        for (const holder of path.at(-1)!.holders) {
            if (holder === start) return path;
            const edge = edgeOf.get(holder);
            if (edge === undefined || seen.has(holder)) continue;
            seen.add(holder);
            frontier.push([...path, edge]);
        }
    }
    return undefined;
}

function whatFor({ kind, object, mode }: WaitEdge, text: string): string {
    const named = `${lockName(object)}${mode === '' ? '' : ` (${mode})`}`;
    switch (kind) {
        case 'lock':
            return `waits for ${named}`;
        case 'rcu':
            return 'waits for a grace period';
        case 'condition':
            return `waits at \`${text}\``;
        case 'queue':
            return object === '' ? `sleeps at \`${text}\`` : `sleeps in ${named}`;
        case 'signal':
            return `waits for a signal at \`${text}\``;
        case 'cpu':
            return `waits for ${object === '' ? 'its CPU' : object}`;
    }
}

/** `isHolder`: whether an actor holds the object, rather than standing before this one in its queue. */
function becauseOf(program: Program, edge: WaitEdge, isHolder: (actor: ActorId) => boolean): string {
    if (edge.holders.length === 0) return nobody(edge);
    const others = edge.holders.filter(holder => holder !== edge.actor);
    if (others.length === 0) return edge.kind === 'cpu' ? 'which it keeps itself' : 'which it holds itself';
    const nameOf = (holder: ActorId) => program.actors[holder]!.name;
    const names = listed(others.map(nameOf));
    switch (edge.kind) {
        case 'lock': {
            const holding = others.filter(isHolder).map(nameOf);
            const queued = others.filter(holder => !isHolder(holder)).map(nameOf);
            return [
                ...(holding.length === 0 ? [] : [`held by ${listed(holding)}`]),
                ...(queued.length === 0 ? [] : [`behind ${listed(queued)}`]),
            ].join(', ');
        }
        case 'rcu':
            return `held up by ${names}`;
        case 'cpu':
            return `kept by ${names}`;
        case 'condition':
        case 'queue':
        case 'signal':
            return `which is up to ${names}`;
    }
}

function nobody({ kind }: WaitEdge): string {
    switch (kind) {
        case 'lock':
            return 'and nobody is left to release it';
        case 'rcu':
        case 'cpu':
            return '';
        case 'condition':
            return 'and nobody is left to make it true';
        case 'queue':
            return 'and nobody is left to wake it';
        case 'signal':
            return 'and nobody is left to send it';
    }
}

function isNotEmpty(text: string): boolean {
    return text !== '';
}
