// Programs by hand, with little to say beyond what a test is about.
import type { Actor, Cell, Expr, Next, Program, Register, Step, StepId } from '@faultline/checker';

/** Steps with indices of their own; each goes on to the one behind it, unless it says otherwise. */
export type Code = readonly Partial<Step>[];

export interface Sketch extends Partial<Omit<Program, 'actors' | 'steps'>> {
    readonly actors: readonly (Partial<Actor> & { readonly code: Code })[];
}

export const R = 0;
export const S = 1;

const byte = { kind: 'int', low: 0, high: 255 } as const;

export const cell = (name: string, more: Partial<Cell> = {}): Cell => ({
    name,
    domain: byte,
    length: 1,
    initial: Array.from({ length: more.length ?? 1 }, () => 0),
    class: 'memory',
    ...more,
});

export const register = (name: string, more: Partial<Register> = {}): Register => ({
    name,
    domain: byte,
    initial: 0,
    ...more,
});

/** Every actor has the registers `r` and `s`, live everywhere but at the end. */
export function build(sketch: Sketch): Program {
    const steps: Step[] = [];
    const actors = sketch.actors.map(({ code, ...actor }, id): Actor => {
        const base = steps.length;
        code.forEach((step, i) => {
            const next =
                i === code.length - 1 ? ({ kind: 'end' } as const) : ({ kind: 'goto', step: base + i + 1 } as const);
            steps.push({
                local: false,
                actions: [],
                fairness: 'weak',
                optional: false,
                ...(step.local ? {} : { live: [R, S] }),
                next,
                ...step,
            });
        });
        return {
            name: `t${id}`,
            kind: 'thread',
            cpu: id,
            registers: [register('r'), register('s')],
            entry: base,
            obliged: true,
            liveAtEnd: [],
            ...actor,
        };
    });
    return {
        memory: { kind: 'sc' },
        cpus: actors.map(actor => `cpu of ${actor.name}`),
        classes: [],
        cells: [],
        deferred: [],
        properties: [],
        covers: [],
        detectRaces: false,
        assumptions: [],
        ...sketch,
        actors,
        steps,
    };
}

export const branch = (condition: Expr, then: StepId, otherwise: StepId): Next => ({
    kind: 'branch',
    condition,
    then,
    else: otherwise,
});
