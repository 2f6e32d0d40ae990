// The kinds of programs that the differential tests generate.
import type { Knobs } from './generate.ts';

/** Each with its name. */
export const KINDS: readonly (readonly [string, Partial<Knobs>])[] = [
    ['sc', { memory: 'sc' }],
    ['tso', { memory: 'tso' }],
    ['failures', { failures: true, contention: false, maxFragments: 3 }],
    ['no failures', { failures: false, properties: false, races: false }],
    ['locks', { locks: true, rwsems: true, wildSteps: false, jumps: false, failures: false }],
    ['interrupts and daemons', { interrupts: true, daemons: true, sharedCpus: true, failures: false }],
    ['objects', { references: true, words: true, failures: false, wildSteps: false }],
    ['contention', { contention: true, locks: true, daemons: true, failures: false, wildSteps: false, jumps: false }],
    ['contention with interrupts', { contention: true, interrupts: true, sharedCpus: true, failures: false }],
    [
        'idle daemons',
        {
            daemons: true,
            interrupts: false,
            events: false,
            machine: false,
            failures: false,
            jumps: false,
            maxFragments: 2,
        },
    ],
    ['fills', { fills: true, machine: true, failures: false }],
];
