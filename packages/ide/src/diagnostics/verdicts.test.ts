import { annotate } from '@faultline/dev';
import { expect, test } from 'vitest';
import { checked, URI } from '../testing/editor.ts';
import { verdictDiagnostics } from './verdicts.ts';

/** The script with what its checks found written under it. */
function told(text: string, maxStates?: number): string {
    const { run } = checked(text, maxStates);
    return `\n${annotate(
        text.trimStart(),
        verdictDiagnostics(run!).map(one => ({
            ...shifted(one, text),
            severity: one.severity,
            code: one.code,
            message: one.message,
        })),
    )}`;
}

function shifted({ place }: { readonly place: { readonly start: number; readonly end: number } }, text: string) {
    const skipped = text.length - text.trimStart().length;
    return { start: Math.max(0, place.start - skipped), end: Math.max(0, place.end - skipped) };
}

const ABBA = `
lock a: mutex
lock b: mutex
fn take(first: mutex, second: mutex) {
    mutex_lock(first)
    mutex_lock(second)
    mutex_unlock(second)
    mutex_unlock(first)
}
thread p { take(a, b) }
thread q { take(b, a) }
`;

test('a deadlock that nobody expects, on each blocked step', () =>
    expect(told(`${ABBA}check "both" expects pass\n`)).toMatchInlineSnapshot(`
      "
      lock a: mutex
      lock b: mutex
      fn take(first: mutex, second: mutex) {
          mutex_lock(first)
          mutex_lock(second)
      //  ^^^^^^^^^^^^^^^^^^ error[deadlock]: deadlock (check "both"): p waits for b, held by q.
      //  ^^^^^^^^^^^^^^^^^^ error[deadlock]: deadlock (check "both"): q waits for a, held by p.
          mutex_unlock(second)
          mutex_unlock(first)
      }
      thread p { take(a, b) }
      thread q { take(b, a) }
      check "both" expects pass
      "
    `));

test('a deadlock that is expected is a hint', () =>
    expect(told(`${ABBA}check "both" expects deadlock\n`)).toMatchInlineSnapshot(`
      "
      lock a: mutex
      lock b: mutex
      fn take(first: mutex, second: mutex) {
          mutex_lock(first)
          mutex_lock(second)
      //  ^^^^^^^^^^^^^^^^^^ hint[deadlock]: As expected: deadlock (check "both"): p waits for b, held by q.
      //  ^^^^^^^^^^^^^^^^^^ hint[deadlock]: As expected: deadlock (check "both"): q waits for a, held by p.
          mutex_unlock(second)
          mutex_unlock(first)
      }
      thread p { take(a, b) }
      thread q { take(b, a) }
      check "both" expects deadlock
      "
    `));

test('the whole way, in order', () => {
    const [first] = verdictDiagnostics(checked(`${ABBA}check "both" expects pass\n`).run!);
    expect(first?.related.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "1. p: mutex_lock(first)  →  a: free → held by p",
        "2. q: mutex_lock(first)  →  b: free → held by q",
        "✗ p waits for b, held by q",
        "✗ q waits for a, held by p",
      ]
    `);
});

test('a violation on the step that breaks it, a final on the property', () =>
    expect(
        told(`
var x = 0
thread p { WRITE_ONCE(x, 1); WRITE_ONCE(x, 2) }
thread q { let r = READ_ONCE(x); assert r != 1 }
invariant small: x < 2
final none: x == 1
check "it" expects pass
`),
    ).toMatchInlineSnapshot(`
      "
      var x = 0
      thread p { WRITE_ONCE(x, 1); WRITE_ONCE(x, 2) }
      //                           ^^^^^^^^^^^^^^^^ error[violation]: violation small (check "it"): invariant small does not hold after step 2.
      thread q { let r = READ_ONCE(x); assert r != 1 }
      //                               ^^^^^^^^^^^^^ error[violation]: violation assert (check "it"): an assertion fails at \`assert r != 1\` in q.
      invariant small: x < 2
      final none: x == 1
      check "it" expects pass
      "
    `));

test('a pass that should have been something else stands on the check', () =>
    expect(
        told(`
var x = 0
thread p { WRITE_ONCE(x, 1) }
thread q { WRITE_ONCE(x, 2) }
check "it" expects deadlock
`),
    ).toMatchInlineSnapshot(`
      "
      var x = 0
      thread p { WRITE_ONCE(x, 1) }
      thread q { WRITE_ONCE(x, 2) }
      check "it" expects deadlock
      // @1-28 error[unexpected-verdict]: Check "it" expects deadlock; it is pass (5 states).
      "
    `));

test('a limit says which, and how to raise it', () =>
    expect(told(`${ABBA}check "both" expects pass\n`, 3)).toMatchInlineSnapshot(`
      "
      lock a: mutex
      lock b: mutex
      fn take(first: mutex, second: mutex) {
          mutex_lock(first)
          mutex_lock(second)
          mutex_unlock(second)
          mutex_unlock(first)
      }
      thread p { take(a, b) }
      thread q { take(b, a) }
      check "both" expects pass
      // @1-26 warning[inconclusive]: Check "both" ran out of states (5 states, depth 2): open whether it is pass. \`faultline.limits.states\` raises the limit.
      "
    `));

test('what no check reaches is faded', () => {
    const { run } = checked(`
param on = false
var x = 0
thread p { WRITE_ONCE(x, 1); if READ_ONCE(x) == 5 { WRITE_ONCE(x, 3) } }
thread q { WRITE_ONCE(x, 2) }
check "it" expects pass
`);
    expect(verdictDiagnostics(run!).map(({ code, tag, severity }) => [code, tag, severity])).toEqual([
        ['unreached', 'unnecessary', 'warning'],
    ]);
});

test('in the library it is told where the script calls it', () => {
    const text = `import kernel.pins
thread p { pin_page(1); assert false }
check "it" expects pass
`;
    const { run } = checked(text);
    for (const { place } of verdictDiagnostics(run!)) expect(place.uri).toBe(URI);
});

test('after an edit it says that it is from before', () => {
    const { run } = checked(`${ABBA}check "both" expects pass\n`);
    const of = (...titles: readonly string[]) =>
        verdictDiagnostics({ ...run!, outdated: { ...run!.outdated, checks: new Set(titles) } })[0]?.message;
    expect(of('both')).toMatch(/\(Before the last edit\.\)$/);
    expect(of('another')).not.toContain('Before');
});

const COPY = `
enum why {
    fine,
    /// Outcome: tag mismatch.
    tag
}
param bad: int 0..3 = 3
fn one(a: addr): why {
    progress
    if int(a) == bad { return tag }
    return fine
}
/// Outcome: copies {n - result} of {n}.
fn copy(from: addr, n: int): int {
    let i = 0
    while i < n {
        if one(from + i) != fine { return n - i }
        i += 1
    }
    return 0
}
var x = 0
thread p {
    let left = copy(addr(1), 3)
    WRITE_ONCE(x, left)
}
`;

test('what a call comes to, and in which checks where not in all', () => {
    const { run } = checked(`${COPY}check "one"\ncheck "two" with bad = 0\n`);
    expect(verdictDiagnostics(run!).filter(({ code }) => code === 'fault-outcome')).toMatchObject([
        { severity: 'info', message: 'copy copies 2 of 3: tag mismatch at granule 2 (check "one").' },
    ]);
});
