import { expect, test } from 'vitest';
import { createCrashCounter } from './crashes.ts';

test('a few crashes in a few minutes, then no more; an old one is forgotten', () => {
    const crashed = createCrashCounter();
    const minutes = [0, 0.5, 1, 1.5, 10, 10.1, 10.2, 10.3];
    expect(minutes.map(time => crashed(time * 60_000))).toEqual([
        'restart',
        'restart',
        'restart',
        'give-up',
        'restart',
        'restart',
        'restart',
        'give-up',
    ]);
});
