import { expect, test } from 'vitest';
import { load } from '../testing/editor.ts';
import { semanticTokens } from './semantic-tokens.ts';

function colours(text: string): readonly string[] {
    return semanticTokens(load(text)).map(({ start, end, type, modifiers }) =>
        [text.slice(start, end), type, ...modifiers].join(' '),
    );
}

test('what names are', () =>
    expect(
        colours(`param p = false
struct s { var lock: int; lock l: mutex }
var x: s
ghost var seen = 0
fn f(a: int) { mutex_lock(x.l); x.lock = a }
thread thread { let r = 1; f(r) }
invariant i: seen == 0
check "c" with p = true expects violation i
`),
    ).toMatchInlineSnapshot(`
      [
        "p variable declaration readonly",
        "s struct declaration",
        "lock property declaration shared",
        "l property declaration lock shared",
        "mutex type defaultLibrary",
        "x variable declaration shared",
        "s struct",
        "seen variable declaration ghost shared",
        "f function declaration",
        "a parameter declaration",
        "mutex_lock function defaultLibrary",
        "x variable shared",
        "l property lock shared modification",
        "x variable shared",
        "lock property shared modification",
        "a parameter",
        "thread class declaration",
        "r variable declaration",
        "f function",
        "r variable",
        "i macro declaration",
        "seen variable ghost shared",
        "p variable readonly",
        "i macro",
      ]
    `));

test('they neither overlap nor go back', () => {
    const tokens = semanticTokens(load('var x = 0\nthread t { x = x + x }'));
    for (const [at, { start }] of tokens.entries()) expect(start).toBeGreaterThanOrEqual(tokens[at - 1]?.end ?? 0);
});
