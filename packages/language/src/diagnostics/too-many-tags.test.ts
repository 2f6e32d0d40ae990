import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('tags of more than there is', () =>
    checkDiagnostics(`
machine { granules 2 }
mm P {
    vma a = anon[1] rw mte populated tags [1, 2]
    vma b = anon[2] rw mte populated tags [1, 1, 2, 2, 3]
//                                                     ^ error[too-many-tags]: \`b\` has 4 granules; this is tag 5.
    vma c = anon[1] rw mte populated tags [16]
//                                         ^^ error[too-many-tags]: A tag is a number from 0 to 15; 16 is none.
    vma d = anon[1] rw mte tags [1]
//                         ^^^^^^^^ error[too-many-tags]: The memory of \`d\` has no tags in the beginning: it is not \`populated\`.
}
`));
