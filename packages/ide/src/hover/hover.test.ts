import { readFixture } from '@faultline/dev';
import { describe, expect, test } from 'vitest';
import { checked, load } from '../testing/editor.ts';
import type { HoverSection } from './hover.ts';
import { hover } from './hover.ts';

function told(section: HoverSection): string {
    switch (section.kind) {
        case 'code':
            return `  ${section.text.replaceAll('\n', '\n  ')}`;
        case 'text':
            return section.text;
        case 'table':
            return [
                `${section.title}:`,
                `  ${['', ...section.columns].join(' | ')}`,
                ...section.rows.map(
                    ({ cells, isOnPath, links }) =>
                        `${isOnPath ? '>' : ' '} ${[...cells, links.map(({ text }) => text).join(', ')].join(' | ')}`,
                ),
                ...(section.note === undefined ? [] : [section.note]),
            ].join('\n');
        case 'steps':
            return [
                `${section.title}:`,
                ...section.steps.map(
                    ({ step, thread, text, isHere }) => `${isHere ? '>' : ' '} ${step} ${thread}: ${text}`,
                ),
            ].join('\n');
    }
}

function at(fixture: string): string | undefined {
    const { text, cursor } = readFixture(fixture);
    return hover({ script: load(text), run: undefined }, cursor!)
        ?.sections.map(told)
        .join('\n--\n');
}

function afterCheck(fixture: string, maxStates?: number): string | undefined {
    const { text, cursor } = readFixture(fixture);
    return hover(checked(text, maxStates), cursor!)?.sections.map(told).join('\n--\n');
}

describe('what it is', () => {
    test.each([
        ['/// How many.\nvar <|>x: int 0..3 = 1', '  var x: int 0..3 = 1\n--\nHow many.'],
        ['var x = true\nthread t { let r = x\n let q = <|>r }', '  let r: bool'],
        ['struct s { /// The size.\n var <|>a: u8 }', '  var s.a: u8'],
        ['lock l: rwsem(reader_pref)\nthread t { down_read(<|>l) }', '  lock l: rwsem(reader_pref)'],
        ['enum E { A, B }\nvar x = <|>B', '  E.B = 1'],
        ['fn f(a: int): bool { return <|>a == 1 }', '  a: int'],
        [
            '/// Does it.\nfn f(a: int): bool { return true }\nthread t { <|>f(1) }',
            '  fn f(a: int): bool\n--\nDoes it.',
        ],
        ['param p = false\ncheck "c" with <|>p = true expects pass', '  param p: bool = false'],
        ['// no <|>words here', undefined],
    ])('%j', (fixture, expected) => expect(at(fixture)).toBe(expected));
    test('a function of the library says where it is from', () =>
        expect(at('import kernel.pins\nthread t { <|>pin_page(1) }')).toMatchInlineSnapshot(`
          "  fn pin_page(n: int)
          --
          Takes a pin (pin_page()).
          --
          Declared in \`kernel.pins\`."
        `));
    test('an operation of a lock says of which kind', () =>
        expect(at('lock l: mutex\nthread t { <|>mutex_lock(l) }')).toContain('An operation of `mutex`.'));
    test('a knob', () => expect(at('machine { <|>rwsem fair }')).toContain('machine.rwsem: fair | reader_pref = fair'));
    test('a verdict', () => expect(at('check "c" expects <|>deadlock')).toMatch(/^\*\*deadlock\*\*: /));
    test('a kind of bug', () =>
        expect(at('check "c" expects bug sleep-in-<|>atomic')).toMatch(/^\*\*sleep-in-atomic\*\*: /));
    test('a word of the language', () => expect(at('<|>invariant i: true')).toContain('every state'));
});

describe('what the counterexample does to it', () => {
    const ABBA = `lock a: mutex
lock b: mutex
thread p { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a) }
thread q { mutex_lock(b); mutex_lock(<|>a); mutex_unlock(a); mutex_unlock(b) }
`;
    test('a lock: who took it', () =>
        expect(afterCheck(ABBA)).toMatchInlineSnapshot(`
          "  lock a: mutex
          --
          Before this step: \`free\`. After it: \`held by q\`.
          --
          Locks held here: \`b\`.
          --
          Over all 19 reachable states in "nothing goes wrong":
             | a | before | after | written by
            \`free\` | ✓ |  | initially, p: mutex_unlock(a), q: mutex_unlock(a)
            \`held by q\` |  | ✓ | q: mutex_lock(a)
          --
          Where q is stuck: \`a\` is held by p.
          --
          On the way to deadlock in "nothing goes wrong":
            1 p: a: free → held by p"
        `));
    test('a variable and a register', () => {
        const text = `var x = 0
thread p { let r = READ_ONCE(x); WRITE_ONCE(x, r + 1) }
thread q { let r = READ_ONCE(x); WRITE_ONCE(x, r + 1) }
final both: x == 2
`;
        expect(afterCheck(text.replace('var x', 'var <|>x'))).toMatchInlineSnapshot(`
          "  var x: int = 0
          --
          Over all 12 reachable states in "nothing goes wrong":
             | x | written by
            \`0\` | initially
          > \`1\` | p: WRITE_ONCE(x, r + 1), q: WRITE_ONCE(x, r + 1)
            \`2\` | p: WRITE_ONCE(x, r + 1), q: WRITE_ONCE(x, r + 1)
          --
          On the way to violation both in "nothing goes wrong":
            3 q: x: 0 → 1
            4 p: x: 1 → 1"
        `);
        expect(afterCheck(text.replace('let r', 'let <|>r'))).toMatchInlineSnapshot(`
          "  let r: int
          --
          Over all 12 reachable states in "nothing goes wrong":
             |  | value | written by
          > \`p.r\` | \`0\` | 
            \`p.r\` | \`1\` | 
          > \`q.r\` | \`0\` | 
            \`q.r\` | \`1\` | 
          --
          On the way to violation both in "nothing goes wrong":
            1 p: r = 0"
        `);
    });
});

describe('what holds over all states', () => {
    test('a word: a row for each value, its fields as columns, the row on the path marked', () =>
        expect(
            afterCheck(`bits entry { present: bool  write: bool  dirty: bool  pfn: int 0..3 }
var e: entry = entry(present: true, write: true, pfn: 2)
thread hardware { let old = READ_ONCE(e); old.dirty = true; cmpxchg(e, READ_ONCE(e), old) }
thread kernel { let old = READ_ONCE(e); old.write = false; WRITE_ONCE(<|>e, old) }
final nothing_lost: e.dirty
`),
        ).toMatchInlineSnapshot(`
          "  var e: entry = entry(present: true, write: true, pfn: 2)
          --
          Before this step: \`{present, write, pfn: 2}\`, \`{present, write, dirty, pfn: 2}\`. After it: \`{present, pfn: 2}\`, \`{present, dirty, pfn: 2}\`.
          --
          Over all 18 reachable states in "nothing goes wrong":
             | write | dirty | before | after | written by
          > \`1\` | \`0\` | ✓ |  | initially
            \`0\` | \`0\` |  | ✓ | kernel: WRITE_ONCE(e, old)
            \`1\` | \`1\` | ✓ |  | hardware: cmpxchg(e, READ_ONCE(e), old)
            \`0\` | \`1\` |  | ✓ | hardware: cmpxchg(e, READ_ONCE(e), old), kernel: WRITE_ONCE(e, old)
          --
          Before step 4 (kernel): \`e\` is {present, write, pfn: 2}.
          --
          On the way to violation nothing_lost in "nothing goes wrong":
            2 hardware: e is {present, write, pfn: 2}
          > 4 kernel: e: {present, write, pfn: 2} → {present, pfn: 2}
            5 hardware: e is {present, pfn: 2}"
        `));
    test('a declaration: every value, and who wrote it', () =>
        expect(
            afterCheck(`var <|>x: int 0..3 = 0
thread p { WRITE_ONCE(x, 1) }
thread q { WRITE_ONCE(x, 2) }
`),
        ).toMatchInlineSnapshot(`
          "  var x: int 0..3 = 0
          --
          Over all 5 reachable states in "nothing goes wrong":
             | x | written by
            \`0\` | initially
            \`1\` | p: WRITE_ONCE(x, 1)
            \`2\` | q: WRITE_ONCE(x, 2)"
        `));
    test('locks held at an access', () =>
        expect(
            afterCheck(`lock l: rwsem
lock m: mutex
var x: int 0..3 = 0
param both = true
fn add() { WRITE_ONCE(<|>x, 1) }
thread p { down_read(l); add(); up_read(l) }
thread q { down_read(l); mutex_lock(m); add(); mutex_unlock(m); up_read(l) }
`),
        ).toMatchInlineSnapshot(`
          "  var x: int 0..3 = 0
          --
          Before this step: \`0\`, \`1\`. After it: \`1\`.
          --
          Locks held here: \`l\`; sometimes \`m\`.
          --
          Over all 24 reachable states in "nothing goes wrong":
             | x | before | after | written by
            \`0\` | ✓ |  | initially
            \`1\` | ✓ | ✓ | p: WRITE_ONCE(x, 1), q: WRITE_ONCE(x, 1)"
        `));
    test('a call: what it came to, and what it changes', () =>
        expect(
            afterCheck(`var x: int 0..3 = 0
/// Takes it, or not.
fn take(): int {
    if READ_ONCE(x) == 1 { return -EBUSY }
    WRITE_ONCE(x, 2)
    return 0
}
thread p { let r = <|>take() }
thread q { WRITE_ONCE(x, 1) }
`),
        ).toMatchInlineSnapshot(`
          "  fn take(): int
          --
          Over all executions in "nothing goes wrong", this call:
          - returns -EBUSY
          - returns 0

          It changes:
          - \`x\`: \`0\`, \`1\` → \`2\`
          --
          Takes it, or not."
        `));
    test('a fence: what it orders, and what becomes of the verdicts without it', () =>
        expect(
            afterCheck(`var x = 0
var y = 0
thread p { WRITE_ONCE(x, 1); <|>smp_mb(); let r = READ_ONCE(y) }
thread q { WRITE_ONCE(y, 1); smp_mb(); let r = READ_ONCE(x) }
final somebody_sees: p.r == 1 || q.r == 1
check "ordered" under tso expects pass
`),
        ).toMatchInlineSnapshot(`
          "  smp_mb()
          --
          Here \`WRITE_ONCE(x, 1)\` reaches memory before \`let r = READ_ONCE(y)\` is done.

          Without it "ordered" is violation somebody_sees (now: pass).
          --
          A full barrier (\`smp_mb()\`): every earlier access has taken effect before any later one.

          Under \`tso\` it waits until the own store buffer is empty."
        `));
    test('a thread: the locks it holds at some time', () =>
        expect(
            afterCheck(`lock l: mutex
lock m: mutex
thread <|>p { mutex_lock(l); mutex_lock(m); mutex_unlock(m); mutex_unlock(l) }
`),
        ).toMatchInlineSnapshot(`
          "  thread p
          --
          Locks that it holds at some time: \`l\`, \`m\` (in "nothing goes wrong")."
        `));
    test('what was cut short says so', () =>
        expect(
            afterCheck(
                `var <|>x: int 0..3 = 0
thread p { WRITE_ONCE(x, 1); WRITE_ONCE(x, 2) }
`,
                2,
            ),
        ).toMatchInlineSnapshot(`
          "  var x: int 0..3 = 0
          --
          In 3 states in "nothing goes wrong":
             | x | written by
            \`0\` | initially
            \`1\` | p: WRITE_ONCE(x, 1)
            \`2\` | p: WRITE_ONCE(x, 2)
          The search ran out of states: there may be more values."
        `));
    test('many values are not a wall of text', () => {
        const told = afterCheck(`var <|>x: u8 = 0
thread p { let i = 0; while i < 40 { WRITE_ONCE(x, u8(i)); i += 1 } }
`);
        expect(told?.split('\n').length).toBeLessThan(20);
        expect(told).toContain('32 more values are not shown.');
    });
});
