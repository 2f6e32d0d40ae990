import { expect, test } from 'vitest';
import { createServices } from './services.ts';

const { Lexer } = createServices().parser;

/** Each line with a `;` where a statement ends. */
function terminated(text: string): string {
    return Lexer.tokenize(text)
        .tokens.map(token => (token.tokenType.name === 'END' ? ';' : token.image))
        .join(' ');
}

/** The words that are keywords here. */
function keywords(text: string): string {
    return Lexer.tokenize(text)
        .tokens.filter(
            ({ image, tokenType }) =>
                /^\w+$/.test(image) && tokenType.name === image && tokenType.CATEGORIES?.length === 0,
        )
        .map(({ image }) => image)
        .join(' ');
}

test.each([
    ['a line end ends a statement', 'x = 1\ny = 2\n', 'x = 1 ; y = 2 ;'],
    ['an operator goes on', 'x = 1 +\n2', 'x = 1 + 2 ;'],
    ['so does a line that begins with one', 'if a\n&& b { }', 'if a && b { }'],
    ['a brace on the same line', '{ x = 1 }', '{ x = 1 ; }'],
    ['behind a brace nothing ends', 'if a { }\nelse { }', 'if a { } else { }'],
    [
        'a check over several lines',
        'check "a"\n    with x = 1\n    under tso\n    expects deadlock,\n    bug leak\n    at p.second',
        'check "a" with x = 1 under tso expects deadlock , bug leak at p . second ;',
    ],
    ['a dots end one, too', 'expects deadlock, ...\ncheck "b"', 'expects deadlock , ... ; check "b" ;'],
    ['words that cannot be last', 'wait until\nx', 'wait until x ;'],
    ['a nullable type is last', 'var x: ref node?\nvar y', 'var x : ref node ? ; var y ;'],
    ['arguments', 'f(\n1,\n2\n)', 'f ( 1 , 2 ) ;'],
])('%s', (_, text, expected) => expect(terminated(text)).toBe(expected));

test.each([
    ['fn f() { progress }', 'fn progress'],
    ['fn f() { progress = 1 }', 'fn'],
    ['fn f() { wait until x }', 'fn wait until'],
    ['fn f() { wait(x) }', 'fn'],
    ['final f: count(i in 0..1, x) == 1', 'count in'],
    ['fn f() { count += count(1) }', 'fn'],
    ['fn f() { free p; free = free }', 'fn free'],
    ['fn f() { match x { } match = 1 }', 'fn match'],
    ['check "a" expects bug sleep-in-atomic at at', 'expects at'],
    ['var at: int', 'int'],
])('%s', (text, expected) => expect(keywords(text)).toBe(expected));

test('a label is a name before a colon where a statement begins', () => {
    const labels = (text: string) =>
        Lexer.tokenize(text)
            .tokens.filter(({ tokenType }) => tokenType.name === 'LABEL')
            .map(({ image }) => image);
    expect(labels('thread t { idle: wait until x\nlock: again: x = 1; f(a: 1) }')).toEqual(['idle', 'lock', 'again']);
    expect(labels('bits b { present: bool\n write: bool }\nlock g: mode { SH: SH }\nassert e: x')).toEqual([]);
});
