// Types and values: ranges, wrapping, indices, references, lifetimes.
import { expect, test } from 'vitest';
import { outcomesOf } from './testing/check-script.ts';

test('leaving a range is a bug, where the value is assigned', () => {
    expect(outcomesOf('var x: int 0..3 = 3\nthread t { x = x + 1 }')).toBe('bug range');
    expect(outcomesOf('var x: int 0..3 = 3\nthread t { let y = x + 1\nassert y == 4 }')).toBe('pass');
    expect(outcomesOf('thread t { let y: int 0..3 = 3\ny += 1 }')).toBe('bug range');
    expect(outcomesOf('thread t { let y = 32767\ny = y + 1 }')).toBe('bug range');
});

test('unsigned values wrap', () =>
    expect(
        outcomesOf(`
var a: u8 = 255
var b: u16 = 0
var c: u32 = 4294967295
thread t { a = a + 1
b = b - 1
c += 1
assert a == 0 && b == 65535 && c == 0 }`),
    ).toBe('pass'));

test('an index out of range is a bug', () => {
    expect(outcomesOf('var a[2] = 0\nvar i = 2\nthread t { a[i] = 1 }')).toBe('bug range');
    expect(outcomesOf('var a[2] = 0\nvar i = 1\nthread t { a[i] = 1 }\nfinal set: a[1] == 1 && a[0] == 0')).toBe(
        'pass',
    );
});

test('division by zero is a bug', () => expect(outcomesOf('var z = 0\nthread t { let r = 4 / z }')).toBe('bug range'));

test('following null is a bug', () =>
    expect(outcomesOf('struct node { var v = 1 }\nvar p: ref node? = null\nthread t { let r = p.v }')).toBe(
        'bug null-deref',
    ));

test('fields of objects, nested and in arrays, are cells of their own', () =>
    expect(
        outcomesOf(`
struct inner { var v = 3 }
struct outer { var one: inner
var many[2]: inner
var next: ref inner? = null }
var a: outer
var b[2]: outer
thread t { b[1].many[1].v = 5
a.next = &b[1].many[1]
let p = a.next
assert p.v == 5
assert a.one.v == 3 && b[0].many[1].v == 3 && b[1].many[0].v == 3 }`),
    ).toBe('pass'));

test('structs and cells pass by reference, values by value', () =>
    expect(
        outcomesOf(`
struct box { var v = 0 }
var b: box
var x = 0
fn fill(into: box, cell: &int, n: int) { into.v = n
cell = n + 1
n = 0 }
thread t { let n = 4
fill(b, &x, n)
assert b.v == 4 && x == 5 && n == 4 }`),
    ).toBe('pass'));

test('a pool gives objects until it is empty, and takes them back', () =>
    expect(
        outcomesOf(`
struct node pool 2 { var v = 7 }
thread t { let a = alloc node
let b = alloc node
let c = alloc node
assert c == null && a != null && b != null && a != b
if a != null { a.v = 1
free a }
let d = alloc node
if d != null { assert fresh: d.v == 7
free d }
free b }`),
    ).toBe('pass'));

test('an object that nobody refers to in the end is a leak', () => {
    expect(outcomesOf('struct node pool 1 { var v = 0 }\nthread t { let a = alloc node }')).toBe('bug leak');
    expect(
        outcomesOf('struct node pool 1 { var v = 0 }\nvar kept: ref node? = null\nthread t { kept = alloc node }'),
    ).toBe('pass');
});

test('using what was freed is use-after-free, freeing it again a double-free', () => {
    const program = (use: string): string =>
        outcomesOf(`
struct node pool 1 { var v = 0
lock l: spinlock }
var shared: ref node? = null
thread t { let a = alloc node
if a != null { free a
${use} } }`);
    expect(program('let r = a.v')).toBe('bug use-after-free');
    expect(program('a.v = 1')).toBe('bug use-after-free');
    expect(program('spin_lock(a.l)')).toBe('bug use-after-free');
    expect(program('free a')).toBe('bug double-free');
    expect(program('assert a != null')).toBe('pass');
});

test('a copy is stale even when the object is allocated again; comparing does not notice', () =>
    expect(
        outcomesOf(`
struct node pool 1 { var v = 0 }
thread t { let a = alloc node
if a != null { free a
let b = alloc node
assert aba: a == b
let r = a.v
free b } }`),
    ).toBe('bug use-after-free'));

test('a typesafe pool lets stale copies be read, not written', () => {
    const program = (use: string): string =>
        outcomesOf(`
struct node pool 1 typesafe { var v = 3 }
thread t { let a = alloc node
if a != null { free a
${use} } }`);
    expect(program('let r = a.v\nassert r == 3')).toBe('pass');
    expect(program('let r = cmpxchg(a.v, 3, 4)')).toBe('pass');
    expect(program('a.v = 1')).toBe('bug use-after-free');
});

test('a stack object ends with its function', () =>
    expect(
        outcomesOf(`
struct waiter { var done = false }
var queue: ref waiter? = null
fn enqueue() { stack w: waiter
queue = &w }
thread t { enqueue()
let q = queue
if q != null { q.done = true } }`),
    ).toBe('bug use-after-free'));

test('lists are first in, first out', () =>
    expect(
        outcomesOf(`
var q: list<int>[2]
thread t { assert q.empty()
q.push(4)
q.push(5)
assert q.contains(5) && !q.contains(6)
let a = q.pop()
assert a == 4
let was = q.remove(5)
assert was && q.empty()
let no = q.remove(5)
assert !no
q.push(6)
q.push(7) }
final full: q.contains(6) && q.contains(7)`),
    ).toBe('pass'));

test('the first of a list, looked at in a property, a wait and an assertion', () => {
    const list = (rest: string) => `
struct node { var v: int 0..3 }
var a: node
var b: node
var lists: two
struct two { var early: list<ref node>[1]
var late: list<ref node>[2] }
thread t { a.v = 1
b.v = 2
lists.late.push(&a)
lists.late.push(&b)
lists.late.pop() }
thread u { wait until !lists.late.empty() && lists.late.first().v == 2 }
${rest}`;
    expect(outcomesOf(list('final last: lists.late.first() == &b && lists.late.first().v == 2'))).toBe('pass');
    expect(outcomesOf(list('final last: lists.late.first().v == 1'))).toBe('violation last');
    // What cannot be evaluated makes a comparison of a property false, either way.
    expect(outcomesOf(list('final none: lists.early.first() != &a'))).toBe('violation none');
    expect(outcomesOf(list('final none: lists.early.first() == &a'))).toBe('violation none');
    expect(outcomesOf(list('thread w { assert lists.early.first().v == 2 }'))).toBe('bug range');
});

test('a list that overflows is a bug', () =>
    expect(outcomesOf('var q: list<int>[1]\nthread t { q.push(1)\nq.push(2) }')).toBe('bug range'));

test('what waits to be pushed goes stale with the object', () =>
    expect(
        outcomesOf(`
struct node pool 1 { var v: int 0..1 }
var p: ref node? = null
var q: list<ref node>[1]
thread a { let o = alloc node
if o == null { return }
WRITE_ONCE(p, o)
q.push(o)
pushed: smp_mb() }
thread b { let o = READ_ONCE(p)
assume o != null && at(a, pushed) && q.empty()
free o
wait until !q.empty()
let m = q.pop()
let v = READ_ONCE(m.v) }
check "it" under tso expects bug use-after-free`),
    ).toBe('bug use-after-free'));

test('an argument may be a call of the function itself', () =>
    expect(
        outcomesOf(`
var v = 1
fn pair(a: int, b: int): int { return a * 10 + b }
thread t { let x = READ_ONCE(v)
let r = pair(x + 1, pair(x + 2, pair(v, 4)))
assert right: r == 20 + 30 + 14 }`),
    ).toBe('pass'));

test('variables per thread and per cpu', () =>
    expect(
        outcomesOf(`
var mine per thread: int = 0
var here per cpu: int = 0
thread a on cpu0 { current.mine = 1
this_cpu.here = 2 }
thread b on cpu1 { current.mine = 3
this_cpu.here = 4 }
final apart: a.mine == 1 && b.mine == 3`),
    ).toBe('pass'));

test('enums, match and words', () =>
    expect(
        outcomesOf(`
enum Kind { none, present, swap }
bits Pte { kind: Kind
pfn: int 0..3 }
var pte: Pte = Pte(kind: swap, pfn: 2)
thread t { let p = pte
match p.kind { none, present => { assert wrong: false }
swap => { assert p.pfn == 2 }
else => { assert wrong: false } }
p.kind = present
pte = p }
final set: pte.kind == present && pte.pfn == 2`),
    ).toBe('pass'));

test('labelled break and continue', () =>
    expect(
        outcomesOf(`
var n: int 0..9 = 0
thread t { let i = 0
outer: while i < 3 { i += 1
loop { if i == 2 { continue outer }
n = n + 1
break outer } } }
final once: n == 1`),
    ).toBe('pass'));

test('what a thread returns is its result, and its registers stay for properties', () =>
    expect(
        outcomesOf(`
var x = 0
thread t { let r = READ_ONCE(x)
WRITE_ONCE(x, 5)
return r + 1 }
final result: t.result == 1 && t.r == 0`),
    ).toBe('pass'));

test('values of read-modify-writes', () =>
    expect(
        outcomesOf(`
var x: int 0..9 = 3
thread t { let a = xchg(x, 4)
let b = cmpxchg(x, 9, 5)
let c = cmpxchg(x, 4, 5)
let d = atomic_add_return(2, x)
let e = atomic_dec_and_test(x)
let f = atomic_add_unless(x, 1, 6)
let g = atomic_add_unless(x, 1, 0)
atomic_inc(x)
assert a == 3 && b == 4 && c == 4 && d == 7 && !e && !f && g && x == 8 }`),
    ).toBe('pass'));

test('a read-modify-write keeps the range of its cell', () => {
    expect(outcomesOf('var x: int 0..3 = 3\nthread t { atomic_inc(x) }')).toBe('bug range');
    expect(outcomesOf('var x: int 0..3 = 3\nthread t { let r = atomic_inc_return(x) }')).toBe('bug range');
    expect(outcomesOf('var x: u8 = 255\nthread t { atomic_inc(x) }\nfinal wrapped: x == 0')).toBe('pass');
});

test('fields of words: compound assignment, in registers, parameters and ghosts', () =>
    expect(
        outcomesOf(`
bits Page { dirty: bool
count: int 0..7 }
var page: Page = Page(count: 3)
ghost var shadow: Page = Page(count: 3)
fn marked(p: Page): Page { p.dirty = true
p.count += 1
return p }
thread t { page.count += 2
shadow = page
let r = page
r.count -= 1
let m = marked(r)
assert page.count == 5 && shadow.count == 5 && !page.dirty
assert r.count == 4 && !r.dirty && m.count == 5 && m.dirty
page.count += 3 }`),
    ).toBe('bug range'));

test('a callback does not ask for another one', () =>
    expect(() =>
        outcomesOf(`
struct node pool 1 { var v = 0 }
fn again(p: ref node) { kfree_rcu p }
thread t { let n = alloc node
if n != null { call_rcu(n, again) } }`),
    ).toThrow('callback-in-callback'));

test('a callback runs its function', () =>
    expect(
        outcomesOf(`
struct node pool 1 { var v = 0 }
var ran = 0
fn release(p: ref node) { WRITE_ONCE(ran, p.v)
free p }
thread t { let n = alloc node
if n != null { n.v = 7
call_rcu(n, release) } }
final released: ran == 7`),
    ).toBe('pass'));
