// What one check found, as plain data: it crosses threads, becomes JSON, and is all that a printer or an editor needs.
import type { CheckResult, Gap, Outcome, Program, Reduction, Witness } from '@faultline/checker';
import type { Place, SourceMap } from '@faultline/compiler';
import { canInterfere } from './interference.ts';
import type { Expectation, Status } from './judge.ts';
import { isSame, judge, outcomeInWords } from './judge.ts';
import type { Story } from './trace/story.ts';
import { storyOf } from './trace/story.ts';

export interface CheckReport {
    readonly title: string;
    /** The check in the script; absent for the implicit check of a script without one. */
    readonly place: Place | undefined;
    /** `sc`, `tso`, … */
    readonly model: string;
    /** What the check and the caller override, as it was written. */
    readonly params: readonly { readonly name: string; readonly value: string }[];
    readonly expected: Expectation;
    /** `undecidable`: no search can decide this model yet; neither met nor unexpected. */
    readonly status: Status | 'undecidable';
    /** Absent for `undecidable`. */
    readonly answer: Answer | undefined;
}

export interface Answer {
    /** The headline. */
    readonly verdict: Outcome | { readonly kind: 'pass' | 'probable-pass' | 'inconclusive'; readonly name: string };
    /** Every distinct outcome, shallowest first, each told along a short way. */
    readonly found: readonly Found[];
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
    readonly bytes: number;
    readonly exhausted: boolean;
    readonly limit: Gap | undefined;
    /** Only hashes of states were kept: at most the probability that one was left out. Absent: none was. */
    readonly omission?: number;
    readonly assumptions: readonly string[];
    /** What a reader should know besides: sentences. */
    readonly notes: readonly string[];
}

export interface Found {
    readonly outcome: Outcome;
    readonly isExpected: boolean;
    readonly story: Story;
    /** Other places where it shows, with a way to each. */
    readonly elsewhere: readonly Story[];
}

/** What there is to judge. */
export interface Evidence {
    readonly program: Program;
    readonly sourceMap: SourceMap;
    readonly result: CheckResult;
}

export function answerOf(
    { program, sourceMap, result }: Evidence,
    expected: Expectation,
): { readonly status: Status; readonly answer: Answer } {
    const judgement = judge(expected, sourceMap, result);
    const found = judgement.found.map((outcome): Found => {
        const [first, ...others] = result.witnesses.filter(witness => isSame(witness.outcome, outcome));
        return {
            outcome,
            isExpected: !judgement.unexpected.some(one => isSame(one, outcome)),
            story: storyOf(program, sourceMap, first!),
            elsewhere: others.map(witness => storyOf(program, sourceMap, witness)),
        };
    });
    const { states, transitions, depth, bytes, exhausted, limit, omission } = result;
    return {
        status: judgement.status,
        answer: {
            verdict: verdictOf(result),
            found,
            states,
            transitions,
            depth,
            bytes,
            exhausted,
            limit,
            ...(omission !== undefined && { omission }),
            assumptions: program.assumptions,
            notes: [
                ...notesOnExpectation(expected, judgement),
                ...result.undecided.map(
                    outcome =>
                        `${outcomeInWords(outcome)} is undecided ${limit === 'hashes' ? 'without the states' : 'behind a failure'}.`,
                ),
                ...result.unreadable.map(({ kind, outcome: { name } }) => `${kind} ${name} ${UNREADABLE}`),
                ...(omission === undefined ? [] : [noteOnOmission(omission)]),
                ...result.reductions.map(reduction => NOTE_ON_REDUCTION[reduction]),
                ...(result.reductions.includes('por') && found.length > 0 ? [SHORT] : []),
                ...notesOnVacuity({ program, sourceMap, result }),
            ],
        },
    };
}

/** One execution, told; as to what is expected of it, its outcome counts and not its place. */
export function foundAlong(
    { program, sourceMap }: Pick<Evidence, 'program' | 'sourceMap'>,
    witness: Witness,
    { outcomes, others }: Expectation,
): Found {
    return {
        outcome: witness.outcome,
        isExpected: others === 'allowed' || outcomes.some(one => isSame(one, witness.outcome)),
        story: storyOf(program, sourceMap, witness),
        elsewhere: [],
    };
}

const NOTE_ON_REDUCTION: Readonly<Record<Reduction, string>> = {
    por: 'Of steps that do not interfere one order was searched (--no-reduction por searches all).',
    symmetry: 'Of threads that are alike one order was searched (--no-reduction symmetry searches all).',
};
function noteOnOmission(probability: number): string {
    const scale = 10 ** Math.floor(Math.log10(probability));
    const atMost = (Math.ceil((probability / scale) * 10) / 10) * scale;
    return `Of each state a hash was kept (--hash-compact): with a probability of at most ${atMost.toExponential(1)} a state was left out, and what would have been found there.`;
}
const SHORT = 'A counterexample is short, but need not be the shortest.';

const UNREADABLE = 'reads through null or a freed object in some state: what it compares there counts as false.';

function verdictOf({ verdict }: CheckResult): Answer['verdict'] {
    switch (verdict.kind) {
        case 'pass':
            return { kind: verdict.omission === undefined ? 'pass' : 'probable-pass', name: '' };
        case 'inconclusive':
            return { kind: 'inconclusive', name: verdict.limit };
        case 'bug':
        case 'violation':
        case 'deadlock':
        case 'livelock':
            return verdict.witness.outcome;
    }
}

function notesOnExpectation(
    { label }: Expectation,
    { place, missing, status, found }: ReturnType<typeof judge>,
): readonly string[] {
    const notes = place === 'elsewhere' ? [`It does not happen at ${label}.`] : [];
    if (found.length === 0 || missing.length === 0 || status === 'met') return notes;
    const verb = status === 'inconclusive' ? 'was not seen yet' : 'does not happen';
    return [...notes, ...missing.map(outcome => `${outcomeInWords(outcome)} ${verb}.`)];
}

function notesOnVacuity({ program, result }: Evidence): readonly string[] {
    const isStuck = result.witnesses.some(({ outcome }) => outcome.kind === 'deadlock' || outcome.kind === 'livelock');
    return [
        ...(result.hasTerminal === false && !isStuck ? ['No run ever ends, so no final was judged.'] : []),
        ...(result.exhausted && !canInterfere(program)
            ? ['No two threads touch anything in common: they cannot interfere.']
            : []),
    ];
}
