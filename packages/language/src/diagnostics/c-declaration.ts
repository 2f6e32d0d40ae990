// # c-declaration
//
// What it does: reports a variable, parameter or function declared as in C, with its type first.
//
// Why: `let` makes a register of the thread, `var` a shared variable, `fn` a function: which of them it is decides what
// the others see.
//
// Example:
//
//     int x = 0;
//     struct inode *i;
//     void f() { }
//
// Use instead: `let x = 0` in code, `var x: int = 0` outside; `let i: inode? = null`; `fn f() { }`.
import type { FoundSlip, IToken, SlipRule } from '../slips.ts';
import { isSameLine, isWord } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

const MODIFIERS = new Set([
    'static',
    'inline',
    'volatile',
    'const',
    'register',
    'extern',
    'unsigned',
    'signed',
    'long',
    'short',
    'struct',
    'enum',
    'union',
]);
const TYPES = new Set([
    'int',
    'bool',
    'u8',
    'u16',
    'u32',
    'u64',
    's8',
    's16',
    's32',
    's64',
    'ulong',
    'size_t',
    'ssize_t',
    'char',
    'void',
    'float',
    'double',
    'atomic_t',
    'spinlock_t',
    'pte_t',
    'addr',
]);

/** The types that C and this language write alike. */
const SHARED = new Set(['int', 'bool', 'u8', 'u16', 'u32', 'ulong', 'size_t', 'addr']);

export const cDeclaration: SlipRule = {
    code: 'c-declaration',
    triggers: [...MODIFIERS, ...TYPES, 'var', 'let'].filter(word => word !== 'enum'),
    find: (tokens, at, surroundings) => {
        const before = tokens[at - 1];
        if (before?.image === '(' || before?.image === ',') return parameter(tokens, at);
        if (!startsStatement(tokens, at)) return undefined;
        const { image } = tokens[at]!;
        return image === 'var' || image === 'let'
            ? typeFirst(tokens, at)
            : declaration(tokens, at, surroundings.isCode(at));
    },
};

/** `int x`, `struct foo *p`, `static unsigned long f(…)`. */
function declaration(tokens: readonly IToken[], at: number, isCode: boolean): FoundSlip | undefined {
    const name = nameBehindType(tokens, at);
    if (name === undefined) return undefined;
    const [{ image }, after] = [tokens[name]!, tokens[name + 1]];
    const length = name - at + 1;
    if (after?.image === '(') {
        const type = typeHere(tokens.slice(at, name).map(token => token.image));
        const result = type === undefined ? '' : `: ${type.join(' ')}`;
        const message = `A function is declared with \`fn ${image}(…)${result} { … }\`.`;
        return isCode ? undefined : { length: name - at, message, reading: ['fn'] };
    }
    if (isSameLine(tokens[name], after) && !['=', ';', ',', '['].includes(after!.image)) return undefined;
    const isObject = tokens[at]!.image === 'struct';
    const type = isObject ? `: ${tokens[at + 1]!.image}` : '';
    const message = isCode
        ? `A register is declared with \`let ${image} = …\`.`
        : `A shared variable is declared with \`var ${image}${type === '' ? ': …' : type}\`.`;
    return { length, message };
}

/** The place of the declared name, if all before it is a type as C writes it. */
function nameBehindType(tokens: readonly IToken[], at: number): number | undefined {
    let next = at;
    let hasType = false;
    for (; isSameLine(tokens[at], tokens[next]); next++) {
        const { image } = tokens[next]!;
        if (image === '*' && hasType) continue;
        if (TYPES.has(image) || (MODIFIERS.has(image) && image !== 'struct'))
            hasType ||= TYPES.has(image) || ['unsigned', 'signed', 'long', 'short'].includes(image);
        else if (image === 'struct' && isWord(tokens[next + 1]) && isPlainStruct(tokens, next)) {
            hasType = true;
            next++;
        } else break;
    }
    const name = tokens[next];
    return hasType && next > at && isWord(name) && isSameLine(tokens[at], name) ? next : undefined;
}

/** `struct foo x` or `struct foo *x`, not the declaration of a struct. */
function isPlainStruct(tokens: readonly IToken[], at: number): boolean {
    const [name, after] = [tokens[at + 1], tokens[at + 2]];
    if (after === undefined || !isSameLine(name, after)) return false;
    return after.image === '*' || (isWord(after) && !['pool', 'typesafe'].includes(after.image));
}

/** `fn f(int x)`. */
function parameter(tokens: readonly IToken[], at: number): FoundSlip | undefined {
    const name = nameBehindType(tokens, at);
    if (name === undefined || ![',', ')'].includes(tokens[name + 1]?.image ?? '')) return undefined;
    const { image } = tokens[name]!;
    const type = typeHere(tokens.slice(at, name).map(token => token.image));
    return {
        length: name - at + 1,
        message: `A parameter is written \`${image}: ${type?.join(' ') ?? 'type'}\`.`,
        ...(type === undefined ? {} : { instead: `${image}: ${type.join(' ')}` }),
        reading: [
            `ID ${image}`,
            ':',
            ...(type ?? ['int']).map((word, at) =>
                SHARED.has(word) || (at === 0 && word === 'ref') ? word : `ID ${word}`,
            ),
        ],
    };
}

/** The type of this language that the words of C mean; absent: none is sure to. */
function typeHere(words: readonly string[]): readonly string[] | undefined {
    const [first, second, third] = words.filter(word => word !== 'const');
    if (first === 'struct' && second !== undefined && third === '*') return ['ref', second];
    return second === undefined && SHARED.has(first ?? '') ? [first!] : undefined;
}

/** `var int x`, `let int x`. */
function typeFirst(tokens: readonly IToken[], at: number): FoundSlip | undefined {
    const name = nameBehindType(tokens, at + 1);
    if (name === undefined) return undefined;
    const { image: word } = tokens[at]!;
    const { image } = tokens[name]!;
    return { length: name - at + 1, message: `The type comes behind the name: \`${word} ${image}: …\`.` };
}
