import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('modes and policies', () =>
    checkDiagnostics(`
lock g: mode
//      ^^^^ error[lock-options]: A \`mode\` lock lists its modes: \`{ SH: SH; EX: }\`.
lock m: mutex { SH: SH }
//      ^^^^^ error[lock-options]: A \`mutex\` has no modes.
lock n: mutex(fair)
//            ^^^^ error[lock-options]: A \`mutex\` has no policies.
lock o: rwsem(unfair)
//            ^^^^^^ error[lock-options]: A \`rwsem\` is one of \`fair\`, \`reader_pref\`.
lock p: rwsem(reader_pref)
`));
