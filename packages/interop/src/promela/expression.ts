// Expressions in Promela's syntax, which is C's but for `(c -> a : b)`; see range.ts for what an `int` stands for.
//
// Quantifiers are unrolled and constants folded on the way. `&&`, `||` and conditional expressions become C's, both
// in spin's simulator and in `pan`, so that what they guard (an index in range) stays guarded.
import type { ActorId, BinaryOperator, Expr, RegisterId, StepId } from '@faultline/checker';
import { fold } from '../fold.ts';
import type { Range } from '../range.ts';
import {
    BOOL,
    combine,
    complement,
    hasTruth,
    isExact,
    isShift,
    isSigned,
    isUnsigned,
    negate,
    rangeOfDomain,
    single,
    TWO_31,
    union,
} from '../range.ts';
import type { Model } from './model.ts';

/** A printed expression. */
export interface Term {
    readonly text: string;
    readonly rank: Rank;
    readonly range: Range;
    /** Present where it is a constant. */
    readonly value?: number;
}

/** What the names in an expression mean where it stands. */
export interface Scope {
    readonly model: Model;
    /** The actor that steps; `undefined` in properties. */
    readonly actor: ActorId | undefined;
    /** Bound variables, the innermost first. */
    readonly bound: readonly number[];
    /** Registers whose value is known (the one a `choose` fills). */
    readonly known?: ReadonlyMap<RegisterId, number>;
    readonly old?: Term;
    readonly slot?: Term;
    readonly operand?: Term;
}

/** How tightly an expression holds together: an atom, a sign, a product, a sum, a comparison, `&&`, `||`, anything else. */
type Rank = 'atom' | 'sign' | 'product' | 'sum' | 'comparison' | 'and' | 'or' | 'other';

/** How many values a quantifier may range over. */
const MOST_UNROLLED = 4096;

export const isTrue = ({ value }: Term): boolean => value !== undefined && value !== 0;
export const isFalse = ({ value }: Term): boolean => value === 0;

/** The expression as a value. */
export function print(expr: Expr, scope: Scope): Term {
    const { model } = scope;
    const { program } = model;
    switch (expr.kind) {
        case 'const':
            return constant(expr.value, model);
        case 'register':
            return printRegister(expr.register, scope);
        case 'actor-register':
            return registerOf(expr.actor, expr.register, model);
        case 'cell':
            return {
                text: elementOf(expr.cell, expr.index, scope),
                rank: 'atom',
                range: rangeOfDomain(program, program.cells[expr.cell]!.domain),
            };
        case 'self':
            return constant(scope.actor ?? -1, model);
        case 'bound':
            return constant(scope.bound[expr.depth] ?? 0, model);
        case 'old':
            return scope.old ?? constant(0, model);
        case 'operand':
            return scope.operand ?? constant(0, model);
        case 'slot':
            return scope.slot ?? constant(0, model);
        case 'unary':
            return printUnary(expr.operator, expr.operand, scope);
        case 'binary':
            return printBinary(expr.operator, expr.left, expr.right, scope);
        case 'conditional':
            return choice(condition(expr.condition, scope), print(expr.then, scope), print(expr.else, scope));
        case 'quantifier':
            return printQuantifier(expr, scope);
        case 'at':
            return forActor(expr.actor, scope, actor => isAt(actor, expr.steps, model));
        case 'ended':
            return forActor(expr.actor, scope, actor => ended(actor, model));
        case 'is-referenced': {
            const index = print(expr.index, scope);
            return { text: `${model.classes[expr.class]!.isReferenced}(${index.text})`, rank: 'atom', range: BOOL };
        }
    }
}

/** The expression as a claim: nonzero where the value is. */
export function condition(expr: Expr, scope: Scope): Term {
    const term = print(expr, scope);
    if (!hasTruth(term.range)) scope.model.problems.add('the truth of a value of more than 32 bits is asked for');
    return term;
}

/** `x`, `a[i]`. The index of a scalar is 0, whatever it says. */
export function elementOf(cell: number, index: Expr | undefined, scope: Scope): string {
    const name = scope.model.cells[cell]!;
    if (scope.model.program.cells[cell]!.length === 1) return name;
    return `${name}[${index === undefined ? '0' : print(index, scope).text}]`;
}

export function constant(value: number, model: Model): Term {
    const range = single(value);
    if (!isExact(range)) model.problems.add(`the constant ${value} is not exact`);
    const pattern = value | 0;
    // there is no such literal in C: -2147483648 is the negation of a long
    if (pattern === -TWO_31) return { text: model.words.sign, rank: 'atom', range, value };
    return { text: String(pattern), rank: pattern < 0 ? 'sign' : 'atom', range, value };
}

export function not(term: Term): Term {
    if (term.value !== undefined) return truth(term.value === 0);
    return { text: `!${inside(term, [])}`, rank: 'sign', range: BOOL };
}

export const allOf = (terms: readonly Term[]): Term => join('&&', terms);
export const anyOf = (terms: readonly Term[]): Term => join('||', terms);

export function equals(left: string, right: string): Term {
    return { text: `${left} == ${right}`, rank: 'comparison', range: BOOL };
}

// ------------------------------------------------------------------------------------------------- operands

function printRegister(register: RegisterId, scope: Scope): Term {
    const known = scope.known?.get(register);
    if (known !== undefined) return constant(known, scope.model);
    return registerOf(scope.actor!, register, scope.model);
}

function registerOf(actor: ActorId, register: RegisterId, model: Model): Term {
    return {
        text: model.registers[actor]![register]!,
        rank: 'atom',
        range: rangeOfDomain(model.program, model.program.actors[actor]!.registers[register]!.domain),
    };
}

function isAt(actor: ActorId, steps: readonly StepId[], model: Model): Term {
    const there = steps.filter(step => model.resting[actor]!.includes(step));
    return anyOf(there.map(step => equals(model.places[actor]!, model.steps[step]!)));
}

const ended = (actor: ActorId, model: Model): Term => equals(model.places[actor]!, model.words.ended);

/** A claim about an actor that may be known only when it is asked. */
function forActor(actor: Expr, scope: Scope, claim: (actor: ActorId) => Term): Term {
    const { actors } = scope.model.program;
    const who = print(actor, scope);
    if (who.value !== undefined) return actors[who.value] === undefined ? truth(false) : claim(who.value);
    const possible = actors.map((_, id) => id).filter(id => id >= who.range.low && id <= who.range.high);
    return anyOf(possible.map(id => allOf([equals(inside(who, ARITHMETIC), String(id)), claim(id)])));
}

// ------------------------------------------------------------------------------------------------ operators

const ARITHMETIC: readonly Rank[] = ['sign', 'product', 'sum'];

/** In parentheses, unless it is one of the looser things that may stand here bare. */
const inside = (term: Term, bare: readonly Rank[]): string =>
    term.rank === 'atom' || bare.includes(term.rank) ? term.text : `(${term.text})`;

const truth = (holds: boolean): Term =>
    holds
        ? { text: 'true', rank: 'atom', range: single(1), value: 1 }
        : { text: 'false', rank: 'atom', range: single(0), value: 0 };

/** Exactly 1 or 0. */
const asBit = (term: Term): Term => {
    if (term.value !== undefined) return truth(term.value !== 0);
    if (term.range.low >= 0 && term.range.high <= 1) return term;
    return { text: `${inside(term, ARITHMETIC)} != 0`, rank: 'comparison', range: BOOL };
};

function join(operator: '&&' | '||', terms: readonly Term[]): Term {
    const decisive = operator === '||';
    if (terms.some(term => term.value !== undefined && (term.value !== 0) === decisive)) return truth(decisive);
    const parts = terms.filter(term => term.value === undefined);
    if (parts.length === 0) return truth(!decisive);
    if (parts.length === 1) return asBit(parts[0]!);
    const rank = decisive ? 'or' : 'and';
    const bare: readonly Rank[] = ['sign', 'comparison', rank];
    return { text: parts.map(part => inside(part, bare)).join(` ${operator} `), rank, range: BOOL };
}

function choice(claim: Term, then: Term, otherwise: Term): Term {
    if (claim.value !== undefined) return claim.value === 0 ? otherwise : then;
    return {
        text: `(${claim.text} -> ${then.text} : ${otherwise.text})`,
        rank: 'atom',
        range: union(then.range, otherwise.range),
    };
}

function printUnary(operator: '!' | '-' | '~', operand: Expr, scope: Scope): Term {
    if (operator === '!') return not(condition(operand, scope));
    const term = print(operand, scope);
    const range = operator === '-' ? negate(term.range) : complement(term.range);
    if (term.value !== undefined && range.low === range.high) return constant(range.low, scope.model);
    return { text: `${operator}${inside(term, [])}`, rank: 'sign', range };
}

function printBinary(operator: BinaryOperator, left: Expr, right: Expr, scope: Scope): Term {
    if (operator === '&&' || operator === '||') {
        return join(operator, [condition(left, scope), condition(right, scope)]);
    }
    const a = print(left, scope);
    const b = print(right, scope);
    if (a.value !== undefined && b.value !== undefined) {
        const value = fold(operator, a.value, b.value);
        return typeof value === 'boolean' ? truth(value) : constant(value, scope.model);
    }
    const range = combine(operator, a.range, b.range);
    if (!isExact(range)) scope.model.problems.add(`${a.text} ${operator} ${b.text} may leave the exact integers`);
    switch (operator) {
        case '+':
            return { text: `${inside(a, ['product', 'sum'])} + ${inside(b, ['product'])}`, rank: 'sum', range };
        case '-':
            return { text: `${inside(a, ['product', 'sum'])} - ${inside(b, ['product'])}`, rank: 'sum', range };
        case '*':
            return { text: `${inside(a, [])} * ${inside(b, [])}`, rank: 'product', range };
        case '/':
        case '%':
            return { ...divide(operator, a, b, scope.model), range };
        case '==':
        case '!=':
        case '<':
        case '<=':
        case '>':
        case '>=':
            return compare(operator, a, b, scope.model);
        case '&':
        case '|':
        case '^':
            return { text: `${inside(a, [])} ${operator} ${inside(b, [])}`, rank: 'other', range };
        case '<<':
            return { text: `${inside(a, [])} << ${shiftCount(b)}`, rank: 'other', range };
        case '>>':
            return { ...shiftRight(a, b), range };
    }
}

type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

function compare(operator: Comparison, a: Term, b: Term, model: Model): Term {
    const areSigned = isSigned(a.range) && isSigned(b.range);
    if (!areSigned && !(isUnsigned(a.range) && isUnsigned(b.range))) {
        model.problems.add(`${a.text} ${operator} ${b.text} compares values that do not fit into 32 bits together`);
    }
    // with the sign bits turned over, the signed order is the unsigned one
    const isPlain = areSigned || operator === '==' || operator === '!=';
    const side = (term: Term): string =>
        isPlain ? inside(term, ARITHMETIC) : `(${inside(term, [])} ^ ${model.words.sign})`;
    return { text: `${side(a)} ${operator} ${side(b)}`, rank: 'comparison', range: BOOL };
}

const shiftCount = (term: Term): string => {
    if (term.value !== undefined) return String(term.value & 31);
    return isShift(term.range) ? inside(term, []) : `(${inside(term, [])} & 31)`;
};

/**
 * C's division is of signed values. Of an unsigned `a`, the half `h = a >> 1` is divided first: where `h = q b + r`, and
 * `a` is `2 h + l`, the quotient is `2 q + (2 r + l) / b`, and the remainder that of `2 r + l`.
 */
function divide(operator: '/' | '%', a: Term, b: Term, model: Model): Omit<Term, 'range'> {
    const by = inside(b, []);
    if (isSigned(a.range) && isSigned(b.range)) {
        return { text: `${inside(a, [])} ${operator} ${by}`, rank: 'product' };
    }
    if (!isUnsigned(a.range) || b.range.low < 1 || b.range.high > 2 ** 30) {
        model.problems.add(`${a.text} ${operator} ${b.text} is a division of more than 32 bits`);
    }
    const half = `(${shiftRight(a, constant(1, model)).text})`;
    const rest = `(2 * (${half} % ${by}) + (${inside(a, [])} & 1))`;
    if (operator === '%') return { text: `${rest} % ${by}`, rank: 'product' };
    return { text: `2 * (${half} / ${by}) + ${rest} / ${by}`, rank: 'sum' };
}

/** C's `>>` copies the sign bit; ours brings in zeros. */
function shiftRight(a: Term, b: Term): Omit<Term, 'range'> {
    const count = shiftCount(b);
    const shifted = `${inside(a, [])} >> ${count}`;
    if (isUnsigned(a.range) && isSigned(a.range)) return { text: shifted, rank: 'other' };
    if (b.value !== undefined) {
        const kept = 32 - (b.value & 31);
        return kept === 32
            ? { text: a.text, rank: a.rank }
            : { text: `(${shifted}) & ${2 ** kept - 1}`, rank: 'other' };
    }
    return { text: `(${count} == 0 -> ${a.text} : (${shifted}) & (2147483647 >> (${count} - 1)))`, rank: 'atom' };
}

// ---------------------------------------------------------------------------------------------- quantifiers

function printQuantifier(expr: Extract<Expr, { kind: 'quantifier' }>, scope: Scope): Term {
    const { model } = scope;
    const low = print(expr.low, scope);
    const high = print(expr.high, scope);
    const length = high.range.high - low.range.low + 1;
    if (length > MOST_UNROLLED) {
        model.problems.add(`a quantifier ranges over ${length} values`);
        return truth(false);
    }
    const cases = Array.from({ length: Math.max(0, length) }, (_, i) => {
        const value = low.range.low + i;
        const at = constant(value, model);
        const isWithin = allOf([
            value >= low.range.high ? truth(true) : compare('>=', at, low, model),
            value <= high.range.low ? truth(true) : compare('<=', at, high, model),
        ]);
        return { isWithin, body: condition(expr.body, { ...scope, bound: [value, ...scope.bound] }) };
    });
    switch (expr.quantifier) {
        case 'all':
            return allOf(cases.map(({ isWithin, body }) => anyOf([not(isWithin), body])));
        case 'any':
            return anyOf(cases.map(({ isWithin, body }) => allOf([isWithin, body])));
        case 'count': {
            const bits = cases.map(({ isWithin, body }) => allOf([isWithin, body])).filter(bit => !isFalse(bit));
            if (bits.length === 0) return constant(0, model);
            const text = bits.map(bit => (isTrue(bit) ? '1' : inside(bit, []))).join(' + ');
            return { text, rank: 'sum', range: { low: 0, high: bits.length } };
        }
    }
}
