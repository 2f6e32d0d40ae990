import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('what can be allocated and freed', () =>
    checkDiagnostics(`
struct plain { var v: int }
struct node pool 1 { var v: int }
var p: plain
thread t {
    let a = alloc plain
//                ^^^^^ error[missing-pool]: \`plain\` has no pool to allocate from.
    free p
//       ^ error[missing-pool]: Only a reference can be freed; \`p\` is a \`plain\`.
    free 3
//       ^ error[missing-pool]: Only a reference can be freed; \`3\` is an \`int\`.
    free a
//       ^ error[missing-pool]: \`plain\` has no pool, so its objects are never freed.
    kfree_rcu alloc node
}
`));
