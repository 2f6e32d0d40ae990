// A counterexample as related information: one entry for each step, in order, in whatever document it stands.
import type { Place } from '@faultline/language';
import type { Change } from '../trace/changes.ts';
import type { Story, StoryLine } from '../trace/story.ts';

export interface PathEntry {
    readonly place: Place;
    readonly message: string;
}

/** Every step, where it ends, and for a livelock where it begins again. */
export function pathOf({ lines, waits, cycleStart, property, race }: Story): readonly PathEntry[] {
    return [
        ...lines.map((line, index) => ({
            place: line.place,
            message: `${line.step}. ${line.thread}: ${stepInWords(line)}${index === cycleStart ? ' (repeats for ever from here)' : ''}`,
        })),
        ...waits.map(({ place, sentence }) => ({ place, message: `✗ ${sentence}` })),
        ...(race?.accesses ?? []).map(({ place, title, marking }) => ({ place, message: `✗ ${title} (${marking})` })),
        ...(property === undefined ? [] : [{ place: property, message: 'This does not hold.' }]),
    ];
}

/** `down_read(l): l: free → held by a (read)` */
export function stepInWords({ kind, text, changes }: StoryLine): string {
    const what = kind === 'flush' ? `store buffer: ${text}` : text;
    const effects = changes.map(changeInWords).join(', ');
    return effects === '' ? what : `${what}  →  ${effects}`;
}

export function changeInWords(change: Change): string {
    switch (change.kind) {
        case 'cell':
            return `${change.cell}: ${change.before} → ${change.after}`;
        case 'register':
            return `${change.cell} = ${change.after}`;
        case 'read':
            return `${change.cell} is ${change.value}`;
        case 'buffered':
            return `${change.cell}: ${change.after} in the store buffer`;
        case 'deferred':
            return `${change.text} in the store buffer`;
    }
}
