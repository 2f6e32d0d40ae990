// # out-of-range
//
// What it does: reports a value that its place can never hold, an index that its array never has, a range from high to
// low, an array without elements, a division by zero.
//
// Why: at run time it would be `bug range` on every path.
//
// Example:
//
//     var n: int 0..3 = 4
//
// Use instead: a wider range, or another value.
import type { Expression } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { misfitRule } from './misfit.ts';

/** An array of this length is beyond any search. */
const LONGEST = 1024;

const rule = misfitRule('out-of-range', 'range');

export const outOfRange: Rule = {
    ...rule,
    visit: {
        ...rule.visit,
        Index: function* ({ array, index }, { typing }) {
            const type = typing.typeOf(array);
            const value = typing.constant(index);
            if (type.kind !== 'array' || value === undefined || (value >= 0 && value < type.length)) return;
            const indices = type.length === 0 ? 'none' : `0..${type.length - 1}`;
            yield { place: placeOf(index), message: `The index ${value} is outside the array, which has ${indices}.` };
        },
        BinaryExpression: function* ({ operator, right }, { typing }) {
            if ((operator === '/' || operator === '%') && typing.constant(right) === 0) {
                yield { place: placeOf(right), message: 'Division by zero.' };
            }
        },
        Type: function* (node, context) {
            yield* range(node.low, node.high, context);
            yield* length(node.capacity, 'A list holds at least one value', context);
        },
        ChooseValue: (node, context) => range(node.low, node.high, context),
        EventParameter: (node, context) => range(node.low, node.high, context),
        Var: function* (node, context) {
            yield* rule.visit.Var!(node, context);
            yield* length(node.length, 'An array has at least one element', context);
        },
        Lock: ({ length: size }, context) => length(size, 'An array has at least one element', context),
        Thread: ({ count }, context) => length(count, 'There is at least one copy of a thread', context),
        Struct: ({ pool }, context) => length(pool, 'A pool holds at least one object', context),
        Event: ({ times }, context) => budget(times, context),
        Interrupt: ({ times }, context) => budget(times, context),
    },
};

function* range(low: Expression | undefined, high: Expression | undefined, context: Context): Iterable<Finding> {
    const [from, to] = [context.typing.constant(low), context.typing.constant(high)];
    if (from !== undefined && to !== undefined && from > to) {
        const place = { ...placeOf(low!), end: placeOf(high!).end };
        yield { place, message: `The range ${from}..${to} is empty.` };
    }
}

function* length(size: Expression | undefined, claim: string, { typing }: Context): Iterable<Finding> {
    const value = typing.constant(size);
    if (value === undefined || size === undefined) return;
    if (value < 1) yield { place: placeOf(size), message: `${claim}; this is ${value}.` };
    if (value > LONGEST) yield { place: placeOf(size), message: `At most ${LONGEST} are possible; this is ${value}.` };
}

function* budget(times: Expression | undefined, { typing }: Context): Iterable<Finding> {
    const value = typing.constant(times);
    if (value !== undefined && value < 0)
        yield { place: placeOf(times!), message: `\`times\` is not negative; this is ${value}.` };
}
