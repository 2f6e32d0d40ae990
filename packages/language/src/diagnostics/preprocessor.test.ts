import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('directives', () =>
    checkDiagnostics(`
#include <linux/wait.h>
// @1-24 error[preprocessor]: Another file is brought in with \`import kernel.wait\` or \`import "./mine.race"\`.
#define N 3
// @1-12 error[preprocessor]: A constant is declared with \`const N = 3\`, a function with \`fn\`.
  #ifdef X
//^^^^^^^^ error[preprocessor]: Variants are written with \`param p = false\` and \`if p { … }\`.
var x = true + 1
//      ^^^^ error[bad-operand]: \`+\` needs numbers, found a \`bool\`.
`));
