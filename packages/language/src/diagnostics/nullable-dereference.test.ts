import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('checks on the way', () =>
    checkDiagnostics(`
struct node pool 1 { var v: int; var next: ref node? }
var head: ref node? = null
fn use(n: node) { n.v = 1 }
thread t {
    let p = READ_ONCE(head)
    p.v = 1
//  ^ warning[nullable-dereference]: \`p\` may be null here.
    if p != null { p.v = 2 }
    use(p)
//      ^ warning[nullable-dereference]: \`p\` may be null here.
    if p == null { return }
    p.v = 3
    use(p)
    p.next.v = 4
//  ^^^^^^ warning[nullable-dereference]: \`p.next\` may be null here.
    if p.next != null && p.next.v == 1 { p.next.v = 5 }
    p = head
    p.v = 6
//  ^ warning[nullable-dereference]: \`p\` may be null here.
}
`));

test('loops', () =>
    checkDiagnostics(`
struct node { var v: int; var next: ref node? }
var head: ref node? = null
thread t {
    let p = head
    while p != null {
        p.v = 1
        p = p.next
    }
    loop {
        let q = head
        if q == null { continue }
        q.v = 2
        if !(q.next == null || q.next.v == 1) { break }
    }
    let r = head
    while r == null { r = head }
    r.v = 1
}
`));

test('an allocation may fail', () =>
    checkDiagnostics(`
struct node pool 1 { var v: int }
thread t {
    let n = alloc node
    n.v = 1
//  ^ warning[nullable-dereference]: \`n\` may be null here.
    assert n != null
    free n
}
`));
