// Limits and cancellation: one place that knows when a search has to stop.
//
// The search and every analysis after it call `tick` often. When it is time to stop, `tick` throws; `check` catches
// that once and answers with what was found so far.
import type { Budget, Limit } from './verdict.ts';

/** Thrown by {@link Watch.tick}; never leaves the package. */
export class Stopped extends Error {
    readonly limit: Limit;

    constructor(limit: Limit) {
        super(limit);
        this.limit = limit;
    }
}

/** The limit that an error stands for; throws all others on. */
export function limitOf(error: unknown): Limit {
    if (error instanceof Stopped) return error.limit;
    // What an engine says when it has no room for a typed array.
    if (error instanceof RangeError && /allocation|array length/i.test(error.message)) return 'memory';
    throw error;
}

export interface Watch {
    /** To be called for each unit of work of about a microsecond. Throws {@link Stopped}. */
    readonly tick: () => void;
}

/** How many ticks pass between two looks at the budget. */
const PERIOD = 1000;

/** `patience`: for how many ticks it lets go on after it is time to stop. */
export function createWatch(budget: Budget, patience = 0): Watch {
    let ticks = 0;
    let left = patience;
    return {
        tick: () => {
            if (++ticks % PERIOD !== 0) return;
            const reason = budget.shouldStop();
            if (reason === undefined) return;
            if (left <= 0) throw new Stopped(reason);
            left -= PERIOD;
        },
    };
}
