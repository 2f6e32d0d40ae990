import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('mappings with a page in common', () =>
    checkDiagnostics(`
mm P {
    vma a = anon[2] rw page [3]
    vma b = anon[1] rw
    vma c = anon[2] rw page [4]
//      ^ error[overlapping-vmas]: \`c\` overlaps \`a\`: both have page 4.
    vma d = anon[1] page [1]
//      ^ error[overlapping-vmas]: \`d\` begins at page 1; the first page that can be mapped is 2.
}
mm Q { vma a = anon[2] rw page [3] }
`));
