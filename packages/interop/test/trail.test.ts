// What spin found is found again by our own interpreter: the same steps, the same outcome.
import type { Outcome, Program } from '@faultline/checker';
import { follow } from '@faultline/checker';
import { eq, fail, generate, load, nameOf, num, op, reg, store, when } from '@faultline/checker/reference';
import { describe, expect, test } from 'vitest';
import { readSpinTrail, toPromela } from '../src/index.ts';
import { branch, build, cell, R } from './build.ts';
import type { SpinTrail } from './spin.ts';
import { firstTrail, spinOrNote } from './spin.ts';

const COUNT = 16;

const flagOf = (outcome: Outcome): string => nameOf(outcome).replace(/[^A-Za-z0-9]+/g, '_');

function exported(program: Program) {
    const model = toPromela(program);
    if (model.kind !== 'promela') throw new Error(model.reasons.join());
    return model;
}

function followed(program: Program, text: string) {
    const read = readSpinTrail(text, exported(program));
    if (read?.kind !== 'hints') throw new Error(read?.why ?? 'no trail');
    return follow(program, read);
}

function outcomeAlong(program: Program, text: string): string {
    const told = followed(program, text);
    return told.kind === 'witness' ? flagOf(told.witness.outcome) : told.kind;
}

const bug = (name: string) => ({ kind: 'bug', name }) as const;

/** A value is chosen, and what comes of it shows only two steps later. */
const CHOOSES = build({
    cells: [cell('x')],
    actors: [
        {
            name: 'chooser',
            code: [
                { choose: { register: R, low: num(1), high: num(3) }, actions: [store(0, reg(R))] },
                { actions: [load(R, 0)] },
                {
                    actions: [
                        when(eq(reg(R), num(2)), [fail('bug', 'two')]),
                        when(eq(reg(R), num(3)), [fail('bug', 'three')]),
                    ],
                },
            ],
        },
        { name: 'other', code: [{ actions: [] }] },
    ],
});

describe.runIf(spinOrNote())('what spin finds', () => {
    test(`is told again, for ${COUNT} random programs`, { timeout: 120_000 }, async () => {
        let told = 0;
        for (let seed = 1; told < COUNT; seed++) {
            const program = generate(seed, { memory: 'sc' });
            const model = toPromela(program);
            const found = model.kind === 'promela' ? await firstTrail(model.text) : undefined;
            if (found === undefined) continue;
            told++;
            const about = `seed ${seed}`;
            expect(outcomeAlong(program, found.steps), about).toBe(found.flag);
            expect(outcomeAlong(program, found.replay), about).toBe(found.flag);
            // numbers alone may leave open which value was chosen, but never lead to another outcome
            expect([found.flag, 'ambiguous'], about).toContain(outcomeAlong(program, found.trail));
        }
    });

    test('needs its steps where numbers alone leave open which value was chosen', async () => {
        const found = (await firstTrail(exported(CHOOSES).text)) as SpinTrail;
        expect(found.flag).toBe('bug_two');
        expect(outcomeAlong(CHOOSES, found.steps)).toBe('bug_two');
        expect(outcomeAlong(CHOOSES, found.replay)).toBe('bug_two');
        expect(followed(CHOOSES, found.trail)).toMatchObject({
            kind: 'ambiguous',
            outcomes: [bug('two'), bug('three')],
        });
    });
});

/** Two threads that may each step twice, and a property that only one order breaks. */
const RACE = build({
    cells: [cell('x')],
    actors: [
        { name: 'a', code: [{ actions: [load(R, 0)] }, { actions: [store(0, op(reg(R), '+', num(1)))] }] },
        { name: 'b', code: [{ actions: [load(R, 0)] }, { actions: [store(0, op(reg(R), '+', num(1)))] }] },
    ],
    properties: [
        {
            kind: 'final',
            outcome: { kind: 'violation', name: 'lost' },
            holds: eq({ kind: 'cell', cell: 0, view: 'memory' }, num(2)),
        },
    ],
});

test('a trail is its numbers', () => {
    expect(followed(RACE, '-4:-4:-4\n1:0:5\n2:1:15\n3:0:9\n4:1:19\n5:2:30\n')).toMatchObject({
        kind: 'witness',
        witness: {
            outcome: { kind: 'violation', name: 'lost' },
            trace: {
                events: [
                    { actor: 0, step: 0 },
                    { actor: 1, step: 2 },
                    { actor: 0, step: 1 },
                    { actor: 1, step: 3 },
                ],
            },
        },
    });
});

test('numbers that are not in the order of the text are of another model', () => {
    expect(followed(RACE, '1:0:9\n2:1:15\n3:0:5\n4:1:19\n')).toMatchObject({ kind: 'astray', hint: 2 });
    expect(followed(RACE, '1:0:5\n2:1:15\n3:0:5\n')).toMatchObject({ kind: 'astray', hint: 2 });
});

test('an execution at whose end nothing is wrong is none to tell', () => {
    expect(followed(RACE, '1:0:5\n2:0:9\n3:1:15\n4:1:19\n').kind).toBe('no-outcome');
    expect(followed(RACE, '1:0:5\n').kind).toBe('no-outcome');
});

test('a step after the end is none', () =>
    expect(followed(RACE, '1:0:5\n2:0:9\n3:0:9\n')).toEqual({ kind: 'astray', hint: 2, why: 'a has ended then' }));

test('what is no trail of this model is told at its line', () => {
    const model = exported(RACE);
    expect(readSpinTrail('hello', model)).toBe(undefined);
    expect(readSpinTrail('', model)).toBe(undefined);
    expect(readSpinTrail('1:0:5\n2:7:9\n', model)).toEqual({
        kind: 'unreadable',
        line: 2,
        why: 'This model has no process 7: it has 3.',
    });
    expect(readSpinTrail('1:0:5\n2:0\n', model)).toMatchObject({ kind: 'unreadable', line: 2 });
    expect(readSpinTrail('  1:\tproc  0 (z:1) model.pml:3 (state 1)\t[x]\n', model)).toEqual({
        kind: 'unreadable',
        line: 1,
        why: 'Process 0 of this model is a, not z.',
    });
    expect(readSpinTrail('\n  1:\tproc  0 (a:1) model.pml:3 (state 1)\t[x]\n', model)).toEqual({
        kind: 'unreadable',
        line: 2,
        why: 'In this model, no step of a stands at that line.',
    });
});

test('a bug is told where it fails, in a loop too', () => {
    const program = build({
        cells: [cell('x')],
        actors: [
            {
                name: 'loops',
                code: [
                    { actions: [load(R, 0)], next: branch(eq(reg(R), num(2)), 2, 1) },
                    { actions: [store(0, op(reg(R), '+', num(1)))], next: { kind: 'goto', step: 0 } },
                    { local: true, actions: [fail('bug', 'two')] },
                ],
            },
        ],
    });
    const told = followed(program, '1:0:5\n2:0:9\n3:0:5\n4:0:9\n5:0:5\n');
    expect(told).toMatchObject({ kind: 'witness', witness: { outcome: bug('two'), at: [{ actor: 0, step: 2 }] } });
});
