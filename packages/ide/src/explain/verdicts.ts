// The pages of the verdicts.
import type { Page } from './manual.ts';

export const VERDICT_PAGES: readonly Page[] = [
    {
        code: 'pass',
        title: 'every interleaving was searched, and nothing goes wrong',
        text: `A pass is a proof for what it assumes: the threads and bounds of the script, the budgets of its
events, and the memory model. \`faultline check --trace\` prints these assumptions. A search that a
limit cut short never passes; it is inconclusive.

Under sc every step acts at once, so the pass says nothing about missing barriers. Ask again under
tso for those that a store buffer can expose.`,
    },
    {
        code: 'probable-pass',
        title: 'nothing goes wrong, unless states with one hash were taken for one',
        text: `\`faultline check --hash-compact\` keeps of each state a hash of 64 bits, so that more states fit into memory.
Two states with one hash are taken for one: then what lies behind one of them may not be searched. The note says
with what probability that has happened at most: n (n + 1) / 2^65 for n states, 1.4e-6 for seven million. Where it is more than
one in a thousand, the check is inconclusive instead.

A failure is no less certain than without: each is replayed, and what does not hold up is not told. What hashes
cannot show, as that no execution reaches an \`exists\`, is inconclusive.`,
    },
    {
        code: 'deadlock',
        title: 'some thread can never move again, whatever the others do',
        text: `The others may well go on: a deadlock of two threads beside a third that runs for ever is one, too.
It covers a cycle of locks, a lock taken twice by one thread, a wake-up that was lost, and a wait for
something that nobody must produce: a daemon or an event may come to help, but need not.

The story ends where every thread of the chain is stuck, and says who waits for what, held by whom.

What helps: one order for the locks (lockdep asks for the same); not sleeping on an event with the
lock held that its producer needs; for a lost wake-up, queueing before the test of the condition.

A thread that spins in a loop of steps is a livelock instead. A daemon may be blocked for ever,
unless it has a step labelled \`idle\`: then it must be stuck nowhere else.`,
    },
    {
        code: 'livelock',
        title: 'a thread runs for ever and comes to nothing, though the scheduler is fair',
        text: `There is a cycle of states in which some thread that ought to end neither ends nor executes
\`progress\`. The cycle is fair: whoever could step all the time does step, and a blocking lock that
becomes free again and again is granted. So it is not the scheduler's fault; it is a retry that
cannot succeed, two threads that keep undoing each other's work, or a starved reader.

The story shows the way into the cycle and the cycle itself.

What helps: make the retry change something (fault the pages in before trying again), or bound it.
If running for ever is what the thread is for, say so: \`progress\` in its loop, or a \`daemon\`.

cmpxchg, trylock and \`choose\` are not promised success: a loop around them may fail for ever.`,
    },
    {
        code: 'violation',
        title: 'an assert, an invariant or a final does not hold, or an exists cannot be reached',
        text: `    assert name: e      fails at its step
    invariant name: e   fails in some state, that is between two steps
    final name: e       fails when everybody has ended
    exists name: e      holds in no state in which everybody has ended

An execution ends at a failing assert or invariant, so what lies behind it is not judged: the check
says what it left undecided. An assert without a name is \`violation assert\`.`,
    },
    {
        code: 'bug',
        title: 'what the kernel’s sanitizers would report',
        text: `\`bug KIND\`, each kind with a page of its own: faultline explain use-after-free.

All but data-race and leak end the execution in which they happen.`,
    },
    {
        code: 'inconclusive',
        title: 'a limit was reached, or the run was stopped, before the search was through',
        text: `Neither a pass nor a failure. What was found before stands; what was not seen yet may still happen.

    out of states   --max-states
    out of memory   --max-memory (2G unless said otherwise)
    out of time     --timeout
    stopped         Ctrl-C
    not certain from hashes   leave out --hash-compact

What helps: fewer threads, smaller ranges, \`atomic\` around what need not be interleaved, lower budgets
of events; or \`faultline export --to promela\` and spin on a bigger machine.`,
    },
    {
        code: 'unexpected-verdict',
        title: 'a check expects something that does not happen',
        text: `The search is through, and what the check \`expects\` is not what was found: it passes where a failure was
expected, or some outcome of its list never occurs, or none is at the label it names. An outcome that
nobody expected is reported at the step where it shows instead.

What helps: if the script is right, write what was found (there is a quick fix); if it is not, look for
the interleaving that you had in mind, and for what rules it out: a lock too many, an \`atomic\`, a range
that is too small, an event without budget.`,
    },
    {
        code: 'vacuous',
        title: 'the verdict says less than it seems to',
        text: `The check was searched through, and something about it was never put to the test: no run ends, so no
\`final\` was judged; the threads touch nothing in common; a property reads through null or a freed object
in some state, where what it compares counts as false; or a failure cut off the runs that would have decided
an \`exists\`. The message says which.

What helps: give loops an end or label where daemons may rest \`idle:\`, let the threads share something, guard the
property (\`p == null || p.x == 1\`), or see to the failure first.`,
    },
    {
        code: 'undecidable',
        title: 'no search of this version can decide the model',
        text: `\`under lkmm\` and \`under armv8\` are understood and not decided yet. Such a check is counted apart: it
is neither met nor unexpected, and does not change the exit status.`,
    },
];
