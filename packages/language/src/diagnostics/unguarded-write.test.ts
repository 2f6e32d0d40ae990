import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

const TABLE = `
bits pte { present: bool, write: bool }
struct table pool 2 {
    lock ptl: spinlock
    /// An entry.
    /// Guarded by: ptl
    var entries[2]: pte
}
lock counting: mutex
/// Guarded by: counting
var count = 0
var t: table
fn set_pte(entry: &pte, value: pte) { WRITE_ONCE(entry, value) }
`;

test('written without the lock', () =>
    checkFindings(`${TABLE}
param locked = false
thread sets {
    if locked { spin_lock(t.ptl) }
    set_pte(&t.entries[0], pte(present: true))
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unguarded-write]: \`entries\` is written without \`ptl\`. Through \`set_pte\`. In check "not locked".
    if locked { spin_unlock(t.ptl) }
    xchg(t.entries[1], pte())
//  ^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unguarded-write]: \`entries\` is written without \`ptl\`.
    set_bit(t.entries[1].write)
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unguarded-write]: \`entries\` is written without \`ptl\`.
    count += 1
//  ^^^^^^^^^^ warning[unguarded-write]: \`count\` is written without \`counting\`.
}
check "not locked"
check "locked" with locked = true
`));

test('with it, and in what is new', () =>
    checkFindings(`${TABLE}
thread sets {
    spin_lock(t.ptl)
    set_pte(&t.entries[0], pte(present: true))
    spin_unlock(t.ptl)
    mutex_lock(counting)
    count += 1
    mutex_unlock(counting)
    let seen = count + int(READ_ONCE(count))
    let new = alloc table
    if new != null {
        set_pte(&new.entries[0], pte(present: true))
        WRITE_ONCE(new.entries[1], pte())
        free new
    }
    // allow unguarded-write: nobody else is there
    count = 0
}
`));
