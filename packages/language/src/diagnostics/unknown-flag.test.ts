import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('flags of mappings, properties of files', () =>
    checkDiagnostics(`
file x { pages 2; size 1; cached 0 }
file y { page 2 }
//       ^^^^ error[unknown-flag]: A file has no \`page\`; did you mean \`pages\`?
mm P {
    vma a = x[0] shared rw mte populated uffd(missing, wp)
    vma b = x[0] shared populate
//                      ^^^^^^^^ error[unknown-flag]: A mapping has no flag \`populate\`; did you mean \`populated\`?
    vma c = anon[1] exec
//                  ^^^^ error[unknown-flag]: A mapping has no flag \`exec\`.
    vma d = anon[1] uffd(write)
//                       ^^^^^ error[unknown-flag]: There is no \`uffd\` for \`write\`.
}
`));
