// # missing-return
//
// What it does: reports a function with a result that may end without returning one, a `return` without the value, and
// a `return` with a value where none is expected.
//
// Why: the caller would get a value that nobody gave.
//
// Example:
//
//     fn try_it(): bool {
//         if mutex_trylock(l) { return true }
//     }
//
// Use instead: a `return` on every path.
import { completes } from '../flow.ts';
import type { Fn } from '../generated/ast.ts';
import { isFn, isThread } from '../generated/ast.ts';
import { hookOf } from '../machine.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';
import { codeOf } from '../threads.ts';
import { showType } from '../types.ts';

export const missingReturn: Rule = {
    code: 'missing-return',
    severity: 'error',
    needsWholeSyntax: true,
    visit: {
        Fn: function* (node, { typing }) {
            if (returnTypeOf(node) === undefined || node.body === undefined || !completes(node.body)) return;
            const type = showType(typing.typeOfDeclaration(node));
            yield {
                place: placeOfProperty(node, 'name'),
                message: `\`${node.name}\` may end without returning its \`${type}\`.`,
            };
        },
        Return: function* (node, { typing }) {
            const code = codeOf(node);
            if (isFn(code) && returnTypeOf(code) !== undefined && node.value === undefined) {
                const type = showType(typing.typeOfDeclaration(code));
                yield {
                    place: placeOf(node),
                    message: `\`return\` needs a value here: \`${code.name}\` returns \`${type}\`.`,
                };
            } else if (isFn(code) && returnTypeOf(code) === undefined && node.value !== undefined) {
                const type = typing.typeOf(node.value);
                const hint =
                    type.kind === 'error'
                        ? {}
                        : {
                              hint: `Write \`fn ${code.name}(…): ${showType(type.kind === 'int' ? { ...type, low: -32768, high: 32767 } : type)}\`.`,
                          };
                yield { place: placeOf(node.value), message: `\`${code.name}\` returns nothing.`, ...hint };
            } else if (code !== undefined && !isFn(code) && !isThread(code) && node.value !== undefined) {
                yield { place: placeOf(node.value), message: 'Only a thread or a function returns a value.' };
            }
        },
    },
};

/** A filesystem's function returns what the hook says. */
const returnTypeOf = (fn: Fn): Fn['returnType'] => (hookOf(fn) ?? fn).returnType;
