import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

const TABLE = `
struct frame pool 1 { var count = 0 }
bits pte { present: bool, write: bool, pfn: ref frame }
struct table {
    lock ptl: spinlock
    /// Guarded by: ptl
    var entries[2]: pte
}
local struct fault { orig: pte }
var t: table
var other = 0
fn get(entry: &pte): pte { return READ_ONCE(entry) }
fn set(entry: &pte, value: pte) { WRITE_ONCE(entry, value) }
`;
const READ = 'A value of `entries` that was read without `ptl` is used with it held, unchecked.';

test('relied on without a look', () =>
    checkFindings(`${TABLE}
thread written_back {
    let entry = get(&t.entries[0])
    spin_lock(t.ptl)
    entry.write = true
    set(&t.entries[0], entry)
//  ^^^^^^^^^^^^^^^^^^^^^^^^^ warning[stale-use]: ${READ} Through \`set\`.
    spin_unlock(t.ptl)
}
thread followed {
    let entry = READ_ONCE(t.entries[0])
    if !entry.present { return }
    spin_lock(t.ptl)
    WRITE_ONCE(entry.pfn.count, 1)
//             ^^^^^^^^^^^^^^^ warning[stale-use]: ${READ}
    spin_unlock(t.ptl)
}
thread compared_before {
    let vmf = fault(orig: get(&t.entries[0]))
    spin_lock(t.ptl)
    let same = get(&t.entries[0]) == vmf.orig
    spin_unlock(t.ptl)
    spin_lock(t.ptl)
    if same { WRITE_ONCE(vmf.orig.pfn.count, 1) }
//                       ^^^^^^^^^^^^^^^^^^ warning[stale-use]: ${READ}
    spin_unlock(t.ptl)
}
thread filled_blindly {
    let entry = get(&t.entries[0])
    if entry.present { return }
    spin_lock(t.ptl)
    WRITE_ONCE(t.entries[0], pte(present: true))
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[stale-use]: ${READ}
    if entry.write { WRITE_ONCE(other, 1) }
    spin_unlock(t.ptl)
}
`));

test('compared, or read under the lock', () =>
    checkFindings(`${TABLE}
fn make_writable(vmf: fault) {
    let entry = vmf.orig
    entry.write = true
    set(&t.entries[0], entry)
}
thread compared {
    let vmf = fault(orig: get(&t.entries[0]))
    if !vmf.orig.present { return }
    spin_lock(t.ptl)
    let unchanged = get(&t.entries[0]) == vmf.orig
    if unchanged { make_writable(vmf) }
    spin_unlock(t.ptl)
}
thread read_again {
    let entry = get(&t.entries[0])
    if !entry.present { return }
    spin_lock(t.ptl)
    entry = get(&t.entries[0])
    if entry.present { WRITE_ONCE(entry.pfn.count, 1) }
    set(&t.entries[0], pte())
    spin_unlock(t.ptl)
}
thread lockless {
    let entry = get(&t.entries[0])
    if entry.present { WRITE_ONCE(entry.pfn.count, 1) }
}
thread compared_by_the_exchange {
    let entry = get(&t.entries[0])
    spin_lock(t.ptl)
    let new = entry
    new.write = true
    if cmpxchg(t.entries[0], entry, new) == entry { WRITE_ONCE(entry.pfn.count, 1) }
    spin_unlock(t.ptl)
}
thread exchanged {
    spin_lock(t.ptl)
    let old = xchg(t.entries[0], pte())
    if old.present { WRITE_ONCE(old.pfn.count, 1) }
    spin_unlock(t.ptl)
}
`));

test('settled by a lock: written without it, and relied on with it only after a look', () =>
    checkFindings(`
struct inode { var pages = 0 }
struct folio pool 1 {
    lock lock: folio
    /// Settled by: lock
    var mapping: inode? = null
}
var x: inode
var f: folio
thread truncates { WRITE_ONCE(f.mapping, null) }
thread blind {
    let owner = READ_ONCE(f.mapping)
    if owner == null { return }
    folio_lock(f.lock)
    WRITE_ONCE(owner.pages, 1)
//             ^^^^^^^^^^^ warning[stale-use]: A value of \`mapping\` that was read without \`lock\` is used with it held, unchecked.
    folio_unlock(f.lock)
}
thread looks {
    let owner = READ_ONCE(f.mapping)
    if owner == null { return }
    folio_lock(f.lock)
    if READ_ONCE(f.mapping) == owner { WRITE_ONCE(owner.pages, 1) }
    folio_unlock(f.lock)
}
`));

test('who fills it blindly does so for a caller who has read it', () =>
    checkFindings(`${TABLE}
fn fill(looks: bool) {
    spin_lock(t.ptl)
    if !looks || !get(&t.entries[0]).present { set(&t.entries[0], pte(present: true)) }
//                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[stale-use]: ${READ} Through \`set\`.
    spin_unlock(t.ptl)
}
fn zap() {
    spin_lock(t.ptl)
    set(&t.entries[0], pte())
    spin_unlock(t.ptl)
}
thread relies {
    let vmf = fault(orig: get(&t.entries[0]))
    if !vmf.orig.present { fill(false) }
    if vmf.orig.write { WRITE_ONCE(other, 1) }
}
thread looks {
    let entry = get(&t.entries[0])
    if !entry.present { fill(true) }
    if entry.write { WRITE_ONCE(other, 1) }
}
thread relies_on_nothing {
    zap()
    let entry = get(&t.entries[0])
    if entry.present { WRITE_ONCE(other, 1) }
}
`));

test('compared by a function of a function, and the lock of a new object', () =>
    checkFindings(`${TABLE}
fn pte_same(entry: &pte, orig: pte): bool { return get(&entry) == orig }
fn lock_if_same(orig: pte): bool {
    spin_lock(t.ptl)
    if pte_same(&t.entries[0], orig) { return true }
    spin_unlock(t.ptl)
    return false
}
thread compared {
    let entry = get(&t.entries[0])
    if !lock_if_same(entry) { return }
    entry.write = true
    set(&t.entries[0], entry)
    spin_unlock(t.ptl)
}
struct owner pool 1 { lock lock: mutex; var count = 0 }
struct folio pool 2 {
    lock lock: mutex
    /// Guarded by: lock
    var owner: owner? = null
}
var f: folio
thread unrelated {
    let owner = READ_ONCE(f.owner)
    let new = alloc folio
    if new == null || owner == null { return }
    mutex_lock(new.lock)
    WRITE_ONCE(owner.count, 1)
    mutex_unlock(new.lock)
}
`));
