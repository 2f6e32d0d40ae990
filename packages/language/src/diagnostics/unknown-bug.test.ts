import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('kinds', () =>
    checkDiagnostics(`
check "a" expects bug uaf
//                    ^^^ error[unknown-bug]: There is no bug \`uaf\`; did you mean \`use-after-free\`?
check "b" expects bug use-after-fre
//                    ^^^^^^^^^^^^^ error[unknown-bug]: There is no bug \`use-after-fre\`; did you mean \`use-after-free\`?
check "c" expects bug something
//                    ^^^^^^^^^ error[unknown-bug]: There is no bug \`something\`.
check "d" expects bug sleep-in-atomic, bug use-after-free, bug data-race
`));
