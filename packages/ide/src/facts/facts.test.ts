import { describe, expect, test } from 'vitest';
import { checkQuestion } from '../check-question.ts';
import { load } from '../testing/editor.ts';
import type { CheckFacts } from './facts.ts';
import { held } from './facts.ts';

function factsOf(text: string, maxStates = 100_000): CheckFacts {
    const script = load(text);
    expect(script.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const budget = { maxStates, maxBytes: 2 ** 30, shouldStop: () => undefined };
    const checked = checkQuestion(script, script.checks[0]!, { model: undefined, params: [] }, budget, 'facts');
    if (checked.kind !== 'report' || checked.facts === undefined) throw new Error(JSON.stringify(checked));
    return checked.facts(() => false);
}

/** `p: WRITE_ONCE(x, 1)  x: 0, 2 → 1`; `~` where a step runs on in another's transition. */
function told(facts: CheckFacts): string {
    const { objects, steps } = facts;
    const valuesIn = (set: Int32Array, object: CheckFacts['objects'][number]) =>
        held(set, object)
            .map(value => object.values[value]!.words)
            .join(', ');
    return steps
        .map(step => {
            const values = step.touches.map(id => {
                const object = objects[id]!;
                return `${object.name}: ${valuesIn(step.before, object)} → ${valuesIn(step.after, object)}`;
            });
            const { always, sometimes } = step.locks;
            const locks = [...always.map(name => `+${name}`), ...sometimes.map(name => `±${name}`)];
            return [
                `${step.thread}: ${step.isLocal ? '~' : ''}${step.part ?? step.text}`,
                ...values,
                ...(locks.length === 0 ? [] : [locks.join(' ')]),
            ].join('  ');
        })
        .join('\n');
}

const calls = (facts: CheckFacts): string =>
    facts.calls
        .map(({ thread, fn, outcomes, faults }) =>
            [`${thread}: ${fn}`, ...outcomes.map(one => one.words), ...faults.map(one => `! ${one}`)].join('\n  '),
        )
        .join('\n');

test('values before and after each step, and locks held there', () => {
    expect(
        told(
            factsOf(`lock l: mutex
var x: int 0..3 = 0
thread p { mutex_lock(l); WRITE_ONCE(x, 1); mutex_unlock(l) }
thread q { WRITE_ONCE(x, 2) }
`),
        ),
    ).toMatchInlineSnapshot(`
      "p: mutex_lock(l)  l: free → held by p
      p: WRITE_ONCE(x, 1)  x: 0, 2 → 1  +l
      p: mutex_unlock(l)  l: held by p → free  +l
      q: WRITE_ONCE(x, 2)  x: 0, 1 → 2"
    `);
});

describe('calls', () => {
    test('results over all executions', () =>
        expect(
            calls(
                factsOf(`var x = 0
fn try(): int {
    if READ_ONCE(x) == 1 { return -EAGAIN }
    return 3
}
thread p { let r = try() }
thread q { WRITE_ONCE(x, 1) }
`),
            ),
        ).toMatchInlineSnapshot(`
          "p: try
            returns -EAGAIN
            returns 3"
        `));
    test('told as the documentation says, with the last reason that was given inside', () =>
        expect(
            calls(
                factsOf(`enum why {
    fine,
    /// Outcome: tag mismatch.
    tag
}
var x: int 0..3 = 0
fn one(a: addr): why {
    if READ_ONCE(x) == int(a) { return tag }
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
thread p { let left = copy(addr(1), 3) }
thread q { WRITE_ONCE(x, 3) }
`),
            ),
        ).toMatchInlineSnapshot(`
          "p: one
            returns fine
            returns tag mismatch
          p: copy
            copies 2 of 3: tag mismatch at granule 2
            copies 3 of 3"
        `));
    test('the reason may be some steps old, and is none any more where all went well in the end', () =>
        expect(
            calls(
                factsOf(`enum why {
    fine,
    /// Outcome: not there.
    absent
}
var x = false
var y = 0
fn look(): why {
    if READ_ONCE(x) { return fine }
    return absent
}
fn once(): int {
    if look() == fine { return 0 }
    WRITE_ONCE(y, 1)
    return -EFAULT
}
fn twice(): int {
    if once() == 0 { return 0 }
    return once()
}
fn never(): int {
    let first = once()
    WRITE_ONCE(y, 2)
    return -EAGAIN
}
thread p { let r = twice(); let s = never() }
thread q { WRITE_ONCE(x, true) }
`),
            ),
        ).toMatchInlineSnapshot(`
          "p: look
            returns fine
            returns not there
          p: once
            returns -EFAULT: not there
            returns 0
          p: twice
            returns -EFAULT: not there
            returns 0
          p: once
            returns -EFAULT: not there
            returns 0
          p: once
            returns -EFAULT: not there
            returns 0
          p: never
            returns -EAGAIN
            returns -EAGAIN: not there"
        `));
    test('faults are what the machine reports, told at each call of the user that leads there', () =>
        expect(
            calls(
                factsOf(`import machine.bus
fn probe(a: addr): int {
    if bus_load(a) != fine { return -EIO }
    return 0
}
thread p { let r = probe(addr(0)) }
thread q { WRITE_ONCE(device, false) }
`),
            ),
        ).toMatchInlineSnapshot(`
          "p: bus_load
            returns bus error
            returns fine
            ! bus error
          p: probe
            returns -EIO: bus error at granule 0
            returns 0
            ! bus error"
        `));
    test('a call that never returns', () =>
        expect(
            calls(
                factsOf(`lock l: mutex
fn f() { mutex_lock(l) }
thread p { f(); f() }
`),
            ),
        ).toMatchInlineSnapshot(`
          "p: f
            returns
          p: f
            never returns: deadlock"
        `));
});
