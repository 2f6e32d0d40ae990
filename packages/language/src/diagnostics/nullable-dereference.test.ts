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

test('what a loop is left with', () =>
    checkDiagnostics(`
struct node { var v: int; var next: ref node? }
var head: ref node? = null
fn first(): int {
    let p = head
    loop {
        p = head
        if p != null { break }
    }
    return p.v
}
fn outer(): int {
    let p = head
    again:
    while true {
        loop {
            p = head
            if p != null { break again }
            break
        }
        p.v = 1
//      ^ warning[nullable-dereference]: \`p\` may be null here.
    }
    return p.v
}
fn either(enough: bool): int {
    let p = head
    while p == null {
        if enough { break }
        p = head
    }
    return p.v
//         ^ warning[nullable-dereference]: \`p\` may be null here.
}
thread t { let sum = first() + outer() + either(true) }
`));

test('conditions of handlers', () =>
    checkDiagnostics(`
struct node { var v: int }
var head: ref node? = null
thread t on cpu0 { }
interrupt i on cpu0 when head.v == 1 { }
//                       ^^^^ warning[nullable-dereference]: \`head\` may be null here.
interrupt j on cpu0 when head != null && head.v == 1 { }
`));
