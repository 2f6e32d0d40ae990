// Script in, story out, through the language, the compiler and the checker.
import { createLanguage } from '@faultline/language';
import { expect, test } from 'vitest';
import { checkQuestion } from '../check-question.ts';
import type { Change } from './changes.ts';
import { columns } from './columns.ts';
import { endingOf } from './ending.ts';
import type { Story } from './story.ts';

const language = createLanguage({ library: new Map() });

/** The stories of what the first check of a script finds. */
function stories(text: string): readonly Story[] {
    const script = language.load('file:///a.race', text, () => undefined);
    expect(script.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const budget = { maxStates: 100_000, maxBytes: 2 ** 28, shouldStop: () => undefined };
    const checked = checkQuestion(script, script.checks[0]!, { model: undefined, params: [] }, budget);
    if (checked.kind === 'errors') throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
    return checked.report.answer!.found.map(({ story }) => story);
}

function told({ sentence, lines, waits, cycle, values }: Story): string {
    return [
        sentence,
        ...lines.map(
            ({ step, thread, text, changes }) => `${step} ${thread} ${text} | ${changes.map(words).join(', ')}`,
        ),
        ...waits.map(wait => wait.sentence),
        ...(cycle.length === 0 ? [] : [cycle.join(' → ')]),
        ...values.map(({ cell, value }) => `${cell} is ${value}`),
    ].join('\n');
}

function words(change: Change): string {
    switch (change.kind) {
        case 'cell':
            return `${change.cell}: ${change.before} → ${change.after}`;
        case 'register':
            return `${change.cell} = ${change.after}`;
        case 'read':
            return `${change.cell} is ${change.value}`;
        case 'buffered':
            return `${change.cell}: ${change.after} waits`;
        case 'deferred':
            return `${change.text} waits`;
    }
}

test('what is left behind has a name', () => {
    const [lock] = stories(`
lock other[2]: folio
struct inode { lock f: folio }
var i: inode
thread p { folio_lock(i.f) }
`);
    expect(told(lock!)).toBe('when all is done i.f is still locked\n1 p folio_lock(i.f) | i.f: free → held by p');
    const [object] = stories(`
struct first pool 1 { var x = 0 }
struct second pool 1 { var x = 0 }
thread p { let n = alloc second }
`);
    expect(told(object!)).toMatchInlineSnapshot(`
      "when all is done second#1 is allocated, and nothing refers to it
      1 p let n = alloc second | second#1: free → allocated"
    `);
});

test('a reader behind a queued writer waits for itself', () => {
    const [story] = stories(`
lock sem: rwsem
fn inner() { down_read(sem); up_read(sem) }
thread reader { down_read(sem); inner(); up_read(sem) }
thread writer { down_write(sem); up_write(sem) }
`);
    expect(told(story!)).toMatchInlineSnapshot(`
      "reader and writer can never go on
      1 reader down_read(sem) | sem: free → held by reader (read)
      2 writer down_write(sem) | sem queue: empty → writer (write)
      3 reader down_read(sem) | sem queue: writer (write) → writer (write), reader (read)
      reader waits for sem (read), behind writer
      writer waits for sem (write), held by reader
      reader → sem → writer → sem → reader"
    `);
    expect(columns(story!, 80).join('\n')).toMatchInlineSnapshot(`
      "     reader                     writer
           ------                     ------
        1  down_read(sem)
        2                             down_write(sem)
           inner()
        3    down_read(sem)
               waits for sem (read)     waits for sem (write)
               behind writer            held by reader

                           *** DEADLOCK ***"
    `);
});

test('a lock taken twice is held by the thread itself', () => {
    expect(told(stories('lock l: mutex\nthread t { mutex_lock(l); mutex_lock(l) }')[0]!)).toMatchInlineSnapshot(`
      "t waits for l, which it holds itself: it can never go on
      1 t mutex_lock(l) | l: free → held by t
      t waits for l, which it holds itself
      t → l → t"
    `);
});

test('a wait that nobody ends', () => {
    const text = 'var x = false\nthread t { wait until x }\nthread u { WRITE_ONCE(x, false) }';
    expect(told(stories(text)[0]!)).toMatchInlineSnapshot(`
      "t waits at \`wait until x\`, and nobody is left to make it true: it can never go on
      t waits at \`wait until x\`, and nobody is left to make it true"
    `);
});

test('stores wait in the buffer and reach memory later', () => {
    const [story] = stories(`
var x = 0
var y = 0
thread p { WRITE_ONCE(x, 1); let r = READ_ONCE(y) }
thread q { WRITE_ONCE(y, 1); let r = READ_ONCE(x) }
final seen: p.r == 1 || q.r == 1
check "SB" under tso expects pass
`);
    expect(told(story!)).toMatchInlineSnapshot(`
      "final seen does not hold when all is done
      1 p WRITE_ONCE(x, 1) | x: 1 waits
      2 p let r = READ_ONCE(y) | r = 0
      3 q WRITE_ONCE(y, 1) | y: 1 waits
      4 q let r = READ_ONCE(x) | r = 0
      5 p WRITE_ONCE(x, 1) | x: 0 → 1
      6 q WRITE_ONCE(y, 1) | y: 0 → 1
      p.r is 0
      q.r is 0"
    `);
    expect(columns(story!, 80).join('\n')).toMatchInlineSnapshot(`
      "     p                            q
           -                            -
        1  WRITE_ONCE(x, 1)
        2  let r = READ_ONCE(y)  // 0
        3                               WRITE_ONCE(y, 1)
        4                               let r = READ_ONCE(x)  // 0
        5  ~ x = 1 reaches memory
        6                               ~ y = 1 reaches memory

                          *** VIOLATION seen ***"
    `);
});

test('a livelock marks its cycle, values have their names', () => {
    const [story] = stories(`
enum state { idle, busy }
var s: state = idle
thread t { loop { if READ_ONCE(s) == busy { return } } }
thread u { WRITE_ONCE(s, idle) }
`);
    expect(told(story!)).toMatchInlineSnapshot(`
      "t neither ends nor makes progress: step 2 repeats for ever
      1 u WRITE_ONCE(s, idle) | s: idle → idle
      2 t if READ_ONCE(s) == busy | s is idle"
    `);
    expect(columns(story!, 20)).toEqual([]);
    expect(columns(story!, 80).join('\n')).toMatchInlineSnapshot(`
      "     t                                       u
           -                                       -
        1                                          WRITE_ONCE(s, idle)
                           --- repeats for ever ---
        2  if READ_ONCE(s) == busy  // s is idle

                               *** LIVELOCK ***"
    `);
});

test('a data race has two stacks, and the lost update writes the same value twice', () => {
    const [race, lost] = stories(`
var n = 0
fn count() { n = n + 1 }
thread p { count() }
thread q { count() }
final both: n == 2
`);
    const accesses = race!.race!.accesses.map(({ title, marking, frames }) => [
        title,
        marking,
        ...frames.map(({ fn }) => fn),
    ]);
    expect(accesses).toMatchInlineSnapshot(`
      [
        [
          "write to n by p",
          "plain",
          "count",
          "p",
        ],
        [
          "read of n by q",
          "plain",
          "count",
          "q",
        ],
      ]
    `);
    expect(told(lost!)).toMatchInlineSnapshot(`
      "final both does not hold when all is done
      1 p n = n + 1 | n is 0
      2 q n = n + 1 | n is 0
      3 q n = n + 1 | n: 0 → 1
      4 p n = n + 1 | n: 1 → 1
      n is 1"
    `);
});

test('a word is told by its fields, a reference by its object', () => {
    const [story] = stories(`
bits pte { present: bool; dirty: bool; pfn: int 0..3 }
struct page pool 1 { var refs: int 0..3 = 0 }
var entry: pte
var head: page?
thread t {
    let p = alloc page
    if p != null {
        WRITE_ONCE(head, p)
        WRITE_ONCE(entry, pte(present: true, pfn: 2))
        free p
        WRITE_ONCE(p.refs, 1)
    }
}
check "uaf" expects pass
`);
    expect(told(story!)).toMatchInlineSnapshot(`
      "t uses an object that has been freed at \`WRITE_ONCE(p.refs, 1)\`
      1 t let p = alloc page | p = page#1, page#1: free → allocated
      2 t WRITE_ONCE(head, p) | head: null → page#1
      3 t WRITE_ONCE(entry, pte(present: true, pfn: 2)) | entry: {} → {present, pfn: 2}
      4 t free p | page#1: allocated → free, head: page#1 → page#1 (freed)
      5 t WRITE_ONCE(p.refs, 1) | "
    `);
});

test('an end that comes too early says what is missing', () => {
    const sentences = (text: string) => stories(text).map(({ sentence }) => sentence);
    expect(sentences('lock m: mutex\nvar n = 0\nthread p { mutex_lock(m); n = 1 }')).toEqual(['p ends with m held']);
    expect(
        sentences('lock m: mutex\nlock l: mutex\nthread p { mutex_lock(m); mutex_lock(l); mutex_unlock(l) }'),
    ).toEqual(['p ends with m held']);
    expect(sentences('var n = 0\nthread p { preempt_disable(); n = 1 }')).toEqual(['p ends with preemption off']);
    expect(
        sentences('var n = 0\nthread p { rcu_read_lock(); preempt_disable(); n = 1; n = 2 }\nthread q on cpu0 { }'),
    ).toEqual(['p ends with preemption off and inside an RCU read section']);
    expect(
        sentences('lock m: mutex\nlock l: mutex\nvar n = 0\nthread p { mutex_lock(m); mutex_lock(l); n = 1 }'),
    ).toEqual(['p ends with m and l held']);
    expect(sentences('lock m: mutex\nthread p { mutex_unlock(m) }')).toEqual(['p misuses a lock at `mutex_unlock(m)`']);
    expect(
        sentences(
            'struct s pool 1 { lock m: mutex }\nthread p { let o = alloc s; if o == null { return }; mutex_lock(o.m); free o }',
        ),
    ).toEqual(['p frees an object and holds a lock in it, at `free o`']);
});

const held = ({ holds }: Story) =>
    holds.map(({ thread, object, mode, from, to }) => `${thread} ${object} ${mode} ${from}-${to ?? ''}`);

test('what is held, by whom, how, and from which step to which', () => {
    const [deadlock] = stories(`
lock sem: rwsem
lock m: mutex
thread p { down_write(sem); downgrade_write(sem); mutex_lock(m); mutex_unlock(m); up_read(sem); mutex_lock(m); mutex_lock(m) }
`);
    expect(held(deadlock!)).toEqual(['p sem write 1-2', 'p sem read 2-5', 'p m  3-4', 'p m  6-']);
    expect(told(deadlock!)).toContain('sem: held by p (write) → held by p (read)');
    const [modal] = stories(`
lock glock: mode {
    SH: SH
    EX:
}
thread p { let h = mode_lock(glock, SH); mode_unlock(glock, h); let g = mode_lock(glock, EX); mode_lock(glock, EX) }
`);
    expect(held(modal!)[0]).toMatch(/^p glock SH \d+-\d+$/);
    expect(held(modal!)[1]).toMatch(/^p glock EX \d+-$/);
    const [section] = stories(`
lock m: mutex
thread p { rcu_read_lock(); rcu_read_lock(); rcu_read_unlock(); rcu_read_unlock(); local_irq_disable(); mutex_lock(m) }
`);
    expect(held(section!)).toEqual(['p RCU read section  1-4', 'p interrupts off  5-']);
    const [implied] = stories(`
lock s: spinlock
lock m: mutex
thread p { spin_lock(s); spin_unlock(s); preempt_disable(); mutex_lock(m) }
`);
    expect(held(implied!)).toEqual([expect.stringMatching(/^p s /), expect.stringMatching(/^p preemption off /)]);
});

test('where threads stand when it shows', () => {
    const endings = (text: string) =>
        endingOf(stories(text)[0]!).map(({ spot, told, isShown }) => [spot.thread, spot.text, isShown, ...told]);
    expect(
        endings(
            'lock l: mutex\nlock m: mutex\nthread p { mutex_lock(l); mutex_lock(m); mutex_unlock(m); mutex_unlock(l) }\nthread q { mutex_lock(m); mutex_lock(l); mutex_unlock(l); mutex_unlock(m) }',
        ),
    ).toEqual([
        ['p', 'mutex_lock(m)', false, 'waits for m', 'held by q'],
        ['q', 'mutex_lock(l)', false, 'waits for l', 'held by p'],
    ]);
    expect(endings('var n = 0\nthread p { n = 1 }\nthread q { n = 2 }')).toEqual([
        ['p', 'n = 1', false, 'write to n, plain'],
        ['q', 'n = 2', false, 'write to n, plain'],
    ]);
    expect(endings('lock l: mutex\nthread p { mutex_unlock(l) }')).toEqual([
        ['p', 'mutex_unlock(l)', true, 'lock-misuse'],
    ]);
    expect(endings('var x = 0\nthread p { WRITE_ONCE(x, 1) }\nfinal zero: x == 0')).toEqual([]);
    expect(endings('var x = false\nthread t { loop { if READ_ONCE(x) { return } } }')).toEqual([]);
});

test('what one call of a shared function forgets for the sake of another is no change', () => {
    const many = Array.from({ length: 60 }, (_, n) => `    WRITE_ONCE(x, n + ${n % 3} - ${n % 3})`).join('\n');
    const [story] = stories(`
var x: int 0..9 = 0
fn work(n: int 0..9) {
${many}
}
thread t {
    let kept = READ_ONCE(x) + 3
    work(2)
    WRITE_ONCE(x, kept)
    work(4)
    assert never: false
}
`);
    expect(story!.lines).toHaveLength(122);
    const told = story!.lines.flatMap(line => line.changes.map(words)).filter(text => /^(?:kept|n) /.test(text));
    expect(told).toEqual(['kept = 3', 'n = 2', 'n = 4']);
});

test('the drawing tells the registers that a statement names, and the beginning of a long one', () => {
    const [story] = stories(`
bits word { first: bool, second: int 0..7 }
var a_long_name: word
var another_long_name = 0
var x = 0
fn helper(amount: int 0..9, other: int 0..9): int {
    let sum = READ_ONCE(x) + amount
    return sum + other
}
thread p {
    let here = READ_ONCE(x)
    let far = helper(4, 5)
    assert a: READ_ONCE(another_long_name) + here + far == 9 || a_long_name == word(second: 3) && another_long_name == 4
}
thread q { WRITE_ONCE(x, 2) }
`);
    expect(columns(story!, 60).join('\n')).toMatchInlineSnapshot(`
      "     p                                q
           -                                -
        1                                   WRITE_ONCE(x, 2)
        2  let here = READ_ONCE(x)  // 2
           helper()
        3    let sum = READ_ONCE(x) +
               amount
               // x is 2
        4  assert a: READ_ONCE(
             another_long_name) + here +
             far == 9 || a_long_name =...
             // another_long_name is 0
        5  assert a: READ_ONCE(
             another_long_name) + here +
             far == 9 || a_long_name =...
             ^ a

                          *** VIOLATION a ***"
    `);
});
