import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('a completion is not lost, whoever comes first', () =>
    expect(
        unmet(`
param completed = true
lock done: completion
var x = 0
thread worker {
    WRITE_ONCE(x, 1)
    if completed { complete(done) }
}
thread caller {
    wait_for_completion(done)
    assert there: READ_ONCE(x) == 1
}
check "SC"         expects pass
check "TSO"        under tso expects pass
check "forgotten"  with completed = false expects deadlock
`),
    ).toEqual([]));

test('each completion lets one go, complete_all everybody', () =>
    expect(
        unmet(`
param all_at_once = false
lock done: completion
thread worker { if all_at_once { complete_all(done) } else { complete(done) } }
thread caller[2] { wait_for_completion(done) }
check "one"  expects deadlock
check "all"  with all_at_once = true expects pass
`),
    ).toEqual([]));

test('it can be tried, asked and forgotten', () =>
    expect(
        unmet(`
lock done: completion
thread p {
    assert empty: !completion_done(done) && !try_wait_for_completion(done)
    complete(done)
    assert one: completion_done(done) && try_wait_for_completion(done)
    assert used: !completion_done(done)
    complete_all(done)
    reinit_completion(done)
    assert forgotten: !completion_done(done)
}
check "in turn" expects pass
`),
    ).toEqual([]));

test('a fatal signal ends a killable wait', () =>
    expect(
        unmet(`
lock done: completion
thread p { return wait_for_completion_killable(done) }
thread killer { send_signal(p, SIGKILL, SI_USER) }
final told: p.result == -EINTR
check "killed" expects pass
`),
    ).toEqual([]));
