// What spin tells of an execution of an exported model, mapped back to steps.
//
// Three forms: a `.trail` (depth:process:transition on each line), what `spin -t -p` prints of it, and what `pan -r`
// prints. The latter two name lines of the model, and so the move. In a `.trail` the transitions are only numbered, in
// the order of the text: where an actor rests tells which step it is, and the order helps to tell which value was chosen.
// The moves of the judge, and what it reports, are not ours: whoever takes the execution up again judges it anew.
import type { Hint } from '@faultline/checker';
import type { PromelaExport } from '../promela.ts';

export type TrailHints = Foreign | Unreadable;

/** What another tool tells of an execution. */
export interface Foreign {
    readonly kind: 'hints';
    /** With the line of the text, from 1, that each comes from. */
    readonly hints: readonly (Hint & { readonly line: number })[];
    /** For a lasso: which of them its cycle begins with. */
    readonly cycleStart?: number;
}
/** It is no such text, or not of this model. */
export interface Unreadable {
    readonly kind: 'unreadable';
    /** From 1. */
    readonly line: number;
    /** A sentence. */
    readonly why: string;
}

/** `undefined`: it does not look like anything that spin writes. */
export function readSpinTrail(text: string, model: PromelaExport): TrailHints | undefined {
    const lines = text.split(/\r?\n/);
    if (lines.some(line => STEP.test(line))) return readSteps(lines, model);
    const first = lines.find(line => line.trim() !== '');
    return first !== undefined && NUMBERS.test(first) ? readNumbers(lines, model) : undefined;
}

const NUMBERS = /^(-?\d+):(-?\d+):(-?\d+)$/;
/** `  4:	proc  2 (hypatia:1) model.pml:204 (state 39)	[…]`, and of pan without the `:1`. */
const STEP =
    /^\s*(?<depth>\d+):\s*proc\s+(?<process>\d+)\s+\((?<name>[^():]*)(?::\d+)?\)\s+\S*:(?<at>\d+)\s+\(state\s+-?\d+\)\s*\[(?<statement>.*)$/;
/** pan names the line of the first statement inside. */
const D_STEP = /^D_STEP(\d+)\]/;

function readNumbers(lines: readonly string[], model: PromelaExport): TrailHints {
    const hints: Foreign['hints'][number][] = [];
    for (const [index, text] of lines.entries()) {
        if (text.trim() === '') continue;
        const line = index + 1;
        const found = NUMBERS.exec(text.trim());
        if (found === null)
            return { kind: 'unreadable', line, why: 'This is no line of a trail: depth:process:transition.' };
        const [depth, process, number] = found.slice(1).map(Number) as [number, number, number];
        // what spin has to say about the trail as a whole
        if (depth < 0) continue;
        const who = whoIs(process, undefined, model);
        if (who.kind === 'nobody') return { kind: 'unreadable', line, why: who.why };
        if (who.kind === 'actor') hints.push({ actor: who.actor, number, line });
    }
    return { kind: 'hints', hints };
}

function readSteps(lines: readonly string[], model: PromelaExport): TrailHints {
    const hints: Foreign['hints'][number][] = [];
    let last: string | undefined;
    for (const [index, text] of lines.entries()) {
        const found = STEP.exec(text);
        if (found === null) continue;
        const { depth, process, name = '', at, statement = '' } = found.groups!;
        // a d_step is told statement by statement; the first one says which it is
        if (depth === last) continue;
        last = depth;
        const line = index + 1;
        const who = whoIs(Number(process), name, model);
        if (who.kind === 'judge') continue;
        if (who.kind === 'nobody') return { kind: 'unreadable', line, why: who.why };
        const move = moveAt(Number(D_STEP.exec(statement)?.[1] ?? at), model);
        if (move?.actor !== who.actor) {
            return { kind: 'unreadable', line, why: `In this model, no step of ${name} stands at that line.` };
        }
        const { actor, step, choice } = move;
        hints.push({ actor, step, line, ...(choice !== undefined && { choice }) });
    }
    return { kind: 'hints', hints };
}

type Who =
    | { readonly kind: 'actor'; readonly actor: number }
    | { readonly kind: 'judge' }
    | { readonly kind: 'nobody'; readonly why: string };

function whoIs(process: number, name: string | undefined, { processes }: PromelaExport): Who {
    if (process === processes.length) return { kind: 'judge' };
    const found = processes[process];
    if (found === undefined) {
        return { kind: 'nobody', why: `This model has no process ${process}: it has ${processes.length + 1}.` };
    }
    if (name !== undefined && name !== found.name) {
        return { kind: 'nobody', why: `Process ${process} of this model is ${found.name}, not ${name}.` };
    }
    return { kind: 'actor', actor: found.actor };
}

/** The last move that begins at the line or before it, unless the next thing has begun. */
function moveAt(line: number, { moves, text }: PromelaExport): PromelaExport['moves'][number] | undefined {
    const move = moves.findLast(one => one.line <= line);
    if (move === undefined) return undefined;
    // the lines of a d_step are indented deeper than its beginning
    const lines = text.split('\n').slice(move.line - 1, line);
    const depth = lines[0]!.search(/\S/);
    return lines.slice(1).every(one => one.search(/\S/) > depth) ? move : undefined;
}
