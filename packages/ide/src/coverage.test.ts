// What the checks of a script leave untouched, written under the lines that it speaks of.
import { annotate } from '@faultline/dev';
import { createLanguage } from '@faultline/language';
import { expect, test } from 'vitest';
import { checkQuestion } from './check-question.ts';
import { untouched } from './coverage.ts';

const language = createLanguage({ library: new Map() });
const BUDGET = { maxStates: 100_000, maxBytes: 2 ** 28, shouldStop: () => undefined };

function checkUntouched(fixture: string): void {
    const text = fixture.replace(/^\s*\/\/ .*\[.*\n/gm, '');
    const script = language.load('file:///a.race', text, () => undefined);
    const coverages = script.checks.map(question => {
        const checked = checkQuestion(script, question, { model: undefined, params: [] }, BUDGET);
        if (checked.kind === 'errors') throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
        return checked.coverage!;
    });
    const findings = untouched(script.uri, coverages).map(({ code, place, message }) => {
        return { severity: 'warning' as const, code, message, start: place.start, end: place.end };
    });
    expect(annotate(text, findings)).toBe(fixture);
}

test('what one check reaches is reached; what a param switches off is not spoken of', () =>
    checkUntouched(`
param late = false
var x = 0
thread t {
    if late {
        WRITE_ONCE(x, 2)
    }
    if READ_ONCE(x) == 1 {
        WRITE_ONCE(x, 3)
//      ^^^^^^^^^^^^^^^^ warning[unreached]: No check reaches \`WRITE_ONCE(x, 3)\`.
    }
}
check "now" expects pass
`));

test('a wait that never holds is reached, and what follows is not', () =>
    checkUntouched(`
var x = false
thread t {
    wait until x
//  ^^^^^^^^^^^^ warning[never-enabled]: No check gets past \`wait until x\`: what it waits for never holds.
    WRITE_ONCE(x, false)
//  ^^^^^^^^^^^^^^^^^^^^ warning[unreached]: No check reaches \`WRITE_ONCE(x, false)\`.
}
thread u { WRITE_ONCE(x, false) }
check "lost" expects deadlock
`));

test('a statement that waits for ever, or fails, is begun', () =>
    checkUntouched(`
var never = false
var n = 0
var q: list<int 0..9>[1]
thread t {
    let e = wait_killable until never
//          ^^^^^^^^^^^^^^^^^^^^^^^^^ warning[never-enabled]: No check gets past \`let e = wait_killable until never\`: what it waits for never holds.
}
thread u { let z = n == 0 && 1 / n == 0 }
thread v { let z = q.pop() }
check "nothing gets on" expects deadlock, bug range
`));

test('what stands behind a failure does not wait', () =>
    checkUntouched(`
var x = 0
thread t {
    WRITE_ONCE(x, 1)
    WRITE_ONCE(x, 2)
//  ^^^^^^^^^^^^^^^^ warning[unreached]: No check reaches \`WRITE_ONCE(x, 2)\`.
}
invariant zero: x == 0
check "cut" expects violation zero
`));

test('a cover that nothing hits', () =>
    checkUntouched(`
var x = 0
thread t {
    if READ_ONCE(x) == 0 {
        cover zero
    } else {
        cover other
//      ^^^^^^^^^^^ warning[cover-not-hit]: No check hits cover other.
    }
}
check "all" expects pass
`));
