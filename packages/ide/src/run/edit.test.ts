import { expect, test } from 'vitest';
import { editBetween, mapPlaces, movedRange } from './edit.ts';

/** Applies an edit to the text and shows what the range that was marked is now. */
function moved(before: string, after: string, range: string): string {
    const edit = editBetween(before, after);
    const start = before.indexOf(range);
    const now = movedRange({ start, end: start + range.length }, edit === undefined ? [] : [edit]);
    return after.slice(now.start, now.end);
}

test.each([
    ['a bb c', 'a bb c', 'bb', 'bb'],
    ['a bb c', 'a xx bb c', 'bb', 'bb'],
    ['a bb c', 'a bb xx c', 'bb', 'bb'],
    ['a bb c', 'a bxb c', 'bb', 'bxb'],
    ['a bb c', 'a c', 'bb', ''],
    ['a bb c', '', 'bb', ''],
    ['bb', 'xbb', 'bb', 'bb'],
])('%j to %j moves %j to %j', (before, after, range, expected) => expect(moved(before, after, range)).toBe(expected));

test('edits add up', () => {
    const edits = [
        { start: 0, removed: 0, inserted: 3 },
        { start: 1, removed: 2, inserted: 0 },
    ];
    expect(movedRange({ start: 5, end: 7 }, edits)).toEqual({ start: 6, end: 8 });
});

test('every place in plain data moves', () => {
    const data = { a: [{ uri: 'u', start: 1, end: 2, text: 'x' }], start: 3, none: undefined };
    expect(mapPlaces(data, place => ({ ...place, start: place.start + 10 }))).toEqual({
        a: [{ uri: 'u', start: 11, end: 2, text: 'x' }],
        start: 3,
        none: undefined,
    });
});
