import { expect, test } from 'vitest';
import { createFolding } from './folding.ts';
import { random } from './reference/random.ts';

const watch = { tick: () => {} };

test.each([13, 64, 65, 300])('states of %d words are folded to numbers, each to its own, and come back', words => {
    const { below } = random(words);
    const account = { bytes: 0 };
    const folding = createFolding(words, () => {}, account, watch)!;
    const known = new Map<string, Int32Array>();
    const states = [new Int32Array(words)];
    let folded = new Int32Array(folding.words);
    folding.fold(states[0]!, 0, folded, 0, undefined);
    known.set(folded.join(), states[0]!);
    for (let round = 0; round < 3000; round++) {
        const source = states[below(states.length)]!;
        folding.fold(source, 0, folded, 0, undefined);
        expect(folding.unfold(folded)).toEqual(source);
        // a few words of what was unfolded change, or are said to
        const changes = [...new Set(Array.from({ length: 1 + below(4) }, () => below(words)))].sort((a, b) => a - b);
        const state = source.slice();
        for (const word of changes.slice(below(2))) state[word] = below(5) - 2;
        const told = below(3) === 0 ? undefined : Int32Array.from(changes);
        const room = new Int32Array(folding.words + 2);
        folding.fold(Int32Array.of(7, ...state), 1, room, 2, told);
        folded = room.slice(2);
        const before = known.get(folded.join());
        if (before === undefined) states.push(state);
        else expect(before).toEqual(state);
        known.set(folded.join(), state);
        expect(folding.unfold(folded)).toEqual(state);
    }
    expect(new Set(states.map(state => state.join())).size).toBe(states.length);
    expect(states.length).toBeGreaterThan(1000);
    expect(account.bytes).toBeGreaterThan(0);
});

test('a state of few words stays as it is', () => {
    expect(createFolding(3, () => {}, { bytes: 0 }, watch)).toBeUndefined();
});
