import { expect, test } from 'vitest';
import { checkDiagnostics, language } from '../../test/check-diagnostics.ts';

test('what can be set', () =>
    checkDiagnostics(`
import kernel.counter
param fenced = true
var shared = 0
const C = 1
lock l: rwsem
lock m: mutex
thread t { count() }
check "a" with fence = false expects pass
//             ^^^^^ error[unknown-override]: There is no param \`fence\`; did you mean \`fenced\`?
check "b" with shared = 1 expects pass
//             ^^^^^^ error[unknown-override]: \`shared\` is a variable; a check can set params only.
check "c" with C = 2 expects pass
//             ^ error[unknown-override]: \`C\` is a constant; a check can set params only.
check "d" with step = 2 expects pass
//             ^^^^ error[unknown-override]: There is no param \`step\`.
check "e" with counter.step = 2, counter.stp = 3 expects pass
//                                       ^^^ error[unknown-override]: \`counter\` has no \`stp\` to set; did you mean \`step\`?
check "f" with machine.rwsem = fair, machine.rwsme = fair expects pass
//                                           ^^^^^ error[unknown-override]: The machine has no knob \`rwsme\`; did you mean \`rwsem\`?
check "g" with l.policy = fair, m.policy = fair expects pass
//                                ^^^^^^ error[unknown-override]: \`m\` has no \`policy\` to set.
check "h" with fenced = true, fenced = false expects pass
//                            ^^^^^^ error[unknown-override]: \`fenced\` is set twice.
check "i" with nothing.at.all = 1 expects pass
//             ^^^^^^^ error[unknown-override]: \`nothing\` is not imported.
`));

test('a module of the library that is not imported is told', () => {
    const { diagnostics } = language.load(
        'file:///main.race',
        'thread t { }\ncheck "a" with counter.step = 2, counter.stp = 3\n',
        () => undefined,
    );
    expect(diagnostics.map(({ message, hint }) => ({ message, hint }))).toEqual([
        { message: '`counter` is not imported.', hint: 'Write `import kernel.counter`.' },
        { message: '`counter` is not imported.', hint: undefined },
    ]);
});
