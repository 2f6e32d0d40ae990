// What the pointer rests on, told: the declaration, what the last run saw of it, its documentation.
//
// Each section is a function of its own. The most useful line comes first, and nothing grows into a wall of text.
import type { Occurrence, Place } from '@faultline/language';
import { occurrenceAt } from '@faultline/language';
import type { Snapshot } from '../snapshot.ts';
import { aboutFence, outcomesOfCall } from './calls.ts';
import { declared } from './declared.ts';
import { documented } from './documented.ts';
import { onPath } from './on-path.ts';
import { atStep } from './step.ts';
import { allValues } from './values.ts';
import { wordHover } from './word.ts';

export interface Hover {
    readonly place: Place;
    readonly sections: readonly HoverSection[];
}

export type HoverSection =
    | { readonly kind: 'code'; readonly text: string }
    /** With links to places in it, written `[text]` and numbered in their order. */
    | { readonly kind: 'text'; readonly text: string }
    /** The last column is made of the links. */
    | {
          readonly kind: 'table';
          readonly title: string;
          readonly columns: readonly string[];
          readonly rows: readonly TableRow[];
          readonly note: string | undefined;
      }
    | { readonly kind: 'steps'; readonly title: string; readonly steps: readonly LinkedStep[] };

export interface TableRow {
    /** Markdown. */
    readonly cells: readonly string[];
    /** Whether the shown path has it. */
    readonly isOnPath: boolean;
    readonly links: readonly { readonly text: string; readonly place: Place | undefined }[];
}

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

const SECTIONS: readonly ((subject: Subject) => readonly HoverSection[])[] = [
    declared,
    outcomesOfCall,
    aboutFence,
    allValues,
    onPath,
    documented,
];

export function hover(snapshot: Snapshot, offset: number): Hover | undefined {
    const occurrence = occurrenceAt(snapshot.script.module, offset);
    if (occurrence === undefined || occurrence.targets.length === 0) {
        return wordHover(snapshot, offset) ?? atStep(snapshot, offset);
    }
    const sections = SECTIONS.flatMap(section => section({ snapshot, offset, occurrence }));
    return sections.length === 0 ? undefined : { place: occurrence.place, sections };
}
