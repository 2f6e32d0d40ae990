// The pages of what checks leave untouched.
import type { Finding } from '../coverage.ts';
import type { Page } from './manual.ts';

export const FINDING_PAGES: readonly (Page & { readonly code: Finding['code'] })[] = [
    {
        code: 'unreached',
        title: 'no check of the file reaches a statement',
        text: `All checks were searched through, and none of them ever executes it: the verdicts say nothing about it.
Either the script asks less than it means to, or the statement can go. Code that a param switches
off in every check, and code of the library, is not reported.`,
    },
    {
        code: 'never-enabled',
        title: 'no check gets past a statement that waits',
        text: 'Threads come to it and wait, and what they wait for never holds in any state of any check.',
    },
    {
        code: 'cover-not-hit',
        title: 'no check hits a cover',
        text: '`cover name` claims that some execution comes here. None does, so something before it is too narrow.',
    },
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
