import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('on either side', () =>
    checkDiagnostics(`
var x = 0
fn f(p: &int) {
    *p = 1
//  ^ error[c-dereference]: There is no \`*p\`; \`p\` itself stands for the cell, and \`p.x\` for a member.
    x = *p
//      ^ error[c-dereference]: There is no \`*p\`; \`p\` itself stands for the cell, and \`p.x\` for a member.
    x = x * p
}
`));
