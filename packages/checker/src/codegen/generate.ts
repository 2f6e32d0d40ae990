// Code for the steps of a program that are taken often, made while the search runs.
//
// `new Function` costs as much as some hundred transitions, so a step stays with its closures until it was taken often;
// where `new Function` is forbidden (a page with a strict content security policy) it stays with them for ever.
import { invariant } from '../broken-invariant.ts';
import type { Executable } from '../executable.ts';
import type { Slot } from '../layout.ts';
import type { Packing } from '../packing.ts';
import { outOfRange } from '../packing.ts';
import type { ActorId, CpuId, Expr, StepId } from '../program.ts';
import { FEW_STEPS, printFlush, printGuard, printStep } from './step-text.ts';
import type { TextScope } from './text.ts';
import { NotGenerated, print, readSlot, truthOf } from './text.ts';

export interface Generated {
    /** How many choices the actor has in the state `from`; absent: one, or none. */
    readonly choices: (() => number) | undefined;
    /** From `from` to `into`; answers a `STATUS`, or `DONE_ADVANCING`. */
    readonly fire: (choice: number) => number;
    /** In which words `into` may differ from `from` afterwards, in order; absent: in any. */
    readonly changes?: Int32Array;
}

export interface Generator {
    /** The packed state that generated steps start from, and the one they leave. */
    readonly from: Int32Array;
    readonly into: Int32Array;
    /** The element that the transition's access touches (-1: none), and bits of `ACCESS`; kept where races are looked for. */
    readonly access: Int32Array;
    /** 1 for a step that was executed, for one that somebody came to rest at, for a cover that was hit. */
    readonly executed: Uint8Array;
    readonly rested: Uint8Array;
    readonly covered: Uint8Array;
    /** `undefined`: the step stays with its closures. `fire` may answer `NOT_HERE`. */
    readonly step: (actor: ActorId, step: StepId) => Generated | undefined;
    /** The oldest entry of a CPU's store buffer reaches memory. `fire` may answer `NOT_HERE`. */
    readonly flush: (cpu: CpuId) => Generated | undefined;
    /** An expression over memory, in the state `into`. */
    readonly claim: (expression: Expr) => (() => boolean) | undefined;
    /**
     * Which of at most 31 conditions do not hold in the state `from`, as bits: expressions over memory and the registers of the
     * actor, and slots that are to be 0.
     */
    readonly broken: (conditions: readonly (Expr | Slot)[], self: ActorId) => (() => number) | undefined;
}

/** Up to `fewSteps` local steps behind a step are written out as often as they are reached. */
export function createGenerator(
    { program, layout, siteOf }: Executable,
    packing: Packing,
    fewSteps = FEW_STEPS,
): Generator {
    const { words, fields } = packing;
    const from = new Int32Array(words);
    const into = new Int32Array(words);
    const access = new Int32Array(2);
    const executed = new Uint8Array(program.steps.length);
    const rested = new Uint8Array(program.steps.length);
    const covered = new Uint8Array(program.covers.length);
    let isForbidden = false;
    const { word, shift, mask, low, span } = fields;
    const known = {
        s: from,
        t: into,
        r: access,
        executed,
        rested,
        covered,
        outOfRange,
        read: (state: Int32Array, slot: number) =>
            (((state[word[slot]!]! >>> shift[slot]!) & mask[slot]!) + low[slot]!) | 0,
        readUnsigned: (state: Int32Array, slot: number) =>
            (((state[word[slot]!]! >>> shift[slot]!) & mask[slot]!) + low[slot]!) >>> 0,
        write: (state: Int32Array, slot: number, value: number) => {
            const offset = value - low[slot]!;
            if (offset >>> 0 > span[slot]! >>> 0) outOfRange(slot, value);
            const clear = ~(mask[slot]! << shift[slot]!);
            state[word[slot]!] = (state[word[slot]!]! & clear) | (offset << shift[slot]!);
        },
        inRange: (index: number, length: number, cell: number) => {
            if (!(index >= 0 && index < length)) {
                invariant(false, `an index of \`${program.cells[cell]!.name}\` is in range`);
            }
            return index;
        },
        divisor: (value: number) => {
            invariant(value !== 0, 'no divisor is zero');
            return value;
        },
        shiftLeft: (value: number, by: number) => (by >>> 0 > 31 ? 0 : (value << by) >>> 0),
        shiftRight: (value: number, by: number) => (by >>> 0 > 31 ? 0 : (value >>> 0) >>> by),
        endless: () => invariant(false, 'no cycle consists of local steps only'),
        noTarget: () => invariant(false, 'a switch has a target for each value'),
    };
    const names = Object.keys(known);
    const values = Object.values(known);
    /** Evaluates the text of an expression in which all of `known` has its name. */
    const make = <Made>(text: () => string): Made | undefined => {
        if (isForbidden) return undefined;
        try {
            const source = text();
            try {
                return new Function(...names, `'use strict'; return ${source};`)(...values) as Made;
            } catch (error) {
                if (!(error instanceof EvalError)) throw error;
                isForbidden = true;
                return undefined;
            }
        } catch (error) {
            if (error instanceof NotGenerated) return undefined;
            throw error;
        }
    };
    /** A scope for expressions over memory, and the text that declares its variables. */
    const overMemory = (state: string, self: ActorId | undefined): { scope: TextScope; declared: () => string } => {
        let temporaries = 0;
        return {
            scope: {
                program,
                layout,
                fields,
                state,
                self,
                buffer: undefined,
                written: new Set(),
                bound: [],
                temporary: () => `x${temporaries++}`,
            },
            declared: () => Array.from({ length: temporaries }, (_, i) => `let x${i};`).join(' '),
        };
    };
    const initially = program.detectRaces ? 'r[0] = -1;\n' : '';
    return {
        from,
        into,
        access,
        executed,
        rested,
        covered,
        step: (actor, step) => {
            const source = { program, layout, fields, words, fewSteps, siteOf };
            let changes = new Int32Array(0);
            const whole = make<Generated>(() => {
                const { fire, choices, changes: words } = printStep(source, actor, step);
                changes = Int32Array.from(words).sort();
                const counting = choices === undefined ? 'undefined' : `() => ${choices}`;
                return `{ choices: ${counting}, fire: choice => {\n${initially}${fire}\n} }`;
            });
            if (whole !== undefined) return { ...whole, changes };
            return make(() => `{ choices: undefined, fire: () => {\n${printGuard(source, actor, step)}\n} }`);
        },
        flush: cpu =>
            make(() => {
                const buffer = layout.buffers[cpu];
                if (buffer === undefined) throw new NotGenerated();
                const text = printFlush({ program, layout, fields, words, fewSteps, siteOf }, buffer);
                return `{ choices: undefined, fire: () => {\n${text}\n} }`;
            }),
        claim: expression =>
            make(() => {
                const { scope, declared } = overMemory('t', undefined);
                const text = truthOf(print(expression, scope));
                return `() => { ${declared()} return ${text}; }`;
            }),
        broken: (conditions, self) =>
            make(() => {
                const { scope, declared } = overMemory('s', self);
                const terms = conditions.map((condition, i) => {
                    const truth =
                        typeof condition === 'number'
                            ? `${readSlot(scope, condition)} === 0`
                            : truthOf(print(condition, scope));
                    return `(${truth} ? 0 : ${1 << i})`;
                });
                return `() => { ${declared()} return ${terms.join(' | ')}; }`;
            }),
    };
}
