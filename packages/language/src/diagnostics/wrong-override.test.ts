import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('values', () =>
    checkDiagnostics(`
enum how { quick, slow }
param readers: int 1..3 = 2
param fenced = true
param way: how = quick
var x = 0
lock l: rwsem
check "a" with readers = 9 expects pass
//                       ^ error[wrong-override]: 9 is outside \`int 1..3\`.
check "b" with readers = true expects pass
//                       ^^^^ error[wrong-override]: Expected an \`int 1..3\`, found a \`bool\`.
check "c" with fenced = 0 expects pass
//                      ^ error[wrong-override]: Expected a \`bool\`, found an \`int\`.
check "d" with way = slow, readers = 3 expects pass
check "e" with way = 1 expects pass
//                   ^ error[wrong-override]: Expected a \`how\`, found an \`int\`.
check "f" with readers = x expects pass
//                       ^ error[wrong-override]: A check sets constants.
check "g" with machine.rwsem = unfair expects pass
//                             ^^^^^^ error[wrong-override]: \`rwsem\` is one of \`fair\`, \`reader_pref\`; \`unfair\` is not.
check "h" with machine.store_buffer = 99 expects pass
//                                    ^^ error[wrong-override]: \`store_buffer\` is a number from 1 to 16; \`99\` is not.
check "i" with l.policy = unfair expects pass
//                        ^^^^^^ error[wrong-override]: \`l\` has no policy \`unfair\`; there are \`fair\`, \`reader_pref\`.
check "j" with way = slwo, fenced = tru expects pass
//                   ^^^^ error[unknown-name]: \`slwo\` is not declared; did you mean \`slow\`?
//                                  ^^^ error[unknown-name]: The name \`tru\` is not declared.
`));

test('what looks like a value and is none is not passed over', () =>
    checkDiagnostics(`
enum how { quick, slow }
param way: how = quick
filesystem slow_fs { }
file f: slow_fs
check "a" with way = slow_fs.slow expects pass
//                   ^^^^^^^ error[not-a-value]: \`slow_fs\` is a filesystem, not a value.
check "b" with way = (slow_fs) expects pass
//                    ^^^^^^^ error[not-a-value]: \`slow_fs\` is a filesystem, not a value.
check "c" with way = slow_fs[0] expects pass
//                   ^^^^^^^ error[not-a-value]: \`slow_fs\` is a filesystem, not a value.
check "d" with way = mutex.slow expects pass
//                   ^^^^^ error[not-a-value]: \`mutex\` is a kind of lock, not a value.
check "e" with way = how.slow expects pass
`));
