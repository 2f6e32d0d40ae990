// A check that found something else: let it expect what it found.
import type { Script } from '@faultline/language';
import { isCheck, placeOf } from '@faultline/language';
import { outcomeInWords } from '../judge.ts';
import { titleOf } from '../run/file-run.ts';
import type { FixRequest, QuickFix } from './quick-fix.ts';

export function changeExpects({ snapshot: { script, run }, diagnostic }: FixRequest): readonly QuickFix[] {
    const { check: title } = diagnostic;
    const found = run?.checks.find(one => titleOf(one) === title);
    if (title === undefined || found?.kind !== 'reported' || found.report.status !== 'unexpected') return [];
    const { answer } = found.report;
    if (answer?.exhausted !== true) return [];
    const words =
        answer.found.length === 0 ? 'pass' : answer.found.map(({ outcome }) => outcomeInWords(outcome)).join(', ');
    const edit = expectsEdit(script, title, words);
    if (edit === undefined) return [];
    return [
        {
            title: `Let "${title}" expect ${words}`,
            diagnostic,
            isPreferred: false,
            action: { kind: 'edit', edits: [edit] },
        },
    ];
}

function expectsEdit(
    { module, uri }: Script,
    title: string,
    words: string,
):
    | { readonly place: { readonly uri: string; readonly start: number; readonly end: number }; readonly text: string }
    | undefined {
    const check = module.declarations.filter(isCheck).find(one => one.title === title);
    if (check === undefined) return undefined;
    const [first] = check.expectations;
    const end = check.label === undefined ? placeOf(check).end : placeOf(check.label).end;
    if (first === undefined)
        return { place: { uri, start: placeOf(check).end, end: placeOf(check).end }, text: ` expects ${words}` };
    // A final `...` and a label belong to what was expected.
    return { place: { uri, start: placeOf(first).start, end }, text: words };
}
