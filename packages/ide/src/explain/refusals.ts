// The pages of what a check refuses before it begins, and that no look at the text alone can tell.
import type { Page } from './manual.ts';

export const REFUSAL_PAGES: readonly Page[] = [
    {
        code: 'program-too-large',
        title: 'the program that a check would search has too many steps, actors, objects or choices',
        text: `A script says little and may ask for much: functions are written out at each call, an array of structs
with arrays multiplies, a step may choose among all values of a range. Beyond some size no search would
come to its end, so it does not begin.

What helps: fewer calls of large functions in one thread, smaller arrays and pools, a narrower range.
Two or three threads and one or two objects show nearly every race.`,
    },
    {
        code: 'unreadable',
        title: 'a file that was to be checked cannot be read, or is no text',
        text: `A script is a regular file of UTF-8 text. Not read are pipes and devices, what permissions forbid, and
files of many megabytes.`,
    },
];
