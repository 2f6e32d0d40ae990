// What the pointer rests on, told: the declaration, what the last run saw of it, its documentation.
//
// Each section is a function of its own; what the checker comes to know later (all values at a step, must and may
// locksets) is one more section.
import type { Occurrence, Place } from '@faultline/language';
import { occurrenceAt } from '@faultline/language';
import type { Snapshot } from '../snapshot.ts';
import { declared } from './declared.ts';
import { documented } from './documented.ts';
import { onPath } from './on-path.ts';
import { atStep } from './step.ts';
import { wordHover } from './word.ts';

export interface Hover {
    readonly place: Place;
    readonly sections: readonly HoverSection[];
}

export type HoverSection =
    | { readonly kind: 'code'; readonly text: string }
    /** With links to places in it, written `[text]` and numbered in their order. */
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'steps'; readonly title: string; readonly steps: readonly LinkedStep[] };

export interface LinkedStep {
    readonly step: number;
    readonly thread: string;
    readonly text: string;
    readonly place: Place;
    /** Whether it is the one under the pointer. */
    readonly isHere: boolean;
}

/** What a section is asked about. */
export interface Subject {
    readonly snapshot: Snapshot;
    readonly offset: number;
    readonly occurrence: Occurrence;
}

const SECTIONS: readonly ((subject: Subject) => readonly HoverSection[])[] = [declared, onPath, documented];

export function hover(snapshot: Snapshot, offset: number): Hover | undefined {
    const occurrence = occurrenceAt(snapshot.script.module, offset);
    if (occurrence === undefined || occurrence.targets.length === 0) {
        return wordHover(snapshot, offset) ?? atStep(snapshot, offset);
    }
    const sections = SECTIONS.flatMap(section => section({ snapshot, offset, occurrence }));
    return sections.length === 0 ? undefined : { place: occurrence.place, sections };
}
