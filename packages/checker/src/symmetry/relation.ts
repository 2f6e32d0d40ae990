// How the value of an expression changes where the state is renamed: a map from the values that it may have to others.
//
// Exact for what it says: `imageOf(r, v)` is what the renamed expression yields in the renamed state wherever the expression
// yields `v`. Where that is no function of `v`, or is not known to be one, there is no relation.
import type { Evaluate, Scope } from '../expression.ts';
import { compileExpression, toEvaluate } from '../expression.ts';
import type { BinaryOperator, UnaryOperator } from '../program.ts';

export interface Relation {
    /** All the values that there may be; absent: any from `low` to `high`. */
    readonly values: readonly number[] | undefined;
    readonly low: number;
    readonly high: number;
    /** What is not listed stays what it is. */
    readonly moves: ReadonlyMap<number, number>;
}

export const NO_MOVES: ReadonlyMap<number, number> = new Map();

/** Any value, the same before and after. */
export const SAME: Relation = {
    values: undefined,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    moves: NO_MOVES,
};

/** 0 or 1, the same before and after. */
export const SAME_TRUTH: Relation = { values: [0, 1], low: 0, high: 1, moves: NO_MOVES };

/** How many values, or pairs of them, are looked at one by one. */
const MOST_VALUES = 1 << 7;
const MOST_PAIRS = 1 << 9;

export function constantTo(from: number, to: number): Relation {
    return { values: [from], low: from, high: from, moves: from === to ? NO_MOVES : new Map([[from, to]]) };
}

export function imageOf({ moves }: Relation, value: number): number {
    return moves.get(value) ?? value;
}

export function isSame({ moves }: Relation): boolean {
    return moves.size === 0;
}

/** All the values that there may be; `undefined`: too many. */
export function valuesOf({ values, low, high }: Relation): readonly number[] | undefined {
    if (values !== undefined) return values;
    if (high - low >= MOST_VALUES) return undefined;
    return Array.from({ length: high - low + 1 }, (_, at) => low + at);
}

/** Whether it says nothing else of whether the value is 0. */
export function keepsTruth({ moves }: Relation): boolean {
    for (const [from, to] of moves) if ((from === 0) !== (to === 0)) return false;
    return true;
}

/** Of a value that comes from either. */
export function eitherOf(a: Relation, b: Relation): Relation | undefined {
    if (isSame(a) && isSame(b)) {
        const values =
            a.values === undefined || b.values === undefined || a.values.length + b.values.length > MOST_VALUES
                ? undefined
                : [...new Set([...a.values, ...b.values])];
        return { values, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high), moves: NO_MOVES };
    }
    const moves = new Map([...a.moves, ...b.moves]);
    const agrees = (one: Relation): boolean => {
        for (const [from, to] of moves) {
            const isIn = one.values === undefined ? from >= one.low && from <= one.high : one.values.includes(from);
            if (isIn && imageOf(one, from) !== to) return false;
        }
        return true;
    };
    if (!agrees(a) || !agrees(b)) return undefined;
    const values =
        a.values !== undefined && b.values !== undefined ? [...new Set([...a.values, ...b.values])] : undefined;
    return { values, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high), moves };
}

export interface Operators {
    readonly unary: (operator: UnaryOperator, operand: Relation) => Relation | undefined;
    readonly binary: (operator: BinaryOperator, left: Relation, right: Relation) => Relation | undefined;
}

/** What operators make of relations; they compute as the program does. */
export function createOperators(scope: Scope): Operators {
    let first = 0;
    let second = 0;
    const bound = { ...scope, bound: [() => first, () => second] };
    const evaluators = new Map<string, Evaluate>();
    const unaryOf = (operator: UnaryOperator): Evaluate => {
        const known = evaluators.get(`1${operator}`);
        if (known !== undefined) return known;
        const operand = { kind: 'bound', depth: 1 } as const;
        const made = toEvaluate(compileExpression({ kind: 'unary', operator, operand }, bound));
        evaluators.set(`1${operator}`, made);
        return made;
    };
    const binaryOf = (operator: BinaryOperator): Evaluate => {
        const known = evaluators.get(operator);
        if (known !== undefined) return known;
        const [left, right] = [
            { kind: 'bound', depth: 1 },
            { kind: 'bound', depth: 0 },
        ] as const;
        const made = toEvaluate(compileExpression({ kind: 'binary', operator, left, right }, bound));
        evaluators.set(operator, made);
        return made;
    };
    const apply = (operator: BinaryOperator, left: number, right: number): number => {
        first = left;
        second = right;
        return binaryOf(operator)(NO_STATE);
    };
    const divides = (operator: BinaryOperator): boolean => operator === '/' || operator === '%';

    const oneByOne = (operator: BinaryOperator, left: Relation, right: Relation): Relation | undefined => {
        const [us, vs] = [valuesOf(left), valuesOf(right)];
        if (us === undefined || vs === undefined || us.length * vs.length > MOST_PAIRS) return undefined;
        const images = new Map<number, number>();
        for (const u of us) {
            for (const v of vs) {
                const [toU, toV] = [imageOf(left, u), imageOf(right, v)];
                // nothing is divided by zero
                if (divides(operator) && (v === 0 || toV === 0)) continue;
                const from = apply(operator, u, v);
                const to = apply(operator, toU, toV);
                if ((images.get(from) ?? to) !== to) return undefined;
                images.set(from, to);
            }
        }
        return listed(images);
    };

    return {
        unary: (operator, operand) => {
            if (operator === '!') return keepsTruth(operand) ? SAME_TRUTH : undefined;
            if (isSame(operand) && operand.values?.length !== 1) return SAME;
            const images = new Map<number, number>();
            const values = valuesOf(operand);
            if (values === undefined) return undefined;
            for (const value of values) {
                first = value;
                const from = unaryOf(operator)(NO_STATE);
                first = imageOf(operand, value);
                images.set(from, unaryOf(operator)(NO_STATE));
            }
            return listed(images);
        },
        binary: (operator, left, right) => {
            if (operator === '&&' || operator === '||') {
                return keepsTruth(left) && keepsTruth(right) ? SAME_TRUTH : undefined;
            }
            if (isSame(left) && isSame(right)) {
                const pairs = (left.values?.length ?? MOST_VALUES) * (right.values?.length ?? MOST_VALUES);
                return (pairs <= 16 ? oneByOne(operator, left, right) : undefined) ?? SAME;
            }
            const small = oneByOne(operator, left, right);
            if (small !== undefined) return small;
            if (operator === '==' || operator === '!=') {
                return keepsEqual(left, right) || keepsEqual(right, left) ? SAME_TRUTH : undefined;
            }
            const [by] = right.values ?? [];
            if (by === undefined || right.values?.length !== 1 || !isSame(right)) return undefined;
            // a constant beside many values: only those that move can tell
            if (operator === '+' || operator === '-') {
                const shifted = (value: number): number => (operator === '+' ? value + by : value - by);
                const moves = new Map([...left.moves].map(([from, to]) => [shifted(from), shifted(to)]));
                return { values: undefined, low: shifted(left.low), high: shifted(left.high), moves };
            }
            if (divides(operator) && by === 0) return undefined;
            for (const [from, to] of left.moves) {
                if (apply(operator, from, by) !== apply(operator, to, by)) return undefined;
            }
            return SAME;
        },
    };
}

/** Whether one of many values is equal to the other exactly where their images are. */
function keepsEqual(many: Relation, other: Relation): boolean {
    if (many.values !== undefined) return false;
    for (const to of many.moves.values()) if (!many.moves.has(to)) return false;
    if (new Set(many.moves.values()).size !== many.moves.size) return false;
    if (other.values !== undefined) return other.values.every(value => imageOf(other, value) === imageOf(many, value));
    const moved = [...new Set([...many.moves.keys(), ...other.moves.keys()])];
    return moved.every(value => imageOf(other, value) === imageOf(many, value));
}

function listed(images: ReadonlyMap<number, number>): Relation {
    const values = [...images.keys()];
    const moves = new Map([...images].filter(([from, to]) => from !== to));
    return { values, low: Math.min(...values), high: Math.max(...values), moves };
}

const NO_STATE = new Int32Array(0);

/** Whether both have the same elements, or there is neither. */
export function isSameSet(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
    if (a === undefined || b === undefined) return a === b;
    return a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;
}
