import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('names of machines', () =>
    checkDiagnostics(`
check "a" under arm64 expects pass
//              ^^^^^ error[unknown-model]: There is no memory model \`arm64\`; did you mean \`armv8\`?
check "b" under tos expects pass
//              ^^^ error[unknown-model]: There is no memory model \`tos\`; did you mean \`tso\`?
check "c" under vax expects pass
//              ^^^ error[unknown-model]: There is no memory model \`vax\`; there are \`sc\`, \`tso\`, \`lkmm\`, \`armv8\`.
check "d" under lkmm expects pass
`));
