// The facts of a check, for programs: part of the schema faultline-check/1, documented in README.md beside this package.
import type { CheckFacts } from '@faultline/ide';
import { held } from '@faultline/ide';
import type { Documents } from '../documents.ts';
import { placeJson } from './place-json.ts';

export function factsJson(documents: Documents, { gap, places, objects, steps, calls }: CheckFacts) {
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
    };
}
