import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

const BARE = '`s` is written by several threads, and no lock keeps them apart.';

test('writers that nothing keeps apart', () =>
    checkFindings(`
lock s: seqcount
lock l: mutex
lock alone: seqcount
var unknown = false
param locked = false
thread a {
    if locked { mutex_lock(l) }
    write_seqcount_begin(s)
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: ${BARE} In check "bare".
    write_seqcount_end(s)
    if locked { mutex_unlock(l) }
    write_seqcount_begin(alone)
    write_seqcount_end(alone)
}
fn write() {
    write_seqcount_begin(s)
    write_seqcount_end(s)
}
thread b {
    mutex_lock(l)
    write()
    mutex_unlock(l)
}
check "bare"
check "locked" with locked = true
`));

test('on some paths, through a function', () =>
    checkFindings(`
lock s: seqcount
lock l: mutex
var unknown = false
fn write() {
    write_seqcount_begin(s)
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: ${BARE}
    write_seqcount_end(s)
}
fn write_maybe_locked() {
    let locked = READ_ONCE(unknown)
    if locked { mutex_lock(l) }
    write()
    if locked { mutex_unlock(l) }
}
thread a { write_maybe_locked() }
thread b {
    mutex_lock(l)
    write()
    mutex_unlock(l)
}
`));

test('different locks, and copies of one thread', () =>
    checkFindings(`
lock s: seqcount
lock l: mutex
lock other: mutex
lock many: seqcount
lock r: rwsem
thread a {
    mutex_lock(l)
    write_seqcount_begin(s)
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: ${BARE}
    write_seqcount_end(s)
    mutex_unlock(l)
}
thread b {
    mutex_lock(other)
    write_seqcount_begin(s)
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: ${BARE}
    write_seqcount_end(s)
    mutex_unlock(other)
}
thread c[2] {
    down_read(r)
    write_seqcount_begin(many)
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: \`many\` is written by several threads, and no lock keeps them apart.
    write_seqcount_end(many)
    up_read(r)
}
`));

test('kept apart', () =>
    checkFindings(`
lock l: mutex
lock m: mutex
lock r: rwsem
lock s: seqcount
lock t: seqcount
lock u: seqcount
struct pair { lock lock: mutex; lock sequence: seqcount }
var left: pair
var right: pair
fn write(p: pair) {
    mutex_lock(p.lock)
    write_seqcount_begin(p.sequence)
    write_seqcount_end(p.sequence)
    mutex_unlock(p.lock)
}
thread reads_and_writes {
    down_read(r)
    write_seqcount_begin(s)
    write_seqcount_end(s)
    up_read(r)
    local_irq_disable()
    write_seqcount_begin(t)
    write_seqcount_end(t)
    local_irq_enable()
    write_seqcount_begin(left.sequence)
    write_seqcount_end(left.sequence)
    write(right)
}
thread writes {
    down_write(r)
    write_seqcount_begin(s)
    write_seqcount_end(s)
    up_write(r)
    write(right)
}
interrupt tick in reads_and_writes times 1 {
    write_seqcount_begin(t)
    write_seqcount_end(t)
}
thread one_lock_of_two[2] {
    mutex_lock(l)
    mutex_lock(m)
    write_seqcount_begin(u)
    write_seqcount_end(u)
    mutex_unlock(m)
    mutex_unlock(l)
}
`));

const SPINS = `
lock s: seqcount
lock l: mutex
lock spin: spinlock
var x = 0
fn read() {
    loop {
        let start = read_seqcount_begin(s)
        READ_ONCE(x)
        if !read_seqcount_retry(s, start) { return }
    }
}
fn write() {
    write_seqcount_begin(s)
    WRITE_ONCE(x, 1)
    write_seqcount_end(s)
}
`;

test('a reader that spins where the writer cannot go on', () =>
    checkFindings(`${SPINS}
param irq_reads = false
thread writer {
    mutex_lock(l)
    write_seqcount_begin(s)
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: \`s\` is written here where interrupts are on, and the interrupt that comes in between spins until it is done. In check "an interrupt reads".
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: \`s\` is written here where it may be preempted, and who runs instead may spin until it is done. In check "a thread reads".
    write_seqcount_end(s)
    mutex_unlock(l)
    preempt_disable()
    write_seqcount_begin(s)
//  ^^^^^^^^^^^^^^^^^^^^^^^ warning[seqcount-misuse]: \`s\` is written here where interrupts are on, and the interrupt that comes in between spins until it is done. In check "an interrupt reads".
    write_seqcount_end(s)
    preempt_enable()
}
thread reader if !irq_reads { read() }
interrupt tick in writer times 1 if irq_reads {
    if READ_ONCE(x) == 1 { return }
    read()
}
check "a thread reads"
check "an interrupt reads" with irq_reads = true
`));

test('a writer that goes on, and readers that do not spin', () =>
    checkFindings(`${SPINS}
lock raw: seqcount
thread writer {
    spin_lock_irq(spin)
    write()
    spin_unlock_irq(spin)
    write_seqcount_begin(raw)
    write_seqcount_end(raw)
}
thread reader {
    read()
    let start = raw_read_seqcount(raw)
    if start % 2 == 1 || read_seqcount_retry(raw, start) { return }
}
interrupt tick in reader times 1 { read() }
`));

test('reading in an own write section', () =>
    checkFindings(`
lock s: seqcount
thread spins {
    write_seqcount_begin(s)
    read_seqcount_begin(s)
//  ^^^^^^^^^^^^^^^^^^^^^^ warning[lock-recursion]: \`s\` (write) is held here already, and waited for again: a deadlock.
    write_seqcount_end(s)
    let start = raw_read_seqcount(s)
    write_seqcount_begin(s)
    let moved = read_seqcount_retry(s, start)
    write_seqcount_end(s)
}
`));

const NODE = `
struct node pool 2 { var value = 0; var next: node? }
var head: ref node? = null
lock s: seqcount
lock l: spinlock
fn read_begin(): ulong { return read_seqcount_begin(s) }
fn read_retry(start: ulong): bool { return read_seqcount_retry(s, start) }
`;
const WRITER = `
thread writer {
    spin_lock(l)
    let old = READ_ONCE(head)
    write_seqcount_begin(s)
    WRITE_ONCE(head, null)
    write_seqcount_end(s)
    spin_unlock(l)
    if old != null { free old }
}
`;
const FOLLOWED = 'What was read in a section of `s` is followed before it is checked: it may have been freed.';

test('followed before the check', () =>
    checkFindings(`${NODE}${WRITER}
fn value_of(p: ref node): int { return READ_ONCE(p.value) }
//                                               ^^^^^^^ warning[seqcount-misuse]: ${FOLLOWED}
thread reader {
    loop {
        let start = read_seqcount_begin(s)
        let p = READ_ONCE(head)
        if p == null { return 0 }
        let value = READ_ONCE(p.value)
//                            ^^^^^^^ warning[seqcount-misuse]: ${FOLLOWED}
        if !read_seqcount_retry(s, start) { return value }
    }
}
thread through_functions {
    let start = read_begin()
    let p = READ_ONCE(head)
    if p == null { return }
    value_of(p)
    let again = read_retry(start)
}
`));

test('checked first, or kept by RCU or a lock', () =>
    checkFindings(`${NODE}${WRITER}
thread reader {
    loop {
        let start = read_begin()
        let p = READ_ONCE(head)
        if read_retry(start) { continue }
        if p == null { return 0 }
        return READ_ONCE(p.value)
    }
}
thread rcu {
    rcu_read_lock()
    let start = raw_read_seqcount(s)
    let p = READ_ONCE(head)
    if p != null { READ_ONCE(p.value) }
    let again = read_seqcount_retry(s, start)
    rcu_read_unlock()
}
thread locked {
    let start = raw_read_seqcount(s)
    spin_lock(l)
    let p = READ_ONCE(head)
    if p != null { READ_ONCE(p.value) }
    spin_unlock(l)
    let again = read_seqcount_retry(s, start)
}
thread leaves {
    let start = raw_read_seqcount(s)
    if start % 2 == 1 { return }
    let n = READ_ONCE(head) == null
    if read_seqcount_retry(s, start) { return }
}
`));

test('never freed', () =>
    checkFindings(`${NODE}
thread reader {
    let start = read_seqcount_begin(s)
    let p = READ_ONCE(head)
    if p != null { READ_ONCE(p.value) }
    let again = read_seqcount_retry(s, start)
}
`));
