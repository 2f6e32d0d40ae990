// The library's wait queues: what they promise, and how a wake-up is lost.
import { expect, test } from 'vitest';
import { unmet } from './outcomes.ts';

test('wait_event sleeps until it is woken, whoever comes first', () =>
    expect(
        unmet(`
import kernel.wait
param wakes = true
var queue: wait_queue_head
var done = false
thread waiter { wait_event(queue, &done) }
thread waker {
    WRITE_ONCE(done, true)
    if wakes { wake_up(queue) }
}
check "woken"       expects pass
check "woken, TSO"  under tso expects pass
check "not woken"   with wakes = false expects deadlock
`),
    ).toEqual([]));

const LAST_LOOK = `
import kernel.wait
enum Waiter { right, looks_first, no_barrier }
param waiter_is: Waiter = right
param waker_fenced = true
var queue: wait_queue_head
var ready = false
thread waiter {
    stack entry: wait_queue_entry
    init_wait(entry)
    let early = false
    if waiter_is == looks_first { early = READ_ONCE(ready) }
    add_wait_queue(queue, entry)
    if waiter_is == no_barrier { __set_current_state(TASK_UNINTERRUPTIBLE) } else { set_current_state(TASK_UNINTERRUPTIBLE) }
    if waiter_is != looks_first { early = READ_ONCE(ready) }
    if !early { schedule() }
    finish_wait(queue, entry)
}
thread waker {
    WRITE_ONCE(ready, true)
    if waker_fenced { smp_mb() }
    if waitqueue_active(queue) { wake_up(queue) }
}
`;

test('the waiter queues, then looks; the waker changes, then looks; both with a barrier in between', () =>
    expect(
        unmet(`${LAST_LOOK}
check "right"                     expects pass
check "right, TSO"                under tso expects pass
check "looks before it queues"    with waiter_is = looks_first expects deadlock
check "no barrier, waiter, SC"    with waiter_is = no_barrier expects pass
check "no barrier, waiter, TSO"   with waiter_is = no_barrier under tso expects deadlock
check "no barrier, waker, SC"     with waker_fenced = false expects pass
check "no barrier, waker, TSO"    with waker_fenced = false under tso expects deadlock
`),
    ).toEqual([]));

test('a waiter that is moved from queue to queue is on neither for a moment', () =>
    expect(
        unmet(`
import kernel.wait
param counted = false
var pending: wait_queue_head
var seen: wait_queue_head
lock refile: seqcount
var ready = false
var waiter_entry: ref wait_queue_entry? = null
thread waiter {
    stack entry: wait_queue_entry
    init_wait(entry)
    WRITE_ONCE(waiter_entry, &entry)
    add_wait_queue(pending, entry)
    set_current_state(TASK_KILLABLE)
    if !READ_ONCE(ready) { schedule() }
    __set_current_state(TASK_RUNNING)
    remove_wait_queue(pending, entry)
    remove_wait_queue(seen, entry)
}
thread monitor {
    spin_lock(pending.lock)
    if waitqueue_active(pending) {
        let entry = pending.entries.first()
        if counted { write_seqcount_begin(refile) }
        spin_lock(seen.lock)
        list_move(pending, seen, entry)
        spin_unlock(seen.lock)
        if counted { write_seqcount_end(refile) }
    }
    spin_unlock(pending.lock)
}
thread waker {
    WRITE_ONCE(ready, true)
    smp_mb()
    let must_wake = false
    loop {
        let start = read_seqcount_begin(refile)
        must_wake = waitqueue_active(pending) || waitqueue_active(seen)
        if !counted || !read_seqcount_retry(refile, start) { break }
    }
    if must_wake {
        wake_up(pending)
        wake_up(seen)
    }
}
check "two looks"               expects deadlock
check "counted"                 with counted = true expects pass
`),
    ).toEqual([]));

test('an entry that is left on the queue dies with its function', () =>
    expect(
        unmet(`
import kernel.wait
param finishes = true
var queue: wait_queue_head
fn sleep_once() {
    stack entry: wait_queue_entry
    init_wait(entry)
    prepare_to_wait(queue, entry, TASK_INTERRUPTIBLE)
    if finishes { finish_wait(queue, entry) } else { __set_current_state(TASK_RUNNING) }
}
thread waiter { sleep_once() }
thread waker { wake_up(queue) }
check "finished"     expects pass
check "not finished" with finishes = false expects bug use-after-free
`),
    ).toEqual([]));

test('a queue on the stack of who wakes, as shmem_fallocate has it', () =>
    expect(
        unmet(`
import kernel.wait
enum Finish { locked, unlocked, at_the_queue }
param finish: Finish = locked
lock i_lock: spinlock
var falloc: ref wait_queue_head? = null
fn punch() {
    stack queue: wait_queue_head
    spin_lock(i_lock)
    WRITE_ONCE(falloc, &queue)
    spin_unlock(i_lock)
    spin_lock(i_lock)
    WRITE_ONCE(falloc, null)
    wake_up(queue)
    spin_unlock(i_lock)
}
fn fault() {
    stack entry: wait_queue_entry
    if READ_ONCE(falloc) == null { return }
    spin_lock(i_lock)
    let queue = READ_ONCE(falloc)
    if queue == null {
        spin_unlock(i_lock)
        return
    }
    init_wait(entry)
    prepare_to_wait(queue, entry, TASK_UNINTERRUPTIBLE)
    spin_unlock(i_lock)
    schedule()
    if finish == at_the_queue { remove_wait_queue(queue, entry) }
    if finish == locked { spin_lock(i_lock) }
    finish_wait(queue, entry)
    if finish == locked { spin_unlock(i_lock) }
}
thread puncher { punch() }
thread faulter { fault() }
check "under i_lock"          expects pass
check "without"               with finish = unlocked expects bug use-after-free
check "the queue is gone"     with finish = at_the_queue expects bug use-after-free
`),
    ).toEqual([]));

test('a signal ends the waits that admit it', () =>
    expect(
        unmet(`
import kernel.wait
enum Wait { plain, killable, interruptible }
param waits: Wait = killable
param fatal = true
var queue: wait_queue_head
var never = false
thread waiter {
    let error = 0
    if waits == plain { wait_event(queue, &never) }
    if waits == killable { error = wait_event_killable(queue, &never) }
    if waits == interruptible { error = wait_event_interruptible(queue, &never) }
    assert told: error == -EINTR
}
thread sender { if fatal { send_signal(waiter, SIGKILL, SI_USER) } else { send_signal(waiter, SIGUSR1, SI_USER) } }
check "killable, SIGKILL"       expects pass
check "killable, SIGUSR1"       with fatal = false expects deadlock
check "interruptible, SIGUSR1"  with waits = interruptible, fatal = false expects pass
check "plain, SIGKILL"          with waits = plain expects deadlock
`),
    ).toEqual([]));

test('a wake-up reaches everybody, and an entry may stay', () =>
    expect(
        unmet(`
import kernel.wait
param stays = false
var queue: wait_queue_head
var done = false
thread waiter[2] {
    stack entry: wait_queue_entry
    init_wait(entry)
    entry.autoremove = !stays
    add_wait_queue(queue, entry)
    loop {
        set_current_state(TASK_UNINTERRUPTIBLE)
        if READ_ONCE(done) { break }
        schedule()
    }
    finish_wait(queue, entry)
}
thread waker {
    WRITE_ONCE(done, true)
    wake_up(queue)
}
final nobody_left: all(i in 0..0, queue.entries.empty())
check "removed" expects pass
check "stays"   with stays = true expects pass
`),
    ).toEqual([]));

test('sequence locks keep writers apart', () =>
    expect(
        unmet(`
import kernel.seqlock
var s: seqlock
var a: int 0..2 = 0
var b: int 0..2 = 0
fn put(value: int 1..2) {
    write_seqlock(s)
    WRITE_ONCE(a, value)
    WRITE_ONCE(b, value)
    write_sequnlock(s)
}
thread first { put(1) }
thread second { put(2) }
thread reader {
    let x = 0
    let y = 0
    loop {
        let start = read_seqbegin(s)
        x = READ_ONCE(a)
        y = READ_ONCE(b)
        if !read_seqretry(s, start) { break }
    }
    assert pair: x == y
}
check "SC"  expects pass
`),
    ).toEqual([]));
