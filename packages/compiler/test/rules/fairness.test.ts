// Who must get on in the end, and who need not: locks are granted in a fair execution, everything else may be unlucky for ever.
import { expect, test } from 'vitest';
import { unmet } from '../outcomes.ts';

const outcome = (expected: string, body: string, model = 'sc'): void =>
    expect(
        unmet(`
var x: int 0..9 = 0
var go = false
var never = false
lock m: mutex
lock n: mutex
lock s: spinlock
lock w: rwsem
lock pref: rwsem(reader_pref)
lock q: seqcount
${body}
check "it" under ${model} expects ${expected}`),
    ).toEqual([]);

test.each([
    ['a mutex', 'mutex_lock(m); mutex_unlock(m)'],
    ['a spinlock', 'spin_lock(s); spin_unlock(s)'],
    ['a fair rwsem, for writing', 'down_write(w); up_write(w)'],
])('%s that others take again and again is granted', (_, take) =>
    outcome('pass', `thread t { ${take} }\ndaemon d { loop { ${take} } }\ndaemon e { loop { ${take} } }`),
);

const READERS = 'daemon d { loop { down_read(L); up_read(L) } }\ndaemon e { loop { down_read(L); up_read(L) } }';

test('readers that overlap for ever starve a writer only if they may pass it', () => {
    const program = (lock: string): string =>
        `thread t { down_write(${lock}); up_write(${lock}) }\n${READERS.replaceAll('L', lock)}`;
    outcome('pass', program('w'));
    outcome('livelock', program('pref'));
});

test.each([
    ['a trylock', 'while !spin_trylock(s) { }; spin_unlock(s)', 'spin_lock(s); spin_unlock(s)'],
    ['a trylock of an rwsem', 'while !down_read_trylock(w) { }; up_read(w)', 'down_write(w); up_write(w)'],
    [
        'a cmpxchg',
        'loop { let o = READ_ONCE(x); if cmpxchg(x, o, 5) == o { break } }',
        'WRITE_ONCE(x, 0); WRITE_ONCE(x, 1)',
    ],
    ['wait until', 'wait until x == 1', 'WRITE_ONCE(x, 1); WRITE_ONCE(x, 0)'],
    ['spin until', 'spin until x == 1', 'WRITE_ONCE(x, 1); WRITE_ONCE(x, 0)'],
    ['a pick', 'loop { choose z in 0..1; if z == 1 { break } }', 'READ_ONCE(x)'],
])('%s may be unlucky for ever', (_, waits, flickers) =>
    outcome('livelock', `thread t { ${waits} }\ndaemon d { loop { ${flickers} } }`),
);

test.each(['sc', 'tso'])('who can always step does step, under %s', model =>
    outcome(
        'pass',
        'thread t { while !READ_ONCE(go) { } }\nthread u { WRITE_ONCE(go, true); loop { READ_ONCE(x); progress } }',
        model,
    ),
);

test('nobody counts on an event', () => {
    outcome('livelock', 'thread t { while !READ_ONCE(go) { } }\nevent e times 1 { WRITE_ONCE(go, true) }');
    outcome('deadlock', 'thread t { wait until go }\nevent e times 1 { WRITE_ONCE(go, true) }');
});

test('behind somebody who spins for ever: the livelock tells it; behind one who gets on, it is a deadlock', () => {
    const behind = (holder: string): string =>
        `thread t { mutex_lock(m); mutex_unlock(m) }\nthread u { mutex_lock(m); ${holder} }`;
    outcome('livelock', behind('while !READ_ONCE(never) { }; mutex_unlock(m)'));
    outcome('deadlock', behind('loop { READ_ONCE(x); progress }'));
    outcome(
        'livelock',
        `thread v { mutex_lock(n); mutex_lock(m); mutex_unlock(m); mutex_unlock(n) }
thread b { mutex_lock(n); mutex_unlock(n) }
${behind('while !READ_ONCE(never) { }; mutex_unlock(m)')}`,
    );
    outcome(
        'livelock',
        `thread t { rcu_read_lock(); while !READ_ONCE(never) { }; rcu_read_unlock() }
thread u { WRITE_ONCE(x, 1); synchronize_rcu() }`,
    );
    outcome(
        'deadlock',
        `daemon d { rcu_read_lock(); loop { READ_ONCE(x) } }
thread u { WRITE_ONCE(go, true); synchronize_rcu() }`,
    );
});

test('a spin with preemption off keeps its CPU; with preemption on it does not', () => {
    const program = (off: string, on: string): string => `thread t on cpu0 { ${off}; while !READ_ONCE(go) { }; ${on} }
thread u on cpu0 { WRITE_ONCE(go, true) }`;
    outcome('livelock', program('preempt_disable()', 'preempt_enable()'));
    outcome('pass', program('pagefault_disable()', 'pagefault_enable()'));
});

test('two who back off from each other', () => {
    const take = (first: string, second: string): string =>
        `loop { mutex_lock(${first}); if mutex_trylock(${second}) { mutex_unlock(${second}); mutex_unlock(${first}); break }; mutex_unlock(${first}) }`;
    outcome('livelock', `thread t { ${take('m', 'n')} }\nthread u { ${take('n', 'm')} }`);
});

test('progress counts in every cycle, or not at all', () => {
    outcome('pass', 'thread t { loop { READ_ONCE(x); progress } }');
    outcome('livelock', 'thread t { loop { choose { READ_ONCE(x); progress } or { READ_ONCE(go) } } }');
});
