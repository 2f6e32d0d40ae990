// The value of an expression in a state of a trace, as far as a story needs it: which element of an array a step read.
//
// Invariant: never a wrong value. What this file does not understand (quantifiers, places of actors) is `undefined`.
import type { ActorId, BinaryOperator, CellExpr, Expr, TraceState } from '@faultline/checker';

export interface Scene {
    readonly state: TraceState;
    readonly actor: ActorId;
    readonly cpu: number;
    /** The actor's registers now; the state has them as they were before the step. */
    readonly registers: readonly number[];
}

export function evaluate(expr: Expr, scene: Scene): number | undefined {
    switch (expr.kind) {
        case 'const':
            return expr.value;
        case 'register':
            return scene.registers[expr.register];
        case 'self':
            return scene.actor;
        case 'cell':
            return cellValue(expr, scene);
        case 'unary':
            return unary(expr.operator, evaluate(expr.operand, scene));
        case 'binary':
            return binary(expr.operator, evaluate(expr.left, scene), evaluate(expr.right, scene));
        case 'conditional': {
            const condition = evaluate(expr.condition, scene);
            return condition === undefined ? undefined : evaluate(condition === 0 ? expr.else : expr.then, scene);
        }
        case 'actor-register':
            return scene.state.actors[expr.actor]?.registers[expr.register];
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

/** What the actor's CPU sees in `cell[index]`: its own newest waiting store, else memory. */
export function loaded(cell: number, index: number, { state, cpu }: Scene): number | undefined {
    const own = state.buffers[cpu]?.findLast(
        entry => entry.kind === 'store' && entry.cell === cell && entry.index === index,
    );
    return own?.kind === 'store' ? own.value : state.cells[cell]?.[index];
}

function cellValue({ cell, index, view }: CellExpr, scene: Scene): number | undefined {
    const at = index === undefined ? 0 : evaluate(index, scene);
    if (at === undefined) return undefined;
    return view === 'own' ? loaded(cell, at, scene) : scene.state.cells[cell]?.[at];
}

function unary(operator: '!' | '-' | '~', operand: number | undefined): number | undefined {
    if (operand === undefined) return undefined;
    switch (operator) {
        case '!':
            return operand === 0 ? 1 : 0;
        case '-':
            return -operand;
        case '~':
            return ~operand >>> 0;
    }
}

function binary(operator: BinaryOperator, left: number | undefined, right: number | undefined): number | undefined {
    if (left === undefined || right === undefined) return undefined;
    switch (operator) {
        case '+':
            return left + right;
        case '-':
            return left - right;
        case '*':
            return left * right;
        case '/':
            return right === 0 ? undefined : Math.trunc(left / right);
        case '%':
            return right === 0 ? undefined : left % right;
        case '==':
            return Number(left === right);
        case '!=':
            return Number(left !== right);
        case '<':
            return Number(left < right);
        case '<=':
            return Number(left <= right);
        case '>':
            return Number(left > right);
        case '>=':
            return Number(left >= right);
        case '&&':
            return Number(left !== 0 && right !== 0);
        case '||':
            return Number(left !== 0 || right !== 0);
        case '&':
            return (left & right) >>> 0;
        case '|':
            return (left | right) >>> 0;
        case '^':
            return (left ^ right) >>> 0;
        case '<<':
            return (left << right) >>> 0;
        case '>>':
            return left >>> right;
    }
}
