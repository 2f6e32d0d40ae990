/** What the command's exit says; of several that apply the first in this order: bug, usage, script, unexpected, limit. */
export const EXIT = {
    /** Every check met its expectation. */
    met: 0,
    /** Some check did not. */
    unexpected: 1,
    /** A limit stopped some check, or Ctrl-C did. */
    limit: 2,
    /** A script has errors, or a trail is not of its model. */
    script: 3,
    /** The command was used wrongly. */
    usage: 64,
    /** Our own bug. */
    bug: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
