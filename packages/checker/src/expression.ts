// Expressions, compiled once to closures over the state vector.
//
// Every use of an expression has its own scope: which actor steps (so that registers are fixed slots and `self` is a
// number), what is bound, how the CPU's own view is read. What does not depend on the state is folded; quantifiers over
// few known indices are unrolled, so that `cell[i]` becomes a fixed slot as well.
import { invariant } from './broken-invariant.ts';
import { isUnsigned } from './domain.ts';
import type { Layout, Slot } from './layout.ts';
import type { ActorId, BinaryOperator, CellId, Expr, Program, QuantifierExpr, UnaryOperator } from './program.ts';

export type Evaluate = (state: Int32Array) => number;
/** A compiled expression: a number where it does not depend on the state. */
export type Code = number | Evaluate;

/** What a transition carries from one closure to the next. One for each executable, reset before each transition. */
export interface Frame {
    /** In a read-modify-write: the value read. */
    old: number;
    /** In a deferred operation: its operand and its index. */
    operand: number;
    slot: number;
    /** The element that the transition's access touches; -1: none (yet). */
    element: Slot;
    /** Bits of {@link ACCESS}. */
    access: number;
    /** Whether the actor made progress. */
    progressed: boolean;
    /** The first `coverCount` are the covers hit, in order. */
    readonly covers: number[];
    coverCount: number;
    /** The first `localCount` are the local steps that ran on, in order. */
    readonly locals: number[];
    localCount: number;
}

export const ACCESS = { read: 1, write: 2, plain: 4, unraced: 8 } as const;

export interface Scope {
    readonly program: Program;
    readonly layout: Layout;
    readonly frame: Frame;
    /** The actor that steps; `undefined` in properties and deferred operations. */
    readonly self: ActorId | undefined;
    /** Bound variables, the innermost last. */
    readonly bound: readonly Code[];
    /** Reads the element in the slot as the own CPU sees it. Absent: as memory holds it. */
    readonly readOwn?: (element: Slot, state: Int32Array) => number;
}

export function createFrame(): Frame {
    return {
        old: 0,
        operand: 0,
        slot: 0,
        element: -1,
        access: 0,
        progressed: false,
        covers: [],
        coverCount: 0,
        locals: [],
        localCount: 0,
    };
}

export function compileExpression(expression: Expr, scope: Scope): Code {
    const { layout, frame } = scope;
    switch (expression.kind) {
        case 'const':
            return expression.value;
        case 'self':
            return selfOf(scope);
        case 'register':
            return readRegister(scope, selfOf(scope), expression.register);
        case 'actor-register':
            return readRegister(scope, expression.actor, expression.register);
        case 'cell': {
            const { readOwn } = scope;
            const element = compileElement(expression.cell, expression.index, scope);
            if (expression.view === 'memory' || readOwn === undefined) {
                return readSlot(element, isUnsigned(layout.ranges[layout.cells[expression.cell]!]!));
            }
            const unsigned = isUnsigned(layout.ranges[layout.cells[expression.cell]!]!);
            const own: Evaluate =
                typeof element === 'number'
                    ? state => readOwn(element, state)
                    : state => readOwn(element(state), state);
            return unsigned ? state => own(state) >>> 0 : own;
        }
        case 'bound': {
            const code = scope.bound[scope.bound.length - 1 - expression.depth];
            invariant(code !== undefined, 'a bound variable stands inside its quantifier');
            return code;
        }
        case 'old':
            return () => frame.old;
        case 'operand':
            return () => frame.operand;
        case 'slot':
            return () => frame.slot;
        case 'unary':
            return compileUnary(expression.operator, compileExpression(expression.operand, scope));
        case 'binary':
            return isBitwise(expression.operator)
                ? compileBinary(
                      expression.operator,
                      compileWord(expression.left, scope),
                      compileWord(expression.right, scope),
                  )
                : compileBinary(
                      expression.operator,
                      compileExpression(expression.left, scope),
                      compileExpression(expression.right, scope),
                  );
        case 'conditional':
            return compileConditional(
                compileExpression(expression.condition, scope),
                compileExpression(expression.then, scope),
                compileExpression(expression.else, scope),
            );
        case 'quantifier':
            return compileQuantifier(expression, scope);
        case 'at':
            return compileAt(expression.actor, expression.steps, scope);
        case 'ended':
            return compileEnded(expression.actor, scope);
        case 'is-referenced':
            return compileIsReferenced(expression.class, compileExpression(expression.index, scope), scope);
    }
}

/** The slot of `cell[index]`. */
export function compileElement(cell: CellId, index: Expr | undefined, scope: Scope): Code {
    const base = scope.layout.cells[cell];
    invariant(base !== undefined, `cell ${cell} exists`);
    const { length, name } = scope.program.cells[cell]!;
    const code = index === undefined ? 0 : compileExpression(index, scope);
    if (typeof code === 'number') {
        // A branch that is never taken may hold a constant that is out of range.
        return code >= 0 && code < length ? base + code : () => outOfRange(name);
    }
    return state => {
        const at = code(state);
        return at >= 0 && at < length ? base + at : outOfRange(name);
    };
}

/** As a closure, for those who do not care. */
export function toEvaluate(code: Code): Evaluate {
    return typeof code === 'number' ? () => code : code;
}

/** Compiles an expression of one who has to evaluate it only now and then. */
export function evaluate(expression: Expr, scope: Scope, state: Int32Array): number {
    const code = compileExpression(expression, scope);
    return typeof code === 'number' ? code : code(state);
}

function outOfRange(name: string): never {
    invariant(false, `an index of \`${name}\` is in range`);
}

function selfOf(scope: Scope): ActorId {
    invariant(scope.self !== undefined, 'only the steps of an actor read registers and `self`');
    return scope.self;
}

function readRegister({ layout }: Scope, actor: ActorId, register: number): Code {
    const slot = layout.actors[actor]!.registers + register;
    return readSlot(slot, isUnsigned(layout.ranges[slot]!));
}

function readSlot(slot: Code, unsigned: boolean): Code {
    if (typeof slot === 'number') return unsigned ? state => state[slot]! >>> 0 : state => state[slot]!;
    return unsigned ? state => state[slot(state)]! >>> 0 : state => state[slot(state)]!;
}

function isBitwise(operator: BinaryOperator): boolean {
    return operator === '&' || operator === '|' || operator === '^' || operator === '<<' || operator === '>>';
}

/**
 * An operand of a bitwise operator, which only counts modulo 2^32. A product of two words can exceed what a number
 * holds exactly; its low 32 bits are wanted all the same (`u32` multiplication is `a * b & 0xffffffff`).
 */
function compileWord(expression: Expr, scope: Scope): Code {
    if (expression.kind !== 'binary' || expression.operator !== '*') return compileExpression(expression, scope);
    const left = compileWord(expression.left, scope);
    const right = compileWord(expression.right, scope);
    if (typeof left === 'number' && typeof right === 'number') return Math.imul(left, right);
    const [a, b] = [toEvaluate(left), toEvaluate(right)];
    return state => Math.imul(a(state), b(state));
}

function compileUnary(operator: UnaryOperator, operand: Code): Code {
    switch (operator) {
        case '!':
            return typeof operand === 'number' ? Number(operand === 0) : state => (operand(state) === 0 ? 1 : 0);
        case '-':
            return typeof operand === 'number' ? -operand : state => -operand(state);
        case '~':
            return typeof operand === 'number' ? ~operand >>> 0 : state => ~operand(state) >>> 0;
    }
}

function compileBinary(operator: BinaryOperator, left: Code, right: Code): Code {
    if (typeof left === 'number') {
        if (operator === '&&') return left === 0 ? 0 : truth(right);
        if (operator === '||') return left !== 0 ? 1 : truth(right);
    }
    const a = toEvaluate(left);
    const b = toEvaluate(right);
    if (typeof left === 'number' && typeof right === 'number') return compileOperator(operator, a, b)(NO_STATE);
    if (typeof right === 'number') return compileWithConstant(operator, a, right) ?? compileOperator(operator, a, b);
    return compileOperator(operator, a, b);
}

const NO_STATE = new Int32Array(0);

function truth(code: Code): Code {
    return typeof code === 'number' ? Number(code !== 0) : state => (code(state) !== 0 ? 1 : 0);
}

function compileOperator(operator: BinaryOperator, a: Evaluate, b: Evaluate): Evaluate {
    switch (operator) {
        case '+':
            return state => a(state) + b(state);
        case '-':
            return state => a(state) - b(state);
        case '*':
            return state => a(state) * b(state);
        case '/':
            return state => Math.trunc(a(state) / divisor(b(state)));
        case '%':
            return state => a(state) % divisor(b(state));
        case '==':
            return state => (a(state) === b(state) ? 1 : 0);
        case '!=':
            return state => (a(state) !== b(state) ? 1 : 0);
        case '<':
            return state => (a(state) < b(state) ? 1 : 0);
        case '<=':
            return state => (a(state) <= b(state) ? 1 : 0);
        case '>':
            return state => (a(state) > b(state) ? 1 : 0);
        case '>=':
            return state => (a(state) >= b(state) ? 1 : 0);
        case '&&':
            return state => (a(state) !== 0 && b(state) !== 0 ? 1 : 0);
        case '||':
            return state => (a(state) !== 0 || b(state) !== 0 ? 1 : 0);
        case '&':
            return state => (a(state) & b(state)) >>> 0;
        case '|':
            return state => (a(state) | b(state)) >>> 0;
        case '^':
            return state => (a(state) ^ b(state)) >>> 0;
        case '<<':
            return state => shiftLeft(a(state), b(state));
        case '>>':
            return state => shiftRight(a(state), b(state));
    }
}

/** The shapes that guards and branches are full of, one call fewer. */
function compileWithConstant(operator: BinaryOperator, a: Evaluate, b: number): Evaluate | undefined {
    switch (operator) {
        case '+':
            return state => a(state) + b;
        case '-':
            return state => a(state) - b;
        case '==':
            return state => (a(state) === b ? 1 : 0);
        case '!=':
            return state => (a(state) !== b ? 1 : 0);
        case '<':
            return state => (a(state) < b ? 1 : 0);
        case '&':
            return state => (a(state) & b) >>> 0;
        default:
            return undefined;
    }
}

/** A shift by 32 or more leaves nothing (C leaves it open; the compiler reports it where it can). */
function shiftLeft(value: number, by: number): number {
    return by >>> 0 > 31 ? 0 : (value << by) >>> 0;
}

function shiftRight(value: number, by: number): number {
    return by >>> 0 > 31 ? 0 : (value >>> 0) >>> by;
}

function divisor(value: number): number {
    invariant(value !== 0, 'no divisor is zero');
    return value;
}

function compileConditional(condition: Code, whenTrue: Code, whenFalse: Code): Code {
    if (typeof condition === 'number') return condition !== 0 ? whenTrue : whenFalse;
    const a = toEvaluate(whenTrue);
    const b = toEvaluate(whenFalse);
    return state => (condition(state) !== 0 ? a(state) : b(state));
}

const UNROLLED = 64;

function compileQuantifier(expression: QuantifierExpr, scope: Scope): Code {
    const { quantifier } = expression;
    const low = compileExpression(expression.low, scope);
    const high = compileExpression(expression.high, scope);
    if (typeof low === 'number' && typeof high === 'number' && high - low < UNROLLED) {
        const bodies: Evaluate[] = [];
        for (let i = low; i <= high; i++) {
            bodies.push(toEvaluate(compileExpression(expression.body, { ...scope, bound: [...scope.bound, i] })));
        }
        switch (quantifier) {
            case 'all':
                return state => (bodies.every(body => body(state) !== 0) ? 1 : 0);
            case 'any':
                return state => (bodies.some(body => body(state) !== 0) ? 1 : 0);
            case 'count':
                return state => bodies.reduce((sum, body) => (body(state) !== 0 ? sum + 1 : sum), 0);
        }
    }
    let index = 0;
    const body = toEvaluate(compileExpression(expression.body, { ...scope, bound: [...scope.bound, () => index] }));
    const [first, last] = [toEvaluate(low), toEvaluate(high)];
    return state => {
        const outer = index;
        const end = last(state);
        let count = 0;
        let all = 1;
        for (index = first(state); index <= end; index++) {
            if (body(state) !== 0) count++;
            else all = 0;
            if (quantifier === 'all' ? all === 0 : quantifier === 'any' && count > 0) break;
        }
        index = outer;
        return quantifier === 'count' ? count : quantifier === 'all' ? all : count > 0 ? 1 : 0;
    };
}

function compileAt(actor: Expr, steps: readonly number[], scope: Scope): Code {
    const { layout } = scope;
    const which = compileExpression(actor, scope);
    const counters = layout.actors.map(
        ({ counters: all }) => new Set(steps.map(step => all[step]!).filter(c => c > 0)),
    );
    if (typeof which === 'number') {
        const { counter } = layout.actors[which]!;
        const wanted = counters[which]!;
        const [only] = wanted;
        return wanted.size === 1
            ? state => (state[counter] === only ? 1 : 0)
            : state => (wanted.has(state[counter]!) ? 1 : 0);
    }
    return state => {
        const id = which(state);
        return counters[id]!.has(state[layout.actors[id]!.counter]!) ? 1 : 0;
    };
}

/** An actor has ended only when what it wrote has reached memory. */
function compileEnded(actor: Expr, scope: Scope): Code {
    const { layout, program } = scope;
    const which = compileExpression(actor, scope);
    const ended = layout.actors.map(({ counter }, id): Evaluate => {
        const buffer = layout.buffers[program.actors[id]!.cpu];
        return buffer === undefined
            ? state => (state[counter] === 0 ? 1 : 0)
            : state => (state[counter] === 0 && state[buffer.length] === 0 ? 1 : 0);
    });
    return typeof which === 'number' ? ended[which]! : state => ended[which(state)]!(state);
}

function compileIsReferenced(id: number, index: Code, { layout }: Scope): Code {
    const fields = layout.references[id]!;
    const object = toEvaluate(index);
    return state => {
        const fresh = 2 * object(state) + 1;
        for (const { slot, shift, mask } of fields) if (((state[slot]! >>> shift) & mask) === fresh) return 1;
        for (const buffer of layout.buffers) {
            if (buffer === undefined) continue;
            for (let entry = 0; entry < state[buffer.length]!; entry++) {
                const at = buffer.first + 3 * entry;
                for (const { class: of, shift, mask } of layout.entryReferences[state[at]! - 1] ?? []) {
                    if (of === id && ((state[at + 2]! >>> shift) & mask) === fresh) return 1;
                }
            }
        }
        return 0;
    };
}
