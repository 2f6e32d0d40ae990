import { expect, test } from 'vitest';
import type { Annotation } from './markers.ts';
import { annotate, readFixture } from './markers.ts';

test('a text without marks is itself', () =>
    expect(readFixture('lock l: mutex\n')).toEqual({
        text: 'lock l: mutex\n',
        cursor: undefined,
        ranges: [],
        annotations: [],
    }));

test('the cursor and the ranges leave the text', () => {
    const { text, cursor, ranges } = readFixture('a <|bc|> d\ne<|> <|f\ng|>');
    expect(text).toBe('a bc d\ne f\ng');
    expect(cursor).toBe(8);
    expect(ranges.map(({ start, end }) => text.slice(start, end))).toEqual(['bc', 'f\ng']);
});

test('carets stand under what they speak of', () => {
    const { text, annotations } = readFixture(`
lock l: mutex
lock l: rwsem
//   ^ error[duplicate-name]: \`l\` is already declared.
//      ^^^^^ hint[fair]: Writers wait.
`);
    expect(text).toBe('\nlock l: mutex\nlock l: rwsem\n');
    expect(annotations).toEqual([
        { start: 20, end: 21, severity: 'error', code: 'duplicate-name', message: '`l` is already declared.' },
        { start: 23, end: 28, severity: 'hint', code: 'fair', message: 'Writers wait.' },
    ]);
});

test('carets are counted on the marked line', () => {
    const { text, annotations } = readFixture(
        'let <|a|> = b<|>c\n//    ^ warning[x]: m\n//          ^^^^^ error[y]: n',
    );
    expect(annotations.map(({ start, end }) => text.slice(start, end))).toEqual(['a', 'bc']);
});

test('columns say what carets cannot', () => {
    const { text, annotations } = readFixture('}\n// @1-2 error[x]: m\nab {\n// @4-+1:2 info[y]: n\n}\n');
    expect(text).toBe('}\nab {\n}\n');
    expect(annotations.map(({ start, end }) => text.slice(start, end))).toEqual(['}', '{\n}']);
});

test('an ordinary comment stays', () => {
    const text = 'x = 1 // ^ here\n// error[x]: told in words\n';
    expect(readFixture(text)).toMatchObject({ text, annotations: [] });
});

test.each([
    ['<|> <|>', /one cursor/],
    ['<| <| |>', /nest/],
    ['a |>', /without `<\|`/],
    ['<| a', /without `\|>`/],
    ['// @1-2 error[x]: m', /no line of code/],
    ['ab\n//     ^ error[x]: m', /Nothing stands above/],
    ['ab\n// @1-+3:1 error[x]: m', /ends before/],
])('%j makes no sense', (fixture, message) => expect(() => readFixture(fixture)).toThrow(message));

test('what annotate writes, readFixture reads', () => {
    const text = '\nfoo bar\n\n  baz {\n}\n';
    for (let start = 0; start <= text.length; start++) {
        for (let end = start; end <= text.length; end++) {
            const annotations: Annotation[] = [{ start, end, severity: 'error', code: 'a-b', message: 'No: [x].' }];
            expect(readFixture(annotate(text, annotations))).toMatchObject({ text, annotations });
        }
    }
});

test('annotations are written in the order of their positions', () =>
    expect(
        annotate('one two three', [
            { start: 8, end: 13, severity: 'warning', code: 'b', message: 'B' },
            { start: 4, end: 7, severity: 'error', code: 'a', message: 'A' },
        ]),
    ).toBe('one two three\n//  ^^^ error[a]: A\n//      ^^^^^ warning[b]: B'));
