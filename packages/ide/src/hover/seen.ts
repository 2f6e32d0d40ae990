// The facts that a hover looks at: those of the check that is shown, at the place under the pointer.

import type { CheckFacts, FactPath, FactStep } from '../facts/facts.ts';
import { shownPath } from '../run/file-run.ts';
import type { Snapshot } from '../snapshot.ts';
import type { StoryLine } from '../trace/story.ts';

export interface Seen {
    readonly facts: CheckFacts;
    /** Where one reads of them: `in "title", before the last edit`. */
    readonly where: string;
    /** The path that is shown, if it is of the same check. */
    readonly path: (FactPath & { readonly lines: readonly StoryLine[] }) | undefined;
}

export function factsShown({ run, shownTitle }: Snapshot): Seen | undefined {
    const shown = shownPath(run, shownTitle);
    const title = shown?.title ?? shownTitle;
    const facts = run?.facts.find(one => one.title === title) ?? (shown === undefined ? run?.facts[0] : undefined);
    if (run === undefined || facts === undefined) return undefined;
    const check = run.checks.find(one => one.kind === 'reported' && one.report.title === facts.title);
    const found = check?.kind === 'reported' ? (check.report.answer?.found ?? []) : [];
    const index = shown === undefined ? -1 : found.indexOf(shown.found);
    const path = facts.paths[index];
    const age = run.outdated.checks.has(facts.title) ? ', before the last edit' : '';
    return {
        facts,
        where: `in "${facts.title}"${age}`,
        path: path === undefined ? undefined : { ...path, lines: shown!.found.story.lines },
    };
}

/** The steps of the smallest statement around an offset. */
export function stepsAt({ facts }: Seen, uri: string, offset: number): readonly FactStep[] {
    const around = facts.steps.flatMap(step => {
        const place = facts.places[step.place]!;
        return place.uri === uri && place.start <= offset && offset <= place.end ? [{ step, place }] : [];
    });
    const smallest = Math.min(...around.map(({ place }) => place.end - place.start));
    return around.filter(({ place }) => place.end - place.start === smallest).map(({ step }) => step);
}
