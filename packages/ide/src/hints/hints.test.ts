import { expect, test } from 'vitest';
import { codeLenses } from '../lens/code-lens.ts';
import { checked, load } from '../testing/editor.ts';
import { inlayHints } from './inlay-hints.ts';

const ABBA = `lock a: mutex
lock b: mutex
fn both(first: mutex, second: mutex, n: int) {
    mutex_lock(first)
    mutex_lock(second) // the second
    mutex_unlock(second)
    mutex_unlock(first)
}
thread p { both(a, b, 1) }
thread q { both(b, a, 2) }
check "both" expects pass
`;

/** The text with the hints in it. */
function hinted(text: string, kinds: readonly ('step' | 'parameter')[]): string {
    const hints = inlayHints(checked(text), { start: 0, end: text.length, kinds });
    return hints
        .toReversed()
        .reduce((all, { offset, text: hint }) => `${all.slice(0, offset)}‹${hint}›${all.slice(offset)}`, text);
}

test('steps of the counterexample, and who is stuck', () =>
    expect(hinted(ABBA, ['step'])).toMatchInlineSnapshot(`
  "lock a: mutex
  lock b: mutex
  fn both(first: mutex, second: mutex, n: int) {
      mutex_lock(first)‹1 p, 2 q›
      mutex_lock(second)‹✗ p, ✗ q› // the second
      mutex_unlock(second)
      mutex_unlock(first)
  }
  thread p { both(a, b, 1) }
  thread q { both(b, a, 2) }
  check "both" expects pass
  "
`));
test('names of parameters for literals', () => expect(hinted(ABBA, ['parameter'])).toContain('both(a, b, ‹n:›1)'));
test('only in the range that is asked for', () =>
    expect(inlayHints(checked(ABBA), { start: 0, end: 10, kinds: ['step', 'parameter'] })).toEqual([]));

test('over each check what it said', () => {
    expect(codeLenses(checked(ABBA)).map(({ label }) => label)).toEqual([
        '✗ deadlock, expected pass · 19 states · 1 ms',
        'Trace',
    ]);
    expect(codeLenses({ script: load(ABBA), run: undefined }).map(({ label }) => label)).toEqual(['Check']);
});
test('a script without a check has its lens at the top', () =>
    expect(codeLenses({ script: load('thread t { }'), run: undefined }).map(({ place }) => place.start)).toEqual([0]));

const BUS = `import machine.bus
fn probe(a: addr): int {
    if bus_load(a) != fine { return -EIO }
    return 0
}
thread p {
    let r = probe(addr(0))
    assert r == 0
}
thread q { WRITE_ONCE(device, false) }
`;

test('faults that the machine reports on the way', () =>
    expect(hinted(BUS, ['step'])).toMatchInlineSnapshot(`
  "import machine.bus
  fn probe(a: addr): int {
      if bus_load(a) != fine { return -EIO }‹2 p (bus error)›
      return 0
  }
  thread p {
      let r = probe(addr(0))
      assert r == 0
  }
  thread q { WRITE_ONCE(device, false) }‹1 q›
  "
`));
