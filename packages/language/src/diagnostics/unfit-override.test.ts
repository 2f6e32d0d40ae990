import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('values that make mappings impossible', () =>
    checkDiagnostics(`
machine { granules 2; mte sync }
param n = 1
file x { pages n }
mm P {
    vma a = anon[n] rw
    vma b = anon[1] rw page [3]
    vma big = anon[2] huge page [4]
    vma tagged = anon[1] mte populated tags [1, 2]
    vma of_x = x[n - 1]
}
check "as it is"
check "more granules" with machine.granules = 4
check "no pages"      with n = 0
//                         ^^^^^ error[unfit-override]: With this the script cannot be: \`x\` has no pages; there is no page -1.
check "overlapping"   with n = 2, machine.mte = off
//                         ^^^^^^^^^^^^^^^^^^^^^^^^ error[unfit-override]: With this the script cannot be: \`b\` overlaps \`a\`: both have page 3.
check "larger tables" with machine.pmd_pages = 4
//                         ^^^^^^^^^^^^^^^^^^^^^ error[unfit-override]: With this the script cannot be: \`b\` begins at page 3; the first page that can be mapped is 4.
check "fewer tags"    with machine.granules = 1
//                         ^^^^^^^^^^^^^^^^^^^^ error[unfit-override]: With this the script cannot be: \`tagged\` has one granule; this is tag 2.
check "too many"      with n = 20
//                         ^^^^^^ error[unfit-override]: With this the script cannot be: A file has at most 15 pages; \`x\` has 20.
thread t in P { }
`));
