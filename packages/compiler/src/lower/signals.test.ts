import { expect, test } from 'vitest';
import { unmet } from '../../test/outcomes.ts';

test('a signal stays pending, and each look is a step', () =>
    expect(
        unmet(`
thread p {
    let before = signal_pending(current)
    let after = signal_pending(current)
    assert stays: !before || after
    let fatal = fatal_signal_pending(current)
    return fatal
}
thread q { send_signal(p, SIGUSR1, SI_USER) }
exists between: !p.before && p.after
final not_fatal: !p.result
check "SC"  expects pass
check "TSO" under tso expects pass
`),
    ).toEqual([]));

test('waits that a signal ends', () =>
    expect(
        unmet(`
param fatal = true
var never = false
thread killable { return wait_killable until never }
thread interruptible { return wait_interruptible until never }
thread sender {
    if fatal {
        send_signal(killable, SIGKILL, SI_USER)
        send_signal(interruptible, SIGKILL, SI_USER)
    } else {
        send_signal(killable, SIGTERM, SI_USER)
        send_signal(interruptible, SIGTERM, SI_USER)
    }
}
final both: killable.result == -EINTR && interruptible.result == -EINTR
check "SIGKILL" expects pass
check "SIGTERM" with fatal = false expects deadlock
`),
    ).toEqual([]));

test('a signal that nobody knows is out of range, nobody is null', () =>
    expect(
        unmet(`
param number = 3
var target: thread? = null
thread p {
    if number == 3 { send_signal(current, number, SI_USER) } else {
        let t = READ_ONCE(target)
        send_signal(t, number, SI_USER)
    }
}
check "unknown" expects bug range
check "null"    with number = 9 expects bug null-deref
`),
    ).toEqual([]));

test('sending empties the store buffer', () =>
    expect(
        unmet(`
var x = 0
thread p {
    wait until signal_pending(current)
    assert stored: READ_ONCE(x) == 1
}
thread q {
    WRITE_ONCE(x, 1)
    send_signal(p, SIGUSR1, SI_USER)
}
check "TSO" under tso expects pass
`),
    ).toEqual([]));
