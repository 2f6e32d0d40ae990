import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('values and objects', () =>
    checkDiagnostics(`
const a = b + 1
//    ^ error[circular-definition]: The value of \`a\` depends on itself.
const b = a
//    ^ error[circular-definition]: The value of \`b\` depends on itself.
param p = p
//    ^ error[circular-definition]: The value of \`p\` depends on itself.
struct node { var next: node }
//            ^^^^^^^^^^^^^^ error[circular-definition]: An object of \`node\` would contain another \`node\`.
struct left { var r: right }
//            ^^^^^^^^^^^^ error[circular-definition]: An object of \`left\` would contain another \`left\`.
struct right { var l: left }
//             ^^^^^^^^^^^ error[circular-definition]: An object of \`right\` would contain another \`right\`.
struct fine { var f: ref fine? }
`));
