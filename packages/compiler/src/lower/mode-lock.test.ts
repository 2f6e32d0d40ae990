import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

const MODES = `
lock g: mode {
    SH: SH
    DF: DF
    EX:
}
`;

test('compatible modes go together, others do not', () =>
    expect(
        unmet(`${MODES}
enum Mode { sh, df, ex }
param other: Mode = sh
thread p {
    let h = mode_lock(g, SH)
    in_p: assert mode_held(g, h)
    mode_unlock(g, h)
}
thread q {
    let h = 0
    if other == sh { h = mode_lock(g, SH) }
    if other == df { h = mode_lock(g, DF) }
    if other == ex { h = mode_lock(g, EX) }
    in_q: assert mode_held(g, h)
    mode_unlock(g, h)
}
invariant alone: !(at(p, in_p) && at(q, in_q))
check "SH and SH" expects violation alone
check "SH and DF" with other = df expects pass
check "SH and EX" with other = ex expects pass
`),
    ).toEqual([]));

test("one's own entries stand in one's way", () =>
    expect(
        unmet(`${MODES}
param nested_shared = false
thread p {
    if nested_shared {
        let outer = mode_lock(g, SH)
        let inner = mode_lock(g, SH)
        mode_unlock(g, inner)
        mode_unlock(g, outer)
    } else {
        let outer = mode_lock(g, EX)
        again: mode_lock(g, SH)
    }
}
thread writer if nested_shared {
    let h = mode_lock(g, EX)
    mode_unlock(g, h)
}
check "SH inside EX"                       expects deadlock
check "SH inside SH, a writer in between"  with nested_shared = true expects deadlock
`),
    ).toEqual([]));

test('a revocable entry gives way to whoever is granted a conflicting mode', () =>
    expect(
        unmet(`${MODES}
param revocable = true
thread p {
    let h = mode_lock(g, EX)
    if revocable { allow_demote(g, h) }
    let nested = mode_lock(g, SH)
    assert gone: !mode_held(g, h)
    mode_unlock(g, nested)
    disallow_demote(g, h)
    mode_unlock_if_held(g, h)
}
thread q {
    let h = mode_lock(g, EX)
    mode_unlock(g, h)
}
check "revocable"     expects pass
check "revocable, TSO" under tso expects pass
check "not revocable" with revocable = false expects deadlock
`),
    ).toEqual([]));

test('an entry that was taken away cannot be given back', () =>
    expect(
        unmet(`${MODES}
thread p {
    let h = mode_lock(g, EX)
    allow_demote(g, h)
    disallow_demote(g, h)
    mode_unlock(g, h)
}
thread q {
    let h = mode_lock(g, SH)
    mode_unlock(g, h)
}
check "taken away in between" expects bug lock-misuse
`),
    ).toEqual([]));

test('requests are served in order; a trylock does not queue', () =>
    expect(
        unmet(`${MODES}
var held = false
thread holder {
    let h = mode_lock(g, SH)
    WRITE_ONCE(held, true)
    loop {
        let more = mode_trylock(g, SH)
        if more < 0 { break }
        mode_unlock(g, more)
    }
    mode_unlock(g, h)
}
thread writer {
    wait until held
    let h = mode_lock(g, EX)
    mode_unlock(g, h)
}
check "the writer gets in the way" expects pass
`),
    ).toEqual([]));

test('misuse: a handle of nobody, an entry at the end', () =>
    expect(
        unmet(`${MODES}
param left = true
thread p { if left { mode_lock(g, SH) } else { mode_unlock(g, 1) } }
check "left"    expects bug lock-misuse
check "not held" with left = false expects bug lock-misuse
`),
    ).toEqual([]));
