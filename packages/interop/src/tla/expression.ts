// Expressions in TLA+. Integers and truth values are different things there, so every term says which it is.
//
// Invariant: what is printed has the value that the checker computes, or TLC stops with an error (its integers have 32
// bits, with a sign; it notices when a sum or a product leaves them). Operands are in parentheses unless they are atoms,
// or arithmetic under a comparison: TLA+ knows no precedence between most of its operators.
import type { ActorId, BinaryOperator, Expr, RegisterId, StepId } from '@faultline/checker';
import { fold } from '../fold.ts';
import type { Range } from '../range.ts';
import { BOOL, combine, complement, negate, rangeOfDomain, single, TWO_31, union } from '../range.ts';
import type { Model } from './model.ts';
import { ENDED, quote, referencesIn } from './model.ts';

/** A printed expression. */
export interface Term {
    readonly text: string;
    readonly sort: 'integer' | 'truth';
    readonly rank: Rank;
    readonly range: Range;
    /** Present where it is a constant. */
    readonly value?: number;
}

type Rank = 'atom' | 'arithmetic' | 'comparison' | 'and' | 'or' | 'other';

/** What a variable or a field holds at some moment of a step, where that is not what it held before the step. */
export type Environment = ReadonlyMap<Key, Term>;
/** A cell, a register of an actor, whether an actor made progress, or how the execution came out. */
export type Key = `cell ${number}` | `register ${number} ${number}` | `progress ${number}` | 'outcome';

/** What the names in an expression mean where it stands. */
export interface Scope {
    readonly model: Model;
    /** The actor that steps; `undefined` in properties. */
    readonly actor: ActorId | undefined;
    readonly env: Environment;
    /** Bound variables, the innermost first. */
    readonly bound: readonly Term[];
    readonly old?: Term;
    readonly slot?: Term;
    readonly operand?: Term;
}

export const scopeOf = (model: Model, actor: ActorId | undefined): Scope => ({
    model,
    actor,
    env: new Map(),
    bound: [],
});

export const isTrue = ({ value }: Term): boolean => value !== undefined && value !== 0;
export const isFalse = ({ value }: Term): boolean => value === 0;

/** The expression as an integer. */
export function integer(expr: Expr, scope: Scope): Term {
    return toInteger(print(expr, scope), scope.model);
}

/** The expression as a truth value. */
export function truth(expr: Expr, scope: Scope): Term {
    return toTruth(print(expr, scope));
}

export function constant(value: number, model: Model): Term {
    if (value >= TWO_31 || value < -TWO_31) model.problems.add(`TLC has no integer ${value}`);
    const text = String(value + 0);
    return { text, sort: 'integer', rank: value < 0 ? 'arithmetic' : 'atom', range: single(value), value: value + 0 };
}

export const isThat = (holds: boolean): Term => ({
    text: holds ? 'TRUE' : 'FALSE',
    sort: 'truth',
    rank: 'atom',
    range: single(holds ? 1 : 0),
    value: holds ? 1 : 0,
});

const claim = (text: string, rank: Rank = 'comparison'): Term => ({ text, sort: 'truth', rank, range: BOOL });

export function not(term: Term): Term {
    if (term.value !== undefined) return isThat(term.value === 0);
    return claim(`~${inParentheses(term)}`, 'atom');
}

export const allOf = (terms: readonly Term[]): Term => join('/\\', terms);
export const anyOf = (terms: readonly Term[]): Term => join('\\/', terms);

export function choice(condition: Term, then: Term, otherwise: Term, model: Model): Term {
    if (condition.value !== undefined) return condition.value === 0 ? otherwise : then;
    if (then.text === otherwise.text && then.sort === otherwise.sort) return then;
    const [a, b] =
        then.sort === otherwise.sort ? [then, otherwise] : [toInteger(then, model), toInteger(otherwise, model)];
    const range = union(a.range, b.range);
    return { text: `IF ${condition.text} THEN ${a.text} ELSE ${b.text}`, sort: a.sort, rank: 'other', range };
}

export const inParentheses = (term: Term): string => (term.rank === 'atom' ? term.text : `(${term.text})`);

/** The whole of a cell, as a value. */
export function wholeCell(cell: number, { model, env }: Scope): Term {
    const domain = model.program.cells[cell]!.domain;
    const range = rangeOfDomain(model.program, domain);
    return env.get(`cell ${cell}`) ?? { text: model.cells[cell]!, sort: 'integer', rank: 'atom', range };
}

/** `x`, `a[i]`. The index of a scalar is 0, whatever it says. */
export function element(cell: number, index: Expr | undefined, scope: Scope): Term {
    const whole = wholeCell(cell, scope);
    const { length, domain } = scope.model.program.cells[cell]!;
    if (length === 1) return whole;
    const range = rangeOfDomain(scope.model.program, domain);
    const at = index === undefined ? '0' : integer(index, scope).text;
    return { text: `${inParentheses(whole)}[${at}]`, sort: 'integer', rank: 'atom', range };
}

export function registerOf(actor: ActorId, register: RegisterId, { model, env }: Scope): Term {
    const known = env.get(`register ${actor} ${register}`);
    if (known !== undefined) return known;
    const { domain, initial } = model.program.actors[actor]!.registers[register]!;
    const field = model.fields[actor]![register];
    if (field === undefined) return constant(initial, model);
    const range = rangeOfDomain(model.program, domain);
    return { text: `${model.actors[actor]}.${field}`, sort: 'integer', rank: 'atom', range };
}

/** Whether the actor rests at one of the steps. */
export function isAt(actor: ActorId, steps: readonly StepId[], model: Model): Term {
    const names = steps.flatMap(step => model.steps[actor]!.get(step) ?? []);
    return isWhere(actor, names, model);
}

export const hasEnded = (actor: ActorId, model: Model): Term => isWhere(actor, [ENDED], model);

/** Whether the place of the actor is one of these. */
export function isWhere(actor: ActorId, names: readonly string[], model: Model): Term {
    if (names.length === 0) return isThat(false);
    const place = `${model.actors[actor]}.pc`;
    const [only] = names;
    return names.length === 1
        ? claim(`${place} = ${quote(only!)}`)
        : claim(`${place} \\in {${names.map(quote).join(', ')}}`);
}

// ------------------------------------------------------------------------------------------------- printing

function print(expr: Expr, scope: Scope): Term {
    const { model } = scope;
    switch (expr.kind) {
        case 'const':
            return constant(expr.value, model);
        case 'register':
            return registerOf(scope.actor!, expr.register, scope);
        case 'actor-register':
            return registerOf(expr.actor, expr.register, scope);
        case 'cell':
            return element(expr.cell, expr.index, scope);
        case 'self':
            return constant(scope.actor ?? -1, model);
        case 'bound':
            return scope.bound[expr.depth]!;
        case 'old':
            return scope.old!;
        case 'operand':
            return scope.operand!;
        case 'slot':
            return scope.slot!;
        case 'unary':
            return printUnary(expr.operator, expr.operand, scope);
        case 'binary':
            return printBinary(expr.operator, expr.left, expr.right, scope);
        case 'conditional':
            return choice(truth(expr.condition, scope), print(expr.then, scope), print(expr.else, scope), model);
        case 'quantifier':
            return printQuantifier(expr, scope);
        case 'at':
            return forActor(expr.actor, scope, actor => isAt(actor, expr.steps, model));
        case 'ended':
            return forActor(expr.actor, scope, actor => hasEnded(actor, model));
        case 'is-referenced':
            return isReferenced(expr.class, integer(expr.index, scope), scope);
    }
}

export function toInteger(term: Term, model: Model): Term {
    if (term.sort === 'integer') return term;
    if (term.value !== undefined) return constant(term.value, model);
    return { text: `${model.words.bit}(${term.text})`, sort: 'integer', rank: 'atom', range: BOOL };
}

function toTruth(term: Term): Term {
    if (term.sort === 'truth') return term;
    if (term.value !== undefined) return isThat(term.value !== 0);
    return claim(`${operand(term)} # 0`);
}

function join(operator: '/\\' | '\\/', terms: readonly Term[]): Term {
    const decisive = operator === '\\/';
    if (terms.some(term => term.value !== undefined && (term.value !== 0) === decisive)) return isThat(decisive);
    const parts = terms.filter(term => term.value === undefined);
    if (parts.length <= 1) return parts[0] ?? isThat(!decisive);
    const rank = decisive ? 'or' : 'and';
    const text = parts.map(part =>
        part.rank === 'comparison' || part.rank === rank ? part.text : inParentheses(part),
    );
    return claim(text.join(` ${operator} `), rank);
}

/** As the operand of a comparison. */
const operand = (term: Term): string => (term.rank === 'arithmetic' ? term.text : inParentheses(term));

function forActor(actor: Expr, scope: Scope, say: (actor: ActorId) => Term): Term {
    const { actors } = scope.model.program;
    const who = integer(actor, scope);
    if (who.value !== undefined) return actors[who.value] === undefined ? isThat(false) : say(who.value);
    const possible = actors.map((_, id) => id).filter(id => id >= who.range.low && id <= who.range.high);
    return anyOf(possible.map(id => allOf([claim(`${operand(who)} = ${id}`), say(id)])));
}

function printUnary(operator: '!' | '-' | '~', of: Expr, scope: Scope): Term {
    const { model } = scope;
    if (operator === '!') return not(truth(of, scope));
    const term = integer(of, scope);
    const range = operator === '-' ? negate(term.range) : complement(term.range);
    if (term.value !== undefined && range.low === range.high) return constant(range.low, model);
    if (operator === '-') return { text: `-${inParentheses(term)}`, sort: 'integer', rank: 'arithmetic', range };
    model.problems.add('TLC has no integers of 32 bits without a sign, which ~ makes');
    return constant(0, model);
}

function printBinary(operator: BinaryOperator, left: Expr, right: Expr, scope: Scope): Term {
    const { model } = scope;
    if (operator === '&&') return allOf([truth(left, scope), truth(right, scope)]);
    if (operator === '||') return anyOf([truth(left, scope), truth(right, scope)]);
    if (operator === '&') {
        for (const [value, mask] of [
            [left, right],
            [right, left],
        ] as const) {
            if (mask.kind === 'unary' && mask.operator === '~') {
                return without(integer(value, scope), integer(mask.operand, scope), model);
            }
            // a mask that TLC has no integer for: what it leaves out
            if (mask.kind === 'const' && mask.value >= TWO_31) {
                const of = integer(value, scope);
                return without(of, constant(2 ** 32 - 1 - mask.value, model), model);
            }
        }
    }
    const a = print(left, scope);
    const b = print(right, scope);
    if ((operator === '==' || operator === '!=') && a.sort === 'truth' && b.sort === 'truth') {
        const isSame = claim(`${inParentheses(a)} <=> ${inParentheses(b)}`, 'other');
        return operator === '==' ? isSame : not(isSame);
    }
    return arithmetic(operator, toInteger(a, model), toInteger(b, model), model);
}

function arithmetic(operator: Exclude<BinaryOperator, '&&' | '||'>, a: Term, b: Term, model: Model): Term {
    if (a.value !== undefined && b.value !== undefined) {
        const value = fold(operator, a.value, b.value);
        return typeof value === 'boolean' ? isThat(value) : constant(value, model);
    }
    const range = combine(operator, a.range, b.range);
    const make = (text: string, rank: Rank = 'arithmetic'): Term => ({ text, sort: 'integer', rank, range });
    switch (operator) {
        case '==':
            return claim(`${operand(a)} = ${operand(b)}`);
        case '!=':
            return claim(`${operand(a)} # ${operand(b)}`);
        case '<':
        case '>':
        case '>=':
            return claim(`${operand(a)} ${operator} ${operand(b)}`);
        case '<=':
            return claim(`${operand(a)} <= ${operand(b)}`);
        case '+':
        case '-':
        case '*':
            return make(`${inParentheses(a)} ${operator} ${inParentheses(b)}`);
        case '/':
            return a.range.low >= 0 && b.range.low > 0
                ? make(`${inParentheses(a)} \\div ${inParentheses(b)}`)
                : make(`${model.words.quotient}(${a.text}, ${b.text})`, 'atom');
        case '%':
            return a.range.low >= 0 && b.range.low > 0
                ? make(`${inParentheses(a)} % ${inParentheses(b)}`)
                : make(`${model.words.remainder}(${a.text}, ${b.text})`, 'atom');
        case '&':
        case '|':
        case '^':
            return bitwise(operator, a, b, range, model);
        case '<<':
        case '>>':
            return shift(operator, a, b, range, model);
    }
}

function bitwise(operator: '&' | '|' | '^', left: Term, right: Term, range: Range, model: Model): Term {
    const make = (text: string, rank: Rank): Term => ({ text, sort: 'integer', rank, range });
    const mask = [left, right].find(({ value }) => value !== undefined);
    const field = mask === undefined ? undefined : fieldOf(mask.value!);
    // \\div and % round down, so that a field of a negative number is what it is in two's complement
    if (operator === '&' && field !== undefined) {
        return make(fieldText(mask === left ? right : left, field.shift, field.width), 'arithmetic');
    }
    const [a, b] = [unsigned(left, model), unsigned(right, model)];
    const both =
        field === undefined
            ? make(`${model.words.and}(${a.text}, ${b.text})`, 'atom')
            : make(fieldText(mask === left ? b : a, field.shift, field.width), 'arithmetic');
    if (operator === '&') return both;
    const parts = [a, b].map(inParentheses).join(' + ');
    // a bit that is set in both is counted twice
    const twice = operator === '|' ? inParentheses(both) : `(2 * ${inParentheses(both)})`;
    return make(`(${parts}) - ${twice}`, 'arithmetic');
}

/** `a & ~b`. */
function without(word: Term, mask: Term, model: Model): Term {
    if ((word.value ?? 0) < 0) model.problems.add(`TLC has no integer ${word.text} & ~${mask.text}`);
    const a = unsigned(word, model);
    const both = arithmetic('&', a, unsigned(mask, model), model);
    if (a.value !== undefined && both.value !== undefined) return constant(a.value - both.value, model);
    const range = { low: 0, high: Math.max(0, a.range.high) };
    return { text: `${inParentheses(a)} - ${inParentheses(both)}`, sort: 'integer', rank: 'arithmetic', range };
}

/** The ones of a mask, if they stand together. */
function fieldOf(mask: number): { readonly shift: number; readonly width: number } | undefined {
    if (mask <= 0) return undefined;
    const shift = Math.log2(Number(BigInt(mask) & -BigInt(mask)));
    const width = Math.log2(mask / 2 ** shift + 1);
    return Number.isInteger(width) ? { shift, width } : undefined;
}

/** The bits of a field, where they stand. */
function fieldText(value: Term, shift: number, width: number): string {
    const bits = fieldValue(value, shift, width);
    return shift === 0 ? bits : `(${bits}) * ${2 ** shift}`;
}

/** The value of a field of a word. */
function fieldValue(word: Term, shift: number, width: number): string {
    const shifted = shift === 0 ? inParentheses(word) : `(${inParentheses(word)} \\div ${2 ** shift})`;
    return word.range.low >= 0 && word.range.high < 2 ** (shift + width)
        ? shifted.replace(/^\((.*)\)$/s, '$1')
        : `${shifted} % ${2 ** width}`;
}

function shift(operator: '<<' | '>>', word: Term, by: Term, range: Range, model: Model): Term {
    if (by.value === 0 && word.range.low >= 0) return word;
    const factor = by.value === undefined ? `(2 ^ ${inParentheses(by)})` : String(2 ** by.value);
    const text = `${inParentheses(unsigned(word, model))} ${operator === '<<' ? '*' : '\\div'} ${factor}`;
    return { text, sort: 'integer', rank: 'arithmetic', range };
}

/** The term, where it is not negative; else TLC stops: it has no integer for what its bits would be. */
function unsigned(term: Term, model: Model): Term {
    if (term.range.low >= 0) return term;
    return { ...term, text: `${model.words.unsigned}(${term.text})`, rank: 'atom', range: { ...term.range, low: 0 } };
}

// --------------------------------------------------------------------------------- quantifiers and references

function printQuantifier(expr: Extract<Expr, { kind: 'quantifier' }>, scope: Scope): Term {
    const low = integer(expr.low, scope);
    const high = integer(expr.high, scope);
    const name = freshBound(scope);
    const range = { low: low.range.low, high: Math.max(low.range.low, high.range.high) };
    const variable: Term = { text: name, sort: 'integer', rank: 'atom', range };
    const body = truth(expr.body, { ...scope, bound: [variable, ...scope.bound] });
    const values = `${name} \\in ${operand(low)}..${operand(high)}`;
    switch (expr.quantifier) {
        case 'all':
            return isTrue(body) ? body : claim(`\\A ${values} : ${body.text}`, 'other');
        case 'any':
            return isFalse(body) ? body : claim(`\\E ${values} : ${body.text}`, 'other');
        case 'count':
            return {
                text: `Cardinality({${values} : ${body.text}})`,
                sort: 'integer',
                rank: 'atom',
                range: { low: 0, high: Math.max(0, range.high - range.low + 1) },
            };
    }
}

/** A name for a bound variable; nothing else in the module is called so. */
function freshBound({ model, bound }: Scope): string {
    const name = model.words.bound[bound.length];
    if (name === undefined) model.problems.add('quantifiers stand too deep in each other');
    return name ?? 'i';
}

/** A name for the place in an array, which none of these texts uses. */
export function placeName(model: Model, texts: readonly string[]): string {
    const used = new Set(texts.flatMap(text => text.match(/\w+/g) ?? []));
    const name = model.words.places.find(one => !used.has(one));
    if (name === undefined) model.problems.add('arrays are looked through too deep in each other');
    return name ?? 'place';
}

function isReferenced(ofClass: number, index: Term, scope: Scope): Term {
    const { model } = scope;
    const fresh = index.value === undefined ? `(2 * ${inParentheses(index)}) + 1` : String(2 * index.value + 1);
    const holds = (value: Term, width: number, shift: number): Term =>
        claim(`${width === 32 ? operand(value) : fieldValue(value, shift, width)} = ${fresh}`);
    const cells = model.program.cells.flatMap(({ domain, length }, cell) =>
        referencesIn(domain, ofClass).map(({ shift: at, width }): Term => {
            const whole = wholeCell(cell, scope);
            if (length === 1) return holds(whole, width, at);
            const name = placeName(model, [whole.text, index.text]);
            const one = { ...whole, text: `${inParentheses(whole)}[${name}]`, rank: 'atom' } as const;
            return claim(`\\E ${name} \\in 0..${length - 1} : ${holds(one, width, at).text}`, 'other');
        }),
    );
    const registers = model.program.actors.flatMap((actor, id) =>
        actor.registers.flatMap(({ domain }, register) =>
            referencesIn(domain, ofClass).map(({ shift: at, width }) =>
                holds(registerOf(id, register, scope), width, at),
            ),
        ),
    );
    return anyOf([...cells, ...registers]);
}

/** The value with every reference in it to an object marked as one that outlived it. */
export function aged(
    value: Term,
    references: readonly { readonly shift: number; readonly width: number }[],
    index: Term,
    model: Model,
): string {
    // each field is looked at in the word as it was, and adds where it stands
    const marks = references.map(({ shift: at, width }) => {
        if (width === 32) return `${model.words.aged}(${value.text}, ${index.text})`;
        const field = fieldValue(value, at, width);
        return `((${model.words.aged}(${field}, ${index.text}) - (${field})) * ${2 ** at})`;
    });
    return references.some(({ width }) => width === 32) ? marks.join() : [inParentheses(value), ...marks].join(' + ');
}
