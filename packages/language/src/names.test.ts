import { expect, test } from 'vitest';
import { nearest } from './names.ts';

test.each([
    ['mutex_lok', ['mutex_lock', 'mutex_unlock'], 'mutex_lock'],
    ['flga', ['flag'], 'flag'],
    ['FLAG', ['flag'], 'flag'],
    ['a', ['b'], undefined],
    ['entirely', ['different'], undefined],
    ['', ['x'], undefined],
])('%s', (name, candidates, expected) => expect(nearest(name, candidates)).toBe(expected));
