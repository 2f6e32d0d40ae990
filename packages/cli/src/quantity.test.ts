import { expect, test } from 'vitest';
import { durationInWords, parseBytes, parseCount, parseDuration } from './quantity.ts';

test('durations', () => {
    expect(['30s', '500ms', '2m', '1h', '7', '1.5 s'].map(parseDuration)).toEqual([30e3, 500, 120e3, 3.6e6, 7e3, 1500]);
    expect(['', 's', '-1s', '0', '3 weeks'].map(parseDuration)).toEqual(Array(5).fill(undefined));
    expect([0.4, 999, 1300, 125_000].map(durationInWords)).toEqual(['0 ms', '999 ms', '1.3 s', '2 min 5 s']);
});

test('sizes and counts', () => {
    expect(['2G', '512M', '1.5GiB', '100kb', '64'].map(parseBytes)).toEqual([
        2 ** 31,
        2 ** 29,
        1.5 * 2 ** 30,
        102_400,
        64,
    ]);
    expect(['10M', '1_000', '5'].map(parseCount)).toEqual([10e6, 1000, 5]);
});
