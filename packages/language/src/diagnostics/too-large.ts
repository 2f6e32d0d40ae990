// # too-large
//
// What it does: refuses a script of more than a million characters.
//
// Why: a script that a person wrote has a few hundred lines; the memory that the syntax of a huge one needs is better
// spent on the search.
//
// Use instead: several files and `import`.
import type { Diagnostic } from '../diagnostic.ts';

const LIMIT = 1_000_000;

export function tooLarge(uri: string, text: string): Diagnostic | undefined {
    if (text.length <= LIMIT) return undefined;
    return {
        severity: 'error',
        code: 'too-large',
        message: `The file has ${text.length} characters; a script may have ${LIMIT}.`,
        place: { uri, start: 0, end: 0 },
        related: [],
    };
}
