// # preprocessor
//
// What it does: reports lines that begin with `#`.
//
// Why: there is no preprocessor. Constants are `const`, variants are `param`, other files are imported.
//
// Example:
//
//     #include <linux/wait.h>
//     #define READERS 2
//
// Use instead: `import kernel.wait`, `const READERS = 2`.
import type { Slip } from '../slips.ts';

const MEANINGS: Readonly<Record<string, string>> = {
    include: 'Another file is brought in with `import kernel.wait` or `import "./mine.race"`.',
    define: 'A constant is declared with `const N = 3`, a function with `fn`.',
    if: 'Variants are written with `param p = false` and `if p { … }`.',
    ifdef: 'Variants are written with `param p = false` and `if p { … }`.',
    ifndef: 'Variants are written with `param p = false` and `if p { … }`.',
};

/** The slip of a line that begins with `#`. */
export function preprocessorSlip(text: string, offset: number): Slip {
    const end = text.indexOf('\n', offset);
    const line = text.slice(offset, end < 0 ? text.length : end).trimEnd();
    const word = /^#\s*(\w+)/.exec(line)?.[1] ?? '';
    return {
        code: 'preprocessor',
        message: MEANINGS[word] ?? 'There is no preprocessor.',
        hint: undefined,
        start: offset,
        end: offset + line.length,
        instead: undefined,
        related: [],
        isGivenUp: true,
    };
}
