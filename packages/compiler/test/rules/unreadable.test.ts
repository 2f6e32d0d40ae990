// A property that reads through null or a freed object: the comparison counts as false, and the check says so.
import { check } from '@faultline/checker';
import { createLanguage } from '@faultline/language';
import { expect, test } from 'vitest';
import { compile } from '../../src/index.ts';

/** The properties that could not be read in some state. */
function unreadable(text: string): readonly string[] {
    const script = createLanguage({ library: new Map() }).load('file:///test.race', text, () => undefined);
    const compilation = compile(script, script.checks[0]!);
    if (compilation.kind !== 'ok') throw new Error('does not compile');
    const budget = { maxStates: 10_000, maxBytes: 1 << 28, shouldStop: () => undefined };
    return check(compilation.program, budget).unreadable.map(({ outcome }) => outcome.name);
}

const script = (property: string): string => `
struct node pool 1 { var value: int 0..3 = 1; var next: ref node? }
var head: ref node? = null
var x: int 0..3 = 0
thread t {
    WRITE_ONCE(x, 1)
    let n = alloc node
    WRITE_ONCE(head, n)
    WRITE_ONCE(x, 2)
    free n
    WRITE_ONCE(x, 3)
}
${property}
`;

test.each([
    ['invariant p: !(head.value == 2)'],
    ['invariant p: x != 3 || !(head.value == 2)'],
    ['invariant p: head == null || !(head.value == 2)'],
    ['invariant p: x == 1 || head == null || !(head.value == 2)'],
    ['invariant p: !any(i in 2..3, head.value == i)'],
    ['final p: !(head.value == 1)'],
    ['exists p: !(head.value == 1)'],
])('%s', property => expect(unreadable(script(property))).toEqual(['p']));

test.each([
    ['invariant p: x != 1 || head == null || head.value == 1'],
    ['invariant p: !(x == 1 && head != null && head.next == head)'],
    ['final p: x == 3 || head.value == 1'],
    ['invariant p: x <= 3'],
])('all is read: %s', property => expect(unreadable(script(property))).toEqual([]));
