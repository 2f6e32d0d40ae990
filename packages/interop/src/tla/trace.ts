// What TLC tells of an execution of an exported module, mapped back to steps: every state is printed in full, and the
// action that led to it is named as the step. So an execution is taken up again state by state.
import type { ActorId, Hint, StepId, TraceState } from '@faultline/checker';
import type { Foreign, Unreadable } from '../promela/trail.ts';
import type { TlaExport } from '../tla.ts';
import type { Model } from './model.ts';
import { ENDED, NONE } from './model.ts';

/** `undefined`: it does not look like what TLC prints of an execution. */
export function readTlcTrace(text: string, { model, module }: TlaExport): Foreign | Unreadable | undefined {
    const told = statesIn(text.split(/\r?\n/));
    const [first] = told;
    if (first === undefined) return undefined;
    const steps = new Map(model.steps.flatMap((own, actor) => [...own].map(([step, name]) => [name, { actor, step }])));
    const hints: (Hint & { readonly line: number })[] = [];
    const states: { readonly values: ReadonlyMap<string, string>; readonly line: number }[] = [];
    let cycleStart: number | undefined;
    for (const { line, head, lines } of told) {
        const back = /^Back to state (\d+)/.exec(head)?.[1];
        if (/Stuttering$/.test(head)) continue;
        const [, action, where] = /<(\w+)(?:\(.*?\))? line .* of module (\w+)>/.exec(head) ?? [];
        if (where !== undefined && where !== module) {
            return { kind: 'unreadable', line, why: `This is of the module ${where}; the check is ${module}.` };
        }
        const target = back === undefined ? undefined : states[Number(back) - 1];
        if (back !== undefined && target === undefined) {
            return { kind: 'unreadable', line, why: `There is no state ${back}.` };
        }
        const values = target?.values ?? valuesIn(lines);
        const wrong = problemOf(values, model);
        if (wrong !== undefined) return { kind: 'unreadable', line, why: wrong };
        if (back === undefined) states.push({ values, line });
        else cycleStart = Number(back) - 1;
        // the first one is where it begins
        if (states.length === 1 && back === undefined) continue;
        const step: { readonly actor: ActorId; readonly step: StepId } | undefined = steps.get(action ?? '');
        hints.push({ ...step, line, leadsTo: after => isState(after, values, model) });
    }
    const begin = states[0];
    if (begin !== undefined && !isState(initialOf(model), begin.values, model)) {
        return { kind: 'unreadable', line: begin.line, why: 'The check does not begin in this state.' };
    }
    return { kind: 'hints', hints, ...(cycleStart !== undefined && { cycleStart }) };
}

interface Told {
    /** From 1. */
    readonly line: number;
    readonly head: string;
    /** Its variables. */
    readonly lines: readonly string[];
}

/** `State 2: <action …>`, with -tool `2: <action …>`, and the lines up to an empty one. The last execution counts. */
function statesIn(lines: readonly string[]): readonly Told[] {
    let told: { readonly line: number; readonly head: string; readonly lines: string[] }[] = [];
    let isOpen = false;
    lines.forEach((text, i) => {
        const number = /^(?:State )?(\d+): (?=<|Stuttering)/.exec(text)?.[1];
        if (number !== undefined || /^Back to state \d+/.test(text)) {
            if (number === '1') told = [];
            told.push({ line: i + 1, head: text.trim(), lines: [] });
            isOpen = true;
        } else if (text.trim() === '' || text.startsWith('@!@!@')) {
            isOpen = false;
        } else if (isOpen) {
            told.at(-1)!.lines.push(text);
        }
    });
    return told;
}

/** By variable, its value without blanks; a value may go over several lines. */
function valuesIn(lines: readonly string[]): ReadonlyMap<string, string> {
    const values = new Map<string, string>();
    let last: string | undefined;
    for (const text of lines) {
        const [, name, value] = /^(?:\/\\ )?(\w+) = (.*)$/.exec(text) ?? [];
        if (name === undefined && last === undefined) continue;
        last = name ?? last!;
        values.set(last, `${name === undefined ? values.get(last) : ''}${(value ?? text).replace(/\s+/g, '')}`);
    }
    return values;
}

function problemOf(values: ReadonlyMap<string, string>, model: Model): string | undefined {
    const missing = [...model.cells, ...model.actors, model.words.outcome].find(name => !values.has(name));
    return missing === undefined ? undefined : `The state says nothing of ${missing}: it is not of this check.`;
}

/** Whether TLC's values are the state; `undefined` is a cut. */
function isState(state: TraceState | undefined, values: ReadonlyMap<string, string>, model: Model): boolean {
    const isCut = values.get(model.words.outcome) !== `"${NONE}"`;
    if (state === undefined || isCut) return state === undefined && isCut;
    const { actors, cells, fields, program, steps } = model;
    const sameCells = state.cells.every((elements, cell) => {
        const told = values.get(cells[cell]!)!;
        if (program.cells[cell]!.length === 1) return told === String(elements[0]!);
        return told === `(${elements.map((value, i) => `${i}:>${value}`).join('@@')})`;
    });
    return (
        sameCells &&
        state.actors.every(({ step, registers }, actor) => {
            const told = new Map(
                values
                    .get(actors[actor]!)!
                    .replace(/^\[|\]$/g, '')
                    .split(',')
                    .map(part => part.split('|->') as [string, string]),
            );
            const place = step === undefined ? ENDED : steps[actor]!.get(step);
            return (
                told.get('pc') === `"${place}"` &&
                registers.every((value, register) => {
                    const field = fields[actor]![register];
                    return field === undefined || told.get(field) === String(value);
                })
            );
        })
    );
}

function initialOf({ program }: Model): TraceState {
    return {
        cells: program.cells.map(({ initial }) => initial),
        actors: program.actors.map(({ entry, registers }) => ({
            step: entry,
            registers: registers.map(({ initial }) => initial),
        })),
        buffers: [],
    };
}
