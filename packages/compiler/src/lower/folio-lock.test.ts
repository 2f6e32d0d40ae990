import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('the end of I/O unlocks what another thread has locked', () =>
    expect(
        unmet(`
param unlock = true
lock f: folio
var submitted = false
thread read {
    folio_lock(f)
    WRITE_ONCE(submitted, true)
    folio_wait_locked(f)
}
thread end_of_io {
    wait until submitted
    if unlock { folio_unlock(f) }
}
check "unlocked"     expects pass
check "not unlocked" with unlock = false expects deadlock
`),
    ).toEqual([]));

test('locked when all is over it is a leak; unlocking a free one is misuse', () =>
    expect(
        unmet(`
param leave = true
lock f: folio
thread p { if leave { folio_lock(f) } else { folio_unlock(f) } }
check "left locked"  expects bug leak
check "not locked"   with leave = false expects bug lock-misuse
`),
    ).toEqual([]));

test('locking it twice waits for oneself; a trylock does not', () =>
    expect(
        unmet(`
param tries = false
lock f: folio
thread p {
    folio_lock(f)
    if tries {
        if folio_trylock(f) { assert false }
    } else {
        folio_lock(f)
    }
    folio_unlock(f)
}
check "lock"    expects deadlock
check "trylock" with tries = true expects pass
`),
    ).toEqual([]));

test('who waits for it again and again is served, and a wait takes nothing', () =>
    expect(
        unmet(`
lock f: folio
thread busy {
    loop {
        folio_lock(f)
        folio_unlock(f)
        progress
    }
}
thread p { folio_wait_locked(f) }
check "served" expects pass
`),
    ).toEqual([]));

test('waiting for it is sleeping, even where it is free', () =>
    expect(
        unmet(`
lock f: folio
thread p {
    rcu_read_lock()
    here: folio_wait_locked(f)
    rcu_read_unlock()
}
check "in a read section" expects bug sleep-in-atomic at p.here
`),
    ).toEqual([]));
