import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('locks, lists, nullable numbers', () =>
    checkDiagnostics(`
struct node { var v: int }
var l: mutex
//     ^^^^^ error[misplaced-type]: A lock is declared with \`lock l: mutex\`.
var n: int?
//     ^^^^ error[misplaced-type]: Only a reference may be null; \`int?\` is none.
var r: ref bool2
//     ^^^^^^^^^ error[misplaced-type]: \`ref\` is for structs; \`bool2\` is none.
enum bool2 { yes }
thread t { let q: list<int>[2] = 1 }
//                ^^^^^^^^^^^^ error[misplaced-type]: A list is a variable: \`var q: list<…>[n]\`.
//                               ^ error[type-mismatch]: Expected a \`list<int>[2]\`, found an \`int\`.
fn f(): &int { return 1 }
//      ^^^^ error[misplaced-type]: Only a parameter stands for a cell.
//                    ^ error[type-mismatch]: Expected a \`&int\`, found an \`int\`.
`));
