// A data race as KCSAN prints one: two accesses, each with its stack, innermost first.
import type { Program, RaceAccess, Trace, Witness } from '@faultline/checker';
import type { Place, SourceMap } from '@faultline/compiler';
import { lastMoment } from './moment.ts';
import type { Spot } from './story.ts';
import { spotAt } from './story.ts';

export interface Race {
    /** `x`, `a[1]`. */
    readonly cell: string;
    readonly accesses: readonly [Access, Access];
}

export interface Access extends Spot {
    /** `write to x by writer` */
    readonly title: string;
    readonly marking: 'plain' | 'marked';
    /** The access first, then each call that leads to it, innermost first. */
    readonly frames: readonly { readonly fn: string; readonly place: Place }[];
}

export function raceOf(program: Program, sourceMap: SourceMap, { race, trace }: Witness): Race | undefined {
    if (race === undefined) return undefined;
    const [first, second] = race;
    return {
        cell: first.cell,
        accesses: [accessOf(program, sourceMap, first, trace), accessOf(program, sourceMap, second, trace)],
    };
}

function accessOf(
    program: Program,
    sourceMap: SourceMap,
    { actor, step, access, plain, cell }: RaceAccess,
    trace: Trace | undefined,
): Access {
    const spot = spotAt(program, sourceMap, actor, step, lastMoment(trace, actor, step));
    const callers = [spot.thread, ...spot.stack.map(({ fn }) => fn)];
    const places = [...spot.stack.map(({ place }) => place), spot.place];
    return {
        ...spot,
        title: `${access} ${access === 'read' ? 'of' : 'to'} ${cell} by ${spot.thread}`,
        marking: plain ? 'plain' : 'marked',
        frames: places.map((place, depth) => ({ fn: callers[depth]!, place })).toReversed(),
    };
}
