// # not-constant
//
// What it does: reports a length, bound, budget, first value or param whose value is not known before the script runs.
//
// Why: a script is finite by construction: how many objects there are and which values they take is written down.
//
// Example:
//
//     var n = 3
//     var a[n]: bool
//
// Use instead: a literal, a `const` or a `param`: `const N = 3`.

import { isNumber } from '../fit.ts';
import type { Expression } from '../generated/ast.ts';
import { isBits, isCall, isNameReference, isStruct } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { showOne } from '../types.ts';

export const notConstant: Rule = {
    code: 'not-constant',
    severity: 'error',
    visit: {
        Param: ({ value }, context) => constant(value, 'The value of a param', context),
        Const: ({ value }, context) => constant(value, 'The value of a constant', context),
        Var: function* ({ length, value }, context) {
            yield* number(length, 'The length', context);
            if (!isInitial(value, context))
                yield { place: placeOf(value!), message: 'A first value must be a constant.' };
        },
        Lock: ({ length }, context) => number(length, 'The length', context),
        Thread: function* ({ count, condition }, context) {
            yield* number(count, 'The number of copies', context);
            yield* constant(condition, 'What decides whether it exists', context);
        },
        Device: ({ condition }, context) => constant(condition, 'What decides whether it exists', context),
        Struct: ({ pool }, context) => number(pool, 'The size of a pool', context),
        Event: function* ({ times, condition }, context) {
            yield* number(times, 'The budget', context);
            yield* constant(condition, 'What decides whether it exists', context);
        },
        Interrupt: function* ({ times, condition }, context) {
            yield* number(times, 'The budget', context);
            yield* constant(condition, 'What decides whether it exists', context);
        },
        EventParameter: function* ({ low, high }, context) {
            yield* number(low, 'A bound', context);
            yield* number(high, 'A bound', context);
        },
        Vma: function* ({ first, last }, context) {
            yield* number(first, 'A page', context);
            yield* number(last, 'A page', context);
        },
        VmaFlag: function* ({ values }, context) {
            for (const value of values) yield* number(value, 'A value of a flag', context);
        },
        FileProperty: function* ({ low, high }, context) {
            yield* number(low, 'A property of a file', context);
            yield* number(high, 'A property of a file', context);
        },
        MachineActor: ({ condition }, context) => constant(condition, 'What decides whether it exists', context),
        Quantifier: function* ({ low, high }, context) {
            yield* number(low, 'A bound', context);
            yield* number(high, 'A bound', context);
        },
        Type: function* ({ low, high, capacity }, context) {
            yield* number(low, 'A bound', context);
            yield* number(high, 'A bound', context);
            yield* number(capacity, 'The capacity of a list', context);
        },
        ChooseValue: function* ({ low, high }, { typing }) {
            for (const bound of [low, high]) {
                const type = typing.typeOf(bound);
                if (bound !== undefined && !isNumber(type) && type.kind !== 'error') {
                    yield { place: placeOf(bound), message: `A bound is a number, found ${showOne(type)}.` };
                }
            }
        },
        Invariant: ({ condition }, context) => constant(condition, 'What decides whether it exists', context),
        Final: ({ condition }, context) => constant(condition, 'What decides whether it exists', context),
        Exists: ({ condition }, context) => constant(condition, 'What decides whether it exists', context),
    },
};

function* constant(expression: Expression | undefined, what: string, { typing }: Context): Iterable<Finding> {
    if (expression === undefined || typing.typeOf(expression).kind === 'error') return;
    if (typing.constant(expression) === undefined) {
        yield { place: placeOf(expression), message: `${what} must be a constant.` };
    }
}

function* number(expression: Expression | undefined, what: string, context: Context): Iterable<Finding> {
    if (expression === undefined) return;
    const type = context.typing.typeOf(expression);
    if (type.kind === 'error' || isNumber(type)) yield* constant(expression, what, context);
    else yield { place: placeOf(expression), message: `${what} is a number, found ${showOne(type)}.` };
}

/** Constants, `null`, words of bits made of these, references to objects, threads. */
function isInitial(value: Expression | undefined, context: Context): boolean {
    if (value === undefined) return true;
    const type = context.typing.typeOf(value);
    if (['error', 'null', 'struct', 'thread'].includes(type.kind)) return true;
    if (type.kind === 'ref')
        return value.$type === 'UnaryExpression' || (isNameReference(value) && isStruct(value.reference.ref));
    if (isCall(value) && isNameReference(value.callee) && isBits(value.callee.reference?.ref)) {
        return value.arguments.every(argument => isInitial(argument.value, context));
    }
    return context.typing.constant(value) !== undefined;
}
