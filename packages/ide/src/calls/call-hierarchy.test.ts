import { readFixture } from '@faultline/dev';
import { expect, test } from 'vitest';
import { load } from '../testing/editor.ts';
import { callItemAt, incomingCalls, outgoingCalls } from './call-hierarchy.ts';

const { text, cursor } = readFixture(`import kernel.pins
lock l: mutex
fn inner() { mutex_lock(l); pin_page(1) }
fn <|>outer() { inner(); inner() }
thread t { outer() }
`);

test('who calls it, and whom it calls', () => {
    const script = load(text);
    const outer = callItemAt(script, cursor!)!;
    expect(outer.name).toBe('outer');
    expect(
        incomingCalls([script], outer).map(({ item, calls }) => `${item.kind} ${item.name} ×${calls.length}`),
    ).toEqual(['thread t ×1']);
    const [inner] = outgoingCalls([script], outer);
    expect(inner?.calls).toHaveLength(2);
    expect(outgoingCalls([script], inner!.item).map(({ item }) => item.name)).toEqual(['mutex_lock', 'pin_page']);
    const pin = outgoingCalls([script], inner!.item)[1]!.item;
    expect(outgoingCalls([script], pin).map(({ item }) => item.name)).toEqual(['atomic_inc']);
    expect(incomingCalls([script], pin).map(({ item }) => item.name)).toEqual(['inner']);
});

test('what cannot be called', () => expect(callItemAt(load('var x = 0'), 4)).toBeUndefined());
