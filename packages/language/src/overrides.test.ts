import { expect, test } from 'vitest';
import { language } from '../test/check-diagnostics.ts';
import { knobValue, NO_OVERRIDES, overrideFromText } from './overrides.ts';

const script = language.load(
    'file:///main.race',
    `import kernel.counter
enum how { slow, quick }
param way: how = slow
param readers: int 1..3 = 2
param fenced = true
lock l: rwsem
machine { store_buffer readers; rcu preempt }
thread t { count() }
`,
    () => undefined,
);

function given(text: string): unknown {
    const overrides = overrideFromText(script, text);
    if (typeof overrides === 'string') return overrides;
    const { params, knobs, policies } = overrides;
    return Object.fromEntries([
        ...[...params].map(([{ name }, value]) => [name, value]),
        ...knobs,
        ...[...policies].map(([{ name }, value]) => [name, value]),
    ]);
}

test.each([
    ['readers=3', { readers: 3 }],
    ['fenced = false', { fenced: 0 }],
    ['way=quick', { way: 1 }],
    ['counter.step=-2', { step: -2 }],
    ['machine.rwsem=reader_pref', { rwsem: 1 }],
    ['machine.store_buffer=2', { store_buffer: 2 }],
    ['l.policy=reader_pref', { l: 1 }],
    ['readers=4', '`readers` is a number from 1 to 3; `4` is not.'],
    ['readers=many', '`readers` is a number from 1 to 3; `many` is not.'],
    ['fenced=1', '`fenced` is one of `false`, `true`; `1` is not.'],
    ['way=fast', '`way` is one of `slow`, `quick`; `fast` is not.'],
    ['writers=1', 'There is no param, knob or lock policy `writers`.'],
    ['machine.rwsem=unfair', '`rwsem` is one of `fair`, `reader_pref`; `unfair` is not.'],
    ['readers', '`readers` is not of the form `name=value`.'],
])('%s', (text, expected) => expect(given(text)).toEqual(expected));

test('a knob is turned by the check, by the machine block, or by nobody', () => {
    const overrides = overrideFromText(script, 'machine.store_buffer=3');
    if (typeof overrides === 'string') throw new Error(overrides);
    expect(knobValue(script, 'store_buffer', overrides)).toBe(3);
    expect(knobValue(script, 'store_buffer', NO_OVERRIDES)).toBe(2);
    expect(knobValue(script, 'rcu', NO_OVERRIDES)).toBe(1);
    expect(knobValue(script, 'rwsem', NO_OVERRIDES)).toBe(0);
});
