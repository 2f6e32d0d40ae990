import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('lengths and first values', () =>
    checkDiagnostics(`
var n = 3
var a[n]: bool
//    ^ error[not-constant]: The length must be a constant.
var b: int = n
//           ^ error[not-constant]: A first value must be a constant.
var c: int 0..n
//            ^ error[not-constant]: A bound must be a constant.
param p = n
//        ^ error[not-constant]: The value of a param must be a constant.
thread t[n] { n = 1 }
//       ^ error[not-constant]: The number of copies must be a constant.
thread u if n == 3 { n = 1 }
//          ^^^^^^ error[not-constant]: What decides whether it exists must be a constant.
event e times n { n = 1 }
//            ^ error[not-constant]: The budget must be a constant.
final f: all(i in 0..n, a[i])
//                   ^ error[not-constant]: A bound must be a constant.
`));
