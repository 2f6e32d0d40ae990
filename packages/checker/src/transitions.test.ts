import { describe, expect, test } from 'vitest';
import { createLabel, cutAt, DISCARDED, FAILED, MARK } from './graph.ts';
import { random } from './reference/random.ts';
import { GrowingTransitions } from './transitions.ts';

interface Kinds {
    readonly states: number;
    readonly agents: number;
    readonly choices: number;
    readonly hasCuts: boolean;
    /** The row that has a great many transitions. */
    readonly long: number;
}

const ROWS = 300;

function firstDifference({ states, agents, choices, hasCuts, long }: Kinds): string | undefined {
    const { below, chance } = random(states);
    const growing = new GrowingTransitions(() => {});
    const starts: number[] = [];
    const targets: number[] = [];
    const labels: number[] = [];
    for (let row = 0; row < ROWS; row++) {
        growing.beginRow();
        starts.push(targets.length);
        for (let left = row === long ? 100_000 : below(12); left > 0; left--) {
            const state = below(states);
            const target = hasCuts && chance(0.3) ? [FAILED, DISCARDED, cutAt(state)][below(3)]! : state;
            // the rare ones come late
            const label = createLabel(below(1 + (agents * row) / ROWS), below(1 + (choices * row) / ROWS), 0);
            targets.push(target);
            labels.push(chance(0.5) ? label : label | MARK.advances);
            growing.push(target, labels.at(-1)!);
        }
    }
    growing.beginRow();
    starts.push(targets.length);
    if (growing.length !== targets.length) return 'length';
    const transitions = growing.finish();
    for (const [row, start] of starts.entries()) if (transitions.start(row) !== start) return `row ${row}`;
    for (const [edge, target] of targets.entries()) if (transitions.target(edge) !== target) return `target ${edge}`;
    for (const [edge, label] of labels.entries()) if (transitions.label(edge) !== label) return `label ${edge}`;
    return undefined;
}

describe('what is put in comes out', () => {
    const usual: Kinds = { states: 1 << 20, agents: 5, choices: 1, hasCuts: false, long: -1 };
    test.each<[string, Kinds]>([
        ['as a rule', usual],
        ['with cuts', { ...usual, hasCuts: true }],
        ['of few states', { ...usual, states: 1, hasCuts: true }],
        ['with more states than three bytes count', { ...usual, states: 2 ** 31 - 3, hasCuts: true }],
        ['with many labels', { ...usual, agents: 4000, choices: 60_000, hasCuts: true }],
        ['with a row that others begin far behind', { ...usual, long: 130 }],
        ['with a row that its block ends with', { ...usual, long: 127 }],
    ])('%s', (_, kinds) => {
        expect(firstDifference(kinds)).toBeUndefined();
    });
});
