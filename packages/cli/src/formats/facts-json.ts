// The facts of a check, for programs: part of the schema faultline-check/1, documented in README.md beside this package.
import type { CheckFacts } from '@faultline/ide';
import { held } from '@faultline/ide';
import type { Documents } from '../documents.ts';
import { placeJson } from './place-json.ts';

export function factsJson(documents: Documents, { gap, places, objects, steps, calls, paths }: CheckFacts) {
    const placeOf = (index: number) => placeJson(documents, places[index]!);
    const varying = [...objects.entries()].filter(([, { values, hasMore }]) => values.length > 1 || hasMore);
    return {
        complete: gap === undefined && objects.every(({ hasMore }) => !hasMore),
        gap: gap ?? null,
        objects: objects.map(({ name, kind, thread, values, hasMore }) => ({
            name,
            kind,
            thread: thread ?? null,
            hasMore,
            values: values.map(({ words, writers }) => ({ value: words, writtenBy: writers })),
        })),
        steps: steps.map(({ thread, place, text, part, isLocal, touches, locks, before, after }) => ({
            thread,
            ...placeOf(place),
            text,
            part: part ?? null,
            local: isLocal,
            touches,
            locks,
            values: varying.flatMap(([object, one]) => {
                const [first, then] = [held(before, one), held(after, one)];
                return first.length + then.length === 0 ? [] : [{ object, before: first, after: then }];
            }),
        })),
        calls: calls.map(({ thread, place, fn, outcomes, faults }) => ({
            thread,
            ...placeOf(place),
            fn,
            outcomes: outcomes.map(({ kind, words }) => ({ kind, outcome: words })),
            faults,
        })),
        paths: paths.map(({ values, faults }) => ({
            begins: valuesAt(values[0]),
            steps: faults.map((met, step) => ({ changes: changesIn(values[step], values[step + 1]), faults: met })),
        })),
    };
}

/** Of each object; null where there are more values than are told. */
const valuesAt = (moment: Uint8Array | undefined): readonly (number | null)[] => Array.from(moment ?? [], told);

const told = (value: number): number | null => (value === UNTOLD ? null : value);
const UNTOLD = 255;

function changesIn(
    before: Uint8Array | undefined,
    after: Uint8Array | undefined,
): readonly { readonly object: number; readonly value: number | null }[] {
    return Array.from(after ?? []).flatMap((value, object) =>
        value === before?.[object] ? [] : [{ object, value: told(value) }],
    );
}
