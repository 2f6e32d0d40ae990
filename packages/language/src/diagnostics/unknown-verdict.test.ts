import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('words of people', () =>
    checkDiagnostics(`
check "a" expects hang
//                ^^^^ error[unknown-verdict]: \`hang\` is no verdict; did you mean \`deadlock\`?
check "b" expects deadlok
//                ^^^^^^^ error[unknown-verdict]: \`deadlok\` is no verdict; did you mean \`deadlock\`?
check "c" expects use-after-free
//                ^^^^^^^^^^^^^^ error[unknown-verdict]: \`use-after-free\` is no verdict; did you mean \`bug use-after-free\`?
check "d" expects bug
//                ^^^ error[unknown-verdict]: \`bug\` needs a kind.
check "e" expects deadlock now
//                         ^^^ error[unknown-verdict]: \`deadlock\` takes no name.
check "f" expects pass, deadlock
//                ^^^^ error[unknown-verdict]: \`pass\` says that nothing else occurs; it stands alone.
check "g" expects pass, ...
//                ^^^^ error[unknown-verdict]: \`pass\` says that nothing else occurs; it stands alone.
check "h" expects deadlock, deadlock
//                          ^^^^^^^^ warning[unknown-verdict]: This outcome is listed twice.
check "i" expects nonsense
//                ^^^^^^^^ error[unknown-verdict]: \`nonsense\` is no verdict; there are \`pass\`, \`deadlock\`, \`livelock\`, \`violation\`, \`bug\`.
`));
