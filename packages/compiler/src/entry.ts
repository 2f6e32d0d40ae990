// Where an actor begins. It must begin at a visible step, so what comes before the first one is computed here where that can be:
// setting registers is no step. What cannot (an assertion that comes first, a ghost) becomes a step of its own.
import type { Cell, Expr, Register, RegisterId, StepId } from '@faultline/checker';
import type { Builder } from './builder.ts';
import { evaluateBinary, evaluateUnary } from './expr.ts';

export interface Entry {
    /** Absent: the actor has ended before it began. */
    readonly step: StepId | undefined;
    readonly initial: ReadonlyMap<RegisterId, number>;
}

/** More local steps than this before the first visible one are not computed ahead. */
const MOST = 10_000;

export function entryOf(builder: Builder, first: StepId, registers: readonly Register[], self: number): Entry {
    let values: ReadonlyMap<RegisterId, number> = new Map<RegisterId, number>();
    let at = first;
    for (let count = 0; count < MOST; count++) {
        const step = builder.stepAt(at);
        if (!step.local) return { step: at, initial: values };
        const after = new Map(values);
        const yields = (expr: Expr): number | undefined =>
            evaluate(expr, { values: after, registers, self, cells: builder.cells() });
        for (const action of step.actions) {
            if (action.kind === 'if') {
                // A check that passes is no step either.
                const holds = yields(action.condition);
                if (holds === 0 && action.else.length === 0) continue;
                return beginAt(builder, at, values);
            }
            if (action.kind !== 'set') return beginAt(builder, at, values);
            const value = yields(action.value);
            if (value === undefined) return beginAt(builder, at, values);
            after.set(action.register, value);
        }
        const before = values;
        values = after;
        switch (step.next.kind) {
            case 'goto':
                at = step.next.step;
                break;
            case 'branch': {
                const condition = yields(step.next.condition);
                if (condition === undefined) return beginAt(builder, at, before);
                at = condition === 0 ? step.next.else : step.next.then;
                break;
            }
            case 'switch': {
                const index = yields(step.next.on);
                const target = index === undefined ? undefined : step.next.steps[index];
                if (target === undefined) return beginAt(builder, at, before);
                at = target;
                break;
            }
            case 'end':
                return { step: undefined, initial: values };
        }
    }
    return beginAt(builder, at, values);
}

/** The local step as a step of its own, for the beginning only. */
function beginAt(builder: Builder, local: StepId, initial: ReadonlyMap<RegisterId, number>): Entry {
    const origin = builder.originAt(local);
    return { step: builder.step({ ...builder.stepAt(local), local: false }, origin), initial };
}

interface Before {
    readonly values: ReadonlyMap<RegisterId, number>;
    readonly registers: readonly Register[];
    readonly self: number;
    readonly cells: readonly Cell[];
}

function evaluate(expr: Expr, before: Before): number | undefined {
    const go = (inner: Expr): number | undefined => evaluate(inner, before);
    switch (expr.kind) {
        case 'const':
            return expr.value;
        case 'register':
            return before.values.get(expr.register) ?? before.registers[expr.register]?.initial;
        case 'self':
            return before.self;
        case 'unary': {
            const operand = go(expr.operand);
            return operand === undefined ? undefined : evaluateUnary(expr.operator, operand);
        }
        case 'binary': {
            const left = go(expr.left);
            if (left === 0 && expr.operator === '&&') return 0;
            if (left !== undefined && left !== 0 && expr.operator === '||') return 1;
            const right = go(expr.right);
            if (left === undefined || right === undefined) return undefined;
            const isUndefined = (expr.operator === '/' || expr.operator === '%') && right === 0;
            return isUndefined ? undefined : evaluateBinary(expr.operator, left, right);
        }
        case 'conditional': {
            const condition = go(expr.condition);
            if (condition === undefined) return undefined;
            return go(condition === 0 ? expr.else : expr.then);
        }
        case 'cell': {
            // What an actor holds and has switched off is its own: before its first step it is as it was.
            const cell = before.cells[expr.cell];
            const index = expr.index === undefined ? 0 : go(expr.index);
            return cell?.class === 'machine' && index !== undefined ? cell.initial[index] : undefined;
        }
        case 'actor-register':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
        case 'quantifier':
        case 'at':
        case 'ended':
        case 'is-referenced':
            return undefined;
    }
}
