import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('two files', () =>
    checkDiagnostics(
        `
import "./b.race"
// @1-18 error[import-cycle]: These files import each other: \`main.race\` → \`b.race\` → \`main.race\`.
`,
        {
            'b.race': 'import "./main.race"\n',
        },
    ));

test('a file and itself', () =>
    checkDiagnostics(`
import "./main.race"
// @1-21 error[import-cycle]: \`main.race\` imports itself.
`));
