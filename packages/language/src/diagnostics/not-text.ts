// # not-text
//
// What it does: refuses a file that is not a text.
//
// Why: a file with zero bytes is a program or a picture, and anything said about its syntax would be noise.
//
// Use instead: a script, a text in UTF-8.
import type { Diagnostic } from '../diagnostic.ts';

export function notText(uri: string, text: string): Diagnostic | undefined {
    const start = text.indexOf('\0');
    if (start < 0) return undefined;
    return {
        severity: 'error',
        code: 'not-text',
        message: 'This is not a text: it holds zero bytes.',
        place: { uri, start, end: start + 1 },
        related: [],
    };
}
