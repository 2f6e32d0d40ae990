import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('the library', () =>
    checkDiagnostics(`
import kernel.conter
//     ^^^^^^^^^^^^^ error[unknown-import]: The library has no module \`kernel.conter\`; did you mean \`kernel.counter\`?
import counter
//     ^^^^^^^ error[unknown-import]: The library has no module \`counter\`; did you mean \`kernel.counter\`?
import kernel.nothing_like_it
//     ^^^^^^^^^^^^^^^^^^^^^^ error[unknown-import]: The library has no module \`kernel.nothing_like_it\`.
`));

test('files', () =>
    checkDiagnostics(`
import "mine.race"
//     ^^^^^^^^^^^ error[unknown-import]: There is no file \`mine.race\`.
import "./other.race"
//     ^^^^^^^^^^^^^^ error[unknown-import]: There is no file \`./other.race\`.
`));
