// The pages of the kinds of bugs, as `expects bug KIND` names them.
import type { Page } from './manual.ts';

export const BUG_PAGES: readonly Page[] = [
    {
        code: 'use-after-free',
        title: 'an object is used through a reference that outlived it',
        text: `Freeing an object marks every copy of its reference, wherever it is: in cells, local variables and
store buffers. Using a marked one is the bug, even if the memory was allocated again since.
Comparing it is not, so cmpxchg can be fooled (ABA).

What helps: take a reference count while the object is sure to be there; RCU for readers; clear the
pointer and wait (synchronize_rcu) before the free.`,
    },
    {
        code: 'double-free',
        title: 'an object is freed that has been freed already',
        text: 'Somebody else freed it, or the same path ran twice. The story shows both.',
    },
    {
        code: 'null-deref',
        title: 'null is dereferenced',
        text: `A value of type \`T?\` was null when it was used. Test it, and mind that the test and the use of a shared
cell are two reads: \`let p = READ_ONCE(x)\` first.`,
    },
    {
        code: 'range',
        title: 'a value leaves its range, an index its array, or a list its capacity',
        text: `Values never wrap or clamp unless their type says so: u8, u16, u32, ulong and size_t wrap, \`int lo..hi\`
does not. A list that is pushed beyond its capacity is reported the same way.`,
    },
    {
        code: 'uninitialized',
        title: 'a value is read that nobody has written',
        text: `A field of type \`ref T\`, which is never null, holds nothing in a new object until it is written once. All other
fields start at their first values, or at zero.`,
    },
    {
        code: 'refcount',
        title: 'a reference count goes below zero, up from zero, or is freed with references left',
        text: `What refcount_t warns of. A get without a test needs somebody who already holds a reference;
otherwise use a get that fails at zero (inc_not_zero, try_get).`,
    },
    {
        code: 'stale-tlb',
        title: 'an access goes through a TLB entry to a frame that has been freed since',
        text: 'The translation was cached before the unmap, and the flush came after the free, or not at all.',
    },
    {
        code: 'lock-misuse',
        title: 'a lock is used as it must not be',
        text: `Unlocking what is free or what somebody else holds, upgrading a read lock in place, freeing an
object with a lock in it that one holds, or ending with a lock held. Taking a lock twice is not misuse but a deadlock of length one.

A page (folio) lock may be unlocked by another context, and outlive the thread.`,
    },
    {
        code: 'unbalanced',
        title: 'an enable without its disable, or an end with something left disabled',
        text: 'irq, preempt, pagefault and rcu_read sections nest and must be closed by whoever opened them.',
    },
    {
        code: 'sleep-in-atomic',
        title: 'an operation that may sleep is entered in atomic context',
        text: `Atomic are: preemption or interrupts off, a spinlock held, an RCU read section, an interrupt handler.
Judged on entry, as might_sleep() does, even where it would not have had to wait.

A user access counts as sleeping unless page faults are disabled (pagefault_disable).`,
    },
    {
        code: 'irq-flush',
        title: 'other CPUs’ TLBs are flushed by interrupt while interrupts are off',
        text: 'Two CPUs that do so to each other wait for ever; smp_call_function warns of it for that reason.',
    },
    {
        code: 'data-race',
        title: 'two threads can access a cell at the same moment, one writes, and one access is plain',
        text: `As KCSAN reports it. Shown are the two accesses that can happen next in one and the same state. It does
not end the execution; other outcomes are still found.

What helps: a lock; or READ_ONCE/WRITE_ONCE and the order that goes with them; or data_race(x) where
the race is meant and harmless.

READ_ONCE and WRITE_ONCE without order between them are no race here: that question needs lkmm.`,
    },
    {
        code: 'oops',
        title: 'the kernel faults where nothing fixes the fault up',
        text: 'An access outside of the uaccess functions met a translation or permission that is not there.',
    },
    {
        code: 'leak',
        title: 'at the end an object is allocated that nothing refers to, or a folio lock is held',
        text: 'Judged when everybody has ended. A reference in a ghost does not keep an object.',
    },
];
