// Atomic read-modify-writes by the kernel's names, and with the kernel's order of arguments: `atomic_add(1, refs)`.
//
// The kernel gives a value-returning one full order, which its `_relaxed`, `_acquire` and `_release` forms weaken, a conditional one
// its order only where it succeeds, and one that returns nothing no order at all. Under `tso` the first kind drains the store buffer, the
// last kind waits in it as an operation.
import type { Builtin, BuiltinParameter, Rmw } from '../builtin.ts';

const CELL: BuiltinParameter = { name: 'x', type: 'cell' };
const VALUE: BuiltinParameter = { name: 'value', type: 'value' };
const EXPECTED: BuiltinParameter = { name: 'expected', type: 'value' };
const UNLESS: BuiltinParameter = { name: 'unless', type: 'value' };
const BIT: BuiltinParameter = { name: 'bit', type: 'field' };

const ORDERS = [
    { suffix: '', order: 'full', sentence: 'Fully ordered.' },
    {
        suffix: '_relaxed',
        order: 'relaxed',
        sentence: 'Orders nothing by the kernel’s rules; under `tso` it drains all the same.',
    },
    { suffix: '_acquire', order: 'acquire', sentence: 'No later access takes effect before it.' },
    { suffix: '_release', order: 'release', sentence: 'Every earlier access has taken effect before it.' },
] as const;

/** What the arithmetic operations do to the cell, in words. */
const ARITHMETIC = [
    { word: 'add', compute: 'add', does: 'Adds to the cell' },
    { word: 'sub', compute: 'sub', does: 'Subtracts from the cell' },
] as const;
const BITWISE = [
    { word: 'and', compute: 'and', does: 'Keeps the given bits of the cell' },
    { word: 'andnot', compute: 'and-not', does: 'Clears the given bits of the cell' },
    { word: 'or', compute: 'or', does: 'Sets the given bits of the cell' },
    { word: 'xor', compute: 'xor', does: 'Flips the given bits of the cell' },
] as const;
const STEPPING = [
    { word: 'inc', compute: 'add', does: 'Adds one to the cell' },
    { word: 'dec', compute: 'sub', does: 'Subtracts one from the cell' },
] as const;

export const rmws: readonly Builtin[] = [
    ...withOrders(
        'xchg',
        'Puts a value into the cell and returns the one that was there',
        [CELL, VALUE],
        'cell',
        exchange('always', 'old'),
    ),
    ...withOrders(
        'cmpxchg',
        'Puts a value into the cell if the expected one is there, and returns the one that was',
        [CELL, EXPECTED, VALUE],
        'cell',
        exchange('equal', 'old'),
    ),
    ...withOrders(
        'atomic_xchg',
        'Puts a value into the counter and returns the one that was there',
        [CELL, VALUE],
        'cell',
        exchange('always', 'old'),
    ),
    ...withOrders(
        'atomic_cmpxchg',
        'Puts a value into the counter if the expected one is there, and returns the one that was',
        [CELL, EXPECTED, VALUE],
        'cell',
        exchange('equal', 'old'),
    ),
    ...[...ARITHMETIC, ...BITWISE].map(({ word, compute, does }) =>
        unordered(`atomic_${word}`, does, [VALUE, CELL], { ...base(compute), operand: 'argument' }),
    ),
    ...STEPPING.map(({ word, compute, does }) =>
        unordered(`atomic_${word}`, does, [CELL], { ...base(compute), operand: 1 }),
    ),
    ...[...ARITHMETIC, ...BITWISE].flatMap(({ word, compute, does }) =>
        withOrders(`atomic_fetch_${word}`, `${does} and returns what was there before`, [VALUE, CELL], 'cell', {
            ...base(compute),
            returns: 'old',
            operand: 'argument',
        }),
    ),
    ...STEPPING.flatMap(({ word, compute, does }) =>
        withOrders(`atomic_fetch_${word}`, `${does} and returns what was there before`, [CELL], 'cell', {
            ...base(compute),
            returns: 'old',
            operand: 1,
        }),
    ),
    ...ARITHMETIC.flatMap(({ word, compute, does }) =>
        withOrders(`atomic_${word}_return`, `${does} and returns the result`, [VALUE, CELL], 'cell', {
            ...base(compute),
            returns: 'new',
            operand: 'argument',
        }),
    ),
    ...STEPPING.flatMap(({ word, compute, does }) =>
        withOrders(`atomic_${word}_return`, `${does} and returns the result`, [CELL], 'cell', {
            ...base(compute),
            returns: 'new',
            operand: 1,
        }),
    ),
    ordered('atomic_inc_and_test', 'Adds one to the cell and says whether it is zero now', [CELL], 'bool', {
        ...base('add'),
        returns: 'new-is-zero',
        operand: 1,
    }),
    ordered(
        'atomic_dec_and_test',
        'Subtracts one from the cell and says whether it is zero now: the last reference is gone',
        [CELL],
        'bool',
        {
            ...base('sub'),
            returns: 'new-is-zero',
            operand: 1,
        },
    ),
    ordered('atomic_sub_and_test', 'Subtracts from the cell and says whether it is zero now', [VALUE, CELL], 'bool', {
        ...base('sub'),
        returns: 'new-is-zero',
        operand: 'argument',
    }),
    ordered(
        'atomic_add_unless',
        'Adds to the cell unless it has a certain value, and says whether it did',
        [CELL, VALUE, UNLESS],
        'bool',
        {
            ...base('add'),
            condition: 'unless',
            returns: 'succeeded',
            operand: 'argument',
        },
    ),
    ordered(
        'atomic_inc_not_zero',
        'Adds one to the cell unless it is zero, and says whether it did: a reference, if the object still has one',
        [CELL],
        'bool',
        {
            ...base('add'),
            condition: 'unless',
            returns: 'succeeded',
            operand: 1,
        },
    ),
    unordered('set_bit', 'Sets one bit of a `bits` word (`set_bit(pte.dirty)`)', [BIT], {
        ...base('or'),
        operand: 'field',
    }),
    unordered('clear_bit', 'Clears one bit of a `bits` word (`clear_bit(pte.write)`)', [BIT], {
        ...base('and-not'),
        operand: 'field',
    }),
    unordered('change_bit', 'Flips one bit of a `bits` word', [BIT], { ...base('xor'), operand: 'field' }),
    ordered('test_and_set_bit', 'Sets one bit of a `bits` word and returns what it was', [BIT], 'bool', bit('or')),
    ordered(
        'test_and_clear_bit',
        'Clears one bit of a `bits` word and returns what it was',
        [BIT],
        'bool',
        bit('and-not'),
    ),
    ordered('test_and_change_bit', 'Flips one bit of a `bits` word and returns what it was', [BIT], 'bool', bit('xor')),
];

function base(compute: Rmw['compute']): Rmw {
    return { compute, condition: 'always', returns: 'void', operand: 'argument', order: 'relaxed' };
}

function exchange(condition: Rmw['condition'], returns: Rmw['returns']): Rmw {
    return { ...base('exchange'), condition, returns };
}

function bit(compute: Rmw['compute']): Rmw {
    return { ...base(compute), returns: 'old-bit', operand: 'field' };
}

/** The kernel's four forms. */
function withOrders(
    name: string,
    does: string,
    parameters: readonly BuiltinParameter[],
    result: Builtin['result'],
    rmw: Rmw,
): readonly Builtin[] {
    return ORDERS.map(({ suffix, order, sentence }) =>
        builtin(name + suffix, does, parameters, result, { ...rmw, order }, sentence + onSuccess(rmw)),
    );
}

/** Fully ordered, in this one form. */
function ordered(
    name: string,
    does: string,
    parameters: readonly BuiltinParameter[],
    result: Builtin['result'],
    rmw: Rmw,
): Builtin {
    return builtin(name, does, parameters, result, { ...rmw, order: 'full' }, `Fully ordered.${onSuccess(rmw)}`);
}

/** Returns nothing and orders nothing. */
function unordered(name: string, does: string, parameters: readonly BuiltinParameter[], rmw: Rmw): Builtin {
    const sentence =
        'Orders nothing: under `tso` it waits in the store buffer, and is applied atomically when it leaves.';
    return builtin(name, does, parameters, 'void', rmw, sentence);
}

function builtin(
    name: string,
    does: string,
    parameters: readonly BuiltinParameter[],
    result: Builtin['result'],
    rmw: Rmw,
    order: string,
): Builtin {
    const documentation = `${does}, in one step (\`${name}()\`).\n\n${order}`;
    return { name, documentation, parameters, result, semantics: { kind: 'rmw', rmw }, sleeps: false };
}

function onSuccess({ condition }: Rmw): string {
    return condition === 'always' ? '' : ' Where it changes nothing it is a load, and orders nothing.';
}
