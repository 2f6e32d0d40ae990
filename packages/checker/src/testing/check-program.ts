// Program in, words out: what a check of a test's program found.
import { check } from '../check.ts';
import type { Outcome, Program } from '../program.ts';
import type { Budget, CheckResult, Witness } from '../verdict.ts';
import type { ProgramSpec } from './build-program.ts';
import { buildProgram } from './build-program.ts';

const UNLIMITED: Budget = {
    maxStates: Number.POSITIVE_INFINITY,
    maxBytes: Number.POSITIVE_INFINITY,
    shouldStop: () => undefined,
};

export function checkProgram(spec: ProgramSpec, budget: Partial<Budget> = {}): CheckResult {
    return check(buildProgram(spec), { ...UNLIMITED, ...budget });
}

/** `pass`, or each outcome once, in alphabetical order: `deadlock, violation v`. */
export function outcomes(spec: ProgramSpec): string {
    const { verdict, witnesses } = checkProgram(spec);
    if (verdict.kind === 'pass') return 'pass';
    return [...new Set(witnesses.map(({ outcome }) => nameOf(outcome)))].sort().join(', ');
}

function nameOf({ kind, name }: Outcome): string {
    return name === '' ? kind : `${kind} ${name}`;
}

/** The witness of an outcome; the first where there are several. */
export function witnessOf(result: CheckResult, name: string): Witness {
    const found = result.witnesses.find(({ outcome }) => nameOf(outcome) === name);
    if (found === undefined)
        throw new Error(`No witness of ${name} but ${result.witnesses.map(w => nameOf(w.outcome))}.`);
    return found;
}

/** Who moves, in order: `A B cpu0!` (a flush). A cycle stands in parentheses. */
export function movesOf(program: Program, { trace }: Witness): string {
    if (trace === undefined) return 'none';
    const moves = trace.events.map(event =>
        event.kind === 'flush' ? `${program.cpus[event.cpu]}!` : program.actors[event.actor]!.name,
    );
    if (trace.cycleStart === undefined) return moves.join(' ');
    return [...moves.slice(0, trace.cycleStart), `(${moves.slice(trace.cycleStart).join(' ')})`].join(' ');
}

/** The moves of the witness of an outcome. */
export function moves(spec: ProgramSpec, name: string): string {
    return movesOf(buildProgram(spec), witnessOf(checkProgram(spec), name));
}
