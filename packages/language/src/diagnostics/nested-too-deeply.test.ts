import { expect, test } from 'vitest';
import { language } from '../../test/check-diagnostics.ts';

const N = 10_000;

test.each([
    ['blocks', `thread t { ${'if x { '.repeat(N)}${'}'.repeat(N)} }`],
    ['blocks that are not closed', `thread t ${'{'.repeat(N)}`],
    ['parentheses', `var x = ${'('.repeat(N)}1${')'.repeat(N)}`],
    ['indices', `thread t { x = ${'x['.repeat(N)}1${']'.repeat(N)} }`],
    ['negations', `var x = ${'!'.repeat(N)}true`],
    ['signs', `var x = ${'- '.repeat(N)}1`],
    ['addresses', `var x = ${'& '.repeat(N)}x`],
    ['sums', `var x = 1${' + 1'.repeat(N)}`],
    ['sums on many lines', `var x = 1${' +\n 1'.repeat(N)}`],
    ['truths', `invariant i: x == 1${' && x == 1'.repeat(N)}`],
    ['members', `thread t { x = x${'.x'.repeat(N)} }`],
    ['members on many lines', `thread t { x = x${'\n.x'.repeat(N)} }`],
    ['calls', `thread t { x${'()'.repeat(N)} }`],
    ['else if', `thread t { if x { }${' else if x { }'.repeat(N)} }`],
    ['else if on many lines', `thread t { if x { }${'\nelse if x { }'.repeat(N)} }`],
    ['types', `var x: ${'list<'.repeat(N)}int${'>[1]'.repeat(N)}`],
    ['cells', `fn f(x: ${'& '.repeat(N)}int) { }`],
    ['labels', `thread t { ${'a: '.repeat(N)} x = 1 }`],
    ['quantifiers', `final f: ${'all(i in 0..1, '.repeat(N)}true${')'.repeat(N)}`],
])('%s', (_, text) => {
    const { diagnostics } = language.load('file:///main.race', text, () => undefined);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThanOrEqual(60);
});

test('what is nested too deeply is told where it is', () => {
    const { diagnostics } = language.load('file:///main.race', `var x = 0\nthread t ${'{'.repeat(N)}`, () => undefined);
    expect(diagnostics).toMatchObject([{ code: 'nested-too-deeply', place: { start: 119, end: 120 } }]);
});
