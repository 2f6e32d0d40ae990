// Written by packages/dev/scripts/embed-manual.ts from the top comments of packages/language/src/diagnostics/*.ts; do not edit.
import type { Page } from '../explain/manual.ts';

export const DIAGNOSTIC_PAGES: readonly Page[] = [
    {
        "code": "ambiguous-name",
        "title": "reports the bare name of a member of two enums",
        "text": "Why: the names of enums are global, so that `state == busy` needs no prefix; two of the same name need one.\n\nExample:\n\n    enum a { on, off }\n    enum b { on, auto }\n    var x = on\n\nUse instead: `a.on`."
    },
    {
        "code": "bad-operand",
        "title": "reports an operator that cannot be applied to its operands",
        "text": "Why: arithmetic and order are for numbers, `!`, `&&` and `||` for truths, `==` for two values of one type.\n\nExample:\n\n    var p: ref node? = null\n    thread t { if !p { return } }\n\nUse instead: `if p == null { return }`. And since `==` binds tighter than `&`, as in C: `(flags & 4) == 0`."
    },
    {
        "code": "beyond-the-machine",
        "title": "reports files and mappings that are larger than the machine is, and mappings without pages",
        "text": "Why: a file has fifteen pages at most, and an address space 4096 granules: an address is a word of 16 bits, of which four\nare the tag. What is beyond would be another page of the same name.\n\nExample:\n\n    file x { pages 20 }\n    mm P { vma buf = anon[1] rw page [5000] }\n\nUse instead: what a race needs, which is a page or two of each."
    },
    {
        "code": "bits-field-write",
        "title": "notes an assignment to one field of a shared word",
        "text": "Why: it loads the whole word and stores it back, in two steps. What another CPU does to the word in between is lost,\nthe dirty bit above all.\n\nExample:\n\n    pte.write = false\n\nUse instead: `clear_bit(pte.write)` for one atomic step, a `cmpxchg` loop, or an exchange; or leave it, where the word\nis under a lock that everybody takes."
    },
    {
        "code": "blind-retry",
        "title": "warns of a loop that copies with page faults disabled, faults in what was missing, and copies again, where what faults in looks less closely than the copy (memory tags on, `machine { mte sync }`)",
        "text": "Why: a copy can fail at each granule, for each has a tag of its own. What touches one granule of each page, or none at\nall, finds nothing wrong, and the next round fails where the last one did: a livelock that user space can bring about.\nA loop is fine if each round begins where the last one stopped, covers less, or has another way out; where what faults\nin touches no memory, beginning where the last one stopped is not enough.\n\nExample:\n\n    loop {\n        if fault_in_writeable(to, n) != 0 { return -EFAULT }\n        if copy_to_user_nofault(to, n) == 0 { return 0 }\n    }\n\nUse instead: `fault_in_subpage_writeable`, which looks at each granule; or go on from where the copy stopped, so that the\ngranule that fails is the next one that is touched.\n\nIn the kernel: search_ioctl() of btrfs until 18788e34642e; da32b5817253 added fault_in_subpage_writeable()."
    },
    {
        "code": "block-comment",
        "title": "reports a comment between `/*` and `*/`",
        "text": "Why: comments are lines here, so that a line can be taken out and put back without thinking about what is inside.\n\nExample:\n\n    /* the waiter */\n\nUse instead: `// the waiter`, or `/// the waiter` for what is shown when somebody points at the declaration below."
    },
    {
        "code": "blocking-in-atomic",
        "title": "reports, inside `atomic { }`, an operation that may have to wait and is not the first, and a `choose`",
        "text": "Why: the block is one step. It can wait before it begins, not in its middle; and a pick is a step by itself.\n\nExample:\n\n    atomic { x = 1; wait until ready }\n\nUse instead: the wait first, `atomic { wait until ready; x = 1 }`, or outside; the `choose` before the block."
    },
    {
        "code": "break-outside-loop",
        "title": "reports a `break` or `continue` with no loop around it",
        "text": "Why: `break` leaves a `loop` or `while`; in a `match` it is not needed, an arm ends by itself.\n\nExample:\n\n    match state { idle => { break } }\n\nUse instead: `return`, or nothing."
    },
    {
        "code": "c-arrow",
        "title": "reports C's `->`, and `->` before the result of a function",
        "text": "Why: a member is reached with `.`, through a reference, too. A result is written as every type is, behind `:`.\n\nExample:\n\n    p->next = null\n\nUse instead: `p.next = null`; `fn f(): int`."
    },
    {
        "code": "c-declaration",
        "title": "reports a variable, parameter or function declared as in C, with its type first",
        "text": "Why: `let` makes a register of the thread, `var` a shared variable, `fn` a function: which of them it is decides what\nthe others see.\n\nExample:\n\n    int x = 0;\n    struct inode *i;\n    void f() { }\n\nUse instead: `let x = 0` in code, `var x: int = 0` outside; `let i: inode? = null`; `fn f() { }`."
    },
    {
        "code": "c-dereference",
        "title": "reports C's `*p`",
        "text": "Why: a reference is used as it is (`p.member`), and a parameter `p: &T` stands for the cell.\n\nExample:\n\n    *flag = true\n\nUse instead: `flag = true`, with a parameter `flag: &bool`."
    },
    {
        "code": "c-for",
        "title": "reports C's `for` and `do`",
        "text": "Why: a loop is `while c { }` or `loop { }`; what is asked of all members of a range in a property is `all(i in a..b, …)`.\n\nExample:\n\n    for (int i = 0; i < 3; i++) { total += a[i] }\n\nUse instead:\n\n    let i = 0\n    while i < 3 {\n        total += a[i]\n        i += 1\n    }"
    },
    {
        "code": "c-goto",
        "title": "reports `goto`",
        "text": "Why: labels name steps; control goes by blocks.\n\nExample:\n\n    retry: ...\n    goto retry\n\nUse instead: `retry: loop { … continue retry … break }`; for a common exit, a function with `return`."
    },
    {
        "code": "c-increment",
        "title": "reports `x++`, `x--`, `++x` and `--x`",
        "text": "Why: an assignment is a statement and never a part of an expression, so that what is one step can be seen.\n\nExample:\n\n    counter++\n\nUse instead: `counter += 1`; where it must be one step, `atomic_inc(counter)`."
    },
    {
        "code": "c-switch",
        "title": "reports C's `switch`, `case` and `default`",
        "text": "Why: an arm of a `match` ends by itself, nothing falls through.\n\nExample:\n\n    switch (state) { case idle: start(); break; }\n\nUse instead: `match state { idle => { start() } else => { } }`."
    },
    {
        "code": "c-ternary",
        "title": "reports C's `c ? a : b`",
        "text": "Why: which accesses happen is then easy to overlook.\n\nExample:\n\n    let n = big ? 2 : 1\n\nUse instead: `let n = 1`, `if big { n = 2 }`."
    },
    {
        "code": "circular-definition",
        "title": "reports a constant or param whose value depends on itself, and a struct that contains itself",
        "text": "Why: neither has an end.\n\nExample:\n\n    struct node { var next: node }\n\nUse instead: a reference: `var next: ref node?`."
    },
    {
        "code": "duplicate-name",
        "title": "reports a second declaration of a name: in a file, in a file and one that it imports, among members, parameters, labels of one function, knobs, modes, properties",
        "text": "Why: a name means one thing. (A register may take over the name of an earlier one.)\n\nExample:\n\n    lock l: mutex\n    lock l: rwsem\n\nUse instead: another name."
    },
    {
        "code": "duplicate-title",
        "title": "reports two checks of one file with the same title",
        "text": "Why: the title is how a check is asked for (`--only`) and how its result is found again.\n\nUse instead: another title."
    },
    {
        "code": "extern-declaration",
        "title": "reports an `extern` declaration in a script",
        "text": "Why: `extern` says that the language itself provides something. C's meaning, \"defined in another file\", is `import`.\n\nUse instead: `fn` for a function of your own, `import` for one of another file."
    },
    {
        "code": "fault-under-lock",
        "title": "warns of an access of user memory that may fault while a lock is held which the handler of the fault may want: it names the lock, the access, and the handler's way to the lock",
        "text": "Why: the thread waits for itself. It needs the page to be away, and the mapping to be one whose handler takes the lock;\nboth are up to user space. A read lock that is read again waits as soon as a writer has queued in between. What the\nmemory maps is not known here: the handlers of all filesystems of the script count.\n\nExample:\n\n    down_read(current.mm.mmap_lock)\n    copy_from_user(a, 1)\n\nUse instead: `copy_from_user_nofault` (or `pagefault_disable()` around it), and where that comes short, let go of the\nlock, `fault_in_readable`, and begin again. A function that handles faults says so in its documentation, `/// Role: fault handler`.\n\nIn the kernel: gfs2's glock until 00bfe02f4796 (v5.16); btrfs' tree lock until a48b73eca4ce; the comment on deadlocks\nin generic_perform_write(). lockdep knows it as might_fault(), for mmap_lock alone."
    },
    {
        "code": "foreign-keyword",
        "title": "reports words of other languages where this one has its own: `func`, `elif`, `def`, `typedef`, `assign`",
        "text": "Example:\n\n    func enter() { }\n\nUse instead: `fn enter() { }`, `else if`."
    },
    {
        "code": "foreign-operator",
        "title": "reports operators of other languages: `:=`, `===`, `!==`, `<>`",
        "text": "Example:\n\n    if x <> 1 { return }\n\nUse instead: `x != 1`; `let x = 1` for `x := 1`."
    },
    {
        "code": "ghost-read",
        "title": "reports code that reads a ghost",
        "text": "Why: a ghost exists for the specification only. If code could read it, taking the ghosts out would change what the\ncode does.\n\nExample:\n\n    ghost var owner = 0\n    thread t { if owner == 1 { return } }\n\nUse instead: a `var`, or read the ghost in an `assert`, an `invariant` or another ghost's assignment."
    },
    {
        "code": "import-cycle",
        "title": "reports files that import each other in a circle, and shows the circle",
        "text": "Why: what a file means must not depend on what depends on it.\n\nUse instead: a third file with what both need."
    },
    {
        "code": "impure-condition",
        "title": "reports a call with steps of its own in the condition of a `wait until`, and in a property",
        "text": "Why: the condition is evaluated whole, in the step in which it holds; there is no place in it for another step.\n\nExample:\n\n    wait until mutex_trylock(l)\n\nUse instead: a loop, or a condition over variables."
    },
    {
        "code": "incomplete-interrupt",
        "title": "reports an interrupt with neither `when` nor `times`",
        "text": "Why: with `times n` it may start up to n times; with `when e` it starts while e holds. With neither it could start for\never, and nothing would ever end.\n\nExample:\n\n    interrupt timer on cpu0 { n += 1 }\n\nUse instead: `interrupt timer on cpu0 times 1 { … }`."
    },
    {
        "code": "label-misuse",
        "title": "reports a label with no statement behind it, an `idle` that is not in a daemon, and a `progress` with no loop around it",
        "text": "Why: a label names the step that follows; `idle` is where a daemon or device rests; `progress` says that a loop has\ncome nearer to its end.\n\nExample:\n\n    thread t { x = 1; done: }\n\nUse instead: the label before a statement."
    },
    {
        "code": "local-struct",
        "title": "reports an object of a `local struct` used as a value, its type where only a value's type may stand, and what its fields cannot be",
        "text": "Why: such an object is a bundle of registers. It has a name, or is made where a function is called; there is nothing\nto copy, compare, return or store.\n\nExample:\n\n    local struct request { count: int }\n    var last: request\n    fn make(): request { return request(count: 1) }\n\nUse instead: `let r = request(count: 1)`, parameters (`fn f(r: request)`, which passes it by reference), and its fields."
    },
    {
        "code": "lock-in-device",
        "title": "reports lock operations, contexts (`preempt_disable`), RCU and other operations that sleep, in a `device`",
        "text": "Why: a device is hardware. It is on no CPU of the kernel, so there is nothing for it to hold, to switch off or to sleep on.\nIt reads and writes memory, and may `wait until` memory tells it to go on.\n\nExample:\n\n    device nic { spin_lock(l); head = head + 1; spin_unlock(l) }\n\nUse instead: an `interrupt` or an `event` for what the driver does when the device asks; `atomic { }` for what the\ndevice does in one bus transaction."
    },
    {
        "code": "lock-options",
        "title": "reports modes or a policy on a lock that has none, a policy that does not exist, and a mode lock without modes",
        "text": "Why: a mode lock is what its modes say: which of them may be held together.\n\nExample:\n\n    lock g: mode\n\nUse instead: `lock g: mode { SH: SH; EX: }`; `lock l: rwsem(reader_pref)`."
    },
    {
        "code": "lock-recursion",
        "title": "warns where a thread waits for a lock that it holds itself",
        "text": "Why: nobody else will give it back. The same lock counts where it is the same for sure: of the same declared object, or of\nwhat one register names. Two that only read go together, until a writer queues in between: then the second read waits\nfor the writer, and the writer for the first. No check shows that in a file without a writer.\n\nExample:\n\n    lock l: rwsem\n    fn size(): int { down_read(l); let s = READ_ONCE(n); up_read(l); return s }\n    thread t { down_read(l); let s = size(); up_read(l) }\n\nUse instead: a function that expects the lock to be held, or is told that it is. `rwsem(reader_pref)` lets readers pass.\n\nIn the kernel: lockdep's \"possible recursive locking detected\". A page fault under mmap_lock is one\n(`faultline explain fault-under-lock`), and find_extend_vma() under mmap_lock was."
    },
    {
        "code": "machine-declaration",
        "title": "reports variables and actors of the machine, `hardware` blocks and `fail` in a script that is not about the machine",
        "text": "Why: what they do takes no step of a CPU, orders nothing and never races: so code of a kernel must not be written. They\nare for the modules of the machine, and for scripts that import one of those (`import machine.tlb`) to add to it.\n\nExample:\n\n    thread t { hardware { x = 1 } }\n\nUse instead: plain statements; `atomic { … }` for an assumption that something is one step."
    },
    {
        "code": "mapping-beyond-file",
        "title": "reports a mapping of pages that the file does not have room for, and such pages in its page cache or its size",
        "text": "Why: `pages n` says how many pages the file can ever have; the rest of the mapping could not be backed by anything. (A\nmapping beyond the *end* of the file is another matter: give the file `pages 2` and `size 1`.)\n\nExample:\n\n    file x { pages 1 }\n    mm P { vma buf = x[0..1] shared rw }\n\nUse instead: `file x { pages 2 }`."
    },
    {
        "code": "may-sleep-in-atomic",
        "title": "warns of an operation that may sleep, on a path on which it is atomic: with a spinlock held, preemption or interrupts off, in an RCU read section or in an interrupt handler",
        "text": "Why: it is `bug sleep-in-atomic` whether or not it would have had to wait. Who sleeps with a spinlock held keeps others\nspinning for it, on the CPU that would have to run it on. The paths lead through all that is called, and through\nwhat is known of registers; what memory holds is not known.\n\nExample:\n\n    fn grow() { mutex_lock(m); mutex_unlock(m) }\n    thread t { spin_lock(l); grow(); spin_unlock(l) }\n\nUse instead: take the sleeping lock first, or let go of the spinlock around it; in a handler, a `trylock`. An access of\nuser memory that must not sleep has page faults disabled (`copy_from_user_nofault`).\n\nIn the kernel: CONFIG_DEBUG_ATOMIC_SLEEP tells it at run time, where the path is taken."
    },
    {
        "code": "misaligned-huge",
        "title": "reports a huge mapping that does not consist of whole huge pages: in its length, in the address space, or in the file",
        "text": "Why: a huge page is mapped by one entry of the root table, for as many pages as a page table has (`machine.pmd_pages`).\n\nExample:\n\n    mm P { vma buf = anon[3] rw huge }\n\nUse instead: `anon[4]`, or `machine { pmd_pages 1 }`."
    },
    {
        "code": "misplaced-let",
        "title": "reports a `let` outside of code, and a `var` inside",
        "text": "Why: `let` is a register of one thread, `var` is shared by all: it stands outside, where all see it.\n\nExample:\n\n    thread t { var n = 0 }\n\nUse instead: `let n = 0`; or, if the others are meant to see it, `var n = 0` outside."
    },
    {
        "code": "misplaced-type",
        "title": "reports a type that cannot stand where it stands: a lock as a variable, a list in a register, a nullable number, a cell that is not a parameter",
        "text": "Why: locks are declared with `lock`; `?` is for references; a list is shared state.\n\nExample:\n\n    var l: mutex\n\nUse instead: `lock l: mutex`."
    },
    {
        "code": "missing-brace",
        "title": "reports a block that is still open where the next declaration begins",
        "text": "Why: a declaration that begins a line stands outside all blocks, so a `}` must be missing above it. It is read as if\nit were there, and the rest of the file keeps its meaning.\n\nExample:\n\n    thread a {\n        if x { y = 1\n    }\n    thread b { }\n    // <- Expected `}` before `thread`.\n\nUse instead: close the block."
    },
    {
        "code": "missing-pool",
        "title": "reports `alloc` of a struct without a pool, and `free` of what came from none",
        "text": "Why: every object is declared: `pool n` says how many may be allocated at a time.\n\nExample:\n\n    struct node { var v: int 0..1 }\n    thread t { let n = alloc node }\n\nUse instead: `struct node pool 2 { … }`."
    },
    {
        "code": "missing-return",
        "title": "reports a function with a result that may end without returning one, a `return` without the value, and a `return` with a value where none is expected",
        "text": "Why: the caller would get a value that nobody gave.\n\nExample:\n\n    fn try_it(): bool {\n        if mutex_trylock(l) { return true }\n    }\n\nUse instead: a `return` on every path."
    },
    {
        "code": "missing-until",
        "title": "reports `wait` and `spin` without `until`",
        "text": "Example:\n\n    wait ready\n\nUse instead: `wait until ready`."
    },
    {
        "code": "named-member",
        "title": "notes where a property names one of several threads that are alike: `t[0]`",
        "text": "Why: threads declared together, `thread t[3]`, differ in their numbers alone, and count as interchangeable. A property\nthat names one of them tells it from the others, and there are more states to look at.\n\nExample:\n\n    thread t[3] { let n = xchg(x, 1) }\n    final first: t[0].n == 0\n\nUse instead: a question about all of them, `count(i in 0..2, t[i].n == 0) == 1`; or leave it, where one is meant."
    },
    {
        "code": "needs-cast",
        "title": "reports a signed value where an unsigned one is expected, the other way round, and a wide unsigned value where a narrow one is",
        "text": "Why: C converts silently, and `-1 < 1u` is false. Literals and other constants fit either side.\n\nExample:\n\n    var n: int\n    var size: ulong\n    thread t { size = n }\n\nUse instead: say which is meant: `size = ulong(n)`."
    },
    {
        "code": "nested-too-deeply",
        "title": "refuses a script whose blocks, parentheses or operators nest deeper than a person can follow, or one statement of thousands of words",
        "text": "Why: reading nested text takes room that grows with the depth, and no scenario needs it.\n\nUse instead: a `fn` for the inner part."
    },
    {
        "code": "no-effect",
        "title": "reports a statement that only computes a value",
        "text": "Why: nothing becomes of the value; mostly `=` was meant.\n\nExample:\n\n    x == 1\n\nUse instead: `x = 1`, or `let r = …`, or a call."
    },
    {
        "code": "not-a-condition",
        "title": "reports a condition that is not a `bool`",
        "text": "Why: what is tested is written out: whether a number is zero, whether a reference is null.\n\nExample:\n\n    let left = copy()\n    if left { return }\n\nUse instead: `if left != 0 { return }`; for a reference, `if p != null`."
    },
    {
        "code": "not-a-value",
        "title": "reports the name of a type, a function, a filesystem or a kind of lock used as a value, a whole array used as one, and a variable that exists once for each thread or CPU used without saying whose",
        "text": "Why: only cells, registers and constants have values.\n\nExample:\n\n    var state per thread: int 0..2\n    thread t { state = 1 }\n\nUse instead: `current.state`, `this_cpu.count`, `f()`, `a[0]`."
    },
    {
        "code": "not-assignable",
        "title": "reports an assignment to something that holds no value: a param, a function, a lock, a whole array",
        "text": "Why: registers, parameters, cells, their fields and elements can change while a script runs; nothing else can.\n\nExample:\n\n    const LIMIT = 3\n    thread t { LIMIT = 4 }\n\nUse instead: `var limit = 3` for a shared cell, `let limit = 3` for a register."
    },
    {
        "code": "not-callable",
        "title": "reports a call of something that is no function",
        "text": "Why: functions, the constructors of `bits` and the members of lists can be called.\n\nExample:\n\n    var x = 0\n    thread t { x() }\n\nUse instead: the name of a function; a lock is taken with its function, `mutex_lock(l)`."
    },
    {
        "code": "not-constant",
        "title": "reports a length, bound, budget, first value or param whose value is not known before the script runs",
        "text": "Why: a script is finite by construction: how many objects there are and which values they take is written down.\n\nExample:\n\n    var n = 3\n    var a[n]: bool\n\nUse instead: a literal, a `const` or a `param`: `const N = 3`."
    },
    {
        "code": "not-text",
        "title": "refuses a file that is not a text",
        "text": "Why: a file with zero bytes is a program or a picture, and anything said about its syntax would be noise.\n\nUse instead: a script, a text in UTF-8."
    },
    {
        "code": "nullable-dereference",
        "title": "warns where a reference that may be null is used without a check",
        "text": "Why: it is `bug null-deref` in the executions in which it is null. After `if p == null { return }`, inside\n`if p != null { … }` and behind `p != null &&` it counts as checked, until it is assigned to.\n\nExample:\n\n    let p = READ_ONCE(head)\n    p.value = 1\n\nUse instead: check first; a shared reference is best loaded into a register and checked there."
    },
    {
        "code": "number-suffix",
        "title": "reports C's suffixes of numbers: `1UL`",
        "text": "Why: a literal fits every type that holds its value.\n\nExample:\n\n    size = 1UL\n\nUse instead: `size = 1`."
    },
    {
        "code": "only-in-properties",
        "title": "reports code that looks at what only a property can see: another thread's registers, whether a lock is held, where a thread stands, whether it has ended",
        "text": "Why: no instruction could find it out; a script that branches on it would prove nothing about a kernel.\n\nExample:\n\n    thread a { if l.held { return } }\n\nUse instead: an `assert`, `invariant`, `final` or a ghost; in code, a shared variable, or `mutex_trylock`."
    },
    {
        "code": "out-of-range",
        "title": "reports a value that its place can never hold, an index that its array never has, a range from high to low, an array without elements, a division by zero",
        "text": "Why: at run time it would be `bug range` on every path.\n\nExample:\n\n    var n: int 0..3 = 4\n\nUse instead: a wider range, or another value."
    },
    {
        "code": "overlapping-vmas",
        "title": "reports two mappings of an address space that have a page in common, and one that begins in front of the first page that can be mapped",
        "text": "Why: an address belongs to one mapping at most. Without `page [n]` each mapping gets the next free pages; the pages of\nthe first page table stay unmapped, so that no address is null.\n\nExample:\n\n    mm P { vma a = anon[2] page [2]; vma b = anon[1] page [3] }\n\nUse instead: `page [4]` for the second one, or none at all."
    },
    {
        "code": "preprocessor",
        "title": "reports lines that begin with `#`",
        "text": "Why: there is no preprocessor. Constants are `const`, variants are `param`, other files are imported.\n\nExample:\n\n    #include <linux/wait.h>\n    #define READERS 2\n\nUse instead: `import kernel.wait`, `const READERS = 2`."
    },
    {
        "code": "recursion",
        "title": "reports a function that calls itself, directly or through others, and shows the circle",
        "text": "Why: functions are inlined, so that every execution is finite; a recursive one has no end.\n\nExample:\n\n    fn down(n: int) { if n > 0 { down(n - 1) } }\n\nUse instead: a `while` or a `loop`."
    },
    {
        "code": "seqcount-misuse",
        "title": "warns of write sections of one sequence counter that nothing keeps apart; of a reader that spins where the writer may not get to run; and of a reference that is followed before `read_seqcount_retry` has said whether it is any good",
        "text": "Why: the counter excludes nobody. Two writers make it even while both write. `read_seqcount_begin` spins while it is odd:\non the writer's own CPU, in an interrupt or in a thread of a higher priority, for ever. And what a reader has read may be\nhalf of one state and half of another: numbers are thrown away if the check says so, but a reference to what has been\nfreed meanwhile is used before it. RCU keeps the object there until the check, a lock may. References to what no code\nfrees do not count.\n\nExample:\n\n    let start = read_seqcount_begin(s)\n    let p = READ_ONCE(head)\n    let value = READ_ONCE(p.value)\n    if read_seqcount_retry(s, start) { … }\n\nUse instead: a spinlock around each write section, the same for all writers, and with interrupts off if an interrupt\nreads; `preempt_disable()` where there is one writer, or the lock is one that sleeps. `rcu_read_lock()` around the read\nsection, and `kfree_rcu`; or follow the reference behind the check. A reader that does not spin takes\n`raw_read_seqcount`, and another way if the number is odd.\n\nIn the kernel: seqcount_spinlock_t and its relatives have lockdep check the first; write_seqcount_begin() asserts that\npreemption is off since 859247d39fb0 (v5.9), and fork(), which holds mmap_lock, uses raw_write_seqcount_begin() for\nreaders that do not spin. gup_fast, which reads mm->write_protect_seq, follows page tables with interrupts off."
    },
    {
        "code": "shadowed-name",
        "title": "warns of a register or parameter with the name of a shared variable or lock",
        "text": "Why: `let x = 1` declares a register of the thread; the shared `x` keeps its value, and nobody sees the store.\n\nExample:\n\n    var done = false\n    thread t { let done = true }\n\nUse instead: `done = true` for the shared variable, another name for a register."
    },
    {
        "code": "single-quotes",
        "title": "reports a text in single quotes",
        "text": "Example:\n\n    check 'no barriers' expects deadlock\n\nUse instead: double quotes."
    },
    {
        "code": "stale-use",
        "title": "warns where a value that was read from a guarded variable without its lock is relied on with the lock held, and nobody has compared it with what the variable holds now",
        "text": "Why: in between others may have changed the variable. Under the lock it cannot change any more: there one look says\nwhether the value is still true. Relying on it is writing it back, writing something made of it, or going where a\nreference in it leads, or writing the variable without a look, for a caller who has one.\n\nExample:\n\n    let entry = ptep_get(&t.entries[0])\n    spin_lock(t.ptl)\n    entry.write = true\n    set_pte(&t.entries[0], entry)\n    spin_unlock(t.ptl)\n\nUse instead: compare first, `if ptep_get(&t.entries[0]) == entry { … }`, or read it under the lock.\n\nIn the kernel: pte_same() behind pte_offset_map_lock() everywhere in mm/memory.c; finish_fault() without it maps over\nwhat another fault has mapped."
    },
    {
        "code": "syntax-error",
        "title": "says what was expected where the text makes no sense, and what stands there",
        "text": "Why: the line cannot be read. The lines after it are read as usual, and the names it would have declared are missing.\n\nExample:\n\n    let x = let y\n    //      ^^^ Expected an expression, found `let`."
    },
    {
        "code": "too-few-frames",
        "title": "reports a number of frames or page tables that is less than what is populated and cached in the beginning",
        "text": "Why: `populated` and `cached` memory is there before anything runs. That none is left for anybody else is no error: an\nallocation then returns null.\n\nExample:\n\n    machine { frames 1 }\n    mm P { vma buf = anon[2] rw populated }\n\nUse instead: `frames 2` or more."
    },
    {
        "code": "too-large",
        "title": "refuses a script of more than a million characters",
        "text": "Why: a script that a person wrote has a few hundred lines; the memory that the syntax of a huge one needs is better\nspent on the search.\n\nUse instead: several files and `import`."
    },
    {
        "code": "too-many-tags",
        "title": "reports tags for more granules than a mapping has, tags that are none, and tags of memory that has none",
        "text": "Why: each granule has one tag of four bits; `tags [a, b, …]` gives those of the first granules in their order. Only the\nmemory of a mapping with `mte`, and populated, has tags in the beginning.\n\nExample:\n\n    machine { granules 2 }\n    mm P { vma buf = anon[1] rw mte populated tags [1, 1, 2] }\n\nUse instead: `tags [1, 1]`, or `granules 3`."
    },
    {
        "code": "type-mismatch",
        "title": "reports a value of one type where another is expected",
        "text": "Why: a `bool` is not a number here and a number is not a reference, as in the kernel's own style guide if not in C.\n\nExample:\n\n    var flag = false\n    thread t { flag = 1 }\n\nUse instead: a value of the type, `flag = true`; for a number that is a truth, `n != 0`; `int(b)` the other way round."
    },
    {
        "code": "unfit-override",
        "title": "reports a check whose params and knobs make the script's own mappings and files impossible: two of them overlap, one goes beyond its file, a huge page is not whole, there are more tags than granules",
        "text": "Why: a check asks about the script as it would be with other values; with these there is no such script.\n\nExample:\n\n    mm P { vma buf = anon[2] rw huge populated }\n    check \"larger tables\" with machine.pmd_pages = 4\n\nUse instead: a mapping that follows (`anon[machine.pmd_pages]`), or a script of its own."
    },
    {
        "code": "unguarded-write",
        "title": "warns where a variable is written that a lock guards (`/// Guarded by: ptl`) and no lock of that declaration is held. Steps of the hardware do not count",
        "text": "Why: others look under the lock and rely on what they have seen until they let go of it. A page-table entry is written\nunder the page table's lock (process_addrs.rst): two faults that both find it empty would each map a page there.\nWhich object's lock is held is not compared.\n\nExample:\n\n    struct table { lock ptl: spinlock\n        /// Guarded by: ptl\n        var entry: int }\n    fn clear(t: ref table) { WRITE_ONCE(t.entry, 0) }\n\nUse instead: take the lock around looking and writing. Where nobody else can reach the object yet, or any more, say so:\n`// allow unguarded-write: not mapped yet`.\n\nIn the kernel: populating and clearing entries without the PTL is right in exit_mmap() alone, behind the last user;\nba470de43188 is one of several commits that mended others."
    },
    {
        "code": "uninitialized",
        "title": "reports a shared reference that is never null and has no first value",
        "text": "Why: a variable without a first value starts at zero, `false` or `null`; a `ref T` has nothing to start with.\n\nExample:\n\n    struct node { var v: int }\n    var head: ref node\n\nUse instead: `var head: ref node = first`, or `ref node?`, which starts at `null`."
    },
    {
        "code": "unknown-bug",
        "title": "reports a kind of bug that does not exist",
        "text": "Why: a check that expects it could never be met.\n\nExample:\n\n    check \"stale pointer\" expects bug uaf\n\nUse instead: a kind from the list; here, `use-after-free`."
    },
    {
        "code": "unknown-cpu",
        "title": "reports a CPU that is not written `cpu0`, `cpu1` and so on, or that the machine does not have",
        "text": "Why: CPUs are numbered from 0; `machine { cpus n }` says how many there are.\n\nExample:\n\n    thread t on cpu_a { x = 1 }\n\nUse instead: `on cpu0`."
    },
    {
        "code": "unknown-flag",
        "title": "reports a flag of a mapping, or a property of a file, that does not exist",
        "text": "Why: each flag is a field of `struct vma`, or says what is there in the beginning; a mistyped one would say nothing.\n\nExample:\n\n    mm P { vma buf = anon[1] rw populate }\n\nUse instead: `populated`."
    },
    {
        "code": "unknown-hook",
        "title": "reports a function of a filesystem that is no hook, or that takes another number of parameters, and a hook whose first parameter is not the inode",
        "text": "Why: the library calls a filesystem by its hooks (`hook fault(inode: ref inode, …)`); nobody would call another one. In\nthe filesystem the inode is there by the name that the hook gives it.\n\nExample:\n\n    filesystem fs { fualt(vmf) { return VM_FAULT_SIGBUS } }\n\nUse instead: `fault(vmf) { … }`, or a function outside of the filesystem."
    },
    {
        "code": "unknown-import",
        "title": "reports an import of a file that is not there, or that has errors itself",
        "text": "Why: `import kernel.wait` names a file of the library; `import \"./mine.race\"` one of your own, by its path from the\nimporting file.\n\nExample:\n\n    import kernel.wiat\n\nUse instead: the name of a module of the library, or a path in quotes that begins with `./` or `../`."
    },
    {
        "code": "unknown-knob",
        "title": "reports a knob in `machine { … }` that does not exist, and a value that it cannot have",
        "text": "Why: the machine has few knobs, and each has its values.\n\nExample:\n\n    machine { rwsem unfair }\n\nUse instead: `machine { rwsem reader_pref }`."
    },
    {
        "code": "unknown-label",
        "title": "reports a label in `at` that does not exist",
        "text": "Why: a check with an `at` that nothing can meet says nothing.\n\nExample:\n\n    check \"inverted\" expects deadlock at p.secnod\n\nUse instead: `label`, `function.label`, `thread.label` or `thread.function.label`."
    },
    {
        "code": "unknown-model",
        "title": "reports a memory model that does not exist, and notes one that cannot be decided yet",
        "text": "Why: `sc` is one memory and no reordering; `tso` is a store buffer for each CPU, as on x86. `lkmm` and `armv8` are\nunderstood, and answered with \"not decidable yet\".\n\nExample:\n\n    check \"on arm\" under arm64 expects pass\n\nUse instead: `under armv8`, `under lkmm`, `under tso`, or nothing for `sc`."
    },
    {
        "code": "unknown-name",
        "title": "reports a name that nothing declares at this place",
        "text": "Why: a script is decided exhaustively, so every name must mean one thing. A register is known from its `let` to the\nend of its block; the names of a module are known to modules that import it, not to those that import these.\n\nExample:\n\n    var flag = false\n    thread t { flg = true }\n\nUse instead: the name as declared (`flag`), or declare it: `let r = …` for a register, `var x: …` for shared state."
    },
    {
        "code": "unknown-override",
        "title": "reports something left of the `=` in `with` that cannot be set",
        "text": "Why: `with` sets params of this file (`p = v`), params of an imported one (`wait.exclusive = v`), knobs of the machine\n(`machine.rwsem = v`) and policies of locks (`l.policy = v`).\n\nExample:\n\n    param fenced = true\n    check \"no fence\" with fence = false expects deadlock\n\nUse instead: the name of a param; a `var` becomes one by declaring it `param`."
    },
    {
        "code": "unknown-verdict",
        "title": "reports an expectation that is no verdict, and one with a name too many or too few",
        "text": "Why: a check expects `pass`, `deadlock`, `livelock`, `violation NAME` or `bug KIND`.\n\nExample:\n\n    check \"racy\" expects hang\n\nUse instead: `deadlock` for what people call a hang, a lost wake-up or a self-deadlock; `violation v` for corruption;\n`bug use-after-free`."
    },
    {
        "code": "unknown-violation",
        "title": "reports an expected violation of a property that does not exist",
        "text": "Why: `violation NAME` names an `invariant`, a `final`, an `exists` or a named `assert` of this file or one that it\nimports; `violation assert` means any assertion without a name.\n\nExample:\n\n    invariant alone: !(a && b)\n    check \"both\" expects violation alnoe\n\nUse instead: the name of the property."
    },
    {
        "code": "unpaired",
        "title": "warns of a path on which a thread ends with a lock held or a context not left, gives back a lock that it does not hold, or leaves a context that it has not entered",
        "text": "Why: it is `bug lock-misuse` or `bug unbalanced` if memory allows the path, and often the path is one for errors that no\ncheck takes. A lock that others may give back (a folio's) does not count.\n\nExample:\n\n    down_read(l)\n    if find(a) == null { return -EFAULT }\n    up_read(l)\n\nUse instead: one way out that gives back what was taken. Where a flag says whether the lock is held, keep it in a\nregister: the paths follow those, not what memory holds.\n\nIn the kernel: fault handlers that return VM_FAULT_RETRY have let go of mmap_lock, and all others must not have; sparse's\n`__acquires` and `__releases` are for this."
    },
    {
        "code": "unreachable-code",
        "title": "points at statements behind a `return`, `break`, `continue` or a `loop` that nothing leaves",
        "text": "Why: they are no part of the program, and no check will ever say anything about them.\n\nExample:\n\n    return 1\n    mutex_unlock(l)\n\nUse instead: the statement before the `return`, or none."
    },
    {
        "code": "unused-result",
        "title": "warns where the result of a trylock or of a wait that a signal may end is thrown away",
        "text": "Why: without the result the code does not know whether it holds the lock.\n\nExample:\n\n    mutex_trylock(l)\n\nUse instead: `if mutex_trylock(l) { … }`; `let error = mutex_lock_killable(l)`."
    },
    {
        "code": "unused",
        "title": "points at registers, parameters, functions, params, constants, variables, locks and labels that nothing uses",
        "text": "Why: what is not used cannot matter; often a name was mistyped somewhere else.\n\nUse instead: remove it, or begin its name with `_`. A register whose value is a call or a load is left alone: the\nstep is what counts."
    },
    {
        "code": "useless-allow",
        "title": "warns of a comment `// allow CODE: REASON` that has no reason, that names no diagnostic of paths, or that allows what is not found there",
        "text": "Why: such a comment keeps a finding from being told. One without a reason tells a reader nothing; one that is left over\nwould hide the next mistake of its kind.\n\nExample:\n\n    // allow lock-recursion\n    down_read(l)\n\nUse instead: say why the finding does no harm, on the line itself or on the line above it; or take the comment away."
    },
    {
        "code": "word-operator",
        "title": "reports `and`, `or` and `not` as operators",
        "text": "Why: kernel readers write `&&`, `||` and `!`. (`or` stands between the branches of a `choose`.)\n\nExample:\n\n    if a and not b { return }\n\nUse instead: `if a && !b { return }`."
    },
    {
        "code": "wrong-arguments",
        "title": "reports a call with too many or too few arguments, or with one that is not of the kind that the function of the language works on: a cell, a list, a thread, the name of a function",
        "text": "Why: `READ_ONCE(x)` speaks of the cell x, not of a value; so it needs a variable, a member or an element.\n\nExample:\n\n    WRITE_ONCE(1, x)\n\nUse instead: `WRITE_ONCE(x, 1)`."
    },
    {
        "code": "wrong-lock",
        "title": "reports an operation on a lock of another kind, or on something that is no lock",
        "text": "Why: `down_read` is for an rwsem, `spin_lock` for a spinlock.\n\nExample:\n\n    lock l: rwsem\n    thread t { mutex_lock(l) }\n\nUse instead: an operation of the lock's kind (the message lists them), or another kind."
    },
    {
        "code": "wrong-override",
        "title": "reports a value in `with` that what it sets cannot have: of another type, out of range, not a constant, no value of the knob, no policy of the lock",
        "text": "Why: a check runs with the values it names, or not at all.\n\nExample:\n\n    param readers: int 1..3 = 2\n    check \"many\" with readers = 9 expects pass\n\nUse instead: a value of the param's type."
    }
];
