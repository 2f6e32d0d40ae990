import { AstUtils } from 'langium';
import { expect, test } from 'vitest';
import { language } from '../test/check-diagnostics.ts';
import { isLet, isParam } from './generated/ast.ts';
import { showType } from './types.ts';
import { createTyping } from './typing.ts';

/** The type of every register of a thread with these declarations and this body, and its value if it is a constant. */
function registers(declarations: string, body: string, overrides: Readonly<Record<string, number>> = {}): string {
    const script = language.load(
        'file:///main.race',
        `${declarations}\nthread t {\n${body}\n}\nthread u { let r = true }`,
        () => undefined,
    );
    const errors = script.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
    const params = script.module.declarations.filter(isParam).filter(({ name }) => name in overrides);
    const typing = createTyping(new Map(params.map(param => [param, overrides[param.name]!])));
    return AstUtils.streamAllContents(script.module)
        .filter(isLet)
        .filter(({ name }) => name !== 'r')
        .map(node => {
            const value = typing.constant(node.value);
            return `${node.name}: ${showType(typing.typeOfDeclaration(node))}${value === undefined ? '' : ` = ${value}`}`;
        })
        .join('\n');
}

test('literals are an `int`, cells keep their range', () =>
    expect(
        registers(
            'var small: int 0..3\nvar word: u8\nvar size: size_t\nconst N = 3\nparam p = 2',
            'let a = 1\nlet b = small\nlet c = small + 1\nlet d = word + 1\nlet e = size\nlet f = N\nlet g = p * N\nlet h = -EFAULT\nlet i = int(word)\nlet j = u8(300)\nlet k: int 0..7 = 1',
        ),
    ).toMatchInlineSnapshot(`
      "a: int = 1
      b: int 0..3
      c: int
      d: u8
      e: size_t
      f: int = 3
      g: int = 6
      h: int = -14
      i: int
      j: u8 = 44
      k: int 0..7 = 1"
    `));

test('operators', () =>
    expect(
        registers(
            'var x = 0\nvar a: u8\nvar b: u16',
            'let s = a + b\nlet c = x == 1\nlet d = !(c && true)\nlet e = 7 / 2 * 2 % 4\nlet f = -7 / 2\nlet g = 1 << 4 | 3\nlet h = ~0\nlet i = x << 2\nlet j = u8(0) - 1 == 255\nlet k = false && x == 1',
        ),
    ).toMatchInlineSnapshot(`
      "s: u16
      c: bool
      d: bool
      e: int = 2
      f: int = -3
      g: int = 19
      h: int = -1
      i: int
      j: bool = 1
      k: bool = 0"
    `));

test('the variable of a quantifier is a number, whatever the quantifier is', () => {
    const { diagnostics } = language.load(
        'file:///main.race',
        'var a[3]: int 0..2\nthread t { a[0] = 1 }\nfinal f: !any(i in 1..2, a[i] == i) && count(i in 0..2, i == a[i]) == 1 && all(i in 0..2, i < 3)',
        () => undefined,
    );
    expect(diagnostics).toEqual([]);
});

test('structs, references, lists and arrays', () =>
    expect(
        registers(
            'struct node pool 2 { var value: int 0..3; var next: ref node?; lock l: mutex }\nvar n: node\nvar a[3]: node\nvar q: list<int 0..9>[2]\nbits Pte { dirty: bool, pfn: int 0..3 }\nvar pte: Pte\nenum how { slow, quick }\nvar h: how',
            'let a1 = n\nlet b = &n\nlet c = n.next\nlet d = alloc node\nlet e = a[1].value\nlet f = q.pop()\nlet g = q.empty()\nlet h1 = pte\nlet i = pte.dirty\nlet j = Pte(dirty: true)\nlet k = h\nlet l = how.quick\nlet m = quick',
        ),
    ).toMatchInlineSnapshot(`
      "a1: ref node
      b: ref node
      c: node?
      d: node?
      e: int 0..3
      f: int 0..9
      g: bool
      h1: Pte
      i: bool
      j: Pte
      k: how
      l: how = 1
      m: how = 1"
    `));

test('threads', () =>
    expect(
        registers(
            'var state per thread: int 0..2\nvar hits per cpu: u8\nvar owner: thread?',
            'let a = current\nlet b = current.state\nlet c = u.state\nlet d = this_cpu.hits\nlet e = owner\nlet f = current.index\nlet g = owner == u',
        ),
    ).toMatchInlineSnapshot(`
      "a: thread
      b: int 0..2
      c: int 0..2
      d: u8
      e: thread?
      f: int
      g: bool"
    `));

test('calls', () =>
    expect(
        registers(
            'var x: int 0..3\nlock m: mutex\nlock s: seqcount\nfn f(c: &int 0..3): bool { return READ_ONCE(c) == 1 }\nfn g() { x = 1 }',
            'let a = READ_ONCE(x)\nlet b = cmpxchg(x, 0, 1)\nlet c = atomic_fetch_add(1, x)\nlet d = atomic_dec_and_test(x)\nlet e = mutex_trylock(m)\nlet f1 = mutex_lock_killable(m)\nlet g1 = raw_read_seqcount(s)\nlet h = f(&x)\nlet i = wait_killable until x == 1',
        ),
    ).toMatchInlineSnapshot(`
      "a: int 0..3
      b: int 0..3
      c: int 0..3
      d: bool
      e: bool
      f1: int
      g1: ulong
      h: bool
      i: int"
    `));

test('params may be overridden', () => {
    const declarations = 'param n: int 0..9 = 2\nvar a[n + 1]: int 0..n\nparam quick = true';
    const body = 'let b = a[0]\nlet c = n\nlet d = quick && n > 3';
    expect(registers(declarations, body)).toMatchInlineSnapshot(`
      "b: int 0..2
      c: int 0..9 = 2
      d: bool = 0"
    `);
    expect(registers(declarations, body, { n: 7, quick: 1 })).toMatchInlineSnapshot(`
      "b: int 0..7
      c: int 0..9 = 7
      d: bool = 1"
    `);
});
