// # not-a-value
//
// What it does: reports the name of a type, a function, a filesystem or a kind of lock used as a value, a whole array
// used as one, and a variable that exists once for each thread or CPU used without saying whose.
//
// Why: only cells, registers and constants have values.
//
// Example:
//
//     var state per thread: int 0..2
//     thread t { state = 1 }
//
// Use instead: `current.state`, `this_cpu.count`, `f()`, `a[0]`.
import type { AstNode } from 'langium';
import { calleeOf } from '../expected.ts';
import type { NameReference } from '../generated/ast.ts';
import { isArgument, isAssignment, isCall, isExternLockKind, isMember, isStruct, isVar } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import { qualifiedByModule } from '../qualified-by-module.ts';
import type { Context, Finding, Rule } from '../rule.ts';

export const notAValue: Rule = {
    code: 'not-a-value',
    severity: 'error',
    visit: {
        NameReference: judge,
        Member: function* (node) {
            const declaration = node.member?.ref;
            if (declaration?.$type !== 'ExternFn' || (isCall(node.$container) && node.$container.callee === node))
                return;
            yield {
                place: placeOf(node),
                message: `\`${declaration.name}\` is a function; write \`${declaration.name}(…)\`.`,
            };
        },
        Current: function* (node) {
            if (node.kind !== 'this_cpu' || isMember(node.$container)) return;
            yield {
                place: placeOf(node),
                message: '`this_cpu` is no value; write `this_cpu.x` for a variable `per cpu`.',
            };
        },
        Let: function* ({ value }, context) {
            yield* nothing(value, context, 'a register');
        },
    },
};

function* judge(node: NameReference): Iterable<Finding> {
    const declaration = node.reference?.ref;
    if (declaration === undefined || qualifiedByModule(node) !== undefined) return;
    const parent = node.$container;
    if (isAssignment(parent) && parent.target === node && !isVar(declaration)) return;
    const isCalled = isCall(parent) && parent.callee === node;
    const place = placeOf(node);
    if (isExternLockKind(declaration as AstNode)) {
        yield { place, message: `\`${node.reference.$refText}\` is a kind of lock, not a value.` };
        return;
    }
    const { name } = declaration;
    switch (declaration.$type) {
        case 'Fn':
        case 'ExternFn':
            if (!isCalled && !isFunctionArgument(node))
                yield { place, message: `\`${name}\` is a function; call it: \`${name}(…)\`.` };
            return;
        case 'Bits':
            if (!isCalled) yield { place, message: `\`${name}\` is a type; a value is \`${name}(…)\`.` };
            return;
        case 'Enum':
            if (!isMember(parent)) yield { place, message: `\`${name}\` is a type; a value is \`${name}.…\`.` };
            return;
        case 'Struct':
            if (isCalled && isStruct(declaration) && declaration.local) return;
            yield { place, message: `\`${name}\` is a type, not an object.` };
            return;
        case 'Filesystem':
            if (!isCalled) yield { place, message: `\`${name}\` is a filesystem, not a value.` };
            return;
        case 'Var':
            if (isVar(declaration) && declaration.per === 'thread') {
                yield { place, message: `\`${name}\` exists once for each thread; write \`current.${name}\`.` };
            } else if (isVar(declaration) && declaration.per === 'cpu') {
                yield { place, message: `\`${name}\` exists once for each CPU; write \`this_cpu.${name}\`.` };
            }
            return;
        default:
            return;
    }
}

function isFunctionArgument(node: AstNode): boolean {
    const argument = node.$container;
    if (!isArgument(argument)) return false;
    const callee = calleeOf(argument.$container);
    return callee?.kind === 'builtin' && callee.parameters[argument.$containerIndex ?? 0]?.type === 'function';
}

function* nothing(
    value: Parameters<Context['typing']['typeOf']>[0],
    { typing }: Context,
    what: string,
): Iterable<Finding> {
    if (value === undefined) return;
    const type = typing.typeOf(value);
    const place = placeOf(value);
    if (type.kind === 'void' && isCall(value)) yield { place, message: 'This function has no value.' };
    if (type.kind === 'array') yield { place, message: `${capital(what)} holds no array; name an element.` };
    if (type.kind === 'list' || type.kind === 'lock')
        yield { place, message: `${capital(what)} holds no ${type.kind}.` };
    if (
        type.kind === 'null' &&
        value.$container?.$type === 'Let' &&
        (value.$container as { type?: unknown }).type === undefined
    ) {
        yield { place, message: 'The type of `null` must be written: `let p: T? = null`.' };
    }
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
