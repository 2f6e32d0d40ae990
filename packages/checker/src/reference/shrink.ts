// Makes a program that shows a mistake small, so that people can see it.
import type { Action, Program, Step } from '../program.ts';

/**
 * The smallest program found on the way down from this one for which the claim still holds; it must hold for this one.
 * It gives up after `tries` candidates.
 */
export function shrink(program: Program, stillFails: (candidate: Program) => boolean, tries = 3_000): Program {
    let smallest = program;
    let left = tries;
    for (let shrank = true; shrank; ) {
        shrank = false;
        for (const change of changesOf(smallest)) {
            const candidate = change(smallest);
            if (candidate === undefined) continue;
            if (left-- === 0) return smallest;
            if (stillFails(candidate)) {
                smallest = candidate;
                shrank = true;
            }
        }
    }
    return smallest;
}

/** One simplification; `undefined` if there is nothing to simplify. */
type Change = (program: Program) => Program | undefined;

function changesOf(program: Program): readonly Change[] {
    return [
        ...program.actors.map((_, actor): Change => dropActor(actor)),
        ...program.properties.map((_, i): Change => dropProperty(program.properties.length - 1 - i)),
        p => (p.detectRaces ? { ...p, detectRaces: false } : undefined),
        p => (p.memory.kind === 'tso' ? { ...p, memory: { kind: 'sc' } } : undefined),
        p =>
            p.memory.kind === 'tso' && p.memory.entries > 1 ? { ...p, memory: { kind: 'tso', entries: 1 } } : undefined,
        ...program.steps.flatMap((_, step): readonly Change[] => [
            changeStep(step, s => (s.next.kind === 'end' ? undefined : { ...s, next: { kind: 'end' } })),
            changeStep(step, s =>
                s.next.kind === 'branch' ? { ...s, next: { kind: 'goto', step: s.next.then } } : undefined,
            ),
            changeStep(step, s =>
                s.next.kind === 'branch' ? { ...s, next: { kind: 'goto', step: s.next.else } } : undefined,
            ),
            // past the step behind this one
            p =>
                changeStep(step, s => {
                    if (s.next.kind !== 'goto') return undefined;
                    const behind = p.steps[s.next.step]!;
                    const isSafe =
                        behind.next.kind === 'end' || (behind.next.kind === 'goto' && behind.next.step > step);
                    return isSafe ? { ...s, next: behind.next } : undefined;
                })(p),
            ...(['guard', 'drains', 'choose', 'rest', 'waits'] as const).map(
                (part): Change => changeStep(step, without(part)),
            ),
            changeStep(step, s => (s.fairness === 'strong' ? { ...s, fairness: 'weak' } : undefined)),
            changeStep(step, s => (s.actions.length > 0 ? { ...s, actions: [] } : undefined)),
            ...[0, 1, 2].map((i): Change => changeStep(step, s => dropAction(s, i))),
            ...[0, 1, 2].map((i): Change => changeStep(step, s => unwrap(s, i))),
        ]),
        ...program.actors.flatMap((_, actor): readonly Change[] => [
            changeActor(actor, 'mayRun'),
            changeActor(actor, 'excludedBy'),
        ]),
    ];
}

const dropActor =
    (actor: number): Change =>
    program =>
        program.actors[actor]!.entry === undefined
            ? undefined
            : { ...program, actors: program.actors.map((a, i) => (i === actor ? { ...a, entry: undefined } : a)) };

const dropProperty =
    (property: number): Change =>
    program =>
        property < program.properties.length
            ? { ...program, properties: program.properties.filter((_, i) => i !== property) }
            : undefined;

const changeStep =
    (step: number, change: (step: Step) => Step | undefined): Change =>
    program => {
        const changed = change(program.steps[step]!);
        return changed === undefined
            ? undefined
            : { ...program, steps: program.steps.map((s, i) => (i === step ? changed : s)) };
    };

const without =
    (part: 'guard' | 'drains' | 'choose' | 'rest' | 'waits') =>
    (step: Step): Step | undefined => {
        if (step[part] === undefined || (part === 'rest' && step.optional)) return undefined;
        const { [part]: _, ...rest } = step;
        return rest;
    };

function dropAction(step: Step, index: number): Step | undefined {
    return index < step.actions.length && step.actions.length > 1
        ? { ...step, actions: step.actions.filter((_, i) => i !== index) }
        : undefined;
}

/** One side of a conditional action in its place. */
function unwrap(step: Step, index: number): Step | undefined {
    const action: Action | undefined = step.actions[index];
    if (action?.kind !== 'if') return undefined;
    const inside = action.then.length > 0 ? action.then : action.else;
    return { ...step, actions: step.actions.flatMap((a, i) => (i === index ? inside : [a])) };
}

const changeActor =
    (actor: number, part: 'mayRun' | 'excludedBy'): Change =>
    program => {
        if (program.actors[actor]![part] === undefined) return undefined;
        const { [part]: _, ...rest } = program.actors[actor]!;
        return { ...program, actors: program.actors.map((a, i) => (i === actor ? rest : a)) };
    };
