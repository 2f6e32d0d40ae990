// What the members of a team tell each other while they search: a few numbers, and a place to meet.
import type { Limit } from '../verdict.ts';

/** The numbers that all share. */
export const SHARED = {
    /** Nonzero: all are to stop, 1 + the place of the reason in {@link REASONS}. */
    stop: 0,
    arrived: 1,
    generation: 2,
    /** How many chunks of states are given out. */
    chunks: 3,
    /** The table has `1 << tableShift` places. */
    tableShift: 4,
    /** 1: the table is to grow before anybody goes on. */
    isGrowing: 5,
    /** 1: no state is left. */
    isDone: 6,
} as const;

/** The numbers of each member. */
export const OWN = {
    /** How many states it has found. */
    found: 0,
    /** Of those, the first that nobody has begun to expand; then the first and the one behind the last of the layer. */
    cursor: 1,
    start: 2,
    end: 3,
    /** How long its column of transitions is. */
    column: 4,
    /** What its findings take, in kilobytes. */
    findings: 5,
} as const;

/** Numbers that different members write lie in different lines of the cache. */
const LINE = 16;

const REASONS = ['states', 'memory', 'time', 'cancelled', 'broken'] as const satisfies readonly (Limit | 'broken')[];
export type Reason = (typeof REASONS)[number];

export function createControl(members: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(new SharedArrayBuffer((members + 1) * LINE * Int32Array.BYTES_PER_ELEMENT));
}

export const ownPlace = (member: number, field: number): number => (member + 1) * LINE + field;

/** The first reason is the one that counts. */
export function stopAll(control: Int32Array, reason: Reason): void {
    Atomics.compareExchange(control, SHARED.stop, 0, 1 + REASONS.indexOf(reason));
    Atomics.add(control, SHARED.generation, 1);
    Atomics.notify(control, SHARED.generation);
}

export function reasonToStop(control: Int32Array): Reason | undefined {
    return REASONS[Atomics.load(control, SHARED.stop) - 1];
}

const SPINS = 2000;
const WAIT_MS = 10;

/** Waits until all members are here, or all are to stop; asks `poll` now and then. */
export function meet(control: Int32Array, members: number, poll: () => void): void {
    const generation = Atomics.load(control, SHARED.generation);
    if (reasonToStop(control) !== undefined) return;
    if (Atomics.add(control, SHARED.arrived, 1) === members - 1) {
        Atomics.store(control, SHARED.arrived, 0);
        Atomics.add(control, SHARED.generation, 1);
        Atomics.notify(control, SHARED.generation);
        return;
    }
    for (let spin = 0; spin < SPINS; spin++) {
        if (Atomics.load(control, SHARED.generation) !== generation) return;
    }
    while (Atomics.load(control, SHARED.generation) === generation) {
        Atomics.wait(control, SHARED.generation, generation, WAIT_MS);
        poll();
    }
}
