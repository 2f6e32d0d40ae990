// How often a server that breaks is started again: a few times in a few minutes, so that one that always breaks is left alone.

const MOST = 3;
const MINUTES = 3;

/** Counts one crash, at a time in milliseconds. */
export function createCrashCounter(): (now: number) => 'restart' | 'give-up' {
    let crashes: readonly number[] = [];
    return now => {
        crashes = [...crashes.filter(time => now - time < MINUTES * 60_000), now];
        return crashes.length <= MOST ? 'restart' : 'give-up';
    };
}
