import { expect, test } from 'vitest';
import type { End } from './ends.ts';
import { Ends } from './ends.ts';

const access = (actor: number) => ({ actor, step: 7, element: 3, access: 5 });

test.each<readonly [string, (state: number) => End]>([
    ['states', state => ({ state, label: undefined })],
    ['transitions', state => ({ state, label: state % 3 })],
    ['races', state => ({ state, label: undefined, race: [access(state), access(1)] })],
])('ends are given back as they came, and their room is asked for: %s', (_, endAt) => {
    let bytes = 0;
    const all = Array.from({ length: 1000 }, (_end, state) => endAt(state));
    const ends = new Ends(all[0]!, more => {
        bytes += more;
    });
    for (const end of all.slice(1)) ends.add(end);
    expect([...ends]).toEqual(all);
    expect(bytes).toBeGreaterThan(4000);
});

test('where there is no room, what came before stands', () => {
    const end: End = { state: 1, label: undefined, race: [access(0), access(1)] };
    const ends = new Ends(end, () => {
        throw new RangeError('no room');
    });
    ends.add(end);
    expect(() => ends.add(end)).toThrow('no room');
    expect([...ends]).toEqual([end, end]);
});
