import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('huge mappings that are not whole', () =>
    checkDiagnostics(`
file x { pages 4 }
mm P {
    vma a = anon[1] rw
    vma b = anon[2] rw huge
    vma c = anon[3] rw huge
//                     ^^^^ error[misaligned-huge]: \`c\` has 3 pages, which makes no whole huge pages.
    vma d = x[1..2] rw huge
//            ^ error[misaligned-huge]: No huge page begins at page 1 of the file.
    vma e = anon[2] huge page [13]
//                       ^^^^^^^^^ error[misaligned-huge]: No huge page begins at page 13.
}
`));

test('the size of a huge page is a knob', () =>
    checkDiagnostics(`
machine { pmd_pages 3 }
mm P { vma c = anon[3] rw huge }
`));
