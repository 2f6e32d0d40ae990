// What every output format is: it may print while the checks run, and prints the rest when they are through.
import type { RunEvent, RunResult } from '../run.ts';

export interface Printer {
    /** In the order of the run. */
    readonly event: (event: RunEvent) => void;
    readonly end: (result: RunResult) => void;
}
