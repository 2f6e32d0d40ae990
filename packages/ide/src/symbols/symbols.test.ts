import { expect, test } from 'vitest';
import { load } from '../testing/editor.ts';
import type { OutlineItem } from './symbols.ts';
import { documentSymbols, workspaceSymbols } from './symbols.ts';

const TEXT = `param p = 1
enum E { A, B }
bits B { f: bool }
struct s { var a: int 0..3; lock l: mutex }
lock g: mode { SH: SH; EX: }
machine { rwsem fair }
fn f(a: int): bool { here: return a == 1 }
thread t[2] { f(1) }
invariant i: true
check "it works" expects pass
`;

function outline(item: OutlineItem, depth = 0): readonly string[] {
    return [
        `${'  '.repeat(depth)}${item.kind} ${item.name} ${item.detail}`.trimEnd(),
        ...item.children.flatMap(one => outline(one, depth + 1)),
    ];
}

test('the outline of a script', () =>
    expect(
        documentSymbols(load(TEXT))
            .flatMap(one => outline(one))
            .join('\n'),
    ).toMatchInlineSnapshot(`
      "constant p int = 1
      enum E
        enum-member A
        enum-member B
      struct B
        field f bool
      struct s
        variable a int 0..3
        lock l mutex
      lock g mode
        enum-member SH SH
        enum-member EX
      machine machine
      function f (a: int): bool
        label here
      thread t [2]
      property i true
      test it works"
    `));

test('every name lies within its declaration', () => {
    const walk = ({ place, selection, children }: OutlineItem): void => {
        expect(selection.start).toBeGreaterThanOrEqual(place.start);
        expect(selection.end).toBeLessThanOrEqual(place.end);
        children.forEach(walk);
    };
    documentSymbols(load(TEXT)).forEach(walk);
});

test('found by some of their letters, the best first', () => {
    const find = (query: string) =>
        workspaceSymbols([load('var page_count = 0\nvar count = 0\nfn unpin() { }')], query, 9).map(
            ({ symbol }) => symbol.name,
        );
    expect(find('count')).toEqual(['count', 'page_count']);
    expect(find('pgct')).toEqual(['page_count']);
    expect(find('xyz')).toEqual([]);
});
