// # foreign-keyword
//
// What it does: reports words of other languages where this one has its own: `func`, `elif`, `def`, `typedef`, `assign`.
//
// Example:
//
//     func enter() { }
//
// Use instead: `fn enter() { }`, `else if`.
import type { FoundSlip, SlipRule } from '../slips.ts';
import { isWord } from '../slips.ts';
import { startsStatement } from '../statement-start.ts';

export const foreignKeyword: SlipRule = {
    code: 'foreign-keyword',
    triggers: ['func', 'function', 'def', 'proc', 'elif', 'elsif', 'elseif', 'typedef', 'forever', 'include', 'use'],
    find: (tokens, at, { isCode }): FoundSlip | undefined => {
        const [before, { image }, next] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
        switch (image) {
            case 'func':
            case 'function':
            case 'def':
            case 'proc':
                if (isCode(at) || !isWord(next) || !startsStatement(tokens, at)) return undefined;
                return { length: 1, message: 'A function is declared with `fn`.', instead: 'fn', reading: ['fn'] };
            case 'elif':
            case 'elsif':
            case 'elseif':
                if (before?.image !== '}') return undefined;
                return {
                    length: 1,
                    message: `\`${image}\` is written \`else if\`.`,
                    instead: 'else if',
                    reading: ['else', 'if'],
                };
            case 'typedef':
                if (isCode(at) || !isWord(next)) return undefined;
                return { length: 1, message: 'There is no `typedef`; types are `enum`, `bits` and `struct`.' };
            case 'forever':
                if (!isCode(at) || next?.image !== '{') return undefined;
                return {
                    length: 1,
                    message: 'A loop without a condition is `loop { }`.',
                    instead: 'loop',
                    reading: ['loop'],
                };
            default:
                if (isCode(at) || !startsStatement(tokens, at) || !(isWord(next) || next?.image.startsWith('"')))
                    return undefined;
                return {
                    length: 1,
                    message: 'Another file is brought in with `import`.',
                    instead: 'import',
                    reading: ['import'],
                };
        }
    },
};
