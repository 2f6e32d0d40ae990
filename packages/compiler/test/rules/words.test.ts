// Equality of words ignores whether the references in them are stale, as equality of references does.
import { expect, test } from 'vitest';
import { outcomesOf } from '../../src/testing/check-script.ts';

const script = (asks: string): string => `
struct node pool 1 { var value: int 0..1 }
bits entry { valid: bool; to: node?; n: int 0..3 }
var shared = entry()
thread t {
    let first = alloc node
    let old = entry(valid: true, to: first, n: 2)
    shared = old
    free first
    let second = alloc node
    shared = entry(valid: true, to: second, n: 2)
    ${asks}
}`;

test('a word that names the object anew is what it was', () => {
    expect(outcomesOf(script('assert same: READ_ONCE(shared) == old'))).toBe('pass');
    // It has been taken out, and nobody else knows the object.
    const taken = script('assert same: cmpxchg(shared, old, entry()) == old && READ_ONCE(shared) == entry()');
    expect(outcomesOf(taken)).toBe('bug leak');
});

test('one that differs otherwise is another', () => {
    expect(outcomesOf(script('assert same: READ_ONCE(shared) == entry(valid: true, to: first, n: 1)'))).toBe(
        'violation same',
    );
    expect(outcomesOf(script('assert same: READ_ONCE(shared) != entry(valid: true, n: 2)'))).toBe('pass');
});
