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

function afterCheck(fixture: string): string | undefined {
    const { text, cursor } = readFixture(fixture);
    return hover(checked(text), cursor!)?.sections.map(told).join('\n--\n');
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
          On the way to violation both in "nothing goes wrong":
            3 q: x: 0 → 1
            4 p: x: 1 → 1"
        `);
        expect(afterCheck(text.replace('let r', 'let <|>r'))).toMatchInlineSnapshot(`
          "  let r: int
          --
          On the way to violation both in "nothing goes wrong":
            1 p: r = 0"
        `);
    });
});
