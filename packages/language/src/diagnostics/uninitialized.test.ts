import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('a reference that is never null', () =>
    checkDiagnostics(`
struct node { var v: int }
var first: node
var head: ref node
//  ^^^^ error[uninitialized]: \`head\` is never null and needs a first value.
var good: ref node = first
var list: ref node?
`));
