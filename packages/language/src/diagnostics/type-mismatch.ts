// # type-mismatch
//
// What it does: reports a value of one type where another is expected.
//
// Why: a `bool` is not a number here and a number is not a reference, as in the kernel's own style guide if not in C.
//
// Example:
//
//     var flag = false
//     thread t { flag = 1 }
//
// Use instead: a value of the type, `flag = true`; for a number that is a truth, `n != 0`; `int(b)` the other way round.
import { misfitRule } from './misfit.ts';

export const typeMismatch = misfitRule('type-mismatch', 'type');
