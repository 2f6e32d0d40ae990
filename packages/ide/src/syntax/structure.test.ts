import { readFixture } from '@faultline/dev';
import { expect, test } from 'vitest';
import { load } from '../testing/editor.ts';
import { foldingRanges } from './folding.ts';
import { selectionRanges } from './selection.ts';

test('what can be folded', () =>
    expect(
        foldingRanges(`/// One
/// two
import kernel.a
import kernel.b

thread t {
    // a
    // b
    if true {
        x = 1
    }
}
fn f() { }
`).map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind}`),
    ).toEqual(['0-1 comment', '2-3 imports', '5-10 block', '6-7 comment', '8-9 block']));

test('open braces fold nothing', () => expect(foldingRanges('thread t {\n if {\n')).toEqual([]));

test('wider and wider', () => {
    const { text, cursor } = readFixture('thread t {\n    x = a + foo<|>bar * 2\n}\n');
    expect(selectionRanges(load(text), cursor!).map(({ start, end }) => text.slice(start, end))).toMatchInlineSnapshot(`
      [
        "foobar",
        "foobar * 2",
        "a + foobar * 2",
        "x = a + foobar * 2",
        "{
          x = a + foobar * 2
      }",
        "thread t {
          x = a + foobar * 2
      }",
        "thread t {
          x = a + foobar * 2
      }
      ",
      ]
    `);
});
