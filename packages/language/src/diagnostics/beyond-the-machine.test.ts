import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('more than there is', () =>
    checkDiagnostics(`
machine { granules 2 }
file x { pages 15 }
file y { pages 16 }
//   ^ error[beyond-the-machine]: A file has at most 15 pages; \`y\` has 16.
mm P {
    vma a = anon[1] rw
    vma b = anon[0] rw page [4]
//               ^ error[beyond-the-machine]: A mapping has at least one page.
    vma c = none[0]
//               ^ error[beyond-the-machine]: A mapping has at least one page.
    vma d = anon[1] rw page [2048]
//                     ^^^^^^^^^^^ error[beyond-the-machine]: An address space has 4096 granules; \`d\` ends at 4098.
}
mm R { vma last = anon[2] rw page [2046] }
mm Q { vma many = anon[2047] }
//         ^^^^ error[beyond-the-machine]: An address space has 4096 granules; \`many\` ends at 4098.
`));
