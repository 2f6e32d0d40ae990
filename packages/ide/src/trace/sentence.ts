// What went wrong, in one sentence: who, what, at which statement.
import type { Action, Outcome, Program, Witness } from '@faultline/checker';
import { listed } from '../words.ts';
import type { Scene } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import { READER, sectionsOpenAtEnd } from './holds.ts';
import { leftBehind } from './leak.ts';
import { locksOf } from './locks.ts';
import type { Spot, StoryLine } from './story.ts';
import type { Wait } from './waits.ts';

export interface Told {
    readonly program: Program;
    readonly witness: Witness;
    readonly at: readonly Spot[];
    readonly waits: readonly Wait[];
    readonly lines: readonly StoryLine[];
}

export function sentenceOf(told: Told): string {
    const { outcome } = told.witness;
    switch (outcome.kind) {
        case 'deadlock':
            return deadlock(told);
        case 'livelock':
            return livelock(told);
        case 'violation':
            return violation(told);
        case 'bug':
            return bug(outcome, told);
    }
}

function deadlock({ at, waits }: Told): string {
    const [only] = waits;
    if (waits.length === 1 && only !== undefined) return `${only.sentence}: it can never go on`;
    const threads = [...new Set((waits.length > 0 ? waits : at).map(({ thread }) => thread))];
    return `${listed(threads)} can never go on`;
}

function livelock({ at, lines, witness }: Told): string {
    const threads = [...new Set(at.map(({ thread }) => thread))];
    const start = witness.trace?.cycleStart;
    const what = `${listed(threads)} ${threads.length === 1 ? 'neither ends nor makes' : 'neither end nor make'} progress`;
    if (start === undefined) return what;
    const steps =
        start + 1 === lines.length ? `step ${start + 1} repeats` : `steps ${start + 1} to ${lines.length} repeat`;
    return `${what}: ${steps} for ever`;
}

function violation({ program, witness, at, lines }: Told): string {
    const { name, kind } = witness.outcome;
    const property = program.properties.find(one => one.outcome.kind === kind && one.outcome.name === name);
    switch (property?.kind) {
        case 'invariant':
            return lines.length === 0
                ? `invariant ${name} does not hold in the initial state`
                : `invariant ${name} does not hold after step ${lines.length}`;
        case 'final':
            return `final ${name} does not hold when all is done`;
        case 'exists':
            return `no run ends in a state where ${name} holds`;
        case undefined: {
            const who = at[0] === undefined ? '' : ` at \`${at[0].text}\` in ${at[0].thread}`;
            return `${name === 'assert' ? 'an assertion' : `assertion ${name}`} fails${who}`;
        }
    }
}

function bug({ name }: Outcome, { program, witness, at }: Told): string {
    const { race } = witness;
    const [spot, other] = at;
    if (race !== undefined) {
        const [one, two] = race;
        const threads = [spot?.thread, other?.thread].filter(thread => thread !== undefined);
        const plain = one.plain && two.plain ? 'both plain' : 'one of them plain';
        return `${listed(threads)} access ${one.cell} at the same time, ${plain}`;
    }
    if (spot === undefined) return leftBehind(program, witness) ?? name;
    if (spot.text === 'end' && name === 'lock-misuse')
        return `${spot.thread} ends with ${heldAtEnd(spot, program, witness)} held`;
    if (spot.text.startsWith('free ') && name === 'lock-misuse')
        return `${spot.thread} frees an object and holds a lock in it, at \`${spot.text}\``;
    if (spot.text === 'end' && name === 'unbalanced') return `${spot.thread} ends ${leftOpen(spot, program, witness)}`;
    return `${spot.thread} ${BUGS[name] ?? `has ${name}`} at \`${spot.part ?? spot.text}\``;
}

/** Not what the failing step gives back before it ends. */
function heldAtEnd({ thread }: Spot, program: Program, { trace }: Witness): string {
    const state = trace?.states.at(-1);
    const last = trace?.events.at(-1);
    if (state === undefined || last === undefined) return 'a lock';
    const { actor, step } = last;
    const { registers } = state.actors[actor]!;
    const scene: Scene = { state, actor, cpu: program.actors[actor]!.cpu, registers };
    const written = last.kind === 'step' ? writtenBy(program.steps[step]!.actions, scene) : [];
    const held = locksOf(program).all.filter(
        ({ heldAs, parts }) =>
            heldAs(state, thread) !== undefined &&
            !parts.some(part => written.some(({ cell, index }) => cell === part.cell && index === part.index)),
    );
    return held.length === 0 ? 'a lock' : listed(held.map(({ name }) => name));
}

function writtenBy(actions: readonly Action[], scene: Scene): readonly { cell: number; index: number | undefined }[] {
    return actions.flatMap(action => {
        if (action.kind === 'if') return writtenBy([...action.then, ...action.else], scene);
        if (action.kind !== 'write' && action.kind !== 'store') return [];
        return [{ cell: action.cell, index: action.index === undefined ? 0 : evaluate(action.index, scene) }];
    });
}

/** What the failing step itself leaves open is in no state. */
function leftOpen({ thread }: Spot, program: Program, { trace }: Witness): string {
    const open = trace === undefined ? [] : sectionsOpenAtEnd(program, trace, thread);
    if (open.length === 0) return 'with something left disabled, or inside a read section';
    return listed(open.map(object => (object === READER ? 'inside an RCU read section' : `with ${object}`)));
}

/** Follows the name of a thread. */
const BUGS: Readonly<Record<string, string>> = {
    'use-after-free': 'uses an object that has been freed',
    'double-free': 'frees an object that has been freed already',
    'null-deref': 'dereferences null',
    range: 'leaves the range of a value, an array or a list',
    uninitialized: 'reads a value that nobody has written',
    refcount: 'breaks a reference count',
    'stale-tlb': 'goes through a stale TLB entry to a frame that has been freed',
    'lock-misuse': 'misuses a lock',
    unbalanced: 'undoes what it has not done (unbalanced enable or unlock)',
    'sleep-in-atomic': 'may sleep in atomic context',
    'irq-flush': 'flushes the TLBs of other CPUs with interrupts off',
    oops: 'takes a kernel fault that nothing fixes up',
};
