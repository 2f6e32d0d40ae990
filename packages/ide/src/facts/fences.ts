// What becomes of the checks without a fence: the question is asked again of a script that does not have it.
import type { Budget } from '@faultline/checker';
import type { Place, Script } from '@faultline/language';
import { builtinOf, isCall, isNameReference, placeOf } from '@faultline/language';
import { checkQuestion } from '../check-question.ts';
import { outcomeInWords } from '../judge.ts';
import type { CheckReport } from '../report.ts';
import { nodesIn } from '../syntax/node-at.ts';

export interface FenceTrial {
    /** The call. */
    readonly place: Place;
    /** The checks that were asked again, and what they answer with the fence and without it. */
    readonly checks: readonly { readonly title: string; readonly before: string; readonly without: string }[];
}

const MOST_FENCES = 8;
/** Larger checks are not asked again. */
const MOST_STATES = 5_000;

/** `load` reads the script again with another text. `budget` is for each question. */
export function tryWithoutFences(
    script: Script,
    reports: readonly CheckReport[],
    load: (text: string) => Script,
    budget: Pick<Budget, 'shouldStop'>,
): readonly FenceTrial[] {
    const small = reports.filter(
        ({ answer, model }) => model !== 'sc' && answer?.exhausted === true && answer.states <= MOST_STATES,
    );
    if (small.length === 0) return [];
    return fencesIn(script)
        .slice(0, MOST_FENCES)
        .map(place => {
            const { text } = script;
            const gap = ' '.repeat(place.end - place.start);
            const changed = load(`${text.slice(0, place.start)}${gap}${text.slice(place.end)}`);
            const checks = small.flatMap(report => {
                const without = answerWithout(changed, report, budget);
                return without === undefined ? [] : [{ title: report.title, before: wordsOf(report), without }];
            });
            return { place, checks };
        });
}

function answerWithout(
    changed: Script,
    { title, answer }: CheckReport,
    budget: Pick<Budget, 'shouldStop'>,
): string | undefined {
    if (changed.diagnostics.some(({ severity }) => severity === 'error')) return undefined;
    const question = changed.checks.find(one => one.title === title);
    if (question === undefined || answer === undefined) return undefined;
    const most = { maxStates: 4 * MOST_STATES, maxBytes: Number.POSITIVE_INFINITY, ...budget };
    const asked = checkQuestion(changed, question, { model: undefined, params: [] }, most);
    return asked.kind === 'report' && asked.report.answer?.exhausted === true ? wordsOf(asked.report) : undefined;
}

function wordsOf({ answer }: CheckReport): string {
    const found = (answer?.found ?? []).map(({ outcome }) => outcomeInWords(outcome));
    return found.length === 0 ? 'pass' : found.toSorted().join(', ');
}

function fencesIn({ module }: Script): readonly Place[] {
    return [...nodesIn(module)].flatMap(node => {
        if (!isCall(node) || !isNameReference(node.callee)) return [];
        const { ref } = node.callee.reference;
        return builtinOf(ref)?.semantics.kind === 'fence' ? [placeOf(node)] : [];
    });
}
