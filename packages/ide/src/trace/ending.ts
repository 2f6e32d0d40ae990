// Where threads have come to when it shows, all at one moment: who waits for what, the two sides of a race, the step that fails.
import type { Spot, Story, StoryLine } from './story.ts';

export interface Ending {
    readonly spot: Spot;
    /** What is to be said there, line by line: `waits for y.glock (read)`, `held by writer2`; `write to x, plain`; or the name of what is wrong. */
    readonly told: readonly string[];
    /** Whether the thread's last line is this very statement. */
    readonly isShown: boolean;
}

/** Empty where nothing stands out but the last step of all (a livelock, a property of the end). */
export function endingOf({ outcome, waits, at, race, lines, cycleStart }: Story): readonly Ending[] {
    const name = outcome.name === '' ? outcome.kind : outcome.name;
    const ending = (spot: Spot, told: readonly string[]): Ending => {
        const last = lines.findLast(({ thread }) => thread === spot.thread);
        return { spot, told, isShown: last?.text === spot.text && callsOf(last).join() === callsOf(spot).join() };
    };
    if (waits.length > 0) {
        return waits.map(wait =>
            ending(
                wait,
                [wait.short, wait.because].filter(text => text !== ''),
            ),
        );
    }
    if (race !== undefined) {
        return race.accesses.map(access =>
            ending(access, [`${access.title.replace(/ by .*$/, '')}, ${access.marking}`]),
        );
    }
    if (cycleStart !== undefined) return [];
    const last: StoryLine | undefined = lines.at(-1);
    return at.filter(({ thread }) => thread === last?.thread).map(spot => ending(spot, [name]));
}

/** The calls that lead to a spot, such that equal texts are the same calls. */
export function callsOf({ stack }: Spot): readonly string[] {
    return stack.map(({ fn, place }) => `${fn} ${place.uri} ${place.start}`);
}
