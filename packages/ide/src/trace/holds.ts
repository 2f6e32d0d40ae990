// What each thread holds, and from which step to which: locks, read sections, and what it has switched off.
import type { Program, Trace, TraceState } from '@faultline/checker';
import { locksOf } from './locks.ts';

export interface Hold {
    readonly thread: string;
    /** `x.glock`, `interrupts off`. */
    readonly object: string;
    /** `write`, `read`, the mode of a mode lock; empty where there is only one. */
    readonly mode: string;
    /** The step that takes it, from 1; 0: held from the start. */
    readonly from: number;
    /** The step that lets it go, or changes its mode; absent: held at the end. */
    readonly to: number | undefined;
}

/** What an actor holds of an object in a state: the mode; absent: nothing. */
interface Holdable {
    readonly object: string;
    readonly heldAs: (state: TraceState, actor: string) => string | undefined;
}

/** The words of the cells, one for each actor, that `lower/contexts.ts` in compiler makes. */
const SECTIONS = ['RCU read sections', 'interrupts off', 'preemption off', 'page faults off'] as const;
export const READER = 'RCU read section';

/** In the order in which they are taken. */
export function holdsOf(program: Program, { states, events }: Trace): readonly Hold[] {
    const things: readonly Holdable[] = [
        ...locksOf(program).all.map(({ name, heldAs }) => ({ object: name, heldAs })),
        ...sectionsOf(program),
    ];
    const holds = program.actors.flatMap(({ name }) => things.flatMap(thing => holdsOfOne(states, name, thing)));
    const stepsOf = (thread: string) =>
        events.flatMap(({ kind, actor }, index) =>
            kind === 'step' && program.actors[actor]!.name === thread ? [index + 1] : [],
        );
    return holds.filter(hold => !isImplied(hold, holds, stepsOf(hold.thread))).toSorted((a, b) => a.from - b.from);
}

/** The sections in which a thread still is, in the words of {@link Hold}. */
export function sectionsOpenAtEnd(program: Program, { states }: Trace, thread: string): readonly string[] {
    const last = states.at(-1);
    return last === undefined
        ? []
        : sectionsOf(program).flatMap(({ object, heldAs }) => (heldAs(last, thread) === undefined ? [] : [object]));
}

/** A spinlock switches preemption off, in the step before it is taken or in that one: the lock says enough. */
function isImplied({ thread, object, from }: Hold, holds: readonly Hold[], steps: readonly number[]): boolean {
    if (object !== 'preemption off') return false;
    const next = steps.find(step => step > from);
    const isLock = (hold: Hold) => !SECTIONS.some(one => one === hold.object) && hold.object !== READER;
    return holds.some(hold => hold.thread === thread && isLock(hold) && (hold.from === from || hold.from === next));
}

function holdsOfOne(states: readonly TraceState[], thread: string, { object, heldAs }: Holdable): Hold[] {
    const holds: Hold[] = [];
    let open: Omit<Hold, 'to'> | undefined;
    states.forEach((state, step) => {
        const mode = heldAs(state, thread);
        if (mode === open?.mode) return;
        if (open !== undefined) holds.push({ ...open, to: step });
        open = mode === undefined ? undefined : { thread, object, mode, from: step };
    });
    return open === undefined ? holds : [...holds, { ...open, to: undefined }];
}

function sectionsOf(program: Program): readonly Holdable[] {
    return program.cells.flatMap((cell, id): Holdable[] => {
        const section = SECTIONS.find(one => one === cell.name);
        if (section === undefined || cell.class !== 'machine') return [];
        const indexOf = (actor: string) => cell.elements?.indexOf(`${actor}: ${section}`) ?? -1;
        return [
            {
                object: section === 'RCU read sections' ? READER : section,
                heldAs: (state, actor) => ((state.cells[id]?.[indexOf(actor)] ?? 0) > 0 ? '' : undefined),
            },
        ];
    });
}
