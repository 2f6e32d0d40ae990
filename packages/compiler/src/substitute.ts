// Puts expressions in the place of what an action is given (the value read, the operand, the slot), and of registers.
import type { Expr, RegisterId } from '@faultline/checker';

export interface Substitution {
    readonly old?: Expr;
    readonly operand?: Expr;
    readonly slot?: Expr;
    readonly register?: (id: RegisterId) => Expr;
}

export function substitute(expr: Expr, by: Substitution): Expr {
    const go = (inner: Expr): Expr => substitute(inner, by);
    switch (expr.kind) {
        case 'old':
            return by.old ?? expr;
        case 'operand':
            return by.operand ?? expr;
        case 'slot':
            return by.slot ?? expr;
        case 'cell':
            return expr.index === undefined ? expr : { ...expr, index: go(expr.index) };
        case 'unary':
            return { ...expr, operand: go(expr.operand) };
        case 'binary':
            return { ...expr, left: go(expr.left), right: go(expr.right) };
        case 'conditional':
            return { ...expr, condition: go(expr.condition), then: go(expr.then), else: go(expr.else) };
        case 'quantifier':
            return { ...expr, low: go(expr.low), high: go(expr.high), body: go(expr.body) };
        case 'at':
        case 'ended':
            return { ...expr, actor: go(expr.actor) };
        case 'is-referenced':
            return { ...expr, index: go(expr.index) };
        case 'register':
            return by.register?.(expr.register) ?? expr;
        case 'const':
        case 'actor-register':
        case 'self':
        case 'bound':
            return expr;
    }
}
