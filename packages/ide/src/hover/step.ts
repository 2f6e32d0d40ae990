// A place without a name, where a step of the shown counterexample is: what the step did.
import { stepInWords } from '../diagnostics/path.ts';
import { outcomeInWords } from '../judge.ts';
import { shownPath } from '../run/file-run.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Hover } from './hover.ts';

export function atStep(snapshot: Snapshot, offset: number): Hover | undefined {
    const shown = shownPath(snapshot.run, snapshot.shownTitle);
    const here = (shown?.found.story.lines ?? []).filter(
        ({ place }) => place.uri === snapshot.script.uri && place.start <= offset && offset < place.end,
    );
    const [first] = here.toSorted((a, b) => a.place.end - a.place.start - (b.place.end - b.place.start));
    if (shown === undefined || first === undefined) return undefined;
    const steps = here
        .filter(({ place }) => place.start === first.place.start && place.end === first.place.end)
        .map(line => ({
            step: line.step,
            thread: line.thread,
            text: stepInWords(line),
            place: line.place,
            isHere: true,
        }));
    const title = `On the way to ${outcomeInWords(shown.found.outcome)} in "${shown.title}"`;
    return { place: first.place, sections: [{ kind: 'steps', title, steps }] };
}
