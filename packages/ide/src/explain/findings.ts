// The pages of what checks leave untouched.
import type { Finding } from '../coverage.ts';
import type { Page } from './manual.ts';

export const FINDING_PAGES: readonly (Page & { readonly code: Finding['code'] | 'fault-outcome' })[] = [
    {
        code: 'fault-outcome',
        title: 'what a call that accesses memory comes to in some execution',
        text: `\`copy_from_user copies 1 of 4: tag mismatch at granule 2\`: somewhere in the search this call returned that, and the last
reason that a call inside gave for it was this one. Granules count from the address that was passed. It is no error: what
the caller makes of it is what the check is about.

Functions and enums of the library say in their documentation how they are told (\`Outcome: …\`); your own may, too.`,
    },
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
];
