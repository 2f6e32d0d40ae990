import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('pages that a file has no room for', () =>
    checkDiagnostics(`
file x { pages 2 }
file y
mm P {
    vma a = x[0..1] shared rw
    vma b = x[1..2] shared rw
//               ^ error[mapping-beyond-file]: \`x\` has 2 pages, 0..1; there is no page 2.
    vma c = y[1]
//            ^ error[mapping-beyond-file]: \`y\` has one page, page 0; there is no page 1.
    vma d = x[1..0]
//               ^ error[mapping-beyond-file]: The last page comes before the first.
}
`));

test('pages of the page cache, and the size', () =>
    checkDiagnostics(`
param n = 3
file x { pages 2; cached 0..1; size 2 }
file y { pages 2; cached 1..n; size n }
//                          ^ error[mapping-beyond-file]: \`y\` has 2 pages, 0..1; there is no page 3.
//                                  ^ error[mapping-beyond-file]: \`y\` has 2 pages, 0..1; its size cannot be 3.
file z { pages 0 }
mm P { vma a = z[0] }
//               ^ error[mapping-beyond-file]: \`z\` has no pages; there is no page 0.
`));
