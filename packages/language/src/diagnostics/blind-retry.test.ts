import { test } from 'vitest';
import { checkFindings } from '../../test/check-diagnostics.ts';

const FILES = {
    'mmu.race': `
var memory[4]: u8
fn load(a: int): int { return int(mmu_data_load(memory[a])) }
`,
    'uaccess.race': `
import "mmu.race"
const PAGE = 4
var faults = false
/// Role: fault handler
fn handle() { }
fn get(a: int): int {
    loop {
        let value = load(a)
        if !READ_ONCE(faults) { return value }
        handle()
    }
}
fn raw_copy(from: int, n: int): int {
    let i = 0
    while i < n {
        if get(from + i) < 0 { return n - i }
        i += 1
    }
    return 0
}
fn copy_nofault(from: int, n: int): int {
    pagefault_disable()
    let left = raw_copy(from, n)
    pagefault_enable()
    return left
}
fn fault_in(from: int, n: int): int {
    let done = 0
    while done < n {
        if get(from + done) < 0 { return n - done }
        done += PAGE - (from + done) % PAGE
    }
    return 0
}
fn fault_in_untouched(from: int): int { handle(); return from }
fn fault_in_each(from: int, n: int): int {
    let left = fault_in(from, n)
    let i = 1
    while i < n {
        if get(from + i) < 0 { return n - i }
        i += 1
    }
    return left
}
`,
};

test('what faults in looks less closely', () =>
    checkFindings(
        `
import "uaccess.race"
machine { mte sync }
param probe_all = false
param folded = true
var tag = false
thread touches {
    loop {
        let left = 0
        if probe_all { left = fault_in_each(0, 4) } else { left = fault_in(0, 4) }
        if left != 0 { return -EFAULT }
        if copy_nofault(0, 4) == 0 { return 0 }
//         ^^^^^^^^^^^^^^^^^^ info[blind-retry]: \`copy_nofault\` is tried again from the same place, and \`fault_in\` looks at one granule of a page: where the copy fails for a tag, this goes on for ever. In check "one of a page".
    }
}
thread does_not_touch {
    while copy_nofault(0, 4) != 0 {
//        ^^^^^^^^^^^^^^^^^^ info[blind-retry]: \`copy_nofault\` is tried again, and \`fault_in_untouched\` touches no memory, and so looks at no tag: where the copy fails for a tag, this goes on for ever. In checks "one of a page" and "all".
        if fault_in_untouched(0) != 0 { break }
    }
}
thread goes_on {
    let done = 0
    loop {
        let left = copy_nofault(done, 4 - done)
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ info[blind-retry]: \`copy_nofault\` is tried again, and \`fault_in_untouched\` touches no memory, and so looks at no tag: where the copy fails for a tag, this goes on for ever. In checks "one of a page" and "all".
        done = 4 - left
        if left == 0 { return 0 }
        if fault_in_untouched(done) != done { return -EFAULT }
    }
}
fn copy(why: bool): int {
    if copy_nofault(0, 4) == 0 { return 0 }
    if why && !folded { return -EACCES }
    return -EFAULT
}
thread asks_in_vain {
    loop {
        let error = copy(READ_ONCE(tag))
//                  ^^^^^^^^^^^^^^^^^^^^ info[blind-retry]: \`copy\` is tried again, and \`fault_in_untouched\` touches no memory, and so looks at no tag: where the copy fails for a tag, this goes on for ever. In check "all".
        if error == 0 { return 0 }
        let stop = error == -EACCES
        if stop || fault_in_untouched(0) == error { return -EFAULT }
    }
}
check "one of a page" with folded = false expects livelock
check "all" with probe_all = true expects livelock
check "no tags" with machine.mte = off
check "tags later" with machine.mte = async
`,
        FILES,
    ));

test('loops that come to an end', () =>
    checkFindings(
        `
import "uaccess.race"
machine { mte sync }
var stopped = false
thread goes_on {
    let done = 0
    loop {
        let left = copy_nofault(done, 4 - done)
        done = 4 - left
        if left == 0 { return 0 }
        if fault_in(done, left) != 0 { return -EFAULT }
    }
}
thread covers_less {
    let n = 4
    while copy_nofault(0, n) != 0 && n > 0 {
        fault_in_untouched(0)
        n = n / 2
    }
}
thread asks {
    loop {
        let left = copy_nofault(0, 4)
        if left == 0 { return 0 }
        if READ_ONCE(stopped) || fault_in(0, 4) != 0 { return -EFAULT }
    }
}
thread knows_why {
    loop {
        let left = copy_nofault(0, 4)
        if left == 0 { return 0 }
        if left < 4 { return -EFAULT }
        if fault_in(0, 4) != 0 { return -EFAULT }
    }
}
thread faults_itself {
    loop {
        if raw_copy(0, 4) == 0 { return 0 }
        if fault_in(0, 4) != 0 { return -EFAULT }
    }
}
thread once {
    if copy_nofault(0, 4) != 0 { fault_in(0, 4) }
}
`,
        FILES,
    ));
