import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('members and results', () =>
    checkDiagnostics(`
struct node { var v: int }
var n: node
fn f() -> int { return 1 }
//     ^^ error[c-arrow]: The result of a function is written \`: type\`.
thread t { n->v = true }
//          ^^ error[c-arrow]: A member is reached with \`.\`.
`));
