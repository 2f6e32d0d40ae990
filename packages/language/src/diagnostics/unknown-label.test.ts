import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('in checks and properties', () =>
    checkDiagnostics(`
var x = 0
fn f() { inner: x = 1 }
thread p { second: f() }
thread q { f() }
invariant i: !at(p, secnod) && !at(q, second) && !at(q, f.inner) && !at(p, inner)
//                  ^^^^^^ error[unknown-label]: There is no label \`secnod\`; did you mean \`second\`?
//                                    ^^^^^^ error[unknown-label]: There is no label \`second\`.
check "a" expects deadlock at p.secnod
//                              ^^^^^^ error[unknown-label]: \`p\` has no label \`secnod\`; did you mean \`second\`?
check "b" expects deadlock at q.f.inner
check "c" expects deadlock at nobody.inner
//                            ^^^^^^ error[unknown-label]: There is no thread or function \`nobody\`.
check "d" expects deadlock at zzz
//                            ^^^ error[unknown-label]: There is no label \`zzz\`.
`));
